/**
 * EAR, EAT Attestation Results: draft-ietf-rats-ear from its first versions, in which claims have a dot (`ear.status`), to 04,
 * in which they have an underscore (`ear_status`); Trustee's profile of it. Tiers: draft-ietf-rats-ar4si section 2.3.2.
 */
import type { JWK } from "jose";
import { worse } from "../../ear.ts";
import { list } from "../../rows.ts";
import type { OutcomeName } from "../../verifier.ts";
import { isObject } from "../json.ts";
import type { Reading, TokenProfile, TokenSubmodule } from "../result.ts";

type Claims = Record<string, unknown>;

const TRUSTEE = "tag:github.com,2024:confidential-containers/Trustee";
const VERAISON = "tag:github.com,2023:veraison/ear";
const DRAFT = /^tag:ietf\.org,20\d\d:rats\/ear(?:#\d+)?$/;

/** The profile that claims name; undefined when it is none of EAR's. */
function profileOf({ eat_profile: name }: Claims): TokenProfile | undefined {
  if (name === TRUSTEE) return "trustee";
  return name === VERAISON || (typeof name === "string" && DRAFT.test(name)) ? "ear" : undefined;
}

/** A claim of EAR by either spelling; undefined when both are there, which would leave the choice to the reader. */
function claim(submod: Claims, name: string): unknown {
  const [dotted, scored] = [submod[`ear.${name}`], submod[`ear_${name.replaceAll("-", "_")}`]];
  return dotted === undefined ? scored : scored === undefined ? dotted : undefined;
}

/** A tier, by its name or its number. */
function tierOf(value: unknown): OutcomeName {
  const outcome = list("outcome").find((entry) => entry.name === value || entry.value === value);
  return (outcome?.name as OutcomeName | undefined) ?? "none";
}

/** The tier of a member of the vector; 0 claims nothing. What can't be there is none. */
function memberTier(value: number): OutcomeName {
  const size = value < 0 ? -1 - value : value;
  if (!Number.isInteger(value) || size > 127 || size < (value < 0 ? 1 : 2)) return "none";
  return size < 32 ? "affirming" : size < 96 ? "warning" : "contraindicated";
}

function strings(...values: unknown[]): string[] {
  return values.flat().filter((value) => typeof value === "string");
}

function submoduleOf([name, submod]: [string, unknown]): TokenSubmodule {
  if (!isObject(submod)) return { name, status: "none", vector: {}, policyIds: [] };
  const told = claim(submod, "trustworthiness-vector");
  const members = Object.entries(isObject(told) ? told : {}).map(([member, value]) => [member, Number(value)] as const);
  const tiers = members.flatMap(([, value]) => (value === 0 ? [] : [memberTier(value)]));
  return {
    name,
    status: [tierOf(claim(submod, "status")), ...tiers].reduce(worse),
    vector: Object.fromEntries(members),
    policyIds: strings(claim(submod, "appraisal-policy-id"), claim(submod, "appraisal-policy-ids")),
  };
}

/** The guest's key as Trustee has it, in the evidence that its primary submodule was appraised by. */
function teeKeys(submods: Claims): JWK[] {
  return Object.values(submods).flatMap((submod) => {
    const evidence = isObject(submod) ? submod["ear.veraison.annotated-evidence"] : undefined;
    const data = isObject(evidence) ? evidence.runtime_data_claims : undefined;
    return isObject(data) && isObject(data["tee-pubkey"]) ? [data["tee-pubkey"] as JWK] : [];
  });
}

/** Reads claims of EAR; undefined for those of other profiles. */
export function readEar(claims: Claims): Reading | undefined {
  const profile = profileOf(claims);
  if (!profile) return undefined;
  const submods = isObject(claims.submods) ? claims.submods : {};
  return {
    profile,
    submods: Object.entries(submods).map(submoduleOf),
    keys: profile === "trustee" ? teeKeys(submods) : [],
    thumbprints: [],
    nonces: [],
  };
}
