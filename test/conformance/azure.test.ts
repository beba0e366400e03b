/** Azure's evidence of the vector set gives what the set's manifest states, and each part of it counts. */
import { describe, expect, test } from "vitest";
import type { AzureEvidence } from "../../hosts/forge/index.ts";
import type { AppraisalPolicy } from "../../hosts/formats.ts";
import { fieldsIn, inspect } from "../../hosts/inspect.ts";
import { policyFrom } from "../../hosts/policy.ts";
import { type Appraisal, appraise } from "../../hosts/verifier.ts";
import { CLAIMS_AT, flipBase64, flipHex, requoted } from "../appraisal/azureEvidence.ts";
import { row, rows, wrong } from "../appraisal/rows.ts";
import { haveVectors, type Vector, vectorBytes, vectors, vectorsNote } from "../vectors.ts";

const AT = new Date("2026-06-01T00:00:00Z");
const named = (kind: string) => vectors(kind).map((file): [string, Vector] => [file.path, file]);
const chains = () => vectors("snp-ca-chain").map((file) => vectorBytes(file));
/** What nobody handed in for the vectors of TDX. */
const COLLATERAL = [
  "pck-revocation",
  "root-revocation",
  "tcb-info",
  "qe-identity",
  "qe-identity-match",
  "tdx-module",
  "tcb-status",
];
/** Azure's domains run under a paravisor of their own, and may be shown exceptions. */
const policy: AppraisalPolicy = { version: 1, tdx: { allowSeptVe: true } };

function judge(input: Uint8Array | string, nonce?: Uint8Array): Appraisal {
  const expected = nonce ? { nonce } : ({ noNonce: true } as const);
  return appraise(input, { endorsements: chains(), policy, at: AT, ...expected });
}

/** The rows that count against evidence, but for those about collateral. */
function against(appraisal: Appraisal): Record<string, string> {
  return Object.fromEntries(Object.entries(wrong(appraisal)).filter(([check]) => !COLLATERAL.includes(check)));
}

describe.skipIf(!haveVectors)(`HCL reports of the vector set${vectorsNote}`, () => {
  test.each(named("azure-hcl-report"))("%s", (_, file) => {
    const bytes = vectorBytes(file);
    const seen = inspect(bytes);
    expect(seen.format).toBe("azure-hcl-report");
    expect(seen.size + seen.tail).toBe(bytes.length);
    expect(fieldsIn(seen, "hclRequest")).toMatchObject({
      reportType: file.fields?.report_type,
      hashType: file.fields?.hash_alg,
      claimsSize: file.fields?.runtime_len,
    });
    expect(Object.keys(JSON.parse(fieldsIn(seen, "hclClaimsText")?.claims ?? ""))).toEqual(
      file.fields?.runtime_claims_keys,
    );
    expect(file.expected.result).toBe("valid");
    expect(rows(judge(bytes))).toMatchObject({ framing: "affirming", "hcl-binding": "affirming" });
    for (let i = 0; i < Number(file.fields?.runtime_len); i += 11) {
      const changed = bytes.slice();
      changed[CLAIMS_AT + i] = (changed[CLAIMS_AT + i] ?? 0) ^ 1;
      expect(rows(judge(changed))).toMatchObject({ "hcl-binding": "contraindicated", "hcl-attestation-key": "none" });
    }
  });
});

describe.skipIf(!haveVectors)(`Azure's evidence of the vector set${vectorsNote}`, () => {
  const files = named("azure-evidence");
  const read = (file: Vector) => JSON.parse(new TextDecoder().decode(vectorBytes(file))) as AzureEvidence;
  const nonceIn = (evidence: AzureEvidence) => {
    const message = inspect(JSON.stringify(evidence)).parts?.["tpm_quote.message"];
    return new Uint8Array(Buffer.from((message && fieldsIn(message, "tpmExtraData")?.extraData) ?? "", "hex"));
  };

  test("has both kinds of hardware, and both versions", () => {
    expect(files.length).toBeGreaterThan(2);
    const all = files.map(([, file]) => read(file));
    expect(new Set(all.map(({ version }) => version))).toEqual(new Set([1, 2]));
    expect(all.filter(({ td_quote }) => td_quote).length).toBeGreaterThan(0);
    expect(all.filter(({ vcek }) => vcek).length).toBeGreaterThan(1);
  });

  test.each(files)("%s", (_, file) => {
    expect(file.expected.result).toBe("valid");
    const evidence = read(file);
    const nonce = nonceIn(evidence);
    expect(nonce.length).toBeGreaterThan(0);
    const appraisal = judge(vectorBytes(file), nonce);
    expect(against(appraisal)).toEqual({});
    if (evidence.vcek) expect(appraisal.verdict).toBe("affirming");
    expect(rows(appraisal)).toMatchObject({
      nonce: "affirming",
      "hcl-binding": "affirming",
      "hcl-attestation-key": "affirming",
      "tpm-signature": "affirming",
      "tpm-pcrs": "affirming",
      "azure-secure-boot": "affirming",
      ...(evidence.td_quote && { "hcl-td-quote": "affirming", "quote-signature": "affirming" }),
    });
    expect(against(judge(vectorBytes(file), Uint8Array.of(7)))).toEqual({ nonce: "contraindicated" });
    // A policy made of it takes it.
    const own = policyFrom(vectorBytes(file)).policy;
    const options = { endorsements: chains(), policy: own, at: AT, nonce };
    expect(against(appraise(vectorBytes(file), options))).toEqual({});
  });

  test.each(files)("%s, with something changed", (_, file) => {
    const evidence = read(file);
    const changed = (change: AzureEvidence) => against(judge(JSON.stringify(change), nonceIn(evidence)));
    const { signature, pcrs, message } = evidence.tpm_quote;
    expect(changed(requoted(evidence, { signature: flipHex(signature, 100) }))).toEqual({
      "tpm-signature": "contraindicated",
    });
    expect(changed(requoted(evidence, { pcrs: pcrs.map((pcr, i) => (i === 7 ? flipHex(pcr, 0) : pcr)) }))).toEqual({
      "tpm-pcrs": "contraindicated",
    });
    // A byte of the nonce, and one of the digest.
    expect(changed(requoted(evidence, { message: flipHex(message, 45) }))).toEqual({
      nonce: "contraindicated",
      "tpm-signature": "contraindicated",
    });
    expect(changed(requoted(evidence, { message: flipHex(message, message.length / 2 - 1) }))).toEqual({
      "tpm-pcrs": "contraindicated",
      "tpm-signature": "contraindicated",
    });
    expect(changed({ ...evidence, hcl_report: flipBase64(evidence.hcl_report, CLAIMS_AT + 60) })).toEqual({
      "hcl-binding": "contraindicated",
      "hcl-attestation-key": "none",
      "tpm-signature": "none",
    });
  });

  test("parts of one machine beside those of another", () => {
    const all = files.map(([, file]) => read(file));
    for (const one of all) {
      for (const other of all.filter(({ tpm_quote }) => tpm_quote.signature !== one.tpm_quote.signature)) {
        const mixed = against(judge(JSON.stringify({ ...one, tpm_quote: other.tpm_quote })));
        expect(mixed).toEqual({ "tpm-signature": "contraindicated" });
      }
    }
  });
});

describe.skipIf(!haveVectors)(`parts of Azure's evidence alone${vectorsNote}`, () => {
  test("a quote is shown, and says that its report is needed", () => {
    const file = vectors("tpm-quote").find(({ path }) => path.endsWith(".msg.bin")) as Vector;
    const seen = inspect(vectorBytes(file));
    expect(seen).toMatchObject({ format: "tpm-quote", tail: 0 });
    expect(fieldsIn(seen, "tpmExtraData")?.extraData).toBe(Buffer.from("challenge").toString("hex"));
    expect(() => judge(vectorBytes(file))).toThrow(expect.objectContaining({ code: "not-verifiable" }));
  });

  test("a signature by a key that no report names does not hold", () => {
    const [message, signature] = [".msg.bin", ".sig.bin"].map((end) => {
      const file = vectors("tpm-quote").find(({ path }) => path.endsWith(end)) as Vector;
      return Buffer.from(vectorBytes(file)).toString("hex");
    });
    for (const [, file] of named("azure-hcl-report")) {
      const hcl_report = Buffer.from(vectorBytes(file)).toString("base64url");
      const appraisal = judge(JSON.stringify({ hcl_report, tpm_quote: { message, signature } }));
      expect(row(appraisal, "tpm-signature").outcome).toMatch(/contraindicated|none/);
    }
  });

  test("a token's claims are no evidence", () => {
    for (const file of vectors("maa-token")) {
      expect(() => inspect(vectorBytes(file))).toThrow(expect.objectContaining({ code: "foreign-token" }));
    }
  });
});
