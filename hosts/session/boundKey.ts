/** The public key that a token is to confirm, with the members that make it (RFC 7638) and no others. */
import type { JWK } from "jose";
import { tsmError } from "../errors.ts";

/** The members that make a key of each kind, in the order of their names. */
const MEMBERS: Record<string, readonly (keyof JWK)[]> = {
  EC: ["crv", "kty", "x", "y"],
  OKP: ["crv", "kty", "x"],
  RSA: ["e", "kty", "n"],
};

/**
 * The bare public key.
 *
 * @throws TsmError `bad-request` for another kind of key, or one that lacks a member.
 */
export function bareKey(key: JWK): Record<string, string> {
  const members = MEMBERS[key.kty ?? ""];
  if (!members) throw tsmError("bad-request", `key: expected a JSON Web Key of kind EC, OKP or RSA, got ${key.kty}`);
  const missing = members.find((name) => typeof key[name] !== "string");
  if (missing) throw tsmError("bad-request", `key: the member ${missing} is missing`);
  return Object.fromEntries(members.map((name) => [name, key[name] as string]));
}
