/** Azure's evidence: HCL reports of both kinds of hardware, quotes of the virtual TPM; and what each change to them does. */
import { describe, expect, test } from "vitest";
import { concat } from "../../hosts/bytes.ts";
import {
  type AzureEvidence,
  type AzureMachineOptions,
  createAzureMachine,
  createSnpPlatform,
  createTdxPlatform,
  quoteTpm,
  type RuntimeClaims,
  type TpmQuote,
  type TpmQuoteOptions,
} from "../../hosts/forge/index.ts";
import { generatePkcs1Key } from "../../hosts/forge/webcrypto.ts";
import { encodeHex } from "../../hosts/hex.ts";
import { appraise } from "../../hosts/verifier.ts";
import {
  CLAIMS_AT,
  evidenceOf,
  flipBase64,
  flipHex,
  givenFor,
  HARDWARE_AT,
  judgeAzure,
  NONCE,
  requoted,
} from "./azureEvidence.ts";
import { AT, row, rows, wrong } from "./rows.ts";

const platforms = { snp: await createSnpPlatform(), tdx: await createTdxPlatform() };
const machines = {
  snp: await createAzureMachine({ platform: platforms.snp }),
  tdx: await createAzureMachine({ platform: platforms.tdx }),
};
const given = { snp: await givenFor(platforms.snp), tdx: await givenFor(platforms.tdx) };
const evidence = { snp: await evidenceOf(machines.snp), tdx: await evidenceOf(machines.tdx) };
const tees = ["snp", "tdx"] as const;

/** A quote as the members of the evidence have it. */
const members = ({ message, signature, pcrs }: TpmQuote) => ({
  message: encodeHex(message),
  signature: encodeHex(signature),
  pcrs: pcrs.map(encodeHex),
});

/** Evidence with another quote under the machine's own key. */
async function quoted(tee: (typeof tees)[number], options: TpmQuoteOptions): Promise<AzureEvidence> {
  const { pcrs, attestationKey } = machines[tee];
  return { ...evidence[tee], tpm_quote: members(await quoteTpm(pcrs, attestationKey, { nonce: NONCE, ...options })) };
}

/** A machine on the SNP platform that differs, and its rows that count against it. */
async function wrongWith(options: AzureMachineOptions): Promise<Record<string, string>> {
  const machine = await createAzureMachine({ platform: platforms.snp, ...options });
  return wrong(judgeAzure(await evidenceOf(machine), given.snp));
}

describe.each(tees)("%s", (tee) => {
  test("whole evidence is affirmed", () => {
    const appraisal = judgeAzure(evidence[tee], given[tee]);
    expect(wrong(appraisal)).toEqual({});
    expect(appraisal.verdict).toBe("affirming");
    expect(appraisal.evidence).toMatchObject({ format: "azure-hcl-report", version: tee === "snp" ? 1 : 2 });
    expect(appraisal.tcb?.status).toBe(tee === "snp" ? undefined : "UpToDate");
    expect(rows(appraisal)).toMatchObject({
      nonce: "affirming",
      "hcl-binding": "affirming",
      "hcl-attestation-key": "affirming",
      "tpm-signature": "affirming",
      "tpm-pcrs": "affirming",
    });
  });

  test("rows name the bytes, and what they are bytes of", () => {
    const appraisal = judgeAzure(evidence[tee], given[tee]);
    expect(row(appraisal, "nonce")).toMatchObject({ part: "tpm_quote.message", actual: encodeHex(NONCE) });
    const hcl = Buffer.from(evidence[tee].hcl_report, "base64url");
    const binding = row(appraisal, "hcl-binding");
    expect(binding.part).toBeUndefined();
    expect(hcl.subarray(...(binding.bytes as [number, number])).toString("hex")).toBe(binding.actual);
    const [from, to] = row(appraisal, "hcl-attestation-key").bytes ?? [];
    expect(from).toBe(CLAIMS_AT);
    expect(hcl.subarray(from, to)).toEqual(Buffer.from(machines[tee].claims));
    if (tee === "snp") {
      const chip = row(appraisal, "snp-chip-id");
      expect(hcl.subarray(...(chip.bytes as [number, number])).toString("hex")).toBe(chip.actual);
    } else expect(row(appraisal, "quote-signature").part).toBe("td_quote");
  });

  test("another nonce, a nonce with zeros behind it, a part of it", () => {
    for (const other of [Uint8Array.of(1), concat([NONCE, Uint8Array.of(0)]), NONCE.subarray(0, 5)]) {
      expect(wrong(judgeAzure(evidence[tee], given[tee], undefined, other))).toEqual({ nonce: "contraindicated" });
    }
  });

  test("a nonce of 64 bytes has none behind it", async () => {
    const nonce = concat([NONCE, new Uint8Array(64 - NONCE.length)]);
    const padded = await quoted(tee, { nonce });
    expect(wrong(judgeAzure(padded, given[tee], undefined, nonce))).toEqual({});
    expect(wrong(judgeAzure(padded, given[tee]))).toEqual({ nonce: "contraindicated" });
  });

  test("without a quote nothing is fresh", () => {
    const { tpm_quote: _, ...bare } = evidence[tee];
    expect(wrong(judgeAzure(bare, given[tee]))).toEqual({ nonce: "none", "tpm-signature": "none" });
    // Whoever waits for no nonce gets what was true at boot.
    const waived = appraise(JSON.stringify(bare), { ...given[tee], noNonce: true, at: AT });
    expect(waived.verdict).toBe("affirming");
    expect(rows(waived)).toMatchObject({ nonce: "none", "tpm-signature": "none" });
  });

  test("without a signature, and without values of registers", () => {
    const { message, pcrs, signature } = evidence[tee].tpm_quote;
    const unsigned = { ...evidence[tee], tpm_quote: { message, pcrs } };
    expect(wrong(judgeAzure(unsigned, given[tee]))).toEqual({ "tpm-signature": "none" });
    const bare = { ...evidence[tee], tpm_quote: { message, signature } };
    expect(wrong(judgeAzure(bare, given[tee]))).toEqual({});
    expect(rows(judgeAzure(bare, given[tee]))).toMatchObject({ "tpm-pcrs": "none" });
  });

  test("one changed bit anywhere in the claims: they are not looked at, and neither is the key in them", () => {
    const { length } = machines[tee].claims;
    for (let i = 0; i < length; i += 7) {
      const hcl_report = flipBase64(evidence[tee].hcl_report, CLAIMS_AT + i, i % 7);
      const appraisal = judgeAzure({ ...evidence[tee], hcl_report }, given[tee]);
      expect(wrong(appraisal), `byte ${i}`).toEqual({
        "hcl-binding": "contraindicated",
        "hcl-attestation-key": "none",
        "tpm-signature": "none",
      });
    }
  });

  test("claims with a key of the host's own, which signs as well", async () => {
    const { privateKey, jwk } = await generatePkcs1Key(2048);
    const text = new TextDecoder().decode(machines[tee].claims);
    const claims = JSON.parse(text) as RuntimeClaims;
    const own = new TextEncoder().encode(text.replace(claims.keys[0]?.n ?? "", jwk.n ?? ""));
    const hcl = new Uint8Array(Buffer.from(evidence[tee].hcl_report, "base64url"));
    hcl.set(own, CLAIMS_AT);
    const quote = members(await quoteTpm(machines[tee].pcrs, privateKey, { nonce: NONCE }));
    const forged = { ...evidence[tee], hcl_report: Buffer.from(hcl).toString("base64url"), tpm_quote: quote };
    expect(wrong(judgeAzure(forged, given[tee]))).toEqual({
      "hcl-binding": "contraindicated",
      "hcl-attestation-key": "none",
      "tpm-signature": "none",
    });
  });

  test("one changed bit of the hardware's report", () => {
    // A byte of the measurement of an SNP report, and of the MRTD of a TDREPORT.
    const at = HARDWARE_AT + (tee === "snp" ? 0x90 : 528);
    const hcl_report = flipBase64(evidence[tee].hcl_report, at);
    const expected = tee === "snp" ? { "snp-signature": "contraindicated" } : { "hcl-td-quote": "contraindicated" };
    expect(wrong(judgeAzure({ ...evidence[tee], hcl_report }, given[tee]))).toMatchObject(expected);
  });

  test("one changed bit of the signature, in any byte", () => {
    for (let i = 0; i < 256; i += 15) {
      const changed = requoted(evidence[tee], { signature: flipHex(evidence[tee].tpm_quote.signature, i) });
      expect(wrong(judgeAzure(changed, given[tee]))).toEqual({ "tpm-signature": "contraindicated" });
    }
  });

  test("one changed bit of the quote, in any byte: refused, or its signature does not hold", () => {
    const { length } = evidence[tee].tpm_quote.message;
    for (let i = 0; i < length / 2; i++) {
      const changed = requoted(evidence[tee], { message: flipHex(evidence[tee].tpm_quote.message, i, i % 8) });
      let found: Record<string, string> = {};
      try {
        found = wrong(judgeAzure(changed, given[tee]));
      } catch (error) {
        expect(error, `byte ${i}`).toMatchObject({ name: "TsmError", exitCode: 2 });
        expect((error as Error).message).toContain("tpm_quote.message");
        continue;
      }
      expect(found["tpm-signature"], `byte ${i}`).toBe("contraindicated");
    }
  });

  test("values of registers that are others, fewer, more, or in another order", () => {
    const { pcrs } = evidence[tee].tpm_quote;
    const others = [
      pcrs.map((pcr, i) => (i === 4 ? flipHex(pcr, 31) : pcr)),
      pcrs.slice(1),
      [...pcrs, "00".repeat(32)],
      [...pcrs].reverse(),
      [...pcrs.slice(0, 23), "00".repeat(64)],
    ];
    for (const other of others) {
      const changed = judgeAzure(requoted(evidence[tee], { pcrs: other }), given[tee]);
      expect(wrong(changed)).toEqual({ "tpm-pcrs": "contraindicated" });
    }
  });

  test("a quote of some registers comes with their values alone", async () => {
    const some = await quoted(tee, { select: [0, 7, 16, 23] });
    expect(some.tpm_quote.pcrs).toHaveLength(4);
    expect(wrong(judgeAzure(some, given[tee]))).toEqual({});
    const all = requoted(some, { pcrs: machines[tee].pcrs.map(encodeHex) });
    expect(wrong(judgeAzure(all, given[tee]))).toEqual({ "tpm-pcrs": "contraindicated" });
  });
});

describe("a quote that is signed", () => {
  const cases: [string, TpmQuoteOptions, Record<string, string>][] = [
    ["the digest of other registers", { pcrDigest: new Uint8Array(32) }, { "tpm-pcrs": "contraindicated" }],
    ["a digest that is short", { pcrDigest: new Uint8Array(20) }, { "tpm-pcrs": "contraindicated" }],
    ["another bank", { fields: { selection: { hash: 0x000c } } }, { "tpm-pcrs": "contraindicated" }],
    ["no registers", { select: [] }, {}],
    ["no nonce", { nonce: new Uint8Array() }, { nonce: "contraindicated" }],
  ];
  test.each(cases)("%s", async (_, options, expected) => {
    expect(wrong(judgeAzure(await quoted("snp", options), given.snp))).toEqual(expected);
  });

  test("by another key", async () => {
    const { privateKey: signer } = await generatePkcs1Key(2048);
    expect(wrong(judgeAzure(await quoted("snp", { signer }), given.snp))).toEqual({
      "tpm-signature": "contraindicated",
    });
  });

  test.each([
    ["that no TPM made", { magic: 0xff544348 }],
    ["of something else than registers", { type: 0x8017 }],
  ])("%s", async (_, attest) => {
    const made = await quoted("snp", { fields: { attest } });
    expect(() => judgeAzure(made, given.snp)).toThrow(expect.objectContaining({ code: "bad-value" }));
  });
});

test("other evidence than an HCL report under its name", async () => {
  const report = await platforms.snp.report();
  const hcl_report = Buffer.from(report).toString("base64url");
  expect(() => judgeAzure({ hcl_report }, given.snp)).toThrow(expect.objectContaining({ code: "unknown-format" }));
});

describe("forms of the signature", () => {
  test("TPMT_SIGNATURE", async () => {
    const made = await quoted("snp", { structured: true });
    expect(made.tpm_quote.signature).toMatch(/^0014000b0100/);
    expect(wrong(judgeAzure(made, given.snp))).toEqual({});
    for (const at of [0, 1, 3, 5]) {
      const changed = requoted(made, { signature: flipHex(made.tpm_quote.signature, at) });
      expect(wrong(judgeAzure(changed, given.snp))).toEqual({ "tpm-signature": "contraindicated" });
    }
  });

  test("of other lengths", () => {
    const { signature } = evidence.snp.tpm_quote;
    for (const other of [signature.slice(2), `${signature}00`, "00"]) {
      const changed = requoted(evidence.snp, { signature: other });
      expect(wrong(judgeAzure(changed, given.snp))).toEqual({ "tpm-signature": "contraindicated" });
    }
  });
});

describe("machines that differ", () => {
  test.each(["SHA-256", "SHA-384", "SHA-512"] as const)("claims hashed with %s", async (hash) => {
    expect(await wrongWith({ hash })).toEqual({});
  });

  test.each([2048, 3072, 4096])("a key of %i bits", async (keyBits) => {
    expect(await wrongWith({ keyBits })).toEqual({});
  });

  const noKey = { "hcl-attestation-key": "contraindicated", "tpm-signature": "none" };
  const keys = (change: (keys: RuntimeClaims["keys"]) => RuntimeClaims["keys"]): AzureMachineOptions => ({
    claims: (claims) => ({ ...claims, keys: change(claims.keys) }),
  });
  test.each<[string, AzureMachineOptions]>([
    ["a key of 1024 bits", { keyBits: 1024 }],
    ["no keys", keys(() => [])],
    ["the key under another id", keys((all) => all.map((key) => ({ ...key, kid: key.kid.replace("Ak", "Xk") })))],
    ["two keys of the id", keys(([first, ...all]) => (first ? [first, ...all, first] : all))],
    ["a modulus that is no base64", keys(([first, ...all]) => (first ? [{ ...first, n: "*" }, ...all] : all))],
    ["claims that are no JSON", { claims: (claims) => `${JSON.stringify(claims)}}` }],
    ["claims with a member twice", { claims: (claims) => JSON.stringify(claims).replace("{", '{"keys":[],') }],
  ])("%s", async (_, options) => {
    expect(await wrongWith(options)).toEqual(noKey);
  });

  test("zeros behind the hash", async () => {
    const reportData = machines.snp.reportData.slice();
    reportData[63] = 1;
    const made = await machines.snp.evidence({ nonce: NONCE, reportData });
    expect(wrong(judgeAzure(made, given.snp))).toMatchObject({ "hcl-binding": "contraindicated" });
  });

  test("a report that was asked for below the paravisor's level", async () => {
    const made = await machines.snp.evidence({ nonce: NONCE, snp: { vmpl: 2 } });
    expect(wrong(judgeAzure(made, given.snp))).toEqual({ "snp-vmpl": "contraindicated" });
  });

  test("the certificate of another chip", async () => {
    const other = await createSnpPlatform();
    const vcek = Buffer.from(other.certificates.leaf).toString("base64url");
    expect(wrong(judgeAzure({ ...evidence.snp, vcek }, given.snp))).toMatchObject({
      "snp-signature": "contraindicated",
    });
    const { vcek: _, ...bare } = evidence.snp;
    expect(wrong(judgeAzure(bare, given.snp))).toMatchObject({ "snp-endorsement": "none" });
  });
});

describe("the quote of a TDREPORT", () => {
  const withQuote = (quote: Uint8Array) => ({ ...evidence.tdx, td_quote: Buffer.from(quote).toString("base64url") });

  test("is missing", () => {
    const { td_quote: _, ...bare } = evidence.tdx;
    expect(wrong(judgeAzure(bare, given.tdx))).toEqual({
      "hcl-td-quote": "none",
      "hcl-attestation-key": "none",
      "tpm-signature": "none",
    });
  });

  test.each([
    "mrSeam",
    "mrSignerSeam",
    "mrTd",
    "mrConfigId",
    "mrOwner",
    "mrOwnerConfig",
    "rtmr0",
    "rtmr1",
    "rtmr2",
    "rtmr3",
  ])("has another %s", async (field) => {
    const quote = await machines.tdx.tdQuote({ fields: { [field]: new Uint8Array(48).fill(7) } });
    expect(wrong(judgeAzure(withQuote(quote), given.tdx))).toMatchObject({
      "hcl-td-quote": "contraindicated",
      "hcl-attestation-key": "none",
      "tpm-signature": "none",
    });
  });

  test("has other report data, or is another machine's", async () => {
    const quote = await machines.tdx.tdQuote({ reportData: new Uint8Array(64) });
    expect(wrong(judgeAzure(withQuote(quote), given.tdx))).toMatchObject({ "hcl-td-quote": "contraindicated" });
    const other = await createTdxPlatform();
    const foreign = await other.quote({ reportData: machines.tdx.reportData });
    expect(wrong(judgeAzure(withQuote(foreign), given.tdx))).toMatchObject({ "hcl-td-quote": "contraindicated" });
  });

  test("is of an enclave", async () => {
    const quote = await platforms.tdx.quote({ version: 3, reportData: machines.tdx.reportData });
    expect(wrong(judgeAzure(withQuote(quote), given.tdx))).toMatchObject({ "hcl-td-quote": "contraindicated" });
  });

  test("was changed", () => {
    const td_quote = flipBase64(evidence.tdx.td_quote ?? "", 0x80);
    expect(wrong(judgeAzure({ ...evidence.tdx, td_quote }, given.tdx))).toMatchObject({
      "quote-signature": "contraindicated",
    });
    const cut = (evidence.tdx.td_quote ?? "").slice(0, 400);
    expect(() => judgeAzure({ ...evidence.tdx, td_quote: cut }, given.tdx)).toThrow(/\(read as json, td_quote\)/);
  });

  test("a TCB of one appraisal is not told of the next", () => {
    judgeAzure(evidence.tdx, given.tdx);
    expect(judgeAzure(evidence.snp, given.snp).tcb).toBeUndefined();
  });
});
