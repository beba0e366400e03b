/**
 * Mistakes that verifiers have made, one negative test for each: good evidence, one change, and it is refused.
 *
 * Not here: a token's `alg`, `jku` and `x5c`, and event logs that are trusted before they are replayed, come with those
 * formats. A generation that does not match is a request's affair: test/request/. A ledger of nonces that were used is the
 * caller's. That no comparison of nonces stops early can't be seen from outside: assembly/bytes.ts, `equal`.
 */
import { describe, expect, test } from "vitest";
import {
  amdAuthorities,
  type CertificateTemplate,
  createCrl,
  createSnpPlatform,
  createTdxPlatform,
  ECDSA_SHA384,
  encodeCertTable,
  encodeTcb,
  generateRsaKey,
  rsaPss,
  snp,
  tdxCollateral,
  toPcsBody,
} from "../../hosts/forge/index.ts";
import { Verifier } from "../../hosts/verifier.ts";
import { named, signedWith } from "./edits.ts";
import { appraised as appraisedQuote, bad as badQuote, itemsOf, none } from "./intelEvidence.ts";
import { AT, judge, row, rows, wrong } from "./rows.ts";
import { appraised, bad, flip, given, milan, policyOf, tcb } from "./snpEvidence.ts";

const P384_ORDER = 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n;
/** A number in little-endian bytes, as SNP has it. */
const little = (value: bigint, size = 72) =>
  Uint8Array.from({ length: size }, (_, i) => Number((value >> BigInt(8 * i)) & 255n));
const fromLittle = (bytes: Uint8Array) => bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
const [R, S] = [0x2a0, 0x2e8];

const chip = await createSnpPlatform();
const machine = await createTdxPlatform();
const refusedAs = (code: string) => expect.objectContaining({ code });
const on = (report: Uint8Array, more = {}) => judge(report, given(chip, more));

describe("freshness", () => {
  const reportData = new Uint8Array(64).fill(0x61, 0, 1);
  const verifier = new Verifier(given(chip));
  const withNonce = async (nonce: Uint8Array, data = reportData) =>
    wrong(verifier.appraise(await chip.report({ reportData: data }), { nonce, at: AT }));

  test("REPORT_DATA is not compared", async () => {
    expect(await withNonce(new Uint8Array(64).fill(0x62, 0, 1))).toEqual({ nonce: "contraindicated" });
    // Nor is it enough that none was asked for.
    expect(row(on(await chip.report({ reportData })), "nonce")).toMatchObject({ outcome: "none", required: false });
  });
  test("REPORT_DATA is compared by its prefix", async () => {
    expect(
      await withNonce(
        Uint8Array.of(0x61),
        Uint8Array.from({ length: 64 }, () => 0x61),
      ),
    ).toEqual({ nonce: "contraindicated" });
    expect(await withNonce(Uint8Array.of(0x61, 0x61))).toEqual({ nonce: "contraindicated" });
  });
  test('zeros behind a nonce: "a" is "a\\0", which is what 64 bytes are compared for, and nothing else', async () => {
    expect(await withNonce(Uint8Array.of(0x61))).toEqual({});
    expect(await withNonce(Uint8Array.of(0x61, 0))).toEqual({});
    expect(await withNonce(Uint8Array.of(0, 0x61))).toEqual({ nonce: "contraindicated" });
  });
  test("expected data is truncated to 64", async () => {
    const long = new Uint8Array(65);
    long.set(reportData);
    await expect(withNonce(long)).rejects.toThrow(refusedAs("nonce-length"));
  });
  test("a report of before is replayed", async () => {
    const old = await chip.report({ reportData: new Uint8Array(64).fill(1) });
    expect(wrong(verifier.appraise(old, { nonce: new Uint8Array(64).fill(1), at: AT }))).toEqual({});
    expect(wrong(verifier.appraise(old, { nonce: new Uint8Array(64).fill(2), at: AT }))).toEqual({
      nonce: "contraindicated",
    });
  });
  test("the clock of the system is trusted", async () => {
    const report = await chip.report();
    expect(wrong(verifier.appraise(report, { noNonce: true, at: new Date("2050-01-01T00:00:00Z") }))).toEqual(
      bad("chain-validity"),
    );
    expect(wrong(verifier.appraise(report, { noNonce: true, at: new Date("2019-12-31T23:59:59Z") }))).toEqual(
      bad("chain-validity"),
    );
    expect(() => verifier.appraise(report, { noNonce: true, at: new Date(Number.NaN) })).toThrow(
      refusedAs("bad-request"),
    );
  });
});

describe("what the guest and its host chose", () => {
  test("debugging is accepted", async () => {
    expect(wrong(await appraised({ fields: { policy: { debug: true } } }))).toEqual(bad("debug"));
    expect(wrong(await appraisedQuote({ quote: { fields: { tdAttributes: { debug: true } } } }))).toEqual(
      badQuote("td-debug"),
    );
    const quote = { version: 3, fields: { attributes: { debug: true } } } as const;
    expect(wrong(await appraisedQuote({ quote }))).toEqual(badQuote("sgx-debug"));
  });
  test("VMPL spoof: a report of VMPL 1 to 3, or of the host, is taken for one of VMPL 0", async () => {
    for (const vmpl of [1, 2, 3, 0xffffffff]) expect(wrong(await appraised({ vmpl }))).toEqual(bad("vmpl"));
  });
  test("a masked chip id skips the binding silently", async () => {
    expect(wrong(await appraised({ maskChipId: true }))).toEqual({ "snp-chip-id": "none" });
  });
  test("ID block and author key are ignored", async () => {
    const [digest, other] = ["aa".repeat(48), "bb".repeat(48)];
    const fields = { idKeyDigest: new Uint8Array(48).fill(0xaa), authorKeyDigest: new Uint8Array(48).fill(0xaa) };
    expect(wrong(await appraised({ fields }, { idKeyDigests: [other] }))).toEqual(bad("id-key"));
    // The digest is there, and nobody says that it counts.
    expect(wrong(await appraised({ fields }, { authorKeyDigests: [digest] }))).toEqual(bad("author-key"));
    expect(row(await appraised({ fields }), "snp-id-key")).toMatchObject({ outcome: "none", actual: digest });
  });
  test("a migration agent is present", async () => {
    expect(wrong(await appraised({ fields: { policy: { migrateMa: true } } }))).toEqual(bad("migration-agent"));
    expect(wrong(await appraised({ fields: { reportIdMa: new Uint8Array(32) } }))).toEqual(bad("report-id-ma"));
  });
});

describe("TCB", () => {
  test("a VCEK for another TCB, or of another chip", async () => {
    const claims = { tcb: { bootloader: 4, snp: 27, microcode: 221 } };
    expect(wrong(await appraised({ claims }))).toEqual(bad("endorsed-tcb"));
    expect(wrong(await appraised({ claims: { hwId: new Uint8Array(64).fill(1) } }))).toEqual(bad("chip-id"));
  });
  test("Turin is parsed with the layout of Milan, and Milan with that of Turin", async () => {
    // Equal words, and certificates for what the other layout would read.
    const word = encodeTcb("Turin", { fmc: 4, bootloader: 1, tee: 0, snp: 0, microcode: 81 });
    const fields = { reportedTcb: word, currentTcb: word, committedTcb: word, launchTcb: word };
    const asMilan = { tcb: { fmc: 0, bootloader: 4, tee: 1, snp: 0, microcode: 81 } };
    expect(wrong(await appraised({ product: "Turin", fields, claims: asMilan }))).toEqual(bad("endorsed-tcb"));
    const milan = tcb({ bootloader: 1, tee: 2, snp: 0, microcode: 81 });
    const words = { reportedTcb: milan, currentTcb: milan, committedTcb: milan, launchTcb: milan };
    const claims = { tcb: { bootloader: 2, tee: 0, snp: 0, microcode: 81 } };
    expect(wrong(await appraised({ fields: words, claims }))).toEqual(bad("endorsed-tcb"));
    expect(wrong(await appraised({ product: "Turin" }, { minimumTcb: { fmc: 2 } }))).toEqual(bad("minimum-tcb"));
  });
  test("a TCB is compared as one number", async () => {
    // Above in its highest byte, below in its lowest.
    expect(wrong(await appraised({}, { minimumTcb: { bootloader: 5, microcode: 100 } }))).toEqual(bad("minimum-tcb"));
    const current = tcb({ bootloader: 3, microcode: 255 });
    const fields = { currentTcb: current, committedTcb: current };
    expect(wrong(await appraised({ fields }))).toEqual(bad("tcb-order"));
  });
  test("levels are not sorted, or lack components", async () => {
    const shuffled = { tcbInfo: { amend: (info: { tcbLevels: unknown[] }) => void info.tcbLevels.reverse() } };
    expect((await appraisedQuote({ collateral: shuffled })).tcb?.status).toBe("UpToDate");
    const platform = {
      pck: { components: Uint8Array.from({ length: 16 }, (_, i) => [1, 1, 2, 2, 2, 1][i] ?? 0), pceSvn: 5 },
    };
    expect((await appraisedQuote({ platform, collateral: shuffled })).tcb?.status).toBe("Revoked");
    const short = {
      tcbInfo: { text: (json: string) => json.replace('{"svn":0}],"pcesvn"', '],"pcesvn"').replace(",]", "]") },
    };
    expect(wrong(await appraisedQuote({ collateral: short }))).toMatchObject(none("tcb-info", "tcb-status"));
  });
});

describe("signatures", () => {
  test("SIGNING_KEY is none, or the key is masked: a signature of zeros is accepted", async () => {
    for (const keyInfo of [{ signingKey: 7 }, { signingKey: 7, maskChipKey: true }, { maskChipKey: true }]) {
      const zeros = { signatureR: new Uint8Array(72), signatureS: new Uint8Array(72) };
      const failed = keyInfo.signingKey === 7 ? bad("signing-key") : bad("signature");
      expect(wrong(await appraised({ fields: { keyInfo, ...zeros } }))).toEqual(failed);
    }
  });
  test("little-endian and big-endian, raw and DER are confused", async () => {
    const report = await chip.report();
    for (const at of [R, S]) report.subarray(at, at + 48).reverse();
    expect(wrong(on(report))).toEqual(bad("signature"));
    const quote = await machine.quote();
    const { root } = machine.certificates;
    const given = { endorsements: itemsOf(await tdxCollateral(machine)), trustRoots: [root] };
    const at = 632 + 4;
    for (const half of [0, 32]) quote.subarray(at + half, at + half + 32).reverse();
    expect(wrong(judge(quote, given))).toEqual(badQuote("quote-signature"));
    // DER in the place of r and s.
    const der = await machine.quote();
    der.set([0x30, 0x44, 0x02, 0x20, ...der.slice(at, at + 32), 0x02, 0x1c], at);
    expect(wrong(judge(der, given))).toEqual(badQuote("quote-signature"));
  });
  test("r or s is zero, or not below the order; the other s of a signature is no other report", async () => {
    const report = await chip.report();
    const [r, s] = [R, S].map((at) => fromLittle(report.subarray(at, at + 72))) as [bigint, bigint];
    const signed = (first: bigint, second: bigint) => {
      const changed = report.slice();
      changed.set(little(first), R);
      changed.set(little(second), S);
      return on(changed);
    };
    for (const [first, second] of [
      [0n, s],
      [r, 0n],
      [0n, 0n],
      [P384_ORDER, s],
      [r, P384_ORDER],
      [r + P384_ORDER, s],
      [r, s + P384_ORDER],
      [r + (1n << 384n), s],
      [r, s + (1n << 575n)],
    ] as const) {
      expect(wrong(signed(first, second))).toEqual(bad("signature"));
    }
    const other = signed(r, P384_ORDER - s);
    expect(wrong(other)).toEqual({});
    expect(other.evidence.digest).not.toBe(on(report).evidence.digest);
  });
  test("what is signed is written anew before it is verified", async () => {
    // A byte that no field holds is signed as well; it is not dropped, and not taken.
    const platform = await createSnpPlatform();
    await expect(
      platform.report({ beforeSigning: flip(0x29f) }).then((report) => judge(report, given(platform))),
    ).rejects.toThrow(refusedAs("reserved-not-zero"));
    const tail = await platform.report();
    tail[1183] = 1;
    expect(() => judge(tail, given(platform))).toThrow(refusedAs("reserved-not-zero"));
    // A version that is not known is not read as the newest one.
    expect(wrong(await appraised({ version: 6 }))).toEqual(bad("version"));
  });
});

describe("certificates", () => {
  const edited = (amend: (t: CertificateTemplate) => CertificateTemplate) => snp({ leaf: { amend } });

  test("a leaf is used as an authority", async () => {
    const authorities = { ...chip.authorities, ask: { ...chip.signer, algorithm: ECDSA_SHA384 } };
    const leaf = await snp({ authorities });
    const endorsements = [
      leaf.certificates.leaf,
      chip.certificates.leaf,
      chip.certificates.intermediate,
      chip.certificates.root,
    ];
    const appraisal = judge(leaf.report, { endorsements, trustRoots: [chip.certificates.root] });
    expect(wrong(appraisal)).toMatchObject(bad("chain", "chain-template"));
  });
  test("the ASK of another product", async () => {
    expect(wrong(await appraised({ authorities: amdAuthorities("Genoa") }))).toEqual(bad("product"));
    const renamed = milan({ ask: named("SEV-Genoa") });
    expect(wrong(await appraised({ authorities: renamed }))).toEqual(bad("chain-template", "product"));
  });
  test("a root that the evidence brings along", async () => {
    const keys = { ark: await generateRsaKey(2048) };
    const fake = await snp({ authorities: amdAuthorities("Milan", { keys }) });
    const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
    const json = JSON.stringify({
      provider: "sev_guest",
      outblob: base64(fake.report),
      auxblob: base64(fake.certTable),
    });
    expect(wrong(new Verifier().appraise(json, { noNonce: true, at: AT }))).toEqual(bad("root"));
    expect(wrong(judge(await machine.quote(), {}))).toMatchObject(badQuote("pck-root"));
  });
  test("a VLEK under the ASK, a VCEK under the ASVK", async () => {
    expect(wrong(await appraised({ key: "VLEK", issuer: "ask" }))).toEqual(bad("chain-template"));
    expect(wrong(await appraised({ issuer: "asvk" }))).toEqual(bad("chain-template"));
  });
  test("the parameters of PSS are downgraded", async () => {
    const weak = [
      rsaPss({ hash: "SHA-1", saltLength: 20 }),
      rsaPss({ hash: "SHA-256", saltLength: 32 }),
      rsaPss({ hash: "SHA-384", saltLength: 0 }),
    ];
    for (const algorithm of weak) {
      // One is refused as a certificate, the others in the chain.
      const evidence = await snp({ leaf: signedWith(algorithm) });
      const verify = () => judge(evidence.report, given(evidence)).verdict;
      try {
        expect(verify()).toBe("contraindicated");
      } catch (error) {
        expect(error).toEqual(refusedAs("bad-endorsement"));
      }
    }
    const mixed = await snp({
      leaf: { ...signedWith(rsaPss({ hash: "SHA-384", mgfHash: "SHA-256", saltLength: 48 })) },
    });
    expect(() => judge(mixed.report, given(mixed))).toThrow(refusedAs("bad-endorsement"));
    const outer = await snp({ leaf: { outer: rsaPss({ hash: "SHA-256", saltLength: 48 }) } });
    expect(() => judge(outer.report, given(outer))).toThrow(refusedAs("bad-endorsement"));
  });
  test("an extension is there twice", async () => {
    const twice = await edited((t) => ({ ...t, extensions: [...t.extensions, ...t.extensions.slice(-1)] }));
    expect(() => judge(twice.report, given(twice))).toThrow(refusedAs("bad-endorsement"));
  });
  test("an INTEGER is too large, or DER is not minimal", async () => {
    const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
    const { leaf } = chip.certificates;
    // The SPL of the boot loader: 4, written as 0004, and as 0104.
    const spl = "2b060104019c780103010403020104";
    expect(hex(leaf)).toContain(spl);
    const evidence = (value: number[]) =>
      edited((t) => ({
        ...t,
        extensions: t.extensions.map((e) =>
          e.oid.endsWith(".3.1") ? { ...e, value: Uint8Array.of(2, value.length, ...value) } : e,
        ),
      }));
    for (const value of [[0, 4], [1, 4], [0, 0, 4], [0xff]]) {
      const { report, certificates } = await evidence(value);
      expect(() => judge(report, given({ certificates }))).toThrow(refusedAs("bad-endorsement"));
    }
  });
  test("hwID: bare and in an OCTET STRING, of 8 and of 64 bytes, and of no other size", async () => {
    const withHwId = (product: "Milan" | "Turin", change: (bare: Uint8Array) => Uint8Array) =>
      snp({
        product,
        leaf: {
          amend: (t) => ({
            ...t,
            extensions: t.extensions.map((e) => (e.oid.endsWith(".1.4") ? { ...e, value: change(e.value) } : e)),
          }),
        },
      });
    const wrap = (bare: Uint8Array) => Uint8Array.of(4, bare.length, ...bare);
    for (const product of ["Milan", "Turin"] as const) {
      const tagged = await withHwId(product, wrap);
      expect(wrong(judge(tagged.report, given(tagged)))).toEqual({});
      const short = await withHwId(product, (bare) => bare.subarray(1));
      expect(() => judge(short.report, given(short))).toThrow(refusedAs("bad-endorsement"));
    }
    const first = await withHwId("Milan", (bare) => bare.subarray(0, 8));
    expect(wrong(judge(first.report, given(first)))).toEqual(bad("chip-id"));
  });
  test("a revocation list is missing, expired, or of the wrong authority", async () => {
    const policy = policyOf({ requireRevocation: true });
    const { endorsements = [] } = given(chip);
    const crls = {
      expired: { nextUpdate: new Date("2025-12-31T00:00:00Z") },
      foreign: { signer: (await generateRsaKey(2048)).privateKey },
    };
    expect(wrong(judge(await chip.report(), given(chip, { policy })))).toEqual({ "snp-revocation": "none" });
    for (const options of Object.values(crls)) {
      const crl = await createCrl(chip.authorities.ark, options);
      const appraisal = judge(await chip.report(), given(chip, { policy, endorsements: [...endorsements, crl] }));
      expect(wrong(appraisal)).toEqual(bad("revocation"));
    }
    expect(wrong(await appraisedQuote({ without: ["pckCrl"] }))).toEqual(none("pck-revocation"));
    expect(wrong(await appraisedQuote({ without: ["rootCaCrl"] }))).toEqual(none("root-revocation"));
  });
});

describe("framing", () => {
  test("JSON of PCS is written anew, or says a member twice", async () => {
    const collateral = { tcbInfo: { signed: (json: string) => JSON.stringify(JSON.parse(json), null, 2) } };
    expect(wrong(await appraisedQuote({ collateral }))).toEqual(badQuote("tcb-info-signature"));
    const twice = {
      tcbInfo: { text: (json: string) => json.replace('"tcbType"', '"fmspc":"74736D6B6974","tcbType"') },
    };
    const { tcbInfo } = await tdxCollateral(machine, twice);
    expect(() => new Verifier({ endorsements: [toPcsBody("tcbInfo", tcbInfo)] })).toThrow(refusedAs("bad-endorsement"));
  });
  test("something follows a quote, a report or a certificate", async () => {
    const more = (bytes: Uint8Array, ...tail: number[]) => Uint8Array.of(...bytes, ...tail);
    const [report, quote] = [await chip.report(), await machine.quote()];
    for (const evidence of [report, quote]) {
      expect(() => judge(more(evidence, 1), {})).toThrow(refusedAs("trailing-bytes"));
      expect(() => judge(more(evidence, 0, 0, 1), {})).toThrow(refusedAs("trailing-bytes"));
      expect(row(judge(more(evidence, 0, 0), {}), "framing")).toMatchObject({ outcome: "warning", required: false });
    }
    for (const tail of [0, 1]) {
      expect(() => new Verifier({ endorsements: [more(chip.certificates.leaf, tail)] })).toThrow(
        refusedAs("bad-endorsement"),
      );
    }
  });
  test("offsets of a certificate table overflow", () => {
    const table = encodeCertTable([["vcek", chip.certificates.leaf]]);
    const view = new DataView(table.buffer, table.byteOffset, table.length);
    for (const [offset, length] of [
      [0xffffff00, 0x200],
      [48, 0xffffffff],
      [0xffffffff, 1],
      [0, 10],
      [table.length, 1],
    ] as const) {
      view.setUint32(16, offset, true);
      view.setUint32(20, length, true);
      expect(() => new Verifier({ endorsements: [table] })).toThrow(refusedAs("out-of-bounds"));
    }
  });
  test("an empty outblob is accepted", () => {
    expect(() => judge(new Uint8Array(), {})).toThrow(refusedAs("empty"));
    const json = JSON.stringify({ provider: "sev_guest", outblob: "" });
    expect(() => new Verifier().appraise(json, { noNonce: true, at: AT })).toThrow();
  });
  test("nothing at all is affirmed without endorsements", async () => {
    expect(judge(await chip.report(), {}).verdict).toBe("none");
    expect(rows(judge(await machine.quote(), {}))).toMatchObject({ "pck-root": "contraindicated", "tcb-info": "none" });
  });
});
