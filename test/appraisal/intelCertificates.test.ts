/** Intel's certificates and revocation lists: one change makes one row of a TDX appraisal fail. */
import { describe, expect, test } from "vitest";
import {
  basicConstraints,
  type CollateralOptions,
  createCrl,
  createTdxPlatform,
  generateKey,
  type IntelCollateral,
  intelAuthorities,
  keyUsage,
  tdxCollateral,
  toPem,
} from "../../hosts/forge/index.ts";
import { BASIC_CONSTRAINTS, future, KEY_USAGE, named, past, replaced, valid } from "./edits.ts";
import { appraised, appraisedOn, bad, itemsOf, none, type Options, serialOf } from "./intelEvidence.ts";
import { changes, judge, type Rows, row, rows, wrong } from "./rows.ts";

const platform = await createTdxPlatform();
const good = await appraisedOn(platform);
const other = await generateKey("P-256");

type Edits = NonNullable<Parameters<typeof intelAuthorities>[0]>["edits"];
const under = (edits: Edits & {}): Options => ({ platform: { authorities: intelAuthorities({ edits }) } });
const signatures = ["tcb-info-signature", "qe-identity-signature"];

/** What follows from a chain that is not whole. */
const cut = {
  "pck-chain": "absent",
  "pck-chain-validity": "absent",
  "pck-revocation": "absent",
  "root-revocation": "absent",
};

describe("certificates behind a quote", () => {
  const cases: [string, Options, Rows][] = [
    ["a root that is not trusted", { verifier: { trustRoots: [] } }, bad("pck-root", ...signatures)],
    [
      "a PCK certificate that someone else signed",
      { platform: { leaf: { signer: other.privateKey } } },
      bad("pck-chain"),
    ],
    ["a CA that someone else signed", under({ platformCa: { signer: other.privateKey } }), bad("pck-chain")],
    [
      "a root that someone else signed",
      under({ intelRoot: { signer: other.privateKey } }),
      bad("pck-chain", ...signatures),
    ],
    [
      "a CA that is no authority",
      under({ platformCa: replaced(BASIC_CONSTRAINTS, basicConstraints()) }),
      bad("pck-chain", "pck-revocation"),
    ],
    [
      "a CA that may not sign certificates",
      under({ platformCa: replaced(KEY_USAGE, keyUsage(0b10, 1)) }),
      bad("pck-chain"),
    ],
    [
      "a root below which no authority may be",
      under({ intelRoot: replaced(BASIC_CONSTRAINTS, basicConstraints(0)) }),
      bad("pck-chain"),
    ],
    ["a leaf of another name", { platform: { leaf: named("Intel SGX Attestation Key") } }, bad("pck-chain")],
    ["a CA of another name", under({ platformCa: named("Intel SGX PCK Other CA") }), bad("pck-chain")],
    ["a root of another name", under({ intelRoot: named("Intel SGX Root") }), bad("pck-chain")],
    ["a PCK certificate that has expired", { platform: { validity: past } }, bad("pck-chain-validity")],
    ["a PCK certificate of the future", { platform: { validity: future } }, bad("pck-chain-validity")],
    ["a CA that has expired", under({ platformCa: valid(past) }), bad("pck-chain-validity")],
    ["a root that has expired", under({ intelRoot: valid(past) }), bad("pck-chain-validity", ...signatures)],
    ["a TCB signer that has expired", under({ tcbSigning: valid(past) }), bad(...signatures)],
    ["a TCB signer of the future", under({ tcbSigning: valid(future) }), bad(...signatures)],
    ["a TCB signer that someone else signed", under({ tcbSigning: { signer: other.privateKey } }), bad(...signatures)],
    ["a TCB signer of another name", under({ tcbSigning: named("Intel SGX PCK Certificate") }), none(...signatures)],
  ];
  test.each(cases)("%s", async (_, options, expected) => {
    const appraisal = await appraised(options);
    expect(wrong(appraisal)).toEqual(expected);
    expect(changes(good, appraisal)).toEqual(expected);
  });

  test("a PCK certificate that the root signed itself", async () => {
    const appraisal = await appraised({ platform: { signedBy: "intelRoot" } });
    expect(wrong(appraisal)).toEqual(bad("pck-chain"));
    expect(changes(good, appraisal)).toEqual({
      ...bad("pck-chain"),
      "pck-revocation": "absent",
      "root-revocation": "absent",
    });
  });

  test("a PCK certificate that another PCK signed", async () => {
    const authorities = { ...platform.authorities, platformCa: platform.signer };
    const appraisal = await appraised({ platform: { authorities } });
    expect(appraisal.verdict).toBe("contraindicated");
    expect(row(appraisal, "pck-chain").outcome).toBe("contraindicated");
  });

  test.each([
    ["the root first", ["root", "intermediate", "leaf"]],
    ["the leaf in the middle", ["intermediate", "leaf", "root"]],
    ["the leaf twice", ["leaf", "root", "leaf", "intermediate"]],
  ] as const)("PEM in another order: %s", async (_, order) => {
    const certData: NonNullable<NonNullable<Options["quote"]>["certification"]>["certData"] = (chain) =>
      order.map((kind) => toPem(chain[kind])).join("");
    expect(wrong(await appraisedOn(platform, { quote: { certification: { certData } } }))).toEqual({});
  });

  test("PEM with a NUL behind it, with CR and LF, and DER", async () => {
    const { leaf, intermediate, root } = platform.certificates;
    const pem = [leaf, intermediate, root].map(toPem).join("");
    for (const data of [`${pem}\0`, pem.replaceAll("\n", "\r\n"), Buffer.concat([leaf, intermediate, root])]) {
      const certification = { certData: () => (typeof data === "string" ? data : new Uint8Array(data)) };
      expect(wrong(await appraisedOn(platform, { quote: { certification } }))).toEqual({});
    }
  });

  test("a chain without its root, or without its CA", async () => {
    for (const wanted of ["intermediate", "root"] as const) {
      const certData = ({ leaf, [wanted]: kept }: typeof platform.certificates) =>
        toPem(leaf) + toPem(kept as Uint8Array);
      const quote = { certification: { certData } };
      // The rest comes with the collateral.
      expect(wrong(await appraisedOn(platform, { quote }))).toEqual({});
    }
    const certification = {
      certData: ({ leaf, intermediate }: typeof platform.certificates) => toPem(leaf) + toPem(intermediate),
    };
    const quote = await platform.quote({ certification });
    expect(wrong(judge(quote, {}))).toMatchObject(none("pck-root"));
    expect(changes(judge(await platform.quote(), {}), judge(quote, {}))).toMatchObject({ ...cut, "pck-root": "none" });
  });

  test("certificates that can't be read", async () => {
    const pem = toPem(platform.certificates.leaf);
    const broken = [
      pem.replace("MII", "MIJ"),
      `${pem}x`,
      pem.slice(0, -10),
      "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----",
    ];
    for (const data of broken) {
      const appraisal = await appraisedOn(platform, { quote: { certification: { certData: () => data } } });
      expect(wrong(appraisal)).toMatchObject(bad("pck-certificate"));
      expect(rows(appraisal)).toMatchObject(none("qe-report-signature", "tcb-status", "tcb-info-match"));
    }
  });

  test("the quote's own PCK certificate counts, not another one that is held", async () => {
    const stranger = await createTdxPlatform();
    const collateral = itemsOf(await tdxCollateral(platform));
    const [mine, foreign] = [platform.certificates.leaf, stranger.certificates.leaf];
    for (const endorsements of [
      [foreign, mine, ...collateral],
      [...collateral, foreign],
    ]) {
      expect(
        wrong(await appraisedOn(platform, { verifier: { endorsements, trustRoots: [platform.certificates.root] } })),
      ).toEqual({});
    }
  });

  test("of two certificates of one authority the one that is valid now", async () => {
    for (const validity of [past, future]) {
      const old = await intelAuthorities({
        edits: { platformCa: valid(validity), tcbSigning: valid(validity), intelRoot: valid(validity) },
      });
      const [ca, signer, root] = [old.platformCa, old.tcbSigning, old.intelRoot].map(({ certificate }) => certificate);
      const endorsements = [ca, signer, root, ...itemsOf(await tdxCollateral(platform))] as Uint8Array[];
      expect(
        wrong(await appraisedOn(platform, { verifier: { endorsements, trustRoots: [platform.certificates.root] } })),
      ).toEqual({});
    }
  });
});

const serials = {
  pck: await serialOf(platform.signer),
  platformCa: await serialOf(platform.authorities.platformCa),
  processorCa: await serialOf(platform.authorities.processorCa),
  tcbSigning: await serialOf(platform.authorities.tcbSigning),
};

describe("revocation of Intel's certificates", () => {
  const { intelRoot, platformCa, tcbSigning } = platform.authorities;
  const old = { nextUpdate: past.notAfter };
  test.each<[string, CollateralOptions, (keyof IntelCollateral)[], Rows]>([
    ["no list of the CA", {}, ["pckCrl"], none("pck-revocation")],
    ["no list of the root", {}, ["rootCaCrl"], none("root-revocation")],
    ["a list of the CA that has expired", { pckCrl: old }, [], bad("pck-revocation")],
    ["a list of the root that has expired", { rootCrl: old }, [], bad("root-revocation")],
    ["a list of the CA of the future", { pckCrl: { thisUpdate: future.notBefore } }, [], bad("pck-revocation")],
    ["a list of the CA that someone else signed", { pckCrl: { signer: other.privateKey } }, [], bad("pck-revocation")],
    [
      "a list of the root that someone else signed",
      { rootCrl: { signer: other.privateKey } },
      [],
      bad("root-revocation"),
    ],
    [
      "a list of the CA by the root",
      { pckCrl: { amend: (t) => ({ ...t, issuer: intelRoot.name }) } },
      ["rootCaCrl"],
      { ...none("pck-revocation"), ...bad("root-revocation") },
    ],
    ["the PCK certificate is revoked", { pckCrl: { revoked: [1n, serials.pck] } }, [], bad("pck-revocation")],
    ["another PCK certificate is revoked", { pckCrl: { revoked: [1n] } }, [], {}],
    ["the CA is revoked", { rootCrl: { revoked: [serials.platformCa] } }, [], bad("root-revocation")],
    ["the TCB signer is revoked", { rootCrl: { revoked: [serials.tcbSigning] } }, [], bad("root-revocation")],
    ["the other CA is revoked", { rootCrl: { revoked: [serials.processorCa] } }, [], {}],
  ])("%s", async (_, collateral, without, expected) => {
    const appraisal = await appraisedOn(platform, { collateral, without });
    expect(wrong(appraisal)).toEqual(expected);
    expect(changes(good, appraisal)).toEqual(expected);
  });

  test("the signer of TCB info is revoked, and that of the identity is another one", async () => {
    const { tcbSigning: second } = await intelAuthorities({ keys: { tcbSigning: other } });
    const chain = toPem(second.certificate) + toPem(intelRoot.certificate);
    for (const revoked of [second, tcbSigning]) {
      for (const edit of [{ tcbInfo: { signer: other.privateKey } }, { qeIdentity: { signer: other.privateKey } }]) {
        const items = itemsOf(
          await tdxCollateral(platform, { ...edit, rootCrl: { revoked: [await serialOf(revoked)] } }),
        );
        const appraisal = await appraisedOn(platform, { verifier: { endorsements: [chain, ...items] } });
        expect(wrong(appraisal)).toEqual(bad("root-revocation"));
      }
    }
  });

  test("a list of before and one of now", async () => {
    const items = itemsOf(await tdxCollateral(platform));
    const expired = await createCrl(platformCa, old);
    const revoking = await createCrl(platformCa, {
      revoked: [serials.pck],
      thisUpdate: new Date("2025-01-01T00:00:00Z"),
    });
    const on = (...more: Uint8Array[]) => appraisedOn(platform, { verifier: { endorsements: [...more, ...items] } });
    expect(wrong(await on(expired))).toEqual({});
    expect(wrong(await on(expired, revoking))).toEqual(bad("pck-revocation"));
  });
});
