/** Ed25519 verification: RFC 8032, section 5.1.7. */
import { Hash, Hasher } from "../hash";
import { addPoints, isEncodingOf, isOfSmallOrder, negatePoint, POINT, readPoint, setBase, setNeutral } from "./point";
import { BITS, bit, isBelowOrder, reduce } from "./scalar";

/** Bytes of a key, and of a signature: R, a point, and S, a number. */
export const KEY: usize = 32;
export const SIGNATURE: u32 = 64;

const hasher = changetype<Hasher>(memory.data(offsetof<Hasher>(), 16));
const DIGEST: usize = memory.data(64, 16);
/** The digest modulo the order. */
const K: usize = memory.data(32, 16);

/** What bits of S and k ask for: B, -A, and both. */
const POINTS: usize = memory.data(3 * <i32>POINT, 16);
const MINUS_A: usize = POINTS + POINT;
const BOTH: usize = MINUS_A + POINT;
const SUM: usize = memory.data(<i32>POINT, 16);

/**
 * Does the signature of `length` bytes hold? `key` has {@link KEY} bytes, `signature` {@link SIGNATURE}. It does when S B - k A is
 * encoded as R is, byte by byte, with S below the order, and A encoded as section 5.1.2 says. What only holds times the cofactor
 * does not. As in Web Cryptography, A and R of small order are refused: under such a key one signature holds for many messages.
 */
export function verifyEd25519(key: usize, signature: usize, message: usize, length: usize): bool {
  const s = signature + KEY;
  if (!isBelowOrder(s) || !readPoint(BOTH, key) || isOfSmallOrder(BOTH)) return false;
  hasher.begin(Hash.Sha512);
  hasher.update(signature, KEY);
  hasher.update(key, KEY);
  hasher.update(message, length);
  hasher.end(DIGEST);
  reduce(K, DIGEST);
  setBase(POINTS);
  negatePoint(MINUS_A, BOTH);
  addPoints(BOTH, POINTS, MINUS_A);
  setNeutral(SUM);
  for (let i = BITS - 1; i >= 0; i--) {
    addPoints(SUM, SUM, SUM);
    const which = bit(s, i) | (bit(K, i) << 1);
    if (which) addPoints(SUM, SUM, POINTS + POINT * (which - 1));
  }
  return !isOfSmallOrder(SUM) && isEncodingOf(signature, SUM);
}
