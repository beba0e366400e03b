/** Which algorithms a token may be signed with, and by which keys. The token's header says which one it is; it chooses nothing. */
import type { JWK } from "jose";
import { tsmError } from "../errors.ts";
import { badToken, shown } from "./parts.ts";

/** What the key of an algorithm has to be: RFC 7518 section 3.1, RFC 8037. */
const KEYS = {
  ES256: { kty: "EC", crv: "P-256" },
  ES384: { kty: "EC", crv: "P-384" },
  ES512: { kty: "EC", crv: "P-521" },
  PS256: { kty: "RSA" },
  PS384: { kty: "RSA" },
  PS512: { kty: "RSA" },
  RS256: { kty: "RSA" },
  EdDSA: { kty: "OKP", crv: "Ed25519" },
} as const;

/** An algorithm that can be taken; those with a shared secret can't. */
export type TokenAlgorithm = keyof typeof KEYS;

/** All of them, for messages and help. */
export const ALGORITHMS = Object.keys(KEYS) as TokenAlgorithm[];

/** Taken unless told otherwise. RS256 is not: it has to be said, for services such as Azure's that sign with nothing else. */
export const DEFAULT_ALGORITHMS: readonly TokenAlgorithm[] = ALGORITHMS.filter((name) => name !== "RS256");

const isKnown = (name: unknown): name is TokenAlgorithm => typeof name === "string" && Object.hasOwn(KEYS, name);

/**
 * Checks a list of algorithms.
 *
 * @throws TsmError `bad-request` when one can't be taken, or there are none.
 */
export function checkAlgorithms(names: readonly string[]): readonly TokenAlgorithm[] {
  const wrong = names.find((name) => !isKnown(name));
  if (wrong === undefined && names.length > 0) return names as readonly TokenAlgorithm[];
  throw tsmError("bad-request", `algorithms: expected some of ${ALGORITHMS.join(", ")}, got ${shown(wrong ?? [])}`);
}

/**
 * The algorithm of a token.
 *
 * @throws TsmError `bad-token` when it is not among those allowed.
 */
export function algorithmOf({ alg }: Record<string, unknown>, allowed: readonly TokenAlgorithm[]): TokenAlgorithm {
  if (isKnown(alg) && allowed.includes(alg)) return alg;
  const why =
    typeof alg === "string" && /^none$/i.test(alg)
      ? ": it is signed by nobody"
      : typeof alg === "string" && /^HS/i.test(alg)
        ? ": whoever can check it can make it, with the public key for a secret"
        : "";
  throw badToken(`its algorithm is ${shown(alg)}${why}; expected ${allowed.join(", ")}`);
}

/** Why a key can't have signed with the algorithm; undefined when it can. */
export function mismatch(key: JWK, algorithm: TokenAlgorithm): string | undefined {
  const want: { kty: string; crv?: string } = KEYS[algorithm];
  if (key.kty !== want.kty) return `it is ${shown(key.kty)}, and ${algorithm} needs ${want.kty}`;
  if (want.crv && key.crv !== want.crv) return `it is on ${shown(key.crv)}, and ${algorithm} needs ${want.crv}`;
  if (key.alg !== undefined && key.alg !== algorithm) return `it is for ${shown(key.alg)}, and not for ${algorithm}`;
  if (key.use !== undefined && key.use !== "sig") return `its use is ${shown(key.use)}, and not "sig"`;
  if (key.key_ops && !key.key_ops.includes("verify")) return "its key_ops lack verify";
  return undefined;
}
