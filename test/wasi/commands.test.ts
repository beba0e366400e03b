/** tsm.wasm and the Node command with the same words: inspect, explain, wrong calls, help. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { encodeHex } from "../../hosts/index.ts";
import { directory, tsm } from "../cli/tsm.ts";
import { minted } from "../minted.ts";
import { alike, wasm } from "./run.ts";

let evidence: Record<string, Uint8Array>;
beforeAll(async () => {
  evidence = await minted();
});

/** A directory with a piece of evidence in it. */
function withFile(content: string | Uint8Array): { cwd: string; file: string } {
  const cwd = directory();
  writeFileSync(join(cwd, "evidence"), content);
  return { cwd, file: "evidence" };
}

const REPORT = "minted SNP report 5, Turin";
const report = () => evidence[REPORT] as Uint8Array;

describe("inspect", () => {
  it("shows every format in every view", async () => {
    for (const [name, bytes] of Object.entries(evidence)) {
      const { cwd, file } = withFile(bytes);
      const views = [
        ["text"],
        ["json"],
        ["hex"],
        ...(name === REPORT
          ? [
              ["text", "--short"],
              ["json", "--short"],
            ]
          : []),
      ];
      for (const view of views) {
        expect((await alike(["inspect", file, "--format", ...view], { cwd })).code).toBe(0);
      }
    }
  });

  it.each([
    ["hex", (bytes: Uint8Array) => encodeHex(bytes)],
    ["base64", (bytes: Uint8Array) => Buffer.from(bytes).toString("base64")],
    ["pem", (bytes: Uint8Array) => `-----BEGIN X-----\n${Buffer.from(bytes).toString("base64")}\n-----END X-----\n`],
    ["json", (bytes: Uint8Array) => JSON.stringify({ provider: "sev_guest", outblob: encodeHex(bytes) })],
  ] as const)("reads %s from stdin, told and untold", async (form, write) => {
    const stdin = write(report());
    const told = await alike(["inspect", "-", "--in-form", form], { stdin });
    expect(await alike(["inspect"], { stdin })).toMatchObject({ code: 0, out: told.out });
  });

  it("has colours when they are asked for", async () => {
    const { cwd, file } = withFile(report());
    const { out } = await alike(["inspect", file], { cwd, env: { FORCE_COLOR: "1" } });
    expect(out).toContain("\x1b[");
    await alike(["inspect", file], { cwd, env: { FORCE_COLOR: "0" } });
    await alike(["inspect", file, "--format", "json"], { cwd, env: { FORCE_COLOR: "1" } });
  });

  it.each([
    ["nothing", new Uint8Array()],
    ["what is no evidence", "no evidence at all"],
    ["hex that is cut", "abc"],
    ["JSON that is cut", '{"outblob":"00'],
    ["more than the core takes", new Uint8Array((5 << 20) + 1)],
  ])("refuses %s", async (_, content) => {
    const { cwd, file } = withFile(content);
    expect((await alike(["inspect", file], { cwd })).code).not.toBe(0);
    await alike(["inspect", file, "--in-form", "hex"], { cwd });
  });

  it("refuses a report that was changed or cut, wherever that is", async () => {
    const old = evidence["minted SNP report 2, Milan"] as Uint8Array;
    for (const changed of [old.subarray(0, 700), old.map((byte, i) => (i === 0x188 ? 1 : byte))]) {
      const { cwd, file } = withFile(changed);
      expect((await alike(["inspect", file], { cwd })).code).toBe(2);
    }
  });

  it("tells of files that can't be read", async () => {
    const { cwd, file } = withFile(report());
    for (const path of ["missing", ".", `${file}/below`, "a\nb", "x".repeat(300), "/proc/self/mem"]) {
      expect((await alike(["inspect", path], { cwd })).code).toBe(1);
    }
  });
});

describe("explain", () => {
  it("lists all checks, and explains one", async () => {
    expect((await alike(["explain"])).out).toContain("\n  snp-signature ");
    expect((await alike(["explain", "tcb-status"])).code).toBe(0);
  });
  it.each(["snp", "snp-signature-and-more", "nonsense", 'a"b\\', "é"])("refuses %j", async (name) => {
    expect((await alike(["explain", name])).code).toBe(1);
  });
});

describe("wrong calls are told in the same words", () => {
  it.each([
    [["reprot"]],
    [["xyzzy"]],
    [["--nonsense"]],
    [["report", "--nonse", "00"]],
    [["inspect", "--in-from", "hex"]],
    [["inspect", "--form", "hex"]],
    [["inspect", "a", "b"]],
    [["inspect", "--", "--short", "b"]],
    [["report", "a"]],
    [["report", "--nonce"]],
    [["inspect", "--in-form", "der"]],
    [["inspect", "--in-form=der"]],
    [["inspect", "--short=1"]],
    [["inspect", "--format", "yaml"]],
    [["inspect", "--format", "hex", "--short"]],
    [["report", "--format", "xml"]],
    [["report", "--hash", "md5"]],
    [["report", "--privlevel", "low"]],
    [["report", "--privlevel", ""]],
    [["report", "--attempts", "0"]],
    [["report", "--attempts", "4294967296"]],
    [["report", "--timeout", "0"]],
    [["report", "--timeout", "soon"]],
    [["report", "--timeout", "2147484"]],
    [["report", "--service-manifest-version", "1.5"]],
    [["report"]],
    [["report", "--nonce", "00", "--random"]],
    [["report", "--nonce", "zz"]],
    [["report", "--nonce", "0x0"]],
    [["report", "--nonce", ""]],
    [["report", "--nonce", "00".repeat(65)]],
    [["report", "--random", "--hash", "sha512"]],
    [["report", "--data-file", "x"]],
    [["report", "--nonce-file", "missing"]],
    [["report", "--nonce", "00", "--service-guid", "x"]],
    [["report", "--nonce", "00", "--out", "."]],
    [["report", "--nonce", "00", "--out", "missing/file"]],
    [["verify", "--certz", "x"]],
    [["verify", "--at", "tomorrow"]],
    [["verify", "--at", "2026-13-01"]],
    [["verify", "--at", "2026-05-01T25:00"]],
    [["events", "--log", "-", "--against", "-"]],
    [["events", "--log", "missing"]],
  ])("%j", async (args) => {
    const { code, out } = await alike(args, { cwd: directory() });
    expect({ code, out }).toEqual({ code: 1, out: "" });
  });

  it.each([
    [["report", "--random", "--provider", "ioctl"], "WASI has no ioctl"],
    [["report", "--random", "--provider", "auto, software"], "there is no TSM in software here"],
    [["report", "--random", "--provider", "tpm"], 'expected auto or configfs, got "tpm"'],
    [["verify", "--no-nonce"], "say --offline: WASI has no network"],
    [["verify", "--no-nonce", "--offline", "--format", "ear"], "by the Node command alone"],
    [["verify", "--no-nonce", "--pcs", "https://x"], "tsm: --pcs: WASI has no network"],
    [["doctor", "--sweep"], "the Node command sweeps"],
    [["bundle", "x"], "tsm: there is no bundle in WASI: "],
    [["policy", "check", "x"], "tsm: there is no policy in WASI: "],
    [["rtmr", "list"], "tsm: there is no rtmr in WASI: "],
  ])("%j is told to be elsewhere", async (args, message) => {
    const { code, out, err } = await wasm(args, { stdin: report() });
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain(message);
  });

  it("more arguments than there is room for", async () => {
    const { code, err } = await wasm(["inspect", ...Array(40).fill("x".repeat(9000))]);
    expect({ code, err }).toEqual({ code: 1, err: "tsm: the arguments have more than 262144 bytes\n" });
  });

  it("an environment that is larger than there is room for is none", async () => {
    const env = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`X${i}`, "x".repeat(9000)]));
    const { code, out } = await wasm(["inspect"], { stdin: report(), env: { ...env, FORCE_COLOR: "1" } });
    expect(code).toBe(0);
    expect(out).not.toContain("\x1b[");
  });
});

describe("directories", () => {
  it("hold a path by their names, the longest first", async () => {
    const { cwd } = withFile(report());
    const other = directory();
    const run = (preopens: Record<string, string>, path: string) => wasm(["inspect", "--short", path], { preopens });
    for (const [name, path] of [
      [".", "evidence"],
      [".", "./evidence"],
      ["/", "/evidence"],
      ["/", "evidence"],
      ["/data", "/data/evidence"],
      ["/data/", "/data//evidence"],
      ["data", "data/evidence"],
      ["data", "./data/evidence"],
    ] as const) {
      expect(await run({ [name]: cwd }, path), `${name} ${path}`).toMatchObject({ code: 0, err: "" });
    }
    expect(await run({ "/": other, "/a": other, "/a/b": cwd }, "/a/b/evidence")).toMatchObject({ code: 0 });
    expect(await run({ "/a/b": cwd, "/": other }, "/a/b/evidence")).toMatchObject({ code: 0 });
  });

  it("that were not handed over are told to be missing", async () => {
    const { cwd } = withFile(report());
    for (const path of ["/evidence", "/data2/evidence", "../evidence"]) {
      const { code, err } = await wasm(["inspect", path], { preopens: { "/data": cwd, here: cwd } });
      expect(code).toBe(1);
      expect(err).toBe(
        `tsm: can't read ${path}: it lies in no directory that was handed to this program; tsm --help tells how that is done\n`,
      );
    }
    const { code, err } = await wasm(["inspect", "../evidence"], { preopens: { ".": cwd } });
    expect({ code, err }).toEqual({ code: 1, err: "tsm: can't read ../evidence: operation not permitted (EPERM)\n" });
  });
});

describe("help", () => {
  const VERBS = ["report", "inspect", "verify", "explain", "doctor", "events"];
  it.each(["--help", "help", ...VERBS.map((verb) => `help ${verb}`), ...VERBS.map((verb) => `${verb} --help`)])(
    "%s teaches by example and lists the exit codes",
    async (words) => {
      const { code, out, err } = await wasm(words.split(" "));
      expect({ code, err }).toEqual({ code: 0, err: "" });
      expect(out.match(/^ {4}\$ (tsm|wazero|wasmtime|.*\| tsm) /gm)?.length).toBeGreaterThanOrEqual(2);
      for (const exit of ["0 ", "1 ", "2 ", "3 ", "4 ", "5 "]) expect(out).toContain(`\n  ${exit}`);
      expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
      expect(out).not.toMatch(/ \n/);
    },
  );

  it("lists every option that the Node command has, and says so of those that it has not", async () => {
    for (const verb of VERBS) {
      const options = (text: string) => [...text.matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, name]) => name as string);
      const known = options((await wasm(["help", verb])).out);
      for (const name of options((await tsm(["help", verb])).out)) {
        if (known.includes(name)) continue;
        expect((await wasm([verb, name, "1"])).err, name).toMatch(/^tsm: --(cache|kds|pcs|timeout|sweep|open): /);
      }
    }
  });

  it("goes to stderr when no command is given", async () => {
    for (const args of [[], ["help", "nonsense"]]) {
      const { code, out, err } = await wasm(args);
      expect({ code, out }).toEqual({ code: 1, out: "" });
      expect(err).toContain("Usage: tsm");
    }
  });
});

describe("version", () => {
  it("is the package's", async () => {
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
    expect((await alike(["--version"])).out).toBe(`${version}\n`);
    expect((await alike(["inspect", "-V"])).out).toBe(`${version}\n`);
    expect((await wasm(["--version", "--verbose"])).out).toBe(
      `tsmkit   ${version}\ncore     plain, in a command for WASI preview 1\nmemory   54,525,952 bytes, touched only as far as it is used\n`,
    );
  });
});
