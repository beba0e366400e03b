/** What a token must say to whoever reads it: by whom, for whom, until when (RFC 7519), the nonce (RFC 9711 section 4.1). */
import { decodeBase64, decodeBase64Url, encodeBase64Url } from "../base64.ts";
import { tsmError } from "../errors.ts";
import { badToken, shown } from "./parts.ts";

type Claims = Record<string, unknown>;

/** Years that a time is written with. */
const LATEST = 253_402_300_799;

/**
 * A time, in seconds since 1970.
 *
 * @throws TsmError `bad-token` for anything but a number from 0 to the year 9999.
 */
export function timeOf(claims: Claims, name: "exp" | "nbf" | "iat"): number | undefined {
  const value = claims[name];
  if (value === undefined) return undefined;
  if (typeof value === "number" && value >= 0 && value <= LATEST) return value;
  throw badToken(`its ${name} is ${shown(value)}; expected seconds since 1970`);
}

/** Seconds as ISO 8601. */
export const isoTime = (seconds: number): string => new Date(1000 * seconds).toISOString().replace(".000Z", "Z");

/** The times of a token: ISO 8601. */
export interface TokenTimes {
  issuedAt?: string;
  notBefore?: string;
  expires: string;
}

/**
 * Checks the times: the token holds from `nbf` on, and until just before `exp`.
 *
 * @param now Seconds since 1970.
 * @param tolerance Seconds that the clocks may differ.
 * @throws TsmError `token-expired`; `bad-token` when it does not hold yet, was issued later than now, or never expires.
 */
export function checkTimes(claims: Claims, now: number, tolerance: number): TokenTimes {
  const [exp, nbf, iat] = [timeOf(claims, "exp"), timeOf(claims, "nbf"), timeOf(claims, "iat")];
  if (exp === undefined) throw badToken("it has no exp, so that it would hold for ever");
  const clock = `now it is ${isoTime(now)}${tolerance ? `, and ${tolerance} s are tolerated` : ""}`;
  if (now >= exp + tolerance) throw tsmError("token-expired", `its exp is ${isoTime(exp)}; ${clock}`);
  if (nbf !== undefined && now < nbf - tolerance) throw badToken(`it does not hold before ${isoTime(nbf)}; ${clock}`);
  if (iat !== undefined && now < iat - tolerance) throw badToken(`it was issued at ${isoTime(iat)}; ${clock}`);
  return {
    ...(iat !== undefined && { issuedAt: isoTime(iat) }),
    ...(nbf !== undefined && { notBefore: isoTime(nbf) }),
    expires: isoTime(exp),
  };
}

/** Whom a token is for: one or several. */
export function audiencesOf({ aud }: Claims): string[] {
  const all = aud === undefined ? [] : Array.isArray(aud) ? aud : [aud];
  if (all.every((one) => typeof one === "string")) return all;
  throw badToken(`its aud is ${shown(aud)}; expected a string or several`);
}

/** A name, or several of which one is enough. */
export const oneOf = (names: string | readonly string[]): readonly string[] =>
  typeof names === "string" ? [names] : names;

/** Checks who issued it. */
export function checkIssuer({ iss }: Claims, expected: string | readonly string[]): void {
  const names = oneOf(expected);
  if (typeof iss === "string" && names.includes(iss)) return;
  throw badToken(`its issuer is ${shown(iss)}; expected ${names.map(shown).join(" or ")}`);
}

/** Checks whom it is for. */
export function checkAudience(claims: Claims, expected: string | readonly string[]): void {
  const names = oneOf(expected);
  if (audiencesOf(claims).some((one) => names.includes(one))) return;
  throw badToken(`its audience is ${shown(claims.aud)}; expected ${names.map(shown).join(" or ")}`);
}

/** Are they the same bytes? It takes as long wherever they differ. */
function same(one: Uint8Array, other: Uint8Array): boolean {
  let difference = one.length ^ other.length;
  for (let i = 0; i < one.length; i++) difference |= (one[i] as number) ^ (other[i % other.length] as number);
  return difference === 0;
}

/** The bytes of a nonce in a token: base64url, or base64 as some write it. */
const bytesOf = (nonce: unknown): Uint8Array | undefined =>
  typeof nonce === "string" ? (decodeBase64Url(nonce) ?? decodeBase64(nonce)) : undefined;

/**
 * Checks that one of the nonces is the expected one.
 *
 * @throws TsmError `bad-token`; the message has both in base64url.
 */
export function checkNonce(nonces: readonly unknown[], expected: Uint8Array): void {
  const matches = nonces.map((nonce) => same(expected, bytesOf(nonce) ?? new Uint8Array(1)));
  if (matches.includes(true) && expected.length > 0) return;
  const there = nonces.length === 0 ? "no nonce" : nonces.map(shown).join(", ");
  throw badToken(`it carries ${there}; expected ${shown(encodeBase64Url(expected))}`);
}
