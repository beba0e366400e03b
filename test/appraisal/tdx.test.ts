/** Every row of a TDX appraisal but those of certificates and collateral: one change makes one row fail. */
import { describe, expect, test } from "vitest";
import { createTdxPlatform, tdxCollateral, toPem } from "../../hosts/forge/index.ts";
import type { AppraisalPolicy, TdxPolicy } from "../../hosts/formats.ts";
import { encodeHex } from "../../hosts/hex.ts";
import { appraised, appraisedOn, bad, itemsOf, none, type Options, svns } from "./intelEvidence.ts";
import { changes, type Rows, row, wrong } from "./rows.ts";

const platform = await createTdxPlatform();
const stranger = await createTdxPlatform();
const good = await appraisedOn(platform, { quote: { version: 5 } });

describe("a TDX quote that is in order", () => {
  test.each<[string, Options]>([
    ["version 4", {}],
    ["version 5, TDX 1.0", { quote: { version: 5, body: "td10" } }],
    ["version 5, TDX 1.5", { quote: { version: 5 } }],
    ["of the Processor CA", { platform: { issuer: "processorCa" } }],
    ["without a nonce, other than zeros", { quote: { reportData: new Uint8Array(64).fill(1) } }],
  ])("%s", async (_, options) => {
    const appraisal = await appraised(options);
    expect(wrong(appraisal)).toEqual({});
    expect(appraisal).toMatchObject({
      verdict: "affirming",
      evidence: { format: "tdx-quote", version: options.quote?.version ?? 4 },
      tcb: { status: "UpToDate", date: "2019-11-13T00:00:00Z", advisories: [] },
      validUntil: "2049-12-31T23:59:59Z",
    });
  });

  test("has a row for every check, and says which of them count", () => {
    const names = (wanted: boolean) =>
      good.outcomes.filter(({ required }) => required === wanted).map(({ check }) => check);
    expect(names(true).join(" ")).toBe(
      "framing quote-version quote-vendor pck-certificate pck-root pck-chain pck-chain-validity pck-revocation " +
        "tcb-info tcb-info-signature tcb-info-dates tcb-info-match qe-identity qe-identity-signature qe-identity-dates " +
        "root-revocation quote-signature qe-report-signature qe-binding qe-identity-match tdx-module tcb-status " +
        "td-debug td-attributes td-sept-ve-disable td-xfam td-service-domain",
    );
    expect(names(false).join(" ")).toBe(
      "nonce td-mrtd td-rtmr0 td-rtmr1 td-rtmr2 td-rtmr3 td-mrseam td-mrconfigid td-mrowner td-mrownerconfig",
    );
  });
});

describe("one change to a TDX quote", () => {
  const debug = { attributes: { debug: true } };
  const cases: [string, Options["quote"], Rows][] = [
    ["another vendor", { header: { qeVendorId: new Uint8Array(16).fill(1) } }, bad("quote-vendor")],
    ["the signature of another key", { signer: stranger.signer.privateKey }, bad("quote-signature")],
    [
      "a QE report that another PCK signed",
      { certification: { signer: stranger.signer.privateKey } },
      bad("qe-report-signature"),
    ],
    [
      "another digest in the QE report",
      { certification: { qe: { reportData: new Uint8Array(64) } } },
      bad("qe-binding"),
    ],
    [
      "more than the digest in the QE report",
      { certification: { beforeSigning: (report) => report.fill(1, 383) } },
      bad("qe-binding"),
    ],
    ["another QE", { certification: { qe: { mrSigner: new Uint8Array(32) } } }, bad("qe-identity-match")],
    ["another product of the QE's signer", { certification: { qe: { isvProdId: 1 } } }, bad("qe-identity-match")],
    ["a QE under debug", { certification: { qe: debug } }, bad("qe-identity-match")],
    ["a QE with another attribute", { certification: { qe: { attributes: { kss: true } } } }, bad("qe-identity-match")],
    ["a QE with another miscSelect", { certification: { qe: { miscSelect: 1 } } }, bad("qe-identity-match")],
    [
      "a TDX module of another signer",
      { fields: { mrSignerSeam: new Uint8Array(48).fill(1) } },
      bad("tdx-module", "tcb-status"),
    ],
    ["a TDX module with attributes", { fields: { seamAttributes: 1 } }, bad("tdx-module", "tcb-status")],
    [
      "a version of the TDX module that is not known",
      { fields: { teeTcbSvn: svns(11, 2, 4) } },
      bad("tdx-module", "tcb-status"),
    ],
    ["debugging", { fields: { tdAttributes: { debug: true } } }, bad("td-debug")],
    ["another bit of TUD", { fields: { tdAttributes: { tudReserved: 64 } } }, bad("td-debug")],
    ["migration", { fields: { tdAttributes: { migratable: true } } }, bad("td-attributes")],
    ["a reserved attribute", { fields: { tdAttributes: 0x0100_1000_0000 } }, bad("td-attributes")],
    ["no SEPT_VE_DISABLE", { fields: { tdAttributes: { septVeDisable: false } } }, bad("td-sept-ve-disable")],
    ["XFAM without SSE", { fields: { xfam: 0x602e5 } }, bad("td-xfam")],
    ["XFAM with a bit that is not known", { fields: { xfam: 0x602e7 | 0x100000 } }, bad("td-xfam")],
    ["a service domain", { fields: { mrServiceTd: new Uint8Array(48).fill(1) } }, bad("td-service-domain")],
    ["a platform that is not known", { fields: { teeTcbSvn: svns(11, 1, 0) } }, bad("tcb-status")],
    ["a TDX module that is revoked", { fields: { teeTcbSvn: svns(2, 1, 4) } }, bad("tcb-status")],
    ["a TDX module below all levels", { fields: { teeTcbSvn: svns(1, 1, 4) } }, bad("tcb-status")],
    ["an old QE", { certification: { qe: { isvSvn: 6 } } }, { "tcb-status": "warning" }],
    ["a QE that is revoked", { certification: { qe: { isvSvn: 1 } } }, bad("tcb-status")],
    ["a QE below all levels", { certification: { qe: { isvSvn: 0 } } }, bad("tcb-status")],
  ];
  test.each(cases)("%s", async (_, quote, expected) => {
    const appraisal = await appraisedOn(platform, { quote: { version: 5, ...quote } });
    expect(wrong(appraisal)).toEqual(expected);
    expect(changes(good, appraisal)).toEqual(expected);
    expect(appraisal.verdict).toBe(Object.values(expected).includes("contraindicated") ? "contraindicated" : "warning");
  });
});

describe("the TCB status of a TDX quote", () => {
  const statusOf = async (options: Options) =>
    (await appraised({ ...options, quote: { version: 5, ...options.quote } })).tcb;

  test.each([
    [svns(11, 1, 4), "UpToDate", []],
    [svns(12, 1, 9), "UpToDate", []],
    [svns(10, 1, 4), "OutOfDate", ["INTEL-SA-01192"]],
    [svns(11, 1, 3), "OutOfDate", ["INTEL-SA-00837"]],
    [svns(4, 1, 4), "Revoked", ["INTEL-SA-01036", "INTEL-SA-01192"]],
    [svns(3, 3, 4), "UpToDate", []],
    [svns(5, 0, 4), "UpToDate", []],
    [svns(4, 0, 4), "OutOfDate", ["INTEL-SA-00289", "INTEL-SA-00615"]],
  ])("teeTcbSvn %o: %s", async (teeTcbSvn, status, advisories) => {
    expect(await statusOf({ quote: { fields: { teeTcbSvn, teeTcbSvn2: teeTcbSvn } } })).toMatchObject({
      status,
      advisories,
    });
  });

  test.each([
    [svns(4, 4, 2, 2, 2, 1, 0, 2), 13, "SWHardeningNeeded"],
    [svns(4, 4, 2, 2, 2, 1, 0, 3), 12, "OutOfDate"],
    [svns(2, 2, 2, 2, 2, 1), 10, "OutOfDateConfigurationNeeded"],
    [svns(1, 9, 9, 9, 9, 9, 9, 9), 99, "Revoked"],
    [svns(0, 9, 9, 9, 9, 9, 9, 9), 99, "NotSupported"],
  ])("components %o and PCE %i: %s", async (components, pceSvn, status) => {
    // The components of the certificate count, whatever its CPUSVN says.
    const cpuSvn = new Uint8Array(16).fill(255);
    expect(await statusOf({ platform: { pck: { components, pceSvn, cpuSvn } } })).toMatchObject({ status });
  });

  test("a domain that was launched before the module was updated", async () => {
    const [old, now] = [svns(10, 1, 3), svns(11, 1, 4)];
    const relaunch = { fields: { teeTcbSvn: old, teeTcbSvn2: now } };
    expect(await statusOf({ quote: relaunch })).toMatchObject({ status: "TDRelaunchAdvised" });
    expect(await statusOf({ quote: { fields: { teeTcbSvn: old, teeTcbSvn2: svns(10, 1, 4) } } })).toMatchObject({
      status: "OutOfDate",
    });
    expect(await statusOf({ quote: { ...relaunch, certification: { qe: { isvSvn: 6 } } } })).toMatchObject({
      status: "OutOfDate",
    });
    expect(await statusOf({ quote: { version: 4, fields: { teeTcbSvn: old } } })).toMatchObject({
      status: "OutOfDate",
    });
    const appraisal = await appraised({ quote: { version: 5, ...relaunch } });
    expect(wrong(appraisal)).toEqual({ "tcb-status": "warning" });
    const taken = await appraised({
      quote: { version: 5, ...relaunch },
      policy: { intel: { tcbStatuses: ["TDRelaunchAdvised"] } },
    });
    expect(wrong(taken)).toEqual({});
  });

  test("is what the policy takes", async () => {
    const quote = { version: 5, fields: { teeTcbSvn: svns(10, 1, 4), teeTcbSvn2: svns(10, 1, 4) } } as const;
    const taken = (tcbStatuses: NonNullable<AppraisalPolicy["intel"]>["tcbStatuses"] & {}) =>
      appraised({ quote, policy: { intel: { tcbStatuses } } });
    expect((await taken(["UpToDate", "OutOfDate"])).verdict).toBe("affirming");
    expect((await taken(["OutOfDate"])).verdict).toBe("affirming");
    const refused = await taken(["UpToDate", "SWHardeningNeeded", "OutOfDateConfigurationNeeded"]);
    expect(refused.verdict).toBe("warning");
    expect(row(refused, "tcb-status")).toMatchObject({
      expected: ["UpToDate", "SWHardeningNeeded", "OutOfDateConfigurationNeeded"],
      actual: "OutOfDate",
    });
    // Neither what is revoked, nor what is not known.
    for (const svn of [2, 1]) {
      const teeTcbSvn = svns(svn, 1, 4);
      const all = ["UpToDate", "OutOfDate", "OutOfDateConfigurationNeeded", "TDRelaunchAdvised"] as const;
      const appraisal = await appraised({
        quote: { version: 5, fields: { teeTcbSvn } },
        policy: { intel: { tcbStatuses: [...all] } },
      });
      expect(wrong(appraisal)).toEqual(bad("tcb-status"));
    }
    await expect(taken(["Revoked"] as never)).rejects.toThrow(expect.objectContaining({ code: "bad-policy" }));
  });
});

describe("what a TDX policy takes", () => {
  const filled = (byte: number) => new Uint8Array(48).fill(byte);
  const hex = (byte: number) => encodeHex(filled(byte));
  const measured = (
    ["mrTd", "rtmr0", "rtmr1", "rtmr2", "rtmr3", "mrSeam", "mrConfigId", "mrOwner", "mrOwnerConfig"] as const
  ).map((name): [string, string, Options["quote"], TdxPolicy, TdxPolicy] => [
    name,
    `td-${name.toLowerCase()}`,
    { fields: { [name]: filled(3) } },
    { [name]: [hex(2), hex(3)] },
    { [name]: [hex(2)] },
  ]);
  test.each<[string, string, Options["quote"], TdxPolicy, TdxPolicy]>([
    [
      "allowDebug",
      "td-debug",
      { fields: { tdAttributes: { debug: true } } },
      { allowDebug: true },
      { allowDebug: false },
    ],
    [
      "allowMigration",
      "td-attributes",
      { fields: { tdAttributes: { migratable: true } } },
      { allowMigration: true },
      {},
    ],
    [
      "allowSeptVe",
      "td-sept-ve-disable",
      { fields: { tdAttributes: { septVeDisable: false } } },
      { allowSeptVe: true },
      {},
    ],
    [
      "serviceDomains",
      "td-service-domain",
      { fields: { mrServiceTd: filled(3) } },
      { serviceDomains: [hex(3)] },
      { serviceDomains: [hex(2)] },
    ],
    ...measured,
  ])("%s: %s", async (_, check, quote, takes, refuses) => {
    const on = (tdx: TdxPolicy) => appraisedOn(platform, { quote: { version: 5, ...quote }, policy: { tdx } });
    expect(wrong(await on(takes))).toEqual({});
    expect(wrong(await on(refuses))).toEqual(bad(check));
  });

  test("allowMigration takes no reserved bit", async () => {
    const quote = {
      version: 5,
      fields: { tdAttributes: { migratable: true } },
      beforeSigning: (b: Uint8Array) => b.fill(1, 54 + 124, 54 + 125),
    } as const;
    const appraisal = await appraisedOn(platform, { quote, policy: { tdx: { allowMigration: true } } });
    expect(wrong(appraisal)).toEqual(bad("td-attributes"));
  });

  test("the policy for other kinds of evidence is not looked at", async () => {
    const policy = { sgx: { mrEnclave: ["00".repeat(32)] }, snp: { measurements: ["00".repeat(48)] } };
    expect(wrong(await appraisedOn(platform, { quote: { version: 5 }, policy }))).toEqual({});
  });
});

describe("certification data of a TDX quote", () => {
  const quoteWith = (certification: NonNullable<Options["quote"]>["certification"] & {}) =>
    ({ version: 5, certification }) as const;
  const lost = none("qe-report-signature", "tcb-info-match", "tdx-module", "tcb-status");
  const { leaf } = platform.certificates;
  const missing = { ...none("pck-certificate"), ...lost };

  test.each([
    [1, 36],
    [2, 276],
    [3, 404],
  ])("type %i has no certificate: one is handed in, or missing", async (certType, size) => {
    const quote = quoteWith({ certType, certData: () => new Uint8Array(size) });
    expect(wrong(await appraisedOn(platform, { quote }))).toEqual(missing);
    // Of several that are handed in the one whose key signed.
    const pcks = [stranger.certificates.leaf, leaf, stranger.certificates.leaf];
    const endorsements = [...pcks, ...itemsOf(await tdxCollateral(platform))];
    expect(wrong(await appraisedOn(platform, { quote, verifier: { endorsements } }))).toEqual({});
  });

  test.each([4, 5, 7])("type %i in place of the report of the quoting enclave", async (outerCertType) => {
    const appraisal = await appraisedOn(platform, { quote: quoteWith({ outerCertType }) });
    expect(appraisal.verdict).not.toBe("affirming");
    expect(wrong(appraisal)).toMatchObject(
      none("qe-report-signature", "qe-binding", "qe-identity-match", "tcb-status"),
    );
  });

  test("a leaf alone, whose issuer comes with the collateral, or not", async () => {
    const quote = quoteWith({ certType: 4, certData: () => toPem(leaf) });
    expect(wrong(await appraisedOn(platform, { quote }))).toEqual({});
    const without = await appraisedOn(platform, { quote, without: ["pckCrlIssuerChain"] });
    expect(wrong(without)).toEqual(none("pck-root"));
  });
});
