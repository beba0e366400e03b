/** Tokens of attestation services, verified by whoever relies on them. */
import type { JWK } from "jose";
import { tsmError } from "../errors.ts";
import { algorithmOf, checkAlgorithms, DEFAULT_ALGORITHMS, type TokenAlgorithm } from "./algorithms.ts";
import { audiencesOf, checkAudience, checkIssuer, checkNonce, checkTimes } from "./claims.ts";
import { confirmed } from "./confirmation.ts";
import { type TrustedKeys, trustedKeys } from "./keys.ts";
import { badToken, readToken, shown } from "./parts.ts";
import { readClaims } from "./reading.ts";
import { type AttestationResult, worst } from "./result.ts";
import { checkSignature } from "./signature.ts";

/** What a token is held against. */
export interface VerifyTokenOptions {
  /** Keys that are trusted, pinned by you. What the token's header says of keys (`jku`, `jwk`, `x5u`, `x5c`) is never followed. */
  keys: TrustedKeys;
  /** Who must have issued it, one or several; `false` says that anybody may whose key is trusted, as with Trustee's tokens. */
  issuer: string | readonly string[] | false;
  /** Whom it must be for. When left out, a token for somebody else is taken as well. */
  audience?: string | readonly string[];
  /** Algorithms that are taken; ES256, ES384, ES512, PS256, PS384, PS512 and EdDSA unless told. Azure needs RS256. */
  algorithms?: readonly TokenAlgorithm[];
  /** A nonce that it must carry, in `eat_nonce` or where the service puts the guest's data. */
  nonce?: Uint8Array;
  /** A public key that it must vouch for, compared by thumbprint. */
  key?: JWK;
  /** A policy that each of its submodules must have been appraised by. */
  policyId?: string;
  /** The time to verify for; now unless told. */
  at?: Date;
  /** Seconds that the clocks may differ; 0 unless told. */
  tolerance?: number;
}

function checkPolicy({ submods }: Pick<AttestationResult, "submods">, policyId: string): void {
  const other = submods.find(({ policyIds }) => !policyIds.includes(policyId));
  if (submods.length > 0 && !other) return;
  const there = other ? `${shown(other.name)} was appraised by ${shown(other.policyIds)}` : "it has no submodules";
  throw badToken(`${there}; expected the policy ${shown(policyId)}`);
}

/**
 * Verifies a token: signature, issuer, audience, times, nonce, key. What it says of the attester is in the result, and judged by
 * you: `verdict` must be `affirming` for a guest that passed.
 *
 * @param token The compact form (RFC 7515 section 7.1).
 * @throws TsmError `bad-token`, `token-expired`: the message says which claim, what was there, what was expected. `bad-request` for
 *   options that can't be, `unreachable` or `bad-answer` when keys can't be had.
 */
export async function verifyToken(token: string, options: VerifyTokenOptions): Promise<AttestationResult> {
  const { issuer, audience, nonce, policyId, at = new Date(), tolerance = 0 } = options;
  const algorithms = checkAlgorithms(options.algorithms ?? DEFAULT_ALGORITHMS);
  if (issuer === undefined)
    throw tsmError("bad-request", "issuer: name one, or say false when anybody may have issued it");
  if (!(tolerance >= 0)) throw tsmError("bad-request", `tolerance: expected seconds from 0 on, got ${tolerance}`);
  if (Number.isNaN(at.getTime())) throw tsmError("bad-request", "at: expected a valid Date");
  const parts = readToken(token);
  const { header, claims } = parts;
  const algorithm = algorithmOf(header, algorithms);
  await checkSignature(token.trim(), parts, await trustedKeys(options.keys, header.kid), algorithm);
  if (issuer !== false) checkIssuer(claims, issuer);
  if (audience !== undefined) checkAudience(claims, audience);
  const times = checkTimes(claims, at.getTime() / 1000, tolerance);
  const reading = readClaims(claims);
  if (nonce) checkNonce(reading.nonces, nonce);
  if (policyId !== undefined) checkPolicy(reading, policyId);
  const confirmationKey = await confirmed(reading, options.key);
  const { iss, sub } = claims;
  return {
    ...(typeof iss === "string" && { issuer: iss }),
    ...(typeof sub === "string" && { subject: sub }),
    audience: audiencesOf(claims),
    ...times,
    profile: reading.profile,
    verdict: worst(reading.submods.map(({ status }) => status)),
    submods: reading.submods,
    ...(confirmationKey && { confirmationKey }),
    nonces: reading.nonces.filter((one) => typeof one === "string"),
    claims,
  };
}
