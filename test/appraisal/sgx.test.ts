/** Every row of an SGX appraisal that a TDX one has not, or that it has otherwise: one change makes one row fail. */
import { describe, expect, test } from "vitest";
import { createTdxPlatform, type QuoteOptions, sgxCollateral, tdxCollateral } from "../../hosts/forge/index.ts";
import type { SgxPolicy } from "../../hosts/formats.ts";
import { encodeHex } from "../../hosts/hex.ts";
import { appraised, appraisedOn, bad, itemsOf, none, type Options, svns } from "./intelEvidence.ts";
import { changes, type Rows, row, wrong } from "./rows.ts";

const platform = await createTdxPlatform();
const stranger = await createTdxPlatform();
const versions: QuoteOptions[] = [{ version: 3 }, { version: 4, body: "sgx" }, { version: 5, body: "sgx" }];
const sgx: QuoteOptions = { version: 3 };
const good = await appraisedOn(platform, { quote: sgx });

describe("an SGX quote that is in order", () => {
  test.each(versions)("$version", async (quote) => {
    const appraisal = await appraisedOn(platform, { quote });
    expect(wrong(appraisal)).toEqual({});
    expect(appraisal).toMatchObject({
      verdict: "affirming",
      evidence: { format: "sgx-quote", version: quote.version },
      tcb: { status: "UpToDate", date: "2019-11-13T00:00:00Z", advisories: [] },
      validUntil: "2049-12-31T23:59:59Z",
    });
  });

  test("of the Processor CA", async () => {
    expect(wrong(await appraised({ platform: { issuer: "processorCa" }, quote: sgx }))).toEqual({});
  });

  test("has a row for every check, and says which of them count", () => {
    const names = (wanted: boolean) =>
      good.outcomes.filter(({ required }) => required === wanted).map(({ check }) => check);
    expect(names(true).join(" ")).toBe(
      "framing quote-version quote-vendor pck-certificate pck-root pck-chain pck-chain-validity pck-revocation " +
        "tcb-info tcb-info-signature tcb-info-dates tcb-info-match qe-identity qe-identity-signature qe-identity-dates " +
        "root-revocation quote-signature qe-report-signature qe-binding qe-identity-match tcb-status sgx-debug",
    );
    expect(names(false).join(" ")).toBe("nonce sgx-mrenclave sgx-mrsigner sgx-product-id");
  });
});

describe("one change to an SGX quote", () => {
  const cases: [string, QuoteOptions, Rows][] = [
    ["another vendor", { header: { qeVendorId: new Uint8Array(16).fill(1) } }, bad("quote-vendor")],
    ["the signature of another key", { signer: stranger.signer.privateKey }, bad("quote-signature")],
    [
      "a QE report that another PCK signed",
      { certification: { signer: stranger.signer.privateKey } },
      bad("qe-report-signature"),
    ],
    ["another digest", { certification: { qe: { reportData: new Uint8Array(64) } } }, bad("qe-binding")],
    [
      "more than the digest",
      { certification: { beforeSigning: (report) => report.fill(1, 352, 353) } },
      bad("qe-binding"),
    ],
    ["another QE", { certification: { qe: { mrSigner: new Uint8Array(32) } } }, bad("qe-identity-match")],
    ["the QE of TDX", { certification: { qe: { isvProdId: 2 } } }, bad("qe-identity-match")],
    ["an old QE", { certification: { qe: { isvSvn: 9 } } }, { "tcb-status": "warning" }],
    ["a QE that is revoked", { certification: { qe: { isvSvn: 7 } } }, bad("tcb-status")],
    ["an enclave under debug", { fields: { attributes: { debug: true } } }, bad("sgx-debug")],
  ];
  test.each(cases)("%s", async (_, quote, expected) => {
    for (const version of versions) {
      const appraisal = await appraisedOn(platform, { quote: { ...version, ...quote } });
      expect(wrong(appraisal)).toEqual(expected);
      expect(changes(good, appraisal)).toEqual(expected);
    }
  });

  test("collateral of TDX is none", async () => {
    const endorsements = itemsOf(await tdxCollateral(platform));
    const expected = none("tcb-info", "qe-identity", "qe-identity-match", "tcb-status");
    expect(wrong(await appraisedOn(platform, { quote: sgx, verifier: { endorsements } }))).toEqual(expected);
    const both = [...endorsements, ...itemsOf(await sgxCollateral(platform))];
    expect(wrong(await appraisedOn(platform, { quote: sgx, verifier: { endorsements: both } }))).toEqual({});
  });

  test.each<[Uint8Array, string, string[]]>([
    [svns(4, 4, 2, 2, 2, 1, 0, 2), "SWHardeningNeeded", ["INTEL-SA-00615"]],
    [svns(3, 3, 2, 2, 2, 1), "OutOfDate", ["INTEL-SA-00289", "INTEL-SA-00615"]],
  ])("components %o: %s", async (components, status, advisories) => {
    const options: Options = { platform: { pck: { components } }, quote: sgx };
    const appraisal = await appraised(options);
    expect(appraisal.tcb).toMatchObject({ status, advisories });
    expect(wrong(appraisal)).toEqual({ "tcb-status": "warning" });
    const tcbStatuses: ["SWHardeningNeeded", "OutOfDate"] = ["SWHardeningNeeded", "OutOfDate"];
    expect(wrong(await appraised({ ...options, policy: { intel: { tcbStatuses } } }))).toEqual({});
  });
});

describe("what an SGX policy takes", () => {
  const filled = new Uint8Array(32).fill(3);
  const hex = (byte: number) => encodeHex(new Uint8Array(32).fill(byte));
  test.each<[string, string, QuoteOptions, SgxPolicy, SgxPolicy]>([
    [
      "allowDebug",
      "sgx-debug",
      { fields: { attributes: { debug: true } } },
      { allowDebug: true },
      { allowDebug: false },
    ],
    ["mrEnclave", "sgx-mrenclave", { fields: { mrEnclave: filled } }, { mrEnclave: [hex(3)] }, { mrEnclave: [hex(2)] }],
    ["mrSigner", "sgx-mrsigner", { fields: { mrSigner: filled } }, { mrSigner: [hex(3)] }, { mrSigner: [hex(2)] }],
    ["productIds", "sgx-product-id", { fields: { isvProdId: 513 } }, { productIds: [1, 513] }, { productIds: [1, 2] }],
    [
      "minimumSecurityVersion",
      "sgx-security-version",
      { fields: { isvSvn: 256 } },
      { minimumSecurityVersion: 256 },
      { minimumSecurityVersion: 257 },
    ],
  ])("%s: %s", async (_, check, quote, takes, refuses) => {
    const on = (sgx: SgxPolicy) => appraisedOn(platform, { quote: { version: 3, ...quote }, policy: { sgx } });
    expect(wrong(await on(takes))).toEqual({});
    const refused = await on(refuses);
    expect(wrong(refused)).toEqual(bad(check));
    expect(row(refused, check).bytes).toHaveLength(2);
  });
});
