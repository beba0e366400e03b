/** Every row of a SEV-SNP appraisal: forged evidence is affirmed, and one change makes one row fail. */
import { describe, expect, test } from "vitest";
import {
  amdAuthorities,
  basicConstraints,
  createSnpPlatform,
  generateRsaKey,
  keyUsage,
  rsaPss,
  type SnpEvidence,
  snp,
} from "../../hosts/forge/index.ts";
import { NotAffirmedError, verify } from "../../hosts/verifier.ts";
import { BASIC_CONSTRAINTS, future, KEY_USAGE, past, replaced, signedWith, valid } from "./edits.ts";
import { AT, changes, judge, type Rows, row, rows, wrong } from "./rows.ts";
import { appraised, bad, flip, given, milan, type Options, tcb } from "./snpEvidence.ts";

const good = await appraised();
const weakRsa = await generateRsaKey(2048);
const stranger = await createSnpPlatform();

describe("SEV-SNP evidence that is in order", () => {
  const cases: [string, Options][] = [
    ["Milan, version 2", { version: 2 }],
    ["Milan, version 3", { version: 3 }],
    ["Milan, version 4", { version: 4 }],
    ["Milan, version 5", {}],
    ["Genoa, version 2", { product: "Genoa", version: 2 }],
    ["Genoa", { product: "Genoa" }],
    ["Turin, version 2", { product: "Turin", version: 2 }],
    ["Turin", { product: "Turin" }],
    ["Milan, VLEK", { key: "VLEK" }],
    ["Genoa, VLEK with a masked chip id", { product: "Genoa", key: "VLEK", maskChipId: true }],
    ["Turin, VLEK", { product: "Turin", key: "VLEK" }],
  ];
  test.each(cases)("%s", async (_, options) => {
    const appraisal = await appraised(options);
    expect(wrong(appraisal)).toEqual({});
    expect(appraisal).toMatchObject({ verdict: "affirming", validUntil: "2049-12-31T23:59:59Z" });
    expect(appraisal.evidence).toMatchObject({ format: "snp-report", version: options.version ?? 5 });
    expect(appraisal.evidence.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(appraisal.tcb).toBeUndefined();
  });

  test("has a row for every check, and says which of them count", () => {
    const names = (wanted: boolean) =>
      good.outcomes.filter(({ required }) => required === wanted).map(({ check }) => check.replace("snp-", ""));
    expect(names(true).join(" ")).toBe(
      "framing version reserved-bits signature-algorithm signing-key endorsement root chain chain-template " +
        "chain-validity signature product endorsed-tcb chip-id tcb-order provisional-firmware debug migration-agent " +
        "report-id-ma vmpl",
    );
    expect(names(false).join(" ")).toBe(
      "nonce revocation alias-check measurement host-data family-id image-id id-key author-key",
    );
    const unasked = good.outcomes.filter(({ outcome }) => outcome === "none").map(({ check }) => check);
    expect(unasked.every((check) => names(false).includes(check.replace("snp-", "")))).toBe(true);
  });
});

describe("one change to SEV-SNP evidence", () => {
  const cases: [string, Options, Rows][] = [
    ["a version that is not known", { version: 6 }, bad("version")],
    ["no bit 17 in the policy", { fields: { policy: { reservedMbo: false } } }, bad("reserved-bits")],
    ["a reserved bit of the policy", { beforeSigning: flip(0x0b, 2) }, bad("reserved-bits")],
    ["the highest bit of the policy", { beforeSigning: flip(0x0f, 7) }, bad("reserved-bits")],
    ["a reserved bit of keyInfo", { beforeSigning: flip(0x48, 5) }, bad("reserved-bits")],
    ["the highest bit of keyInfo", { beforeSigning: flip(0x4b, 7) }, bad("reserved-bits")],
    ["another signature algorithm", { fields: { signatureAlgo: 2 } }, bad("signature-algorithm", "signature")],
    ["no signature algorithm", { fields: { signatureAlgo: 0 } }, bad("signature-algorithm", "signature")],
    ["an ASK that someone else signed", { authorities: milan({ ask: { signer: weakRsa.privateKey } }) }, bad("chain")],
    ["an ARK that someone else signed", { authorities: milan({ ark: { signer: weakRsa.privateKey } }) }, bad("chain")],
    ["a VCEK that someone else signed", { leaf: { signer: weakRsa.privateKey } }, bad("chain")],
    [
      "an ASK that is no authority",
      { authorities: milan({ ask: replaced(BASIC_CONSTRAINTS, basicConstraints()) }) },
      bad("chain"),
    ],
    ["an ASK without basic constraints", { authorities: milan({ ask: replaced(BASIC_CONSTRAINTS) }) }, bad("chain")],
    [
      "an ARK below which no authority may be",
      { authorities: milan({ ark: replaced(BASIC_CONSTRAINTS, basicConstraints(0)) }) },
      bad("chain"),
    ],
    [
      "an ASK that may not sign certificates",
      { authorities: milan({ ask: replaced(KEY_USAGE, keyUsage(0b10, 1)) }) },
      bad("chain"),
    ],
    ["an ASK without key usage", { authorities: milan({ ask: replaced(KEY_USAGE) }) }, bad("chain")],
    ["a VCEK under the ASVK", { issuer: "asvk" }, bad("chain-template")],
    ["a VLEK under the ASK", { key: "VLEK", issuer: "ask" }, bad("chain-template")],
    ["a VCEK under the ARK", { issuer: "ark" }, bad("chain-template")],
    [
      "a VCEK signed with SHA-256",
      { leaf: signedWith(rsaPss({ hash: "SHA-256", saltLength: 48 })) },
      bad("chain-template"),
    ],
    [
      "a VCEK signed with 32 bytes of salt",
      { leaf: signedWith(rsaPss({ hash: "SHA-384", saltLength: 32 })) },
      bad("chain-template"),
    ],
    ["a VCEK that has expired", { validity: past }, bad("chain-validity")],
    ["a VCEK of the future", { validity: future }, bad("chain-validity")],
    ["an ASK that has expired", { authorities: milan({ ask: valid(past) }) }, bad("chain-validity")],
    ["an ARK that has expired", { authorities: milan({ ark: valid(past) }) }, bad("chain-validity")],
    ["r of zero", { fields: { signatureR: new Uint8Array(72) } }, bad("signature")],
    ["s of zero", { fields: { signatureS: new Uint8Array(72) } }, bad("signature")],
    ["r above the order", { fields: { signatureR: new Uint8Array(72).fill(0xff, 0, 48) } }, bad("signature")],
    ["the signature of another chip", { signer: stranger.signer.privateKey }, bad("signature")],
    ["another CPU in the report", { fields: { cpuidModId: 0x11 } }, bad("product")],
    ["a CPU that is not known", { fields: { cpuidFamId: 0x17 } }, bad("product")],
    ["another product in the certificate", { claims: { productName: "Genoa" } }, bad("product")],
    ["a product that only begins as one", { claims: { productName: "Milano" } }, bad("product")],
    ["the chain of another product", { authorities: amdAuthorities("Genoa") }, bad("product")],
    [
      "a certificate for an older boot loader",
      { claims: { tcb: { bootloader: 3, snp: 27, microcode: 222 } } },
      bad("endorsed-tcb"),
    ],
    [
      "a certificate for a newer TEE",
      { claims: { tcb: { bootloader: 4, tee: 1, snp: 27, microcode: 222 } } },
      bad("endorsed-tcb"),
    ],
    [
      "a certificate for older SNP firmware",
      { claims: { tcb: { bootloader: 4, snp: 26, microcode: 222 } } },
      bad("endorsed-tcb"),
    ],
    [
      "a certificate for newer microcode",
      { claims: { tcb: { bootloader: 4, snp: 27, microcode: 223 } } },
      bad("endorsed-tcb"),
    ],
    [
      "a certificate for another FMC",
      { product: "Turin", claims: { tcb: { fmc: 2, bootloader: 1, tee: 1, snp: 4, microcode: 81 } } },
      bad("endorsed-tcb"),
    ],
    ["the certificate of another chip", { claims: { hwId: new Uint8Array(64).fill(7) } }, bad("chip-id")],
    [
      "the certificate of another Turin",
      { product: "Turin", claims: { hwId: new Uint8Array(8).fill(7) } },
      bad("chip-id"),
    ],
    ["a Turin whose chip id goes on", { product: "Turin", beforeSigning: flip(0x1a0 + 8) }, bad("chip-id")],
    ["a masked chip id", { maskChipId: true }, { "snp-chip-id": "none" }],
    ["debugging", { fields: { policy: { debug: true } } }, bad("debug")],
    ["a migration agent in the policy", { fields: { policy: { migrateMa: true } } }, bad("migration-agent")],
    ["a migration agent's report id", { fields: { reportIdMa: new Uint8Array(32).fill(1) } }, bad("report-id-ma")],
    ["VMPL 1", { vmpl: 1 }, bad("vmpl")],
    ["VMPL 3", { vmpl: 3 }, bad("vmpl")],
    ["a report that the host asked for", { vmpl: 0xffffffff }, bad("vmpl")],
    [
      "a newer committed boot loader",
      { fields: { committedTcb: tcb({ bootloader: 5 }) } },
      { "snp-provisional-firmware": "warning" },
    ],
    [
      "an older committed TCB",
      { fields: { committedTcb: tcb({ snp: 26 }) } },
      { "snp-provisional-firmware": "warning" },
    ],
    ["another committed build", { fields: { committedBuild: 34 } }, { "snp-provisional-firmware": "warning" }],
    ["another committed minor version", { fields: { committedMinor: 54 } }, { "snp-provisional-firmware": "warning" }],
    ["another committed major version", { fields: { committedMajor: 0 } }, { "snp-provisional-firmware": "warning" }],
    ...["bootloader", "tee", "snp", "microcode"].map((part): [string, Options, Rows] => {
      // Each other part is above the reported TCB, so that the word as a number is too, or is not.
      const current = tcb({ bootloader: 9, tee: 9, snp: 99, microcode: 255, [part]: 0 });
      const reported = tcb({ tee: 1 });
      const fields = { currentTcb: current, committedTcb: current, reportedTcb: reported };
      const claims = { tcb: { bootloader: 4, tee: 1, snp: 27, microcode: 222 } };
      return [`a reported ${part} above the current one`, { fields, claims }, bad("tcb-order")];
    }),
  ];
  test.each(cases)("%s", async (_, options, expected) => {
    const appraisal = await appraised(options);
    expect(wrong(appraisal)).toEqual(expected);
    const outcomes = Object.values(expected);
    const worst = ["contraindicated", "none", "warning"].find((outcome) => outcomes.includes(outcome as "none"));
    expect(appraisal.verdict).toBe(worst);
    // Nothing but what failed is different from evidence that is in order.
    if (options.key !== "VLEK") expect(changes(good, appraisal)).toEqual(expected);
    for (const check of Object.keys(expected)) expect(row(appraisal, check).remedy).toMatch(/^[A-Z].*\.$/);
  });

  test.each([
    [7, "none: the report is not signed"],
    [2, 2],
    [6, 6],
  ])("signing key %i", async (signingKey, actual) => {
    const appraisal = await appraised({ fields: { keyInfo: { signingKey } } });
    expect(wrong(appraisal)).toEqual(bad("signing-key"));
    expect(row(appraisal, "snp-signing-key")).toMatchObject({
      actual,
      expected: ["VCEK", "VLEK"],
      bytes: [0x48, 0x4c],
    });
    expect(rows(appraisal)).not.toHaveProperty("snp-signature");
  });

  test("bits of platformInfo that are not known yet do no harm", async () => {
    expect((await appraised({ beforeSigning: flip(0x40, 6) })).verdict).toBe("affirming");
  });

  test("alias check not told", async () => {
    const appraisal = await appraised({ fields: { platformInfo: { aliasCheckComplete: false } } });
    expect(appraisal.verdict).toBe("affirming");
    expect(changes(good, appraisal)).toEqual({ "snp-alias-check": "warning" });
  });

  test("the root is not trusted, or another one of the same name", async () => {
    const evidence = await snp();
    const alone = judge(evidence.report, given(evidence, { trustRoots: [] }));
    expect(wrong(alone)).toEqual(bad("root"));
    expect(row(alone, "snp-root").actual).toMatch(/^[0-9a-f]{64}$/);
    const keys = { ark: await generateRsaKey(2048) };
    const other = await snp({ authorities: amdAuthorities("Milan", { keys }) });
    expect(wrong(judge(other.report, given(other, { trustRoots: [evidence.certificates.root] })))).toEqual(bad("root"));
  });
});

describe("what a SEV-SNP appraisal lacks", () => {
  const evidence = snp();
  const missing: [string, (e: SnpEvidence) => Uint8Array[], Rows][] = [
    ["all certificates", () => [], { "snp-endorsement": "none", "snp-signature": "none" }],
    [
      "the VCEK",
      ({ certificates: c }) => [c.intermediate, c.root],
      { "snp-endorsement": "none", "snp-signature": "none" },
    ],
    ["the ASK", ({ certificates: c }) => [c.leaf, c.root], { "snp-root": "none" }],
    ["the ARK", ({ certificates: c }) => [c.leaf, c.intermediate], { "snp-root": "none" }],
    ["ASK and ARK", ({ certificates: c }) => [c.leaf], { "snp-root": "none" }],
  ];
  test.each(missing)("%s", async (_, endorsements, expected) => {
    const made = await evidence;
    // The root's certificate is no endorsement when it is not handed in: another one stands in for it.
    const { root } = (await snp({ product: "Genoa" })).certificates;
    const appraisal = judge(made.report, { endorsements: endorsements(made), trustRoots: [root] });
    expect(wrong(appraisal)).toEqual(expected);
    expect(appraisal.verdict).toBe("none");
  });

  test("a kind of key whose certificate is of the other kind", async () => {
    const [vcek, vlek] = [await evidence, await snp({ key: "VLEK" })];
    expect(wrong(judge(vcek.report, given(vlek)))).toMatchObject({ "snp-endorsement": "none" });
    expect(wrong(judge(vlek.report, given(vcek)))).toMatchObject({ "snp-endorsement": "none" });
  });

  test("verify throws, and tells the rows", async () => {
    const { report } = await evidence;
    expect(() => verify(report, { noNonce: true, at: AT })).toThrow(NotAffirmedError);
    expect(() => verify(report, { noNonce: true, at: AT })).toThrow(
      /not affirmed: snp-endorsement \(none\), snp-signature/,
    );
  });
});
