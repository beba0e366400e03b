/** What a report carries, where it comes from, and in which form it goes out: on the TSM in software. */
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { inspect } from "../../hosts/index.ts";
import { directory, tsm } from "./tsm.ts";

const SOFTWARE = ["--provider", "software"];
const WARNING = "evidence of a TSM in software chains to a public test root and proves nothing";
const NONCE = Buffer.from(Array.from({ length: 32 }, (_, i) => i + 1));
const padded = (hex: string) => hex.padEnd(128, "0");
const digest = (name: string, bytes: Uint8Array | string) => createHash(name).update(bytes).digest("hex");

async function json(args: string[], stdin: string | Uint8Array = "") {
  const { code, out, err } = await tsm(["report", ...SOFTWARE, ...args], { stdin });
  expect(code, err).toBe(0);
  expect(out).toMatch(/^\{.*\}\n$/);
  return { ...JSON.parse(out), err };
}

/** The report data inside a report. */
function carried(outblob: string) {
  return inspect(outblob, { form: "hex" }).sections[0]?.fields;
}

async function refused(args: string[], surroundings = {}) {
  const { code, out, err } = await tsm(["report", ...args], surroundings);
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toMatch(/^tsm: /);
  return err;
}

describe("what it carries", () => {
  it.each([
    ["as it is", NONCE.toString("hex")],
    ["in upper case", NONCE.toString("hex").toUpperCase()],
    ["with 0x", `0x${NONCE.toString("hex")}`],
  ])("a nonce in hex, %s", async (_, nonce) => {
    const { outblob, reportData } = await json(["--nonce", nonce]);
    expect(reportData).toEqual({ bytes: padded(NONCE.toString("hex")), length: 32 });
    expect(carried(outblob)).toMatchObject({ reportData: reportData.bytes });
  });

  it("a nonce from stdin", async () => {
    const { reportData } = await json(["--nonce-file", "-"], NONCE);
    expect(reportData).toEqual({ bytes: padded(NONCE.toString("hex")), length: 32 });
  });

  it("a nonce from a file, whose hex digits are bytes too, which is told", async () => {
    const file = join(directory(), "nonce");
    const text = `${NONCE.toString("hex").slice(0, 32)}\n`;
    writeFileSync(file, text);
    const { reportData, err } = await json(["--nonce-file", file]);
    expect(reportData).toEqual({ bytes: padded(Buffer.from(text).toString("hex")), length: 33 });
    expect(err).toContain(`tsm: ${file} holds hex digits, and its bytes are taken as they are`);
  });

  it("random bytes, told on stderr", async () => {
    const [one, two] = [await json(["--random"]), await json(["--random"])];
    expect(one.err).toContain(`tsm: nonce ${one.reportData.bytes}\n`);
    expect(one.reportData.length).toBe(64);
    expect(one.reportData.bytes).not.toBe(two.reportData.bytes);
  });

  it.each([
    ["sha512", "SHA-512", 64],
    ["sha384", "SHA-384", 48],
  ])("the %s of data, of a nonce, of a nonce in a file", async (option, hash, length) => {
    const data = "x".repeat(100_000);
    const expected = { bytes: padded(digest(option, data)), length, hash };
    expect((await json(["--data-file", "-", "--hash", option], data)).reportData).toEqual(expected);
    expect((await json(["--nonce-file", "-", "--hash", option], data)).reportData).toEqual(expected);
    const { reportData } = await json(["--nonce", "00ff", "--hash", option]);
    expect(reportData).toEqual({ bytes: padded(digest(option, Buffer.from([0, 255]))), length, hash });
  });

  it("the hash of no data at all", async () => {
    expect((await json(["--data-file", "-", "--hash", "sha512"])).reportData.bytes).toBe(digest("sha512", ""));
  });

  it.each([
    ["nothing", [], "what shall the report carry? Give --nonce HEX"],
    ["two things", ["--nonce", "00", "--random"], "give one of --nonce, --random"],
    ["data without a hash", ["--data-file", "-"], "--data-file needs --hash sha512 or --hash sha384"],
    ["a hash of random bytes", ["--random", "--hash", "sha512"], "--hash goes with bytes of yours"],
    ["no bytes", ["--nonce", ""], "--nonce: expected 1 to 64 bytes, got 0"],
    ["no bytes on stdin", ["--nonce-file", "-"], "--nonce-file: expected 1 to 64 bytes, got 0"],
    ["too many bytes", ["--nonce", "00".repeat(65)], "expected 1 to 64 bytes, got 65; add --hash sha512"],
    ["half a byte", ["--nonce", "0x123"], "--nonce: hex needs an even number of digits at character 3: got 3 digits"],
    ["no hex", ["--nonce", "00zz"], "--nonce: this is not a hex digit at character 2: got 'z'"],
    [
      "a file that isn't there",
      ["--nonce-file", "none/such"],
      "can't read none/such: no such file or directory (ENOENT)",
    ],
    [
      "a directory",
      ["--data-file", "/", "--hash", "sha512"],
      "can't read /: illegal operation on a directory (EISDIR)",
    ],
  ])("not %s", async (_, args, message) => {
    expect(await refused([...SOFTWARE, ...args])).toContain(message);
  });

  it("not a nonce that never ends", async () => {
    expect(await refused(["--nonce-file", "/dev/zero"])).toContain("expected 1 to 64 bytes");
  });
});

describe("where it comes from", () => {
  it.each([
    ["software", "sev_guest", "snp-report", 0],
    ["software:sev_guest", "sev_guest", "snp-report", 0],
    ["software:tdx_guest", "tdx_guest", "tdx-quote", undefined],
  ])("%s", async (provider, name, format, privlevel) => {
    const evidence = await json(["--nonce", "00", "--provider", provider]);
    expect(evidence).toMatchObject({ provider: name, attempts: 1, interfered: false });
    expect(evidence.privlevel).toBe(privlevel);
    expect(inspect(evidence.outblob, { form: "hex" }).format).toBe(format);
    expect(evidence.err).toContain(WARNING);
  });

  it("auto is configfs", async () => {
    const { code, err } = await tsm(["report", "--nonce", "00", "--entry-root", "/none/such"]);
    expect(code).toBe(4);
    expect(err).toContain("tsm: there is no configfs report directory: ENOENT");
    expect(err).toContain("code no-configfs; to try it without a TSM: --provider auto,software");
  });

  it("the second of a list when the first has no TSM, and says so and why", async () => {
    const args = ["--nonce", "00", "--entry-root", "/none/such", "--provider", "auto, software:tdx_guest"];
    const { provider, err } = await json(args);
    expect(provider).toBe("tdx_guest");
    expect(err).toContain("tsm: configfs: there is no configfs report directory: ENOENT");
    expect(err).toContain("tsm: falling back to software:tdx_guest\n");
    expect(err).toContain(WARNING);
  });

  it("the last of a list says why it has none", async () => {
    const { code, err } = await tsm([
      "report",
      "--random",
      "--provider",
      "auto,configfs",
      "--entry-root",
      "/none/such",
    ]);
    expect(code).toBe(4);
    expect(err).toContain("code no-configfs");
  });

  it.each([
    [
      "sgx",
      `--provider: expected a list of auto, configfs, ioctl, software, software:sev_guest, software:tdx_guest, software:arm_cca_guest, software:svsm, software:tsmkit_cove_guest, got "sgx"`,
    ],
    ["auto,,software", `got ""`],
    ["constructor", `got "constructor"`],
    ["software:arm", `got "software:arm"`],
  ])("not from %s", async (list, message) => {
    expect(await refused(["--random", "--provider", list])).toContain(message);
  });

  it("not from a directory that no provider uses", async () => {
    expect(await refused(["--random", ...SOFTWARE, "--entry-root", "/tmp"])).toContain(
      "--entry-root is about configfs",
    );
  });
});

describe("what is asked for", () => {
  it("a privilege level", async () => {
    const { privlevel, outblob } = await json(["--nonce", "00", "--privlevel", "2"]);
    expect(privlevel).toBe(2);
    expect(carried(outblob)).toMatchObject({ vmpl: 2 });
  });

  it.each([
    ["a privilege level there isn't", ["--privlevel", "4"], "privlevel-floor"],
    ["one that the provider has not", ["--privlevel", "0", "--provider", "software:tdx_guest"], "no-attribute"],
    ["a service that the provider has not", ["--service", "svsm"], "no-attribute"],
    ["a service whose name is too long", ["--service", "s".repeat(65)], "bad-request"],
  ])("not %s", async (_, args, code) => {
    expect(await refused([...SOFTWARE, "--nonce", "00", ...args])).toContain(`code ${code}; change the call`);
  });

  it.each([
    ["--service-guid", "63da758d-e664-4564-adc5-f4b93be8accd"],
    ["--service-manifest-version", "1"],
  ])("not %s without a service", async (...args) => {
    expect(await refused([...SOFTWARE, "--nonce", "00", ...args])).toContain("need --service");
  });

  it("certificates", async () => {
    const { auxblob } = await json(["--nonce", "00", "--aux"]);
    expect(inspect(auxblob, { form: "hex" }).format).toBe("snp-cert-table");
    expect(await json(["--nonce", "00"])).not.toHaveProperty("auxblob");
  });

  it("certificates that the provider has not", async () => {
    const evidence = await json(["--nonce", "00", "--aux", "--provider", "software:tdx_guest"]);
    expect(evidence.err).toContain("tsm: the TSM gave no auxblob\n");
    expect(evidence).not.toHaveProperty("auxblob");
  });
});

describe("what comes out", () => {
  it("one line of JSON in a pipe, in a fixed order, which inspect reads", async () => {
    const { out } = await tsm(["report", ...SOFTWARE, "--nonce", "00", "--aux"]);
    const evidence = JSON.parse(out);
    expect(Object.keys(evidence)).toEqual([
      ...[
        "provider",
        "software",
        "privlevel",
        "generation",
        "attempts",
        "interfered",
        "reportData",
        "outblob",
        "auxblob",
      ],
    ]);
    expect(evidence).toMatchObject({ generation: "2", software: true });
    const seen = JSON.parse((await tsm(["inspect", "--format", "json"], { stdin: out })).out);
    expect(seen).toMatchObject({ format: "snp-report", readAs: "json", auxblob: { format: "snp-cert-table" } });
    expect(seen.sections[0].fields.reportData).toBe(evidence.reportData.bytes);
  });

  it("the bare report", async () => {
    const bin = await tsm(["report", ...SOFTWARE, "--nonce", "0011", "--format", "bin"]);
    expect(bin.bytes.length).toBe(1184);
    expect(inspect(bin.bytes).sections[0]?.fields).toMatchObject({ reportData: padded("0011") });
    const hex = await tsm(["report", ...SOFTWARE, "--nonce", "0011", "--format", "hex"]);
    expect(hex.out).toMatch(/^[0-9a-f]{2368}\n$/);
    const base64 = await tsm(["report", ...SOFTWARE, "--nonce", "0011", "--format", "base64"]);
    expect(inspect(base64.out)).toMatchObject({ readAs: "base64", size: 1184 });
  });

  it("the bare report says that it leaves the rest out", async () => {
    const { code, err } = await tsm(["report", ...SOFTWARE, "--nonce", "00", "--aux", "--format", "hex"]);
    expect(code).toBe(0);
    expect(err).toContain("tsm: hex is the outblob alone; for the rest use --format json or --out\n");
  });

  it.each([
    [["--nonce", NONCE.toString("hex")], "nonce of 32 bytes, then 32 zero bytes"],
    [["--random"], "nonce of 64 bytes"],
    [["--data-file", "-", "--hash", "sha512"], "SHA-512 of 1234 bytes"],
    [["--data-file", "-", "--hash", "sha384"], "SHA-384 of 1234 bytes, then 16 zero bytes"],
  ])("text says how it was made: %j", async (args, words) => {
    const call = ["report", ...SOFTWARE, ...args, "--aux", "--format", "text"];
    const { code, out } = await tsm(call, { stdin: "x".repeat(1234) });
    expect(code).toBe(0);
    expect(out).toMatch(/^Evidence\n {2}provider {18}sev_guest, in software: it proves nothing\n/);
    expect(out).toContain(`\n  reportData                ${words}\n`);
    expect(out).toMatch(/\n {2}privlevel {17}0\n {2}generation {16}2\n {2}attempts {18}1\n {2}interfered {16}no\n/);
    expect(out).toMatch(/\n {2}outblob {19}1184 bytes\n {2}auxblob {19}\d+ bytes\n\nAMD SEV-SNP attestation report, /);
    expect(out).toContain("\n  measurement  ");
    expect(out).not.toContain("\n  reportId  ");
  });

  it("text has colours when they are asked for, and never in a file", async () => {
    const env = { FORCE_COLOR: "1" };
    const call = ["report", ...SOFTWARE, "--nonce", "00", "--format", "text"];
    expect((await tsm(call, { env })).out).toContain("\x1b[36mreportData\x1b[0m");
    expect((await tsm([...call, "--out", "/dev/stdout"], { env })).out).not.toContain("\x1b");
  });
});
