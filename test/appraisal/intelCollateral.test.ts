/** Intel's TCB info and identities: one change makes one row of a TDX appraisal fail. */
import { describe, expect, test } from "vitest";
import {
  type CollateralOptions,
  createTdxPlatform,
  generateKey,
  type IntelCollateral,
  intelAuthorities,
  sgxCollateral,
  tdxCollateral,
  toCollateralFile,
  toPcsBody,
} from "../../hosts/forge/index.ts";
import { Verifier } from "../../hosts/verifier.ts";
import { appraisedOn, bad, itemsOf, none } from "./intelEvidence.ts";
import { AT, changes, judge, type Rows, row, wrong } from "./rows.ts";

const platform = await createTdxPlatform();
const good = await appraisedOn(platform);
const other = await generateKey("P-256");
const soon = "2026-02-01T00:00:00Z";

const signatures = ["tcb-info-signature", "qe-identity-signature"];

describe("TCB info and identity", () => {
  const amendInfo = (members: object): CollateralOptions => ({
    tcbInfo: { amend: (value) => Object.assign(value, members) },
  });
  const amendIdentity = (members: object): CollateralOptions => ({
    qeIdentity: { amend: (value) => Object.assign(value, members) },
  });
  const unjudged = none("tdx-module", "tcb-status");
  const absent = (kind: string) => ({ [`${kind}-signature`]: "absent", [`${kind}-dates`]: "absent" });

  test.each<[string, CollateralOptions, (keyof IntelCollateral)[], Rows, object?]>([
    [
      "no TCB info",
      {},
      ["tcbInfo"],
      { ...none("tcb-info"), ...unjudged },
      { ...absent("tcb-info"), "tcb-info-match": "absent" },
    ],
    [
      "no identity",
      {},
      ["qeIdentity"],
      { ...none("qe-identity", "qe-identity-match"), ...unjudged },
      absent("qe-identity"),
    ],
    ["no certificate of who signed", {}, ["tcbInfoIssuerChain", "qeIdentityIssuerChain"], none(...signatures)],
    ["TCB info that someone else signed", { tcbInfo: { signer: other.privateKey } }, [], bad("tcb-info-signature")],
    [
      "an identity that someone else signed",
      { qeIdentity: { signer: other.privateKey } },
      [],
      bad("qe-identity-signature"),
    ],
    [
      "TCB info that the PCK signed",
      { tcbInfo: { signer: platform.signer.privateKey } },
      [],
      bad("tcb-info-signature"),
    ],
    [
      "TCB info that was changed",
      { tcbInfo: { signed: (json) => json.replace("OutOfDate", "UpToDate ".trim()) } },
      [],
      bad("tcb-info-signature"),
    ],
    [
      "TCB info that was written anew",
      { tcbInfo: { signed: (json) => JSON.stringify(JSON.parse(json), null, 1) } },
      [],
      bad("tcb-info-signature"),
    ],
    [
      "an identity that was written anew",
      { qeIdentity: { signed: (json) => json.replace(":", ": ") } },
      [],
      bad("qe-identity-signature"),
    ],
    ["TCB info that has expired", amendInfo({ nextUpdate: "2025-12-31T23:59:59Z" }), [], bad("tcb-info-dates")],
    ["TCB info of the future", amendInfo({ issueDate: "2026-01-01T00:00:01Z" }), [], bad("tcb-info-dates")],
    [
      "an identity that has expired",
      amendIdentity({ nextUpdate: "2025-12-31T23:59:59Z" }),
      [],
      bad("qe-identity-dates"),
    ],
    ["an identity of the future", amendIdentity({ issueDate: "2026-01-01T00:00:01Z" }), [], bad("qe-identity-dates")],
    ["TCB info of another model", amendInfo({ fmspc: "000000000000" }), [], bad("tcb-info-match")],
    ["TCB info of another PCE", amendInfo({ pceId: "0001" }), [], bad("tcb-info-match")],
    [
      "TCB info of SGX",
      amendInfo({ id: "SGX" }),
      [],
      { ...none("tcb-info"), ...unjudged },
      { ...absent("tcb-info"), "tcb-info-match": "absent" },
    ],
    [
      "the identity of SGX's QE",
      amendIdentity({ id: "QE" }),
      [],
      { ...none("qe-identity", "qe-identity-match"), ...unjudged },
      absent("qe-identity"),
    ],
    ["the identity of another signer", amendIdentity({ mrsigner: "00".repeat(32) }), [], bad("qe-identity-match")],
    ["the identity of another product", amendIdentity({ isvprodid: 1 }), [], bad("qe-identity-match")],
    [
      "an identity that wants a bit outside its mask",
      amendIdentity({ attributesMask: "00".repeat(16) }),
      [],
      bad("qe-identity-match"),
    ],
    ["another TDX module", amendInfo({ tdxModuleIdentities: [] }), [], bad("tdx-module", "tcb-status")],
    ["no level that is as low", { tcbInfo: { amend: (value) => void value.tcbLevels.splice(1) } }, [], {}],
    ["levels in another order", { tcbInfo: { amend: (value) => void value.tcbLevels.reverse() } }, [], {}],
  ])("%s", async (_, collateral, without, expected, more = {}) => {
    const appraisal = await appraisedOn(platform, { collateral, without });
    expect(wrong(appraisal)).toEqual(expected);
    expect(changes(good, appraisal)).toEqual({ ...expected, ...more });
  });

  test.each<[string, CollateralOptions, string, string]>([
    ["the PCK list", { pckCrl: { nextUpdate: new Date(soon) } }, "pck-revocation", "pckCrl"],
    ["the root's list", { rootCrl: { nextUpdate: new Date(soon) } }, "root-revocation", "rootCaCrl"],
    ["TCB info", amendInfo({ nextUpdate: soon }), "tcb-info-dates", "tcbInfo"],
    ["the identity", amendIdentity({ nextUpdate: soon }), "qe-identity-dates", "qeIdentity"],
  ])("%s expires first, to the second", async (_, options, check) => {
    const collateral = itemsOf(await tdxCollateral(platform, options));
    const quote = await platform.quote();
    const verifier = new Verifier({ endorsements: collateral, trustRoots: [platform.certificates.root] });
    const at = (seconds: number) =>
      verifier.appraise(quote, { noNonce: true, at: new Date(Date.parse(soon) + 1000 * seconds) });
    expect(at(0)).toMatchObject({ verdict: "affirming", validUntil: soon });
    expect(wrong(at(1))).toEqual(bad(check));
    expect(row(at(1), check)).toMatchObject({ expected: soon, actual: "2026-02-01T00:00:01Z" });
  });

  test("the evaluation number that the policy wants", async () => {
    const policy = (minimumEvaluationNumber: number) => ({ intel: { minimumEvaluationNumber } });
    expect(row(await appraisedOn(platform, { policy: policy(17) }), "evaluation-number").outcome).toBe("affirming");
    expect(wrong(await appraisedOn(platform, { policy: policy(18) }))).toEqual(bad("evaluation-number"));
    for (const collateral of [
      amendInfo({ tcbEvaluationDataNumber: 16 }),
      amendIdentity({ tcbEvaluationDataNumber: 16 }),
    ]) {
      expect(wrong(await appraisedOn(platform, { collateral }))).toEqual({});
      expect(wrong(await appraisedOn(platform, { collateral, policy: policy(17) }))).toEqual(bad("evaluation-number"));
    }
    const without = await appraisedOn(platform, { without: ["tcbInfo"], policy: policy(17) });
    expect(row(without, "evaluation-number")).toMatchObject({ outcome: "none", required: true });
  });

  test("of several the one for this platform, and of those the current one", async () => {
    const others: CollateralOptions[] = [
      amendInfo({ fmspc: "000000000000" }),
      amendInfo({ nextUpdate: "2025-12-31T23:59:59Z" }),
      amendIdentity({ nextUpdate: "2025-12-31T23:59:59Z" }),
    ];
    const made = await Promise.all([
      ...others.map((options) => tdxCollateral(platform, options)),
      sgxCollateral(platform),
    ]);
    const all = made.flatMap((collateral) => itemsOf(collateral, ["pckCrl", "rootCaCrl"]));
    const endorsements = [...all, ...itemsOf(await tdxCollateral(platform))];
    for (const order of [endorsements, endorsements.toReversed()]) {
      expect(wrong(await appraisedOn(platform, { verifier: { endorsements: order } }))).toEqual({});
    }
  });

  test("miscSelect is spelled as its bytes lie in the report", async () => {
    const platform = await createTdxPlatform({ qe: { miscSelect: 0x04030201 } });
    const on = (miscselect: string) => appraisedOn(platform, { collateral: amendIdentity({ miscselect }) });
    expect(wrong(await on("01020304"))).toEqual({});
    expect(wrong(await on("04030201"))).toEqual(bad("qe-identity-match"));
  });

  test("in one file, and twice the same", async () => {
    const file = JSON.stringify(toCollateralFile(await tdxCollateral(platform)));
    const endorsements = Array.from({ length: 50 }, () => file);
    expect(wrong(await appraisedOn(platform, { verifier: { endorsements } }))).toEqual({});
  });

  test("signed under another root that is trusted too", async () => {
    const keys = { intelRoot: other, tcbSigning: await generateKey("P-256") };
    const authorities = await intelAuthorities({ keys });
    const foreign = itemsOf(await tdxCollateral(platform, { authorities }), [
      "pckCrl",
      "pckCrlIssuerChain",
      "rootCaCrl",
    ]);
    const endorsements = [...foreign, ...itemsOf(await tdxCollateral(platform), ["tcbInfo", "qeIdentity"])];
    const trustRoots = [platform.certificates.root, authorities.intelRoot.certificate];
    const appraisal = await appraisedOn(platform, { verifier: { endorsements, trustRoots } });
    expect(wrong(appraisal)).toEqual(bad(...signatures));
  });

  test("JSON that is not strict is refused at once", async () => {
    const { tcbInfo } = await tdxCollateral(platform);
    const body = toPcsBody("tcbInfo", tcbInfo);
    const broken = [
      body.replace('"signature"', '"tcbInfo":{},"signature"'),
      body.replace("}", "},}"),
      body.replace(/"signature":"[^"]*"/, '"signature":"00"'),
      body.replace(/,"signature":"[^"]*"/, ""),
      `${body}x`,
      "{",
      "[]",
      `{"signature":"${"00".repeat(64)}"}`,
      '{"more":1}',
    ];
    for (const text of broken) {
      expect(() => new Verifier({ endorsements: [text] }), text.slice(-40)).toThrow(
        expect.objectContaining({ code: "bad-endorsement" }),
      );
    }
    // A name that is there twice inside of what is signed.
    const twice = await tdxCollateral(platform, {
      tcbInfo: { text: (json) => json.replace('"version"', '"fmspc":"000000000000","version"') },
    });
    const endorse = () => judge(new Uint8Array(), { endorsements: [toPcsBody("tcbInfo", twice.tcbInfo)] }, AT);
    expect(endorse).toThrow(expect.objectContaining({ code: "bad-endorsement" }));
  });
});
