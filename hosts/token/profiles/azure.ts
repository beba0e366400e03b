/**
 * Azure Attestation. Its tokens name no profile; they are known by `x-ms-attestation-type`. Source: Microsoft's list of claims
 * ("Claim sets" of Azure Attestation), and the code of Azure/cvm-attestation-tools. A token for a guest (`azurevm`) has the
 * hardware's claims in `x-ms-isolation-tee`.
 */
import type { JWK } from "jose";
import type { OutcomeName } from "../../verifier.ts";
import { isObject } from "../json.ts";
import { type Reading, type TokenSubmodule, worst } from "../result.ts";

type Claims = Record<string, unknown>;

/** What Azure says of hardware that complies: with its own policy for guests, and for container groups. */
const COMPLIANT = ["azure-compliant-cvm", "azure-compliant-uvm"];

function statusOf(claims: Claims): OutcomeName {
  const debug = Object.entries(claims).some(
    ([name, value]) => /is-debuggable$|is_debuggable$/.test(name) && value !== false,
  );
  if (debug) return "contraindicated";
  const complies = COMPLIANT.includes(String(claims["x-ms-compliance-status"]));
  const tcb = claims.attester_tcb_status;
  return worst([complies ? "affirming" : "none", tcb === undefined || tcb === "UpToDate" ? "affirming" : "warning"]);
}

/** Reads claims of Azure; undefined for those of others. */
export function readAzure(claims: Claims): Reading | undefined {
  const type = claims["x-ms-attestation-type"];
  if (typeof type !== "string" || claims.eat_profile !== undefined) return undefined;
  const inner = claims["x-ms-isolation-tee"];
  const hardware = isObject(inner) ? inner : claims;
  const policy = claims["x-ms-policy-hash"];
  const submod: TokenSubmodule = {
    name: String(hardware["x-ms-attestation-type"] ?? type),
    status: statusOf(hardware),
    vector: {},
    policyIds: typeof policy === "string" ? [policy] : [],
  };
  const runtime = [claims["x-ms-runtime"], hardware["x-ms-runtime"]].filter(isObject);
  const keys = new Set(runtime.flatMap((data) => (Array.isArray(data.keys) ? data.keys.filter(isObject) : [])));
  const nonces = new Set(runtime.flatMap(({ nonce }) => (nonce === undefined ? [] : [nonce])));
  return { profile: "azure", submods: [submod], keys: [...keys] as JWK[], thumbprints: [], nonces: [...nonces] };
}
