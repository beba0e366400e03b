/**
 * Intel Trust Authority: claims of version 2, with a member for each attester, and of version 1, all beside each other. Source:
 * tokens and clients of intel/trustauthority-client-for-go and intel/trustauthority-kbs; Trustee for where the guest's key is.
 */
import type { JWK } from "jose";
import type { OutcomeName } from "../../verifier.ts";
import { isObject } from "../json.ts";
import { type Reading, type TokenSubmodule, worst } from "../result.ts";

type Claims = Record<string, unknown>;

const PROFILE = /^https:\/\/portal\.(?:[a-z0-9-]+\.)*trustauthority\.intel\.com\/eat_profile\.html$/;
/** Members for attesters; what else there may be, such as a GPU, has claims that are not judged here. */
const ATTESTERS = ["tdx", "sgx", "sevsnp", "nvgpu", "tpm"];

/** By what Intel says of the platform. What is not told was not checked: SEV-SNP has no such status. */
const TCB: Record<string, OutcomeName> = {
  UpToDate: "affirming",
  SWHardeningNeeded: "warning",
  ConfigurationNeeded: "warning",
  ConfigurationAndSWHardeningNeeded: "warning",
  OutOfDate: "warning",
  OutOfDateConfigurationNeeded: "warning",
  Revoked: "contraindicated",
};

function statusOf(attester: Claims): OutcomeName {
  const debug = Object.entries(attester).some(([name, value]) => /_is_debuggable$/.test(name) && value !== false);
  if (debug || attester.dbgstat === "enabled") return "contraindicated";
  const status = attester.attester_tcb_status;
  return typeof status === "string" && Object.hasOwn(TCB, status) ? (TCB[status] as OutcomeName) : "none";
}

/** Ids of policies, which come with their versions. */
function policies(listed: unknown): string[] {
  const all: unknown[] = Array.isArray(listed) ? listed : [];
  return all.flatMap((one) => (isObject(one) && typeof one.id === "string" ? [one.id] : []));
}

/** Reads claims of Trust Authority; undefined for those of others. */
export function readTrustAuthority(claims: Claims): Reading | undefined {
  const { eat_profile: profile, policy_ids_unmatched: unmatched } = claims;
  if (typeof profile !== "string" || !PROFILE.test(profile)) return undefined;
  const nested = ATTESTERS.flatMap((name) => (isObject(claims[name]) ? [[name, claims[name]] as const] : []));
  const type = typeof claims.attester_type === "string" ? claims.attester_type.toLowerCase() : "attester";
  const attesters = nested.length > 0 ? nested : [[type, claims] as const];
  const failed = unmatched !== undefined && unmatched !== null && !(Array.isArray(unmatched) && unmatched.length === 0);
  const policyIds = policies(claims.policy_ids_matched);
  const submods = attesters.map(([name, attester]): TokenSubmodule => {
    const status = failed ? worst([statusOf(attester), "contraindicated"]) : statusOf(attester);
    return { name, status, vector: {}, policyIds };
  });
  const data = attesters.flatMap(([, { attester_runtime_data: held }]) => (isObject(held) ? [held] : []));
  return {
    profile: "trust-authority",
    submods,
    keys: data.flatMap((held) => (isObject(held["tee-pubkey"]) ? [held["tee-pubkey"] as JWK] : [])),
    thumbprints: [],
    nonces: data.flatMap(({ nonce }) => (nonce === undefined ? [] : [nonce])),
  };
}
