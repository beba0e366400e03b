/** The token of a service: an appraisal as EAR, signed, for an audience, with the key that the evidence vouches for. */
import { type JWK, SignJWT } from "jose";
import { encodeBase64Url } from "../base64.ts";
import { earClaims } from "../ear.ts";
import { tsmError } from "../errors.ts";
import type { Appraisal } from "../verifier.ts";
import type { SigningKey } from "./signing/key.ts";

/** What a token says besides the appraisal. */
export interface TokenFacts {
  issuer: string;
  /** Name and version of what verified. */
  verifierId: { developer: string; build: string };
  policyId: string;
  /** Milliseconds that it holds at most; what expires earlier ends it. */
  lifetime: number;
  now: Date;
  audience?: string;
  /** The public key that the evidence vouches for. */
  key?: JWK;
  /** Nonces that the evidence answers: that of the challenge, then that of whoever reads the token. */
  nonces: readonly Uint8Array[];
}

/** The media type of RFC 9782: no other token is to be taken for one. */
const TYPE = "eat+jwt";

/** Signs a token. Returns it, and the seconds that it holds. */
export async function signToken(
  appraisal: Appraisal,
  facts: TokenFacts,
  { alg, kid, privateKey }: SigningKey,
): Promise<{ token: string; expiresIn: number }> {
  const { issuer, audience, key, nonces, now, lifetime, verifierId, policyId } = facts;
  const iat = Math.floor(now.getTime() / 1000);
  const validUntil =
    appraisal.validUntil === undefined ? Number.POSITIVE_INFINITY : Date.parse(appraisal.validUntil) / 1000;
  const exp = Math.floor(Math.min(iat + lifetime / 1000, validUntil));
  if (exp <= iat) throw tsmError("token-expired", `what it rests on holds until ${appraisal.validUntil}`);
  const [nonce, ...others] = nonces.map(encodeBase64Url);
  const token = await new SignJWT({
    ...earClaims(appraisal, { verifierId, policyId, now }),
    ...(nonce !== undefined && { eat_nonce: others.length > 0 ? [nonce, ...others] : nonce }),
    ...(key && { cnf: { jwk: key } }),
    jti: crypto.randomUUID(),
  })
    .setProtectedHeader({ alg, kid, typ: TYPE })
    .setIssuer(issuer)
    .setIssuedAt(iat)
    .setExpirationTime(exp);
  if (audience !== undefined) token.setAudience(audience);
  // From now on, and not from the second in which it was made.
  return { token: await token.sign(privateKey), expiresIn: exp - now.getTime() / 1000 };
}
