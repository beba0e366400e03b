/** `tsm verify --offline` in WASI and in Node: the same verdicts, reasons and exit codes of the same files. */
import { X509Certificate } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { staple } from "../../hosts/bundle.ts";
import {
  amdCertificate,
  bindManifest,
  createAzureMachine,
  createSnpPlatform,
  createSvsm,
  intelCertificate,
  type SnpPlatform,
  type TdxPlatform,
  tdxCollateral,
  toCollateralFile,
  toPem,
} from "../../hosts/forge/index.ts";
import { encodeHex } from "../../hosts/index.ts";
import { directory } from "../cli/tsm.ts";
import { NONCE, platforms, reportData, trustRoots } from "../verify/minted.ts";
import { alike, wasm } from "./run.ts";

let chip: SnpPlatform;
let machine: TdxPlatform;
let report: Uint8Array;
let quote: Uint8Array;
let collateral: string;
beforeAll(async () => {
  ({ chip, machine, report, quote, collateral } = await platforms());
});

const CARRIED = ["--nonce", encodeHex(NONCE)];
const AT = ["--at", "2027-05-01T12:00:00Z"];

/** A directory with the roots of the forge and some files. */
function place(files: Record<string, string | Uint8Array> = {}) {
  const cwd = directory();
  const put = (name: string, content: string | Uint8Array) => {
    mkdirSync(join(cwd, name, ".."), { recursive: true });
    writeFileSync(join(cwd, name), content);
  };
  put("roots.pem", trustRoots.map(toPem).join(""));
  put("report.bin", report);
  put("quote.bin", quote);
  put("certs/table.bin", chip.certTable);
  put("tdx.json", collateral);
  for (const [name, content] of Object.entries(files)) put(name, content);
  return {
    put,
    verify: (args: readonly string[], given = {}) =>
      alike(["verify", "--offline", "--no-cache", "--trust-root", "roots.pem", ...args], { cwd, ...given }),
  };
}

describe("evidence that is affirmed", () => {
  it.each([
    ["an SNP report", ["--certs", "certs", "report.bin"]],
    ["an SNP report, as JSON", ["--certs", "certs/table.bin", "--format", "json", "report.bin"]],
    ["a TDX quote", ["--collateral", "tdx.json", "quote.bin"]],
    ["a TDX quote, as JSON", ["--collateral", "tdx.json", "--format=json", "quote.bin"]],
  ])("%s", async (_, args) => {
    const { code } = await place().verify([...CARRIED, ...AT, ...args]);
    expect(code).toBe(0);
  });

  it("in any form, from stdin", async () => {
    const here = place();
    for (const stdin of [
      encodeHex(report),
      Buffer.from(report).toString("base64"),
      JSON.stringify({ provider: "sev_guest", outblob: encodeHex(report), auxblob: encodeHex(chip.certTable) }),
    ]) {
      expect((await here.verify([...CARRIED, ...AT, "--certs", "certs"], { stdin })).code).toBe(0);
    }
  });

  it("with the manifest of an SVSM, and what is wrong with one", async () => {
    const { manifest, ek } = await createSvsm();
    const outblob = encodeHex(await chip.report({ reportData: await bindManifest(NONCE, manifest) }));
    const json = (bytes: Uint8Array) =>
      JSON.stringify({ provider: "sev_guest", outblob, manifestblob: encodeHex(bytes) });
    const svsm = { requiredServices: ["c476f1eb-0123-45a5-9641-b4e7dde5bfe3"], ekDigests: ["00".repeat(32)] };
    const here = place({
      "good.json": json(manifest),
      "other.json": json(ek),
      "cut.json": json(manifest.subarray(0, 100)),
      "policy.json": JSON.stringify({ version: 1, svsm }),
    });
    const call = [...AT, "--certs", "certs"];
    expect((await here.verify([...call, ...CARRIED, "good.json"])).out).toContain("  ok      svsm-manifest ");
    expect((await here.verify([...call, ...CARRIED, "--policy", "policy.json", "good.json"])).code).toBe(2);
    expect((await here.verify([...call, "--no-nonce", "good.json"])).code).toBe(2);
    expect((await here.verify([...call, ...CARRIED, "other.json"])).code).toBe(2);
    expect((await here.verify([...call, ...CARRIED, "cut.json"])).err).toContain("svsmServices.size");
  });

  it("with colours", async () => {
    const { out } = await place().verify([...CARRIED, ...AT, "report.bin"], { env: { FORCE_COLOR: "1" } });
    expect(out).toContain("\x1b[");
  });

  it("that carries the hash of data", async () => {
    const data = new TextEncoder().encode("the public key");
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-512", data));
    const here = place({ data, "vouching.bin": await chip.report({ reportData: digest }) });
    const args = ["--certs", "certs", ...AT, "--hash", "sha512", "vouching.bin"];
    expect((await here.verify(["--data", "data", ...args])).code).toBe(0);
    expect((await here.verify(["--data", "-", ...args], { stdin: data })).code).toBe(0);
    expect((await here.verify(["--data", "roots.pem", ...args])).code).toBe(2);
  });

  it("now, without --at", async () => {
    const cwd = directory();
    writeFileSync(join(cwd, "table"), chip.certTable);
    writeFileSync(join(cwd, "root"), toPem(amdCertificate("Milan", "ark")));
    const call = ["verify", "--offline", "--no-nonce", "--trust-root", "root", "--certs", "table"];
    const { code, out } = await wasm(call, { cwd, stdin: report });
    expect(code).toBe(0);
    const [, time = ""] = / snp-chain-validity +(\S+)\n/.exec(out) ?? [];
    expect(Math.abs(Date.parse(time) - Date.now())).toBeLessThan(60_000);
  });
});

describe("Azure's evidence", () => {
  it.each(["snp", "tdx"])("%s: affirmed, not fresh, changed, bundled, and without what it needs", async (tee) => {
    const azure = await createAzureMachine({ platform: tee === "snp" ? chip : machine });
    const whole = await azure.evidence({ nonce: NONCE });
    const { tpm_quote, ...alone } = whole;
    const bundle = async (evidence: object) =>
      (await staple(JSON.stringify(evidence), { offline: true, trustRoots })).text;
    const here = place({
      "ask.der": chip.certificates.intermediate,
      "whole.json": JSON.stringify(whole),
      "alone.json": JSON.stringify(alone),
      "other.json": JSON.stringify({ ...whole, tpm_quote: { ...tpm_quote, pcrs: tpm_quote.pcrs.slice(1) } }),
      "cut.json": JSON.stringify({ ...whole, tpm_quote: { ...tpm_quote, message: tpm_quote.message.slice(0, 60) } }),
      "hcl.bin": await azure.report(),
      "bundle.tsm": await bundle(whole),
      "bad.tsm": (await bundle(whole)).replace('"pcrs":["', '"pcrs":[7,"'),
      "unknown.tsm": (await bundle(whole)).replace('"pcrs"', '"pcr"'),
    });
    const given = tee === "snp" ? ["--certs", "ask.der"] : ["--collateral", "tdx.json"];
    const codes = { "whole.json": 0, "alone.json": 2, "other.json": 2, "cut.json": 2, "bundle.tsm": 0 };
    for (const [file, code] of Object.entries({ ...codes, "bad.tsm": 2, "unknown.tsm": 2 })) {
      expect((await here.verify([...CARRIED, ...AT, ...given, file])).code, file).toBe(code);
    }
    expect((await here.verify([...CARRIED, ...AT, "--format", "json", ...given, "whole.json"])).code).toBe(0);
    for (const file of ["whole.json", "hcl.bin"]) {
      expect((await here.verify(["--no-nonce", ...AT, file])).code, file).toBe(
        tee === "tdx" && file === "hcl.bin" ? 2 : 3,
      );
    }
  });
});

describe("evidence that is not", () => {
  it.each([
    ["another nonce", ["--nonce", "00", "--certs", "certs", "report.bin"], 2],
    ["no certificates", [...CARRIED, "report.bin"], 3],
    ["no collateral", [...CARRIED, "quote.bin"], 3],
    ["no nonce that is waited for, no certificates", ["--no-nonce", "report.bin"], 3],
    ["expired certificates", [...CARRIED, "--certs", "certs", "--at", "2060-01-01", "report.bin"], 2],
    ["expired collateral", [...CARRIED, "--collateral", "tdx.json", "--at", "2060-01-01", "quote.bin"], 2],
    ["the other's collateral", [...CARRIED, "--collateral", "tdx.json", "report.bin"], 3],
  ])("%s", async (_, args, code) => {
    const at = args.includes("--at") ? [] : AT;
    expect((await place().verify([...at, ...args])).code).toBe(code);
  });

  it("another chip's certificates, and those of another TCB", async () => {
    const other = await createSnpPlatform();
    const older = await createSnpPlatform({ tcb: { microcode: 1 }, chipId: chip.chipId });
    const here = place({ "other.bin": other.certTable, "older.bin": older.certTable });
    for (const file of ["other.bin", "older.bin"]) {
      const { code, err } = await here.verify([...CARRIED, ...AT, "--certs", file, "report.bin"]);
      expect(code).toBe(2);
      expect(err).toContain(", and with the one at hand snp-");
      expect(err).not.toContain("[object");
    }
  });

  it("a report that was changed, cut, or can't say what its product is", async () => {
    const old = await chip.report({ version: 2, reportData });
    const masked = await chip.report({ version: 2, fields: { chipId: new Uint8Array(64) } });
    const vlek = await (await createSnpPlatform({ product: "Genoa", key: "VLEK" })).report({ reportData });
    const unsigned = await chip.report({ fields: { keyInfo: { signingKey: 7 } } });
    const here = place({ changed: report.with(0x95, 1), cut: report.subarray(0, 900), old, masked, vlek, unsigned });
    for (const file of ["changed", "cut", "old", "masked", "vlek", "unsigned"]) {
      const { code } = await here.verify([...CARRIED, ...AT, "--certs", "certs", file]);
      expect(code === 0).toBe(file === "old");
      expect((await here.verify([...CARRIED, ...AT, file])).code).not.toBe(0);
    }
  });

  it("quotes that lack their PCK certificate, revoked ones, and what is not for a verifier", async () => {
    const [without, tdReport] = await Promise.all([
      machine.quote({ reportData, certification: { certType: 1, certData: () => new Uint8Array(36) } }),
      machine.tdReport({ td15: true }),
    ]);
    const serial = BigInt(`0x${new X509Certificate(machine.certificates.leaf).serialNumber}`);
    const revoked = await tdxCollateral(machine, { pckCrl: { revoked: [serial] } });
    const here = place({ without, tdReport, "revoked.json": JSON.stringify(toCollateralFile(revoked)) });
    const { code, err } = await here.verify([...CARRIED, ...AT, "--collateral", "tdx.json", "without"]);
    expect(code).toBe(3);
    expect(err).toContain("tsm: without pck: Intel gives PCK certificates to their platforms alone\n");
    expect((await here.verify([...CARRIED, ...AT, "--collateral", "revoked.json", "quote.bin"])).code).toBe(2);
    expect((await here.verify([...CARRIED, ...AT, "tdReport"])).code).toBe(2);
    expect((await here.verify([...CARRIED, ...AT, "certs/table.bin"])).code).toBe(2);
  });
});

describe("a policy", () => {
  it.each([
    ["that holds", { version: 1, snp: { vmpls: [0], minimumAbi: "0.0" } }, 0],
    ["that does not", { version: 1, snp: { measurements: ["00".repeat(48)], minimumGuestSvn: 9 } }, 2],
    ["of another vendor", { version: 1, tdx: {} }, 0],
  ])("%s", async (_, policy, code) => {
    const here = place({ "policy.json": `\ufeff${JSON.stringify(policy)}` });
    const args = [...CARRIED, ...AT, "--certs", "certs", "--policy", "policy.json", "report.bin"];
    expect((await here.verify(args)).code).toBe(code);
    await here.verify([...args, "--format", "json"]);
  });

  it.each([
    ["that is empty", ""],
    ["that is no JSON", "{"],
    ["that has unknown members", '{"version":1,"snp":{"mesurements":[]}}'],
    ["of another version", '{"version":2}'],
    ["that is too large", `{"version":1${" ".repeat(2 << 20)}}`],
  ])("%s", async (_, policy) => {
    const here = place({ policy });
    expect((await here.verify([...CARRIED, "--policy", "policy", "report.bin"])).code).toBe(1);
  });
});

describe("what is named", () => {
  it("directories are read with what is in them, but for what is hidden or no endorsement", async () => {
    const here = place({
      "all/certs.bin": chip.certTable,
      "all/notes.txt": "no endorsement",
      "all/.hidden": "no endorsement either",
      "all/below/tdx.json": collateral,
      "all/below/deeper/notes.txt": "too deep",
      "all/été.txt": "no endorsement",
    });
    const { err } = await here.verify([...CARRIED, ...AT, "--certs", "all", "quote.bin"]);
    expect(err).toContain("tsm: all/notes.txt is left out: it is no endorsement\n");
    expect(err).toContain("tsm: all/été.txt is left out: it is no endorsement\n");
    await here.verify([...CARRIED, ...AT, "--certs", "./all/", "--collateral", "all//below", "quote.bin"]);
  });

  it.each([
    ["that is not there", ["--certs", "missing"]],
    ["that is no endorsement", ["--certs", "notes.txt"]],
    ["that is empty", ["--collateral", "empty"]],
    ["that is no root", ["--trust-root", "pck.pem"]],
    ["that is too large", ["--certs", "large", "--collateral", "large"]],
    ["in too many files", ["--certs", "many"]],
  ])("something %s", async (_, args) => {
    const many = Object.fromEntries(Array.from({ length: 257 }, (_, i) => [`many/${i}.txt`, "x"]));
    const large = new Uint8Array((3 << 20) + 1);
    const pck = toPem(machine.certificates.leaf);
    const here = place({ "notes.txt": "x", empty: "", large, "pck.pem": pck, ...(args.includes("many") && many) });
    expect((await here.verify([...CARRIED, ...AT, ...args, "report.bin"])).code).not.toBe(0);
  });

  it.each([
    [["report.bin"]],
    [[...CARRIED, "--no-nonce", "report.bin"]],
    [[...CARRIED, "--hash", "sha512", "report.bin"]],
    [["--data", "report.bin", "quote.bin"]],
    [["--data", "-", "--hash", "sha512", "-"]],
    [["--nonce", "0", "report.bin"]],
    [["--nonce", "00".repeat(65), "report.bin"]],
    [[...CARRIED, "missing"]],
    [[...CARRIED, "--policy", "missing", "report.bin"]],
    [[...CARRIED, "--in-form", "hex", "report.bin"]],
    [[...CARRIED, "roots.pem"]],
    [["--data", "missing", "--hash", "sha384", "report.bin"]],
  ])("a wrong call: %j", async (args) => {
    expect((await place().verify(args)).code).not.toBe(0);
  });
});

describe("a bundle", () => {
  async function bundle(): Promise<Record<string, unknown>> {
    const endorsements = [{ bytes: chip.certTable, name: "table.bin" }];
    return JSON.parse((await staple(report, { endorsements, trustRoots, offline: true })).text);
  }

  it("has all that is needed", async () => {
    const text = JSON.stringify(await bundle());
    const here = place({ "bundle.tsm": ` \n${text}` });
    expect((await here.verify([...CARRIED, ...AT, "bundle.tsm"])).code).toBe(0);
    expect((await here.verify([...CARRIED, ...AT], { stdin: text })).code).toBe(0);
    expect((await here.verify([...CARRIED, ...AT, "--format", "json", "bundle.tsm"])).code).toBe(0);
    expect((await here.verify([...CARRIED, "--at", "2060-01-01", "bundle.tsm"])).code).toBe(2);
    expect((await here.verify([...CARRIED, "--in-form", "json", "bundle.tsm"])).code).not.toBe(0);
  });

  const item = { name: "x", from: "given", bytes: "AAAA" };
  it.each([
    ["of another version", { tsmBundle: 2 }],
    ["whose version is text", { tsmBundle: "\u001b[2J" }],
    ["with more members", { more: 1 }],
    ["without evidence", { evidence: undefined }],
    ["with a list for evidence", { evidence: [] }],
    ["with unknown members in its evidence", { evidence: { outblob: "00", more: 1 } }],
    ["without an outblob", { evidence: { provider: "sev_guest" } }],
    ["with a number for a blob", { evidence: { outblob: 1 } }],
    ["with a number for a flag", { evidence: { outblob: "00", software: 1 } }],
    ["with a number for a provider", { evidence: { outblob: "00", provider: 1 } }],
    ["with too much evidence", { evidence: { outblob: "A".repeat((2 << 20) + 4) } }],
    ["with broken evidence", { evidence: { outblob: "0" } }],
    ["without endorsements", { endorsements: undefined }],
    ["with an object for endorsements", { endorsements: {} }],
    ["with a number among the endorsements", { endorsements: [item, 1] }],
    ["with unknown members in an endorsement", { endorsements: [{ ...item, more: 1 }] }],
    ["with no bytes in an endorsement", { endorsements: [{ ...item, bytes: undefined }] }],
    ["with bytes that are no base64", { endorsements: [item, item, { ...item, bytes: "AA-_" }] }],
    ["with bytes that are cut", { endorsements: [{ ...item, bytes: "AAAAA" }] }],
    ["with a number for a name", { endorsements: [{ ...item, name: 1 }] }],
    ["with a name that can't be shown", { endorsements: [{ ...item, name: "\u202e" }] }],
    ["with a source that can't be shown", { endorsements: [{ ...item, from: "\u0007" }] }],
    ["with an endorsement that is none", { endorsements: [{ ...item, name: 'é "☃" \\' }] }],
    ["with too many endorsements", { endorsements: Array(257).fill(item) }],
    ["with too large endorsements", { endorsements: [{ ...item, bytes: "A".repeat(6 << 20) }] }],
    ["without a time", { created: undefined }],
    ["with a time that is none", { created: "yesterday" }],
    ["with a number for a time", { validUntil: 1 }],
    ["with a number for a check", { firstToExpire: 1 }],
    ["with a check that can't be shown", { firstToExpire: "a\nb" }],
  ])("%s is refused in the same words", async (_, changes) => {
    const here = place({ "bundle.tsm": JSON.stringify({ ...(await bundle()), ...changes }) });
    const { code, err } = await here.verify([...CARRIED, ...AT, "bundle.tsm"]);
    expect(code, err).not.toBe(0);
  });

  it("that is too large, or no JSON, is refused", async () => {
    const text = JSON.stringify(await bundle());
    const here = place({ large: text + " ".repeat(9 << 20), cut: text.slice(0, -2) });
    expect((await here.verify([...CARRIED, "large"])).code).toBe(2);
    const { code, err } = await wasm(["verify", "--offline", "--no-nonce"], { stdin: text.slice(0, -2) });
    expect(code).toBe(2);
    expect(err).toMatch(/^tsm: stdin: this is no bundle that can be read: at character \d+: it ends too early\. /);
  });
});

/** Of Intel's roots, the one is enough to verify a quote by. */
it("one root is enough, in DER", async () => {
  const here = place({ "root.der": intelCertificate("intelRoot") });
  const args = [...CARRIED, ...AT, "--trust-root", "root.der", "--collateral", "tdx.json", "quote.bin"];
  expect((await here.verify(args)).code).toBe(0);
});
