/** What claims of each service come to: statuses by tiers, keys, nonces; and that nothing unknown affirms. */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { verifyToken } from "../../hosts/token/index.ts";
import { haveVectors, vectorsNote, vectorsRoot } from "../vectors.ts";
import { at, EAR, mint, NOW, type Signer, signer } from "./minting.ts";

let own: Signer;
let guest: Signer;
beforeAll(async () => {
  [own, guest] = await Promise.all([signer(), signer()]);
});

const base = { iss: "i", iat: NOW - 60, exp: NOW + 300 };
const result = async (claims: object) =>
  verifyToken(await mint(own, { ...base, ...claims }), { keys: own.jwk, issuer: "i", at });
const verdict = async (claims: object) => (await result(claims)).verdict;

const TRUSTEE = "tag:github.com,2024:confidential-containers/Trustee";
const DRAFT = "tag:ietf.org,2026:rats/ear#04";
const ear = (submod: unknown, eat_profile: string = EAR.eat_profile) => ({ eat_profile, submods: { a: submod } });

describe("EAR", () => {
  test.each<[string, unknown, string]>([
    ["by name", { "ear.status": "affirming" }, "affirming"],
    ["by number", { "ear.status": 32 }, "warning"],
    ["none", { "ear.status": "none" }, "none"],
    ["a name that is none", { "ear.status": "Affirming" }, "none"],
    ["no status", {}, "none"],
    ["no object", "eyJ", "none"],
    [
      "a worse member",
      { "ear.status": "affirming", "ear.trustworthiness-vector": { hardware: 96 } },
      "contraindicated",
    ],
    ["a member that warns", { "ear.status": 2, "ear.trustworthiness-vector": { hardware: -40 } }, "warning"],
    [
      "a member without a claim",
      { "ear.status": 2, "ear.trustworthiness-vector": { hardware: 2, executables: 0 } },
      "affirming",
    ],
    ["a member that could not be judged", { "ear.status": 2, "ear.trustworthiness-vector": { hardware: 1 } }, "none"],
    ["a member that failed", { "ear.status": 2, "ear.trustworthiness-vector": { hardware: -1 } }, "none"],
    ["a member out of range", { "ear.status": 2, "ear.trustworthiness-vector": { hardware: 200 } }, "none"],
    ["a member that is no number", { "ear.status": 2, "ear.trustworthiness-vector": { hardware: "x" } }, "none"],
    ["two spellings that differ", { "ear.status": "affirming", ear_status: "contraindicated" }, "none"],
  ])("%s", async (_, submod, expected) => {
    expect(await verdict(ear(submod))).toBe(expected);
  });

  test("the worst submodule decides; without any, nothing was checked", async () => {
    const submods = { a: { "ear.status": "affirming" }, b: { "ear.status": "warning" }, c: { "ear.status": "none" } };
    expect(await verdict({ eat_profile: EAR.eat_profile, submods })).toBe("none");
    expect(await verdict({ eat_profile: EAR.eat_profile, submods: {} })).toBe("none");
    expect(await verdict({ eat_profile: EAR.eat_profile })).toBe("none");
  });

  test("in the spelling of the draft", async () => {
    const submod = {
      ear_status: "affirming",
      ear_trustworthiness_vector: { hardware: 2 },
      ear_appraisal_policy_ids: ["p1", "p2"],
    };
    expect(await result(ear(submod, DRAFT))).toMatchObject({
      profile: "ear",
      verdict: "affirming",
      submods: [{ name: "a", vector: { hardware: 2 }, policyIds: ["p1", "p2"] }],
    });
  });

  test("of Trustee, with the guest's key", async () => {
    const submod = {
      "ear.status": "affirming",
      "ear.appraisal-policy-id": "default",
      "ear.veraison.annotated-evidence": { runtime_data_claims: { "tee-pubkey": guest.jwk, nonce: "x" } },
    };
    expect(await result({ eat_profile: TRUSTEE, submods: { cpu0: submod } })).toMatchObject({
      profile: "trustee",
      verdict: "affirming",
      submods: [{ name: "cpu0", policyIds: ["default"] }],
      confirmationKey: guest.jwk,
    });
  });
});

describe("profiles that are not known never affirm", () => {
  const submods = { a: { "ear.status": "affirming" } };
  test.each([
    ["none", { submods }],
    ["another", { eat_profile: "tag:example,2026:ear", submods }],
    ["a longer name", { eat_profile: `${EAR.eat_profile}#x`, submods }],
    ["several", { eat_profile: [EAR.eat_profile], submods }],
    [
      "one that looks like Intel's",
      { eat_profile: "https://portal.trustauthority.intel.com.evil/eat_profile.html", attester_tcb_status: "UpToDate" },
    ],
  ])("%s", async (_, claims) => {
    expect(await result(claims)).toMatchObject({ profile: "unknown", verdict: "none", submods: [] });
  });
});

describe("Intel Trust Authority", () => {
  const eat_profile = "https://portal.trustauthority.intel.com/eat_profile.html";
  const tdx = { attester_type: "TDX", attester_tcb_status: "UpToDate", tdx_is_debuggable: false, dbgstat: "disabled" };
  test.each<[string, object, string]>([
    ["up to date", { tdx }, "affirming"],
    ["version 1, all beside each other", tdx, "affirming"],
    [
      "the portal of a region",
      { eat_profile: "https://portal.eu.trustauthority.intel.com/eat_profile.html", tdx },
      "affirming",
    ],
    ["out of date", { tdx: { ...tdx, attester_tcb_status: "OutOfDate" } }, "warning"],
    ["revoked", { tdx: { ...tdx, attester_tcb_status: "Revoked" } }, "contraindicated"],
    ["a status that is not known", { tdx: { ...tdx, attester_tcb_status: "constructor" } }, "none"],
    ["no status", { sevsnp: { attester_type: "AMD SEV-SNP" } }, "none"],
    ["debuggable", { tdx: { ...tdx, tdx_is_debuggable: true } }, "contraindicated"],
    ["debugging", { tdx: { ...tdx, dbgstat: "enabled" } }, "contraindicated"],
    ["a policy that did not match", { tdx, policy_ids_unmatched: [{ id: "p" }] }, "contraindicated"],
    ["policies as null", { tdx, policy_ids_unmatched: null }, "affirming"],
    ["a GPU beside it that is not judged", { tdx, nvgpu: {} }, "none"],
  ])("%s", async (_, claims, expected) => {
    expect(await verdict({ eat_profile, ...claims })).toBe(expected);
  });

  test("policies, the key and the nonce in the guest's data", async () => {
    const attester_runtime_data = { "tee-pubkey": guest.jwk, nonce: "AAAAAAAAAAA" };
    const claims = {
      eat_profile,
      tdx: { ...tdx, attester_runtime_data },
      policy_ids_matched: [{ id: "p", version: "v1" }],
    };
    expect(await result(claims)).toMatchObject({
      profile: "trust-authority",
      submods: [{ name: "tdx", policyIds: ["p"] }],
      confirmationKey: guest.jwk,
      nonces: ["AAAAAAAAAAA"],
    });
  });
});

describe("Azure", () => {
  const snp = { "x-ms-attestation-type": "sevsnpvm", "x-ms-compliance-status": "azure-compliant-cvm" };
  test.each<[string, object, string]>([
    ["compliant", snp, "affirming"],
    ["a container group", { ...snp, "x-ms-compliance-status": "azure-compliant-uvm" }, "affirming"],
    ["another status", { ...snp, "x-ms-compliance-status": "azure-signed" }, "none"],
    ["no status, as of SGX", { "x-ms-attestation-type": "sgx" }, "none"],
    ["debuggable", { ...snp, "x-ms-sevsnpvm-is-debuggable": true }, "contraindicated"],
    ["a guest", { "x-ms-attestation-type": "azurevm", "x-ms-isolation-tee": snp }, "affirming"],
    ["a guest whose hardware is not told", { "x-ms-attestation-type": "azurevm" }, "none"],
    ["an old TDX platform", { ...snp, attester_tcb_status: "OutOfDate" }, "warning"],
  ])("%s", async (_, claims, expected) => {
    expect(await verdict(claims)).toBe(expected);
  });

  test("the key and the nonce in the guest's data", async () => {
    expect(await result({ ...snp, "x-ms-runtime": { keys: [guest.jwk], nonce: "AAAAAAAAAAA" } })).toMatchObject({
      profile: "azure",
      submods: [{ name: "sevsnpvm" }],
      confirmationKey: guest.jwk,
      nonces: ["AAAAAAAAAAA"],
    });
  });

  test.skipIf(!haveVectors)(`claims of a real token${vectorsNote}`, async () => {
    const claims = JSON.parse(readFileSync(`${vectorsRoot}/azure/maa.sample-attestation-token.json`, "utf8"));
    const [key] = claims["x-ms-isolation-tee"]["x-ms-runtime"].keys;
    const token = await mint(own, { ...claims, ...base });
    const told = await verifyToken(token, { keys: own.jwk, issuer: "i", at, key });
    expect(told).toMatchObject({ profile: "azure", verdict: "affirming", submods: [{ name: "sevsnpvm" }] });
    expect(told.confirmationKey).toBe(key);
  });
});
