/** `tsm report` in WASI: the same TSM as behind the Node command, the same evidence, the same words. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { snp } from "../../hosts/forge/index.ts";
import { inspect } from "../../hosts/index.ts";
import { configfsEnv, directory, type Ended, tsm } from "../cli/tsm.ts";
import { wasm } from "./run.ts";

let template: string;
let certTable: string;
const files = mkdtempSync(join(tmpdir(), "tsm-wasi-"));
afterAll(() => rmSync(files, { recursive: true }));
beforeAll(async () => {
  const made = await snp();
  template = join(files, "report");
  certTable = join(files, "certs");
  writeFileSync(template, made.report);
  writeFileSync(certTable, made.certTable);
});

const NONCE = ["--nonce", "00ff"];

/** A report directory with a TSM behind it, for one run. */
function reports(fake: Record<string, unknown>) {
  const above = directory();
  const root = join(above, "report");
  mkdirSync(root);
  const env = configfsEnv(root, { template, ...fake });
  const verbs = () => readFileSync(join(above, "verbs"), "utf8").trim().split("\n");
  return { root, env, verbs, left: () => readdirSync(root) };
}

/** What a run said, without what differs between any two. */
function plain({ code, out, err }: Ended, root: string) {
  const same = (text: string) => text.replaceAll(root, "ROOT").replace(/tsmkit-[\w.]*-[0-9a-f]{16}/g, "ENTRY");
  return {
    code,
    out: same(out),
    // What to try without a TSM is not the same: there is none in software here.
    err: same(err).replace(/to try it without a TSM: .*/, "to try it without a TSM: …"),
  };
}

/** Runs both on a TSM each, which behave the same, and expects the same of them. */
async function alike(fake: Record<string, unknown>, args: readonly string[] = [], surroundings = {}) {
  const [here, there] = [reports(fake), reports(fake)];
  const call = (root: string) => ["report", "--entry-root", root, ...NONCE, ...args];
  const [ended, expected] = await Promise.all([
    wasm(call(here.root), { ...surroundings, env: here.env }),
    tsm(call(there.root), { ...surroundings, env: there.env }),
  ]);
  expect(plain(ended, here.root)).toEqual(plain(expected, there.root));
  expect(here.verbs()).toEqual(there.verbs());
  return { ...here, ended };
}

describe("a report", () => {
  it.each([
    ["as JSON", []],
    ["as text", ["--format", "text"]],
    ["in hex", ["--format", "hex"]],
    ["in base64", ["--format", "base64"]],
    ["as bytes", ["--format", "bin"]],
    ["at a privilege level", ["--privlevel", "1"]],
    ["of data", ["--format", "text"]],
  ])("%s", async (_, args) => {
    const { ended, left, verbs } = await alike({}, args);
    expect({ code: ended.code, err: ended.err }).toEqual({ code: 0, err: "" });
    expect(verbs()).toEqual(["mkdir", "outblob", "rmdir"]);
    expect(left()).toEqual([]);
  });

  it("with certificates and a manifest", async () => {
    const blobs = { auxblob: certTable, manifestblob: template };
    const service = ["--service", "svsm", "--service-guid", "63da758d-e664-4564-adc5-f4b93be8accd"];
    await alike(blobs, ["--aux"]);
    await alike(blobs, ["--aux", ...service, "--service-manifest-version", "1", "--format", "text"]);
    await alike(blobs, ["--aux", ...service, "--format", "hex"]);
    await alike({}, ["--aux"]);
  });

  it("that others interfered with, but which is the own one", async () => {
    const { ended } = await alike({ counts: 3 }, ["--format", "text"]);
    expect(ended.out).toContain("interfered                yes: others wrote to the entry");
  });

  it("whose entry can't be removed", async () => {
    const { ended, root, left } = await alike({ fails: { rmdir: "EBUSY" } });
    expect(ended.code).toBe(0);
    expect(ended.err).toContain(`Remove it: rmdir ${root}/${left()[0]}\n`);
    expect(left()[0]).toMatch(/^tsmkit--[0-9a-f]{16}$/);
  });

  it("of random bytes, which stderr tells", async () => {
    const { root, env } = reports({});
    const { code, out, err } = await wasm(["report", "--random", "--entry-root", root], { env });
    const [, nonce] = /^tsm: nonce ([0-9a-f]{128})\n$/.exec(err) ?? [];
    expect({ code, carried: JSON.parse(out).reportData }).toEqual({ code: 0, carried: { bytes: nonce, length: 64 } });
    expect(inspect(JSON.parse(out).outblob, { form: "hex" }).sections[0]?.fields).toMatchObject({ reportData: nonce });
  });

  it.each(["sha384", "sha512"])("of the %s of data, of a nonce, of a file", async (hash) => {
    const data = "x".repeat(100_000);
    const call = async (args: string[], stdin: string) => {
      const [here, there] = [reports({}), reports({})];
      const words = (root: string) => ["report", "--entry-root", root, "--hash", hash, "--format", "text", ...args];
      const ended = await wasm(words(here.root), { env: here.env, stdin });
      expect(ended).toEqual(await tsm(words(there.root), { env: there.env, stdin }));
      expect(ended.code).toBe(0);
    };
    await call(["--data-file", "-"], data);
    await call(["--data-file", "-"], "");
    await call(["--nonce-file", "-"], data);
    await call(["--nonce", "00ff"], "");
  });

  it("of a nonce in a file, whose hex digits are bytes too, which is told", async () => {
    const cwd = directory();
    writeFileSync(join(cwd, "nonce"), "00112233445566778899aabbccddeeff\n");
    const [here, there] = [reports({}), reports({})];
    const call = (root: string) => ["report", "--entry-root", root, "--nonce-file", "nonce"];
    const ended = await wasm(call(here.root), { env: here.env, cwd });
    expect(ended).toEqual(await tsm(call(there.root), { env: there.env, cwd }));
    expect(ended.err).toContain("tsm: nonce holds hex digits");
    const long = { cwd, stdin: "x".repeat(65) };
    const args = ["report", "--nonce-file", "-"];
    expect(await wasm(args, long)).toEqual(await tsm(args, long));
  });
});

describe("into a file", () => {
  it("whole, with what belongs to it beside", async () => {
    const fake = reports({ auxblob: certTable });
    const cwd = directory();
    mkdirSync(join(cwd, "there"));
    const call = ["report", "--entry-root", fake.root, ...NONCE, "--aux", "--format", "bin", "--out", "there/r"];
    const { code, out, err } = await wasm(call, { env: fake.env, cwd });
    expect({ code, out, err }).toEqual({ code: 0, out: "", err: "tsm: wrote there/r, there/r.aux\n" });
    expect(readdirSync(join(cwd, "there"))).toEqual(["r", "r.aux"]);
    expect(readFileSync(join(cwd, "there/r.aux")).equals(readFileSync(certTable))).toBe(true);
    expect(inspect(readFileSync(join(cwd, "there/r"))).format).toBe("snp-report");
  });

  it("in place of what was there; text has no colours there", async () => {
    const fake = reports({});
    const cwd = directory();
    writeFileSync(join(cwd, "r"), "before");
    const call = ["report", "--entry-root", fake.root, ...NONCE, "--format", "text", "--out", "r"];
    expect(await wasm(call, { env: { ...fake.env, FORCE_COLOR: "1" }, cwd })).toMatchObject({ code: 0 });
    expect(readFileSync(join(cwd, "r"), "utf8")).toMatch(/^Evidence\n/);
    expect(readdirSync(cwd)).toEqual(["r"]);
  });

  it("not at all when there is no report", async () => {
    const fake = reports({ outblob: "EIO" });
    const cwd = directory();
    writeFileSync(join(cwd, "r"), "before");
    const { code } = await wasm(["report", "--entry-root", fake.root, ...NONCE, "--out", "r"], { env: fake.env, cwd });
    expect(code).toBe(4);
    expect(readFileSync(join(cwd, "r"), "utf8")).toBe("before");
    expect(readdirSync(cwd)).toEqual(["r"]);
  });
});

describe("no report", () => {
  it.each([
    ["no driver", { fails: { mkdir: "ENXIO" } }, 4],
    ["no permission", { fails: { mkdir: "EACCES" } }, 4],
    ["a read-only mount", { fails: { mkdir: "EROFS" } }, 4],
    ["a device that fails", { outblob: "EIO" }, 4],
    ["a device that is too slow", { outblob: "ETIMEDOUT" }, 4],
    ["firmware that fails", { outblob: "ENXIO" }, 4],
    ["an empty report", { outblob: "empty" }, 4],
    ["another's report", { outblob: "foreign" }, 4],
    ["parameters it refuses", { outblob: "EINVAL" }, 1],
    ["and an entry that can't be removed", { outblob: "EIO", fails: { rmdir: "EBUSY" } }, 4],
  ])("%s", async (_, fake, code) => {
    const { ended, left } = await alike(fake, ["--attempts", "2"]);
    expect({ code: ended.code, out: ended.out }).toEqual({ code, out: "" });
    expect(left()).toHaveLength("fails" in fake && "rmdir" in (fake.fails ?? {}) ? 1 : 0);
  });

  it("when others keep interfering: as many attempts as were allowed", async () => {
    const { ended, verbs, left } = await alike({ outblob: "foreign", counts: 1 }, ["--attempts", "3"]);
    expect(ended.code).toBe(5);
    expect(verbs().filter((verb) => verb === "mkdir")).toHaveLength(3);
    expect(left()).toEqual([]);
  });

  it("when its time has run out between two attempts", async () => {
    const fake = reports({ outblob: "EBUSY" });
    const call = ["report", "--entry-root", fake.root, ...NONCE, "--attempts", "4000000000", "--timeout", "0.7"];
    const { code, err } = await wasm(call, { env: fake.env });
    expect(code).toBe(4);
    expect(err).toBe(
      "tsm: the TSM did not answer in time: after 700 ms. Ask again; is the quoting service on the host running?\n" +
        "  code timed-out; try again later\n",
    );
    expect(fake.left()).toEqual([]);
  });

  it("from a directory that is none of configfs, or is not there, or was not handed over", async () => {
    const cwd = directory();
    mkdirSync(join(cwd, "none"));
    for (const root of ["none", "missing"]) {
      const args = ["report", ...NONCE, "--entry-root", root];
      const ended = await wasm(args, { cwd });
      expect(plain(ended, cwd)).toEqual(plain(await tsm(args, { cwd }), cwd));
      expect(ended.code).toBe(4);
    }
    expect(readdirSync(join(cwd, "none"))).toEqual([]);
    const { code, err } = await wasm(["report", ...NONCE], { preopens: { ".": cwd } });
    expect(code).toBe(4);
    expect(err).toContain("/sys/kernel/config/tsm/report lies in no directory that was handed to this program");
    expect(err).toContain("code no-configfs");
  });

  it("with options that no TSM takes", async () => {
    for (const args of [
      ["--privlevel", "4"],
      ["--service", ""],
      ["--service", "x".repeat(65)],
      ["--service", 'a"é'],
    ]) {
      const root = directory();
      const call = ["report", ...NONCE, "--entry-root", root, ...args];
      const ended = plain(await wasm(call), root);
      expect(ended, args.join(" ")).toEqual(plain(await tsm(call), root));
      expect(ended.code).not.toBe(0);
    }
  });
});
