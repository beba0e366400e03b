/** Bundles: made, read, verified, and refused when they are none. */
import { beforeAll, describe, expect, test } from "vitest";
import {
  bindManifest,
  createAzureMachine,
  createSnpPlatform,
  createSvsm,
  createTdxPlatform,
  type SnpPlatform,
  tdxCollateral,
  toCollateralFile,
} from "../../hosts/forge/index.ts";
import { encodeHex, expiryOf, inspect, isBundle, readBundle, staple, verify } from "../../hosts/index.ts";
import { startKds } from "../services/kds.ts";
import { NONCE, reportData, running, trustRoots } from "../verify/minted.ts";

let chip: SnpPlatform;
let report: Uint8Array;
let text: string;
beforeAll(async () => {
  chip = await createSnpPlatform();
  report = await chip.report({ reportData });
  text = (await staple(report, { endorsements: [chip.certTable], trustRoots, offline: true })).text;
});

const pem = (bytes: Uint8Array) =>
  `-----BEGIN REPORT-----\n${Buffer.from(bytes).toString("base64").replace(/.{64}/g, "$&\n")}\n-----END REPORT-----\n`;

describe("made from evidence", () => {
  test.each([
    ["bytes", () => report],
    ["hex", () => `0x${encodeHex(report).toUpperCase()}`.replace(/.{64}/g, "$&\n")],
    ["base64", () => Buffer.from(report).toString("base64url")],
    ["PEM", () => pem(report)],
    ["JSON", () => JSON.stringify({ provider: "sev_guest", attempts: 1, outblob: encodeHex(report) })],
    ["what an attester gave", () => ({ provider: "sev_guest", outblob: report, auxblob: chip.certTable })],
  ])("as %s, it needs nothing else", async (_, evidence) => {
    const service = await running(startKds({ platforms: [chip] }));
    const made = await staple(evidence(), { kds: service.origin, trustRoots });
    expect(made.missing).toEqual([]);
    expect(isBundle(made.text)).toBe(true);
    const { evidence: kept, endorsements } = readBundle(new TextEncoder().encode(made.text));
    expect(verify(kept, { endorsements, trustRoots, nonce: NONCE }).verdict).toBe("affirming");
  });

  test("with the manifest that its report binds", async () => {
    const { manifest } = await createSvsm();
    const outblob = await chip.report({ reportData: await bindManifest(NONCE, manifest) });
    const blobs = { outblob: encodeHex(outblob), manifestblob: encodeHex(manifest) };
    for (const evidence of [
      { provider: "sev_guest", outblob, manifestblob: manifest },
      JSON.stringify({ provider: "sev_guest", ...blobs }),
    ]) {
      const made = await staple(evidence, { endorsements: [chip.certTable], trustRoots, offline: true });
      const { evidence: kept, endorsements } = readBundle(made.text);
      expect(verify(kept, { endorsements, trustRoots, nonce: NONCE }).verdict).toBe("affirming");
      const alone = JSON.stringify({ ...JSON.parse(kept), manifestblob: undefined });
      expect(() => verify(alone, { endorsements, trustRoots, nonce: NONCE })).toThrow(/not affirmed/);
    }
  });

  test("it says what is in it, and what expires first", async () => {
    const machine = await createTdxPlatform();
    const quote = await machine.quote();
    const window = { notBefore: new Date("2020-01-01"), notAfter: new Date("2039-05-06T07:08:09Z") };
    const collateral = await tdxCollateral(machine, {
      window,
      pckCrl: { nextUpdate: new Date("2038-01-01T00:00:00Z") },
    });
    const endorsements = [
      { bytes: new TextEncoder().encode(JSON.stringify(toCollateralFile(collateral))), name: "tdx.json" },
    ];
    const made = await staple(quote, { endorsements, trustRoots, offline: true });
    expect(made).toMatchObject({ missing: [], appraisal: { verdict: "affirming" } });
    expect(made.expiry).toEqual({ validUntil: "2038-01-01T00:00:00Z", check: "pck-revocation" });
    expect(JSON.parse(made.text)).toMatchObject({
      tsmBundle: 1,
      validUntil: "2038-01-01T00:00:00Z",
      firstToExpire: "pck-revocation",
      endorsements: [{ name: "tdx.json", from: "given" }],
    });
    const { evidence, endorsements: items, validUntil, firstToExpire } = readBundle(made.text);
    expect({ validUntil, firstToExpire }).toEqual({
      validUntil: new Date("2038-01-01"),
      firstToExpire: "pck-revocation",
    });
    expect(expiryOf(evidence, items)).toEqual(made.expiry);
  });

  test("all parts of an Azure machine's evidence are in it", async () => {
    for (const platform of [chip, await createTdxPlatform()]) {
      const machine = await createAzureMachine({ platform });
      const evidence = await machine.evidence({ nonce: NONCE });
      const given =
        "quote" in platform
          ? JSON.stringify(toCollateralFile(await tdxCollateral(platform)))
          : platform.certificates.intermediate;
      const endorsements = [
        { bytes: typeof given === "string" ? new TextEncoder().encode(given) : given, name: "given" },
      ];
      const made = await staple(JSON.stringify({ ...evidence, more: 1 }), { endorsements, trustRoots, offline: true });
      expect(JSON.parse(made.text).evidence).toEqual(evidence);
      const read = readBundle(made.text);
      expect(verify(read.evidence, { ...read, trustRoots, nonce: NONCE }).verdict).toBe("affirming");
      // The report alone is evidence, too: of the boot.
      const bare = await staple(await machine.report(), { endorsements, trustRoots, offline: true });
      expect(inspect(readBundle(bare.text).evidence).format).toBe("azure-hcl-report");
    }
  });

  test("names that would move the cursor are changed", async () => {
    const endorsements = [{ bytes: chip.certTable, name: "a\x1b[2J\nb" }];
    const made = await staple(report, { endorsements, trustRoots, offline: true });
    expect(readBundle(made.text).endorsements.map(({ name }) => name)).toEqual(["a?[2J?b"]);
  });

  test("what is missing is told, and nothing expires where nothing is", async () => {
    const { missing, expiry, appraisal } = await staple(report, { offline: true });
    expect(missing.map(({ need }) => need.kind)).toEqual(["vcek"]);
    expect(expiry).toBeUndefined();
    expect(appraisal.verdict).toBe("none");
  });

  test("evidence of a TSM in software stays marked", async () => {
    const evidence = JSON.stringify({ provider: "sev_guest", software: true, outblob: encodeHex(report) });
    const made = await staple(evidence, { endorsements: [chip.certTable], trustRoots, offline: true });
    expect(JSON.parse(made.text).evidence).toMatchObject({ provider: "sev_guest", software: true });
    expect(JSON.parse(readBundle(made.text).evidence)).toMatchObject({ software: true });
  });
});

describe("refused", () => {
  type Edit = (bundle: Record<string, never>) => unknown;
  const item = (bytes: string) => ({ name: "n", from: "f", bytes });
  test.each<[string, Edit, string]>([
    ["a version that is not known", (b) => ({ ...b, tsmBundle: 2 }), "tsmBundle is 2, and version 1 is known here"],
    ["no version", ({ tsmBundle, ...b }) => b, "tsmBundle is undefined"],
    ["a list", () => [], "tsmBundle is undefined"],
    ["nothing", () => null, "tsmBundle is undefined"],
    ["a member that is not known", (b) => ({ ...b, extra: 1 }), 'the bundle has a member "extra"'],
    ["no evidence", ({ evidence, ...b }) => b, "evidence is no object"],
    ["no outblob", (b) => ({ ...b, evidence: {} }), "evidence.outblob is missing"],
    ["an outblob of numbers", (b) => ({ ...b, evidence: { outblob: [1] } }), "evidence.outblob is no string"],
    ["a member of the evidence", (b) => ({ ...b, evidence: { outblob: "", nonce: "" } }), 'has a member "nonce"'],
    ["a flag that is none", (b) => ({ ...b, evidence: { outblob: "", software: "no" } }), "software is no flag"],
    ["a provider that is none", (b) => ({ ...b, evidence: { outblob: "", provider: 7 } }), "provider is no string"],
    [
      "a member of a quote",
      (b) => ({ ...b, evidence: { hcl_report: "", tpm_quote: { x: 1 } } }),
      'evidence.tpm_quote has a member "x"',
    ],
    ["a quote that is none", (b) => ({ ...b, evidence: { hcl_report: "", tpm_quote: "" } }), "tpm_quote is no object"],
    [
      "registers of numbers",
      (b) => ({ ...b, evidence: { hcl_report: "", tpm_quote: { pcrs: ["", 1] } } }),
      "evidence.tpm_quote.pcrs[1] is no string",
    ],
    [
      "a version in words",
      (b) => ({ ...b, evidence: { hcl_report: "", version: "1" } }),
      "evidence.version is no number",
    ],
    [
      "many registers",
      (b) => ({ ...b, evidence: { hcl_report: "", tpm_quote: { pcrs: Array(40).fill("0".repeat(60_000)) } } }),
      "more than 1048576 bytes",
    ],
    ["a time that is none", (b) => ({ ...b, created: "yesterday" }), "created is no time"],
    ["no endorsements", ({ endorsements, ...b }) => b, "endorsements is no list"],
    ["an endorsement that is none", (b) => ({ ...b, endorsements: ["x"] }), "endorsements[0] is no object"],
    ["an endorsement in hex", (b) => ({ ...b, endorsements: [item("abc")] }), "endorsements[0].bytes is no base64"],
    [
      "a name that would move the cursor",
      (b) => ({ ...b, endorsements: [{ ...item(""), name: "\x1b[2J" }] }),
      "endorsements[0].name has characters that can't be shown",
    ],
    ["a version of such", (b) => ({ ...b, tsmBundle: "\u202e" }), 'tsmBundle is "?"'],
    ["too many", (b) => ({ ...b, endorsements: Array(257).fill(item("")) }), "more than 256 endorsements"],
    [
      "too much",
      (b) => ({ ...b, endorsements: Array(2).fill(item("AAAA".repeat(700_000))) }),
      "more than 4194304 bytes",
    ],
    ["much evidence", (b) => ({ ...b, evidence: { outblob: "0".repeat((2 << 20) + 2) } }), "more than 1048576 bytes"],
  ])("%s", (_, edit, message) => {
    expect(() => readBundle(JSON.stringify(edit(JSON.parse(text))))).toThrow(
      expect.objectContaining({ code: "bad-bundle", exitCode: 2, message: expect.stringContaining(message) }),
    );
  });

  test("what is no JSON, or too long to be read", () => {
    expect(() => readBundle(text.slice(0, -10))).toThrow(expect.objectContaining({ code: "bad-bundle" }));
    expect(() => readBundle(" ".repeat(10 << 20))).toThrow("it has more than");
  });
});

test("a bundle is known by its start", () => {
  expect(isBundle(` { "tsmBundle": 1`)).toBe(true);
  expect(isBundle('{"outblob":"","tsmBundle":1}')).toBe(false);
  expect(isBundle(report)).toBe(false);
});
