/** What a policy says of Azure's machines: their set-up, the registers of their TPMs, and the data they were started with. */
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type AzureMachineOptions, createAzureMachine, createSnpPlatform, quoteTpm } from "../../hosts/forge/index.ts";
import type { AzurePolicy } from "../../hosts/formats.ts";
import { encodeHex } from "../../hosts/hex.ts";
import { policyFrom } from "../../hosts/policy.ts";
import { evidenceOf, givenFor, judgeAzure, NONCE } from "./azureEvidence.ts";
import { row, wrong } from "./rows.ts";

const platform = await createSnpPlatform();
const given = await givenFor(platform);
const machine = await createAzureMachine({ platform });
const evidence = await evidenceOf(machine);
const pcr = (i: number) => encodeHex(machine.pcrs[i] ?? new Uint8Array());
const other = "5a".repeat(32);

const judged = (azure: AzurePolicy, of: object = evidence) => judgeAzure(of, given, { version: 1, azure });
const made = async (options: AzureMachineOptions) => evidenceOf(await createAzureMachine({ platform, ...options }));
/** The machine with another set-up. */
const setUp = (change: Record<string, boolean | string>) =>
  made({
    claims: (claims) => ({ ...claims, "vm-configuration": { ...claims["vm-configuration"], ...change } }),
  });

test("each register that is named must have one of the values", () => {
  for (let i = 0; i < 24; i++) {
    expect(wrong(judged({ [`pcr${i}`]: [other, pcr(i)] })), `pcr${i}`).toEqual({});
    const appraisal = judged({ [`pcr${i}`]: [other] });
    expect(wrong(appraisal)).toEqual({ [`tpm-pcr${i}`]: "contraindicated" });
    expect(row(appraisal, `tpm-pcr${i}`)).toMatchObject({
      part: "tpm_quote.pcrs",
      bytes: [32 * i, 32 * i + 32],
      actual: pcr(i),
      expected: [other],
    });
  }
});

describe("a register counts only when the quote is about it", () => {
  const policy: AzurePolicy = { pcr4: [pcr(4)], pcr9: [pcr(9)] };
  const missing = { "tpm-pcr4": "none", "tpm-pcr9": "none" };
  const quoteOf = async (select: number[]) => {
    const { message, signature, pcrs } = await quoteTpm(machine.pcrs, machine.attestationKey, { nonce: NONCE, select });
    return { message: encodeHex(message), signature: encodeHex(signature), pcrs: pcrs.map(encodeHex) };
  };

  test("some registers", async () => {
    const tpm_quote = await quoteOf([2, 9, 23]);
    const appraisal = judged(policy, { ...evidence, tpm_quote });
    expect(wrong(appraisal)).toEqual({ "tpm-pcr4": "none" });
    expect(row(appraisal, "tpm-pcr9").bytes).toEqual([32, 64]);
  });

  test("values that are not those of the quote", () => {
    const tpm_quote = { ...evidence.tpm_quote, pcrs: [...evidence.tpm_quote.pcrs.slice(0, 23), other] };
    expect(wrong(judged(policy, { ...evidence, tpm_quote }))).toEqual({ "tpm-pcrs": "contraindicated", ...missing });
  });

  test("no values, and no quote", () => {
    const { pcrs: _, ...bare } = evidence.tpm_quote;
    expect(wrong(judged(policy, { ...evidence, tpm_quote: bare }))).toEqual({ "tpm-pcrs": "none", ...missing });
    const { tpm_quote: __, ...alone } = evidence;
    expect(wrong(judged(policy, alone))).toEqual({ nonce: "none", "tpm-signature": "none", ...missing });
  });
});

describe("data that the guest was started with", () => {
  const hash = createHash("sha256").update("init data").digest();
  const extended = createHash("sha256").update(new Uint8Array(32)).update(hash).digest();
  const pcrs = machine.pcrs.map((value, i) => (i === 8 ? new Uint8Array(extended) : value));

  test("register 8 was extended with its digest", async () => {
    const started = await made({ pcrs });
    expect(wrong(judged({ initData: [other, hash.toString("hex")] }, started))).toEqual({});
    expect(wrong(judged({ initData: [other] }, started))).toEqual({ "azure-init-data": "contraindicated" });
  });

  test("never, or not in the quote", () => {
    const never = judged({ initData: [other] });
    expect(wrong(never)).toEqual({ "azure-init-data": "contraindicated" });
    expect(row(never, "azure-init-data").actual).toBe("register 8 was never extended");
    const { tpm_quote: _, ...alone } = evidence;
    expect(wrong(judged({ initData: [other] }, alone))).toMatchObject({ "azure-init-data": "none" });
  });
});

describe("the machine's set-up", () => {
  test("secure boot", async () => {
    expect(wrong(judged({ requireSecureBoot: true }))).toEqual({});
    const without = await setUp({ "secure-boot": false });
    expect(wrong(judged({}, without))).toEqual({});
    expect(row(judged({}, without), "azure-secure-boot")).toMatchObject({ outcome: "warning", required: false });
    expect(wrong(judged({ requireSecureBoot: true }, without))).toEqual({ "azure-secure-boot": "contraindicated" });
    const untold = await made({ claims: (claims) => ({ ...claims, "vm-configuration": {} }) });
    expect(wrong(judged({ requireSecureBoot: true }, untold))).toEqual({ "azure-secure-boot": "contraindicated" });
  });

  test("a serial console", async () => {
    expect(wrong(judged({ forbidConsole: true }))).toEqual({ "azure-console": "contraindicated" });
    expect(wrong(judged({ forbidConsole: true }, await setUp({ "console-enabled": false })))).toEqual({});
    const interactive = await setUp({ "console-enabled": false, "interactive-console-enabled": true });
    expect(wrong(judged({ forbidConsole: true }, interactive))).toEqual({ "azure-console": "contraindicated" });
  });

  test("which machine it is", async () => {
    const named = await setUp({ vmUniqueId: "A" });
    expect(wrong(judged({ vmUniqueIds: ["B", "A"] }, named))).toEqual({});
    expect(wrong(judged({ vmUniqueIds: ["B"] }, named))).toEqual({ "azure-vm-id": "contraindicated" });
  });

  test("claims that the hardware does not vouch for say nothing", async () => {
    const reportData = new Uint8Array(64);
    const unbound = await machine.evidence({ nonce: NONCE, reportData });
    const policy = { requireSecureBoot: true, forbidConsole: true, vmUniqueIds: ["A"] };
    expect(wrong(judged(policy, unbound))).toMatchObject({
      "azure-secure-boot": "none",
      "azure-console": "none",
      "azure-vm-id": "none",
    });
  });
});

test("a policy of evidence takes this evidence, and no other machine's", async () => {
  const { policy, warnings } = policyFrom(JSON.stringify(evidence));
  expect(warnings).toEqual([]);
  expect(policy).toMatchObject({
    snp: { vmpls: [0] },
    azure: { requireSecureBoot: true, pcr0: [pcr(0)], pcr7: [pcr(7)] },
  });
  expect(policy.azure?.pcr8).toBeUndefined();
  expect(wrong(judgeAzure(evidence, given, policy))).toEqual({});
  const another = await evidenceOf(await createAzureMachine({ platform }));
  expect(wrong(judgeAzure(another, given, policy))).toMatchObject({
    "azure-vm-id": "contraindicated",
    "tpm-pcr0": "contraindicated",
  });
  const insecure = policyFrom(JSON.stringify(await setUp({ "secure-boot": false })));
  expect(insecure.policy.azure?.requireSecureBoot).toBeUndefined();
  expect(insecure.warnings.join()).toContain("secure boot is off");
  expect(policyFrom(await machine.report()).policy.azure?.pcr0).toBeUndefined();
});
