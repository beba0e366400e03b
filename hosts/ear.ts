/**
 * An appraisal as claims in the shape of EAR, EAT Attestation Results (draft-ietf-rats-ear), for relying parties that read
 * results of more than one verifier. The claims are not signed: sign them as a JSON Web Token with a key of yours.
 */
import { encodeBase64Url } from "./base64.ts";
import { tsmError } from "./errors.ts";
import { list } from "./rows.ts";
import type { Appraisal, CheckOutcome, OutcomeName } from "./verifier.ts";

/** The profile by which EAR's claims are known. */
const PROFILE = "tag:github.com,2023:veraison/ear";

/** Bytes that a nonce of EAT has at least (RFC 9711 section 4.1). */
const NONCE_MIN = 8;

/** Claims of the trustworthiness vector that checks count for; the tiers 0 none, 2 affirming, 32 warning, 96 contraindicated. */
export type TrustworthinessVector = Partial<
  Record<
    "instance-identity" | "configuration" | "executables" | "hardware" | "runtime-opaque" | "sourced-data",
    0 | 2 | 32 | 96
  >
>;

/** What is said of the attester. */
export interface EarSubmodule {
  "ear.status": OutcomeName;
  "ear.trustworthiness-vector": TrustworthinessVector;
  "ear.appraisal-policy-id"?: string;
}

/** Claims of an attestation result. */
export interface EarClaims {
  eat_profile: typeof PROFILE;
  /** Seconds since 1970. */
  iat: number;
  "ear.verifier-id": { developer: string; build: string };
  /** The nonce as it was expected, in base64url. */
  eat_nonce?: string;
  submods: Partial<Record<"snp" | "tdx" | "sgx" | "azure" | "cca" | "cove" | "dice" | "csr" | "cwt", EarSubmodule>>;
}

/** What the claims say besides the appraisal. */
export interface EarOptions {
  /** Who makes the claims: the operator of the verifier, and what it runs. */
  verifierId: { developer: string; build: string };
  /** When they are made; now when left out. */
  now?: Date;
  /** The nonce that the evidence was expected to carry: 8 to 64 bytes. */
  nonce?: Uint8Array;
  /** Name or URI of the appraisal policy. */
  policyId?: string;
}

/** From good to bad; what was not checked is worse than a warning. */
const ORDER: readonly OutcomeName[] = ["affirming", "warning", "none", "contraindicated"];

/** The worse of two outcomes. */
export function worse(one: OutcomeName, other: OutcomeName): OutcomeName {
  return ORDER.indexOf(one) < ORDER.indexOf(other) ? other : one;
}

/** Name of the claim that a check counts for. */
function claimOf({ check }: CheckOutcome): string {
  const claim = (list("check").find(({ name }) => name === check)?.extra ?? 0) & 255;
  return list("trustworthinessClaim")[claim]?.name ?? "";
}

/** The worst of the required rows for each claim. A claim that no required row is about is left out. */
function vectorOf(outcomes: readonly CheckOutcome[]): TrustworthinessVector {
  const worst = new Map<string, OutcomeName>();
  for (const row of outcomes.filter(({ required }) => required)) {
    const claim = claimOf(row);
    worst.set(claim, worse(worst.get(claim) ?? "affirming", row.outcome));
  }
  const tier = (outcome: OutcomeName) => list("outcome").find(({ name }) => name === outcome)?.value;
  const claims = list("trustworthinessClaim").map(({ name }) => name);
  return Object.fromEntries(
    claims.flatMap((claim) => {
      const outcome = worst.get(claim);
      return outcome ? [[claim, tier(outcome)]] : [];
    }),
  );
}

/**
 * Writes an appraisal as claims.
 *
 * @throws TsmError `bad-request` for a nonce that is shorter than EAT takes.
 */
export function earClaims({ verdict, evidence, outcomes }: Appraisal, options: EarOptions): EarClaims {
  const { verifierId, now = new Date(), nonce, policyId } = options;
  if (nonce && nonce.length < NONCE_MIN) {
    throw tsmError("bad-request", `nonce has ${nonce.length} bytes, and EAT takes ${NONCE_MIN} to 64`);
  }
  const submodule: EarSubmodule = {
    "ear.status": verdict,
    "ear.trustworthiness-vector": vectorOf(outcomes),
    ...(policyId !== undefined && { "ear.appraisal-policy-id": policyId }),
  };
  return {
    eat_profile: PROFILE,
    iat: Math.floor(now.getTime() / 1000),
    "ear.verifier-id": verifierId,
    ...(nonce && { eat_nonce: encodeBase64Url(nonce) }),
    submods: { [evidence.format.split("-", 1)[0] as string]: submodule },
  };
}
