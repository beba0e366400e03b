/** Policies written from evidence: what they say, that the core and the schema take them, and what they never say. */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { createSnpPlatform, createTdxPlatform, type Fields } from "../../hosts/forge/index.ts";
import type { AppraisalPolicy } from "../../hosts/formats.ts";
import { encodeHex } from "../../hosts/hex.ts";
import { inspect } from "../../hosts/inspect.ts";
import { policyFrom } from "../../hosts/policy.ts";
import { minted } from "../minted.ts";
import { vectorBytes, vectors, vectorsNote } from "../vectors.ts";
import { policyProbe } from "./policyProbe.ts";
import { isValid, type Schema } from "./policySchema.ts";

const schema = JSON.parse(readFileSync(new URL("../../docs/policy.schema.json", import.meta.url), "utf8")) as Schema;
const [snp, tdx] = await Promise.all([createSnpPlatform(), createTdxPlatform()]);
const all = await minted();

let probe: Awaited<ReturnType<typeof policyProbe>>;
beforeAll(async () => {
  probe = await policyProbe({ fused: false, debug: false });
});

/** Core and schema take it, and the core reads back every member. */
function expectTaken(policy: AppraisalPolicy): void {
  expect(isValid(schema, policy)).toBe(true);
  expect(probe.read(policy)).toBeUndefined();
  const { version: _, ...objects } = policy;
  for (const [object, members] of Object.entries(objects)) {
    for (const [name, value] of Object.entries(members)) expect(probe.json(`${object}.${name}`), name).toEqual(value);
  }
}

const [report, quote4, quote5, enclave] = [
  (fields: Fields = {}, version = 5) => snp.report({ version, fields }),
  (fields: Fields = {}) => tdx.quote({ version: 4, fields }),
  (fields: Fields = {}) => tdx.quote({ version: 5, fields }),
  (fields: Fields = {}) => tdx.quote({ version: 3, fields }),
];

const reports = Object.entries(all).filter(([name]) => !/table|manifest|EK|TPM|request/.test(name));

test.each(reports)("%s gives a policy that is taken, without a warning", (_, evidence) => {
  const { policy, warnings } = policyFrom(evidence);
  expectTaken(policy);
  expect(warnings).toEqual([]);
  expect(JSON.stringify(policy)).not.toContain("allow");
});

describe(`real evidence${vectorsNote}`, () => {
  const found = vectors("snp-report", "sgx-quote-v3", "tdx-quote-v4", "tdx-quote-v5", "tdx-quote-padded");
  test.each(found.map((v): [string, Uint8Array] => [v.path, vectorBytes(v)]))(
    "%s gives one that is taken",
    (_, bytes) => {
      const { policy } = policyFrom(bytes);
      expectTaken(policy);
      expect(JSON.stringify(policy)).not.toContain("allowDebug");
    },
  );
});

test("an SNP report is told by all that it measures", async () => {
  const fields = {
    guestSvn: 7,
    hostData: new Uint8Array(32).fill(1),
    familyId: new Uint8Array(16).fill(2),
    imageId: new Uint8Array(16).fill(3),
    idKeyDigest: new Uint8Array(48).fill(4),
    authorKeyDigest: new Uint8Array(48).fill(5),
    keyInfo: { authorKeyEn: true },
    policy: { abiMajor: 1, abiMinor: 55 },
  };
  const evidence = await report(fields);
  const section = inspect(evidence).sections.find((s) => s.layout === "snpReport");
  expect(policyFrom(evidence)).toEqual({
    policy: {
      version: 1,
      snp: {
        measurements: [section?.fields.measurement],
        hostData: ["01".repeat(32)],
        familyIds: ["02".repeat(16)],
        imageIds: ["03".repeat(16)],
        minimumGuestSvn: 7,
        idKeyDigests: ["04".repeat(48)],
        authorKeyDigests: ["05".repeat(48)],
        minimumTcb: snp.tcb,
        minimumAbi: "1.55",
        vmpls: [0],
      },
    },
    warnings: [],
  });
});

test("what is not set is not asked for", () => {
  const { policy } = policyFrom(all["minted SNP report 3, Genoa"]);
  expect(Object.keys(policy.snp ?? {}).sort()).toEqual(["measurements", "minimumTcb", "vmpls"]);
});

test("an author key digest counts only when the report says that it is there", async () => {
  const authorKeyDigest = new Uint8Array(48).fill(5);
  expect(policyFrom(await report({ authorKeyDigest })).policy.snp).not.toHaveProperty("authorKeyDigests");
});

test("a Turin report has a first part more", () => {
  const { policy } = policyFrom(all["minted SNP report 5, Turin"]);
  expect(policy.snp?.minimumTcb).toHaveProperty("fmc");
});

test("a domain is told by all that it measures", async () => {
  const fields = {
    rtmr3: new Uint8Array(48).fill(1),
    mrConfigId: new Uint8Array(48).fill(2),
    mrOwner: new Uint8Array(48).fill(3),
    mrOwnerConfig: new Uint8Array(48).fill(4),
  };
  const evidence = await quote4(fields);
  const body = inspect(evidence).sections.find((s) => s.layout === "tdReport")?.fields;
  expect(policyFrom(evidence)).toEqual({
    policy: {
      version: 1,
      tdx: {
        mrTd: [body?.mrTd],
        rtmr0: [body?.rtmr0],
        rtmr1: [body?.rtmr1],
        rtmr2: [body?.rtmr2],
        rtmr3: ["01".repeat(48)],
        mrSeam: [body?.mrSeam],
        mrConfigId: ["02".repeat(48)],
        mrOwner: ["03".repeat(48)],
        mrOwnerConfig: ["04".repeat(48)],
      },
    },
    warnings: [],
  });
});

test("a TDREPORT gives the policy of its domain's quotes", async () => {
  const fromQuote = policyFrom(await quote5()).policy;
  expect(policyFrom(await tdx.tdReport({ td15: true })).policy).toEqual(fromQuote);
});

test("an enclave is told by itself, not by the quoting enclave", async () => {
  const evidence = await enclave({ isvProdId: 5, isvSvn: 3 });
  const body = inspect(evidence).sections.find((s) => s.layout === "sgxReport" && s.of === undefined);
  const { mrEnclave, mrSigner } = (body?.fields ?? {}) as { mrEnclave: string; mrSigner: string };
  expect(policyFrom(evidence)).toEqual({
    policy: {
      version: 1,
      sgx: { mrEnclave: [mrEnclave], mrSigner: [mrSigner], productIds: [5], minimumSecurityVersion: 3 },
    },
    warnings: [],
  });
});

/** Evidence that a safe policy refuses: what the policy says for its sake, and what is told. */
const WEAK: [what: string, evidence: () => Promise<Uint8Array>, said: object, told: RegExp][] = [
  ["a guest under debug", () => report({ policy: { debug: true } }), {}, /DEBUG.*does not take that/],
  ["a domain under debug", () => quote4({ tdAttributes: { debug: true } }), {}, /DEBUG.*does not take that/],
  [
    "a domain with a reserved bit of trust",
    () => quote4({ tdAttributes: { tudReserved: 4 } }),
    {},
    /does not take that/,
  ],
  ["an enclave under debug", () => enclave({ attributes: { debug: true } }), {}, /DEBUG.*does not take that/],
  ["a report that is not signed", () => report({ keyInfo: { signingKey: 7 } }), {}, /not signed.*No policy/],
  ["a report that the host asked for", () => report({ vmpl: 0xffffffff }), {}, /host asked.*does not take that/],
  ["a report of VMPL 2", () => report({ vmpl: 2 }), { vmpls: [2] }, /VMPL 2.*takes that level and no other/],
  [
    "a guest with a migration agent",
    () => report({ policy: { migrateMa: true }, reportIdMa: new Uint8Array(32).fill(9) }),
    { allowMigrationAgent: true, reportIdsMa: ["09".repeat(32)] },
    /MIGRATE_MA.*takes that/,
  ],
  ["a masked chip", () => report({ chipId: new Uint8Array(64) }), { allowMaskedChipId: true }, /masks.*takes that/],
  [
    "firmware that is not committed",
    () => report({ committedBuild: 1 }),
    { allowProvisionalFirmware: true },
    /not committed.*takes that/,
  ],
  ["a report of an unknown product", () => report({ cpuidFamId: 0x30 }), {}, /product.*no TCB/],
  [
    "a domain that may be migrated",
    () => quote4({ tdAttributes: { migratable: true } }),
    { allowMigration: true },
    /migrated.*takes that/,
  ],
  [
    "a domain with #VE",
    () => quote4({ tdAttributes: { septVeDisable: false } }),
    { allowSeptVe: true },
    /SEPT_VE_DISABLE.*takes that/,
  ],
  [
    "a domain with a service domain",
    () => quote5({ mrServiceTd: new Uint8Array(48).fill(8) }),
    { serviceDomains: ["08".repeat(48)] },
    /service domain.*takes that/,
  ],
];

test.each(WEAK)("%s is told of", async (_, evidence, said, told) => {
  const { policy, warnings } = policyFrom(await evidence());
  expectTaken(policy);
  expect(warnings).toEqual([expect.stringMatching(told)]);
  const members = Object.assign({}, policy.snp, policy.tdx, policy.sgx) as Record<string, unknown>;
  expect(members).toMatchObject(said);
  const allowed = (object: object) => Object.keys(object).filter((name) => name.startsWith("allow"));
  expect(allowed(members)).toEqual(allowed(said));
});

test("a report that the host asked for gives no level, one of an unknown product no TCB", async () => {
  expect(policyFrom(await report({ vmpl: 0xffffffff })).policy.snp).not.toHaveProperty("vmpls");
  expect(policyFrom(await report({ cpuidFamId: 0x30 })).policy.snp).not.toHaveProperty("minimumTcb");
});

test("a VLEK's report may be without a chip", async () => {
  const vlek = await createSnpPlatform({ product: "Genoa", key: "VLEK", maskChipId: true });
  expect(policyFrom(await vlek.report({ version: 3 })).warnings).toEqual([]);
});

test("evidence may be text, in a form that is named", async () => {
  const evidence = await report();
  expect(policyFrom(encodeHex(evidence), { form: "hex" })).toEqual(policyFrom(evidence));
});

test("a certificate table gives none", () => {
  expect(() => policyFrom(all["minted certificate table"])).toThrow(
    expect.objectContaining({ code: "bad-request", message: expect.stringContaining("not of a snp-cert-table") }),
  );
});

test("no evidence gives none", () => {
  expect(() => policyFrom("what?")).toThrow(expect.objectContaining({ name: "TsmError" }));
});
