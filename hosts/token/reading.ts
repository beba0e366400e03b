/** Claims of a token by its profile, and what every profile may say: the key of RFC 7800, the nonce of EAT. */
import type { JWK } from "jose";
import { isObject } from "./json.ts";
import { readAzure } from "./profiles/azure.ts";
import { readEar } from "./profiles/ear.ts";
import { readTrustAuthority } from "./profiles/trustAuthority.ts";
import type { Reading } from "./result.ts";

const UNKNOWN: Reading = { profile: "unknown", submods: [], keys: [], thumbprints: [], nonces: [] };

/** Reads claims. They are those of a token that was verified, or of one that is only shown. */
export function readClaims(claims: Record<string, unknown>): Reading {
  const read = readEar(claims) ?? readTrustAuthority(claims) ?? readAzure(claims) ?? UNKNOWN;
  const { cnf, eat_nonce: nonce } = claims;
  const { jwk, jkt } = isObject(cnf) ? cnf : {};
  return {
    ...read,
    keys: [...(isObject(jwk) ? [jwk as JWK] : []), ...read.keys],
    thumbprints: typeof jkt === "string" ? [jkt] : [],
    nonces: [...(nonce === undefined ? [] : Array.isArray(nonce) ? nonce : [nonce]), ...read.nonces],
  };
}
