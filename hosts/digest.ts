/** SHA-2, by the core: at once, and where WebCrypto is not, such as pages that came over plain HTTP. */
import { sharedCore } from "./core.ts";

/** Hash functions, as the core numbers them. */
const NUMBERS = { "SHA-256": 0, "SHA-384": 1, "SHA-512": 2 } as const;

/** Names of the hash functions. */
export type HashName = keyof typeof NUMBERS;

/** All of them. */
export const HASH_NAMES = Object.keys(NUMBERS) as HashName[];

/** Bytes hashed in one go, well inside the core's input region. */
const CHUNK = 1 << 20;

/** The digest of bytes. */
export function digest(hash: HashName, bytes: Uint8Array): Uint8Array {
  const core = sharedCore();
  core.exports.hashBegin(NUMBERS[hash]);
  for (let at = 0; at < bytes.length; at += CHUNK) core.exports.hashUpdate(core.put(bytes.subarray(at, at + CHUNK)));
  return core.bytes(core.exports.hashEnd());
}
