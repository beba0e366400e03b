/** The signature of a token, by keys that are pinned. */
import { compactVerify, errors, importJWK, importX509, type JWK } from "jose";
import { mismatch, type TokenAlgorithm } from "./algorithms.ts";
import { badToken, shown, type TokenParts } from "./parts.ts";

/** The key itself. Azure's key sets have certificates alone: that of the set's own entry is as pinned as the entry. */
async function imported({ x5c, ...key }: JWK, algorithm: TokenAlgorithm) {
  if (key.kty !== "RSA" || key.n !== undefined || !x5c?.[0]) return importJWK(key, algorithm);
  return importX509(`-----BEGIN CERTIFICATE-----\n${x5c[0]}\n-----END CERTIFICATE-----`, algorithm);
}

/** Does the key's signature hold? The header's other members can't lead anywhere: jose gets the one key. */
async function holds(token: string, key: JWK, algorithm: TokenAlgorithm): Promise<boolean> {
  try {
    await compactVerify(token, await imported(key, algorithm), { algorithms: [algorithm] });
    return true;
  } catch (error) {
    if (error instanceof errors.JWSSignatureVerificationFailed) return false;
    throw badToken(`its signature can't be checked: ${(error as Error).message}`, error);
  }
}

/** Keys that the token may be signed with: those with its `kid`, when both have one. */
function candidates({ kid }: Record<string, unknown>, keys: readonly JWK[]): readonly JWK[] {
  if (kid === undefined) return keys;
  if (typeof kid !== "string") throw badToken(`its kid is ${shown(kid)}; expected a string`);
  const fitting = keys.filter((key) => key.kid === undefined || key.kid === kid);
  if (fitting.length > 0) return fitting;
  throw badToken(`it is signed by the key ${shown(kid)}; trusted are ${keys.map((key) => shown(key.kid)).join(", ")}`);
}

/**
 * Checks the signature.
 *
 * @throws TsmError `bad-token` when none of the keys made it.
 */
export async function checkSignature(
  token: string,
  { header }: TokenParts,
  keys: readonly JWK[],
  algorithm: TokenAlgorithm,
): Promise<void> {
  if (header.crit !== undefined) throw badToken(`its header has crit ${shown(header.crit)}, and no extension is known`);
  if (header.b64 !== undefined) throw badToken("its header has b64; expected a signature over base64url");
  const named = candidates(header, keys);
  const able = named.filter((key) => mismatch(key, algorithm) === undefined);
  const [first] = named;
  if (able.length === 0 && first) throw badToken(`the key does not fit: ${mismatch(first, algorithm)}`);
  for (const key of able) if (await holds(token, key, algorithm)) return;
  const trusted =
    keys.length === 1 ? "not of the key that is trusted" : `of none of the ${keys.length} keys that are trusted`;
  throw badToken(`its signature is ${trusted}`);
}
