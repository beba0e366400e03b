/** Evidence in, views out. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RenderOptions, render } from "../../hosts/index.ts";
import { directory, MAIN, modulesIn, tsm } from "./tsm.ts";

const files = mkdtempSync(join(tmpdir(), "tsm-cli-"));
const snp = join(files, "snp.bin");
const tdx = join(files, "tdx.bin");
let report: Buffer;
let quote: Buffer;

beforeAll(async () => {
  const call = ["report", "--random", "--format", "bin"];
  await tsm([...call, "--provider", "software", "--out", snp]);
  await tsm([...call, "--provider", "software:tdx_guest", "--out", tdx]);
  report = readFileSync(snp);
  quote = readFileSync(tdx);
});
afterAll(() => rmSync(files, { recursive: true }));

const pem = (bytes: Buffer) =>
  `-----BEGIN EVIDENCE-----\n${bytes.toString("base64").replace(/.{64}/g, "$&\n")}\n-----END EVIDENCE-----\n`;

describe("views", () => {
  it.each<[string[], RenderOptions]>([
    [[], { view: "text" }],
    [["--short"], { view: "text", short: true }],
    [["--format", "text"], { view: "text" }],
    [["--format", "hex"], { view: "hex" }],
    [["--format", "json"], { view: "json" }],
    [["--format", "json", "--short"], { view: "json", short: true }],
  ])("%j", async (args, options) => {
    for (const file of [snp, tdx]) {
      const { code, out, err } = await tsm(["inspect", ...args, file]);
      expect({ code, err }).toEqual({ code: 0, err: "" });
      const shown = render(readFileSync(file), options);
      expect(out).toBe(options.view === "json" ? `${shown}\n` : shown);
    }
  });

  it("short is nothing for hex", async () => {
    const { code, err } = await tsm(["inspect", "--short", "--format", "hex", snp]);
    expect(code).toBe(1);
    expect(err).toBe("tsm: --short does not go with --format hex, which shows every byte.\n  see: tsm help inspect\n");
  });

  it.each([
    [{}, false],
    [{ FORCE_COLOR: "1" }, true],
    [{ FORCE_COLOR: "" }, true],
    [{ FORCE_COLOR: "0" }, false],
    [{ FORCE_COLOR: "1", NO_COLOR: "1" }, true],
  ])("colours in a pipe with %j: %s", async (env, coloured) => {
    expect((await tsm(["inspect", snp], { env })).out.includes("\x1b[")).toBe(coloured);
  });

  it("colours in hex, and never in JSON", async () => {
    const env = { FORCE_COLOR: "1" };
    expect((await tsm(["inspect", "--format", "hex", snp], { env })).out).toContain("\x1b[");
    expect((await tsm(["inspect", "--format", "json", snp], { env })).out).not.toContain("\x1b[");
  });
});

describe("inputs", () => {
  it.each(["bin", "hex", "base64", "pem", "json"])(
    "%s from a file and from stdin, told and found out",
    async (form) => {
      const forms: Record<string, string | Buffer> = {
        bin: quote,
        hex: `0x${quote.toString("hex").toUpperCase()}\n`,
        base64: quote.toString("base64url"),
        pem: pem(quote),
        json: JSON.stringify({ provider: "tdx_guest", outblob: quote.toString("hex") }),
      };
      const stdin = forms[form] ?? "";
      const file = join(directory(), "evidence");
      writeFileSync(file, stdin);
      const expected = `Intel TDX quote, version 4, ${quote.length} bytes, read as ${form}\n`;
      for (const args of [[], ["-", "--in-form", form], [file]]) {
        const { code, out } = await tsm(["inspect", ...args], { stdin });
        expect(code).toBe(0);
        expect(out.startsWith(expected)).toBe(true);
      }
    },
  );

  it.each([
    ["nothing", [], "", 1, "empty", "stdin: there are no bytes"],
    ["no evidence", [], "#!/bin/sh\n", 2, "unknown-format", "it starts with 0x23212f62"],
    ["text as hex", ["--in-form", "hex"], "0011x", 1, "hex-digit", "at character 4: got 'x'"],
    ["half a byte", ["--in-form", "hex"], "001", 1, "hex-odd", "got 3 digits"],
    ["text as base64", ["--in-form", "base64"], "ab*d", 1, "base64", "at character 2: got '*'"],
    ["text as PEM", ["--in-form", "pem"], "hello", 1, "pem", "one PEM block at character 0"],
    ["JSON without outblob", [], '{"provider":"x"}', 1, "json", "outblob"],
    ["JSON as bytes", ["--in-form", "bin"], '{"outblob":""}', 2, "unknown-format", "it starts with 0x7b226f75"],
  ])("not %s", async (_, args, stdin, exit, code, message) => {
    const { code: exited, out, err } = await tsm(["inspect", ...args], { stdin });
    expect({ exited, out }).toEqual({ exited: exit, out: "" });
    expect(err).toMatch(/^tsm: stdin: /);
    expect(err).toContain(message);
    expect(err).toContain(`\n  code ${code}`);
  });

  it("says where a report is cut, wrong or too long, and what was expected", async () => {
    const cut = await tsm(["inspect"], { stdin: report.subarray(0, 1000) });
    expect(cut.code).toBe(2);
    expect(cut.err).toMatch(
      /^tsm: stdin: the evidence ends too early .*expected 1184 bytes, got 1000\. .*\n {2}code truncated\n$/,
    );
    const long = await tsm(["inspect"], { stdin: Buffer.concat([report, Buffer.from([0, 0, 7])]) });
    expect(long.code).toBe(2);
    expect(long.err).toContain("bytes follow the evidence that are not zero at byte 1186 (0x4a2)");
    const wrong = Buffer.from(report);
    wrong[0x490] = 1;
    const odd = await tsm(["inspect"], { stdin: wrong.toString("hex") });
    expect(odd.code).toBe(2);
    expect(odd.err).toMatch(
      /^tsm: stdin: reserved bytes are not zero in snpReport.* at byte 1168 \(0x490\): .* \(read as hex\)/,
    );
  });

  it("names the file", async () => {
    const file = join(directory(), "notes.txt");
    writeFileSync(file, "hello, world");
    expect((await tsm(["inspect", file])).err).toMatch(`tsm: ${file}: this is no evidence`);
  });

  it.each([
    ["none/such", "can't read none/such: no such file or directory (ENOENT)"],
    ["/", "can't read /: illegal operation on a directory (EISDIR)"],
  ])("not %s", async (file, message) => {
    expect(await tsm(["inspect", file])).toMatchObject({ code: 1, out: "", err: `tsm: ${message}\n` });
  });

  it("no file that never ends", async () => {
    const { code, err } = await tsm(["inspect", "/dev/zero"]);
    expect(code).toBe(1);
    expect(err).toContain("code too-large");
  });
});

describe("stdout", () => {
  const shell = (script: string) => {
    const env = { ...process.env, TSM: `${process.execPath} ${MAIN}`, snp };
    const { status: code, stderr: err } = spawnSync("/bin/bash", ["-c", script], { env, encoding: "utf8" });
    return { code, err };
  };

  it("a reader that goes away ends it quietly", () => {
    const { code, err } = shell('set -o pipefail; $TSM inspect --format hex "$snp" | true');
    expect({ code, err }).toEqual({ code: 0, err: "" });
  });

  it("a full disk is told", () => {
    const { code, err } = shell('$TSM inspect "$snp" > /dev/full');
    expect({ code, err }).toEqual({ code: 1, err: "tsm: can't write stdout: no space left on device (ENOSPC)\n" });
  });
});

it("loads nothing it does not need", async () => {
  const coverage = directory();
  await tsm(["inspect", snp], { env: { NODE_V8_COVERAGE: coverage } });
  const loaded = modulesIn(coverage).join("\n");
  expect(loaded).toContain("dist/cli/inspect.js");
  expect(loaded).not.toMatch(/dist\/(software-tsm|forge|node|ioctl|doctor|attester)|asn1js|koffi/);
});
