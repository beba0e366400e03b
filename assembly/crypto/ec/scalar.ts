/** Scalars modulo the order n: the two factors of a verification, u1 = e / s and u2 = r / s. */
import { parameters, words } from "./curve";
import { invert } from "./inverse";
import { atLeast, isZero, NUMBER, readBigEndian, subtract } from "./words";

/** The numbers of a signature, in words. */
export const R: usize = memory.data(<i32>NUMBER, 16);
const S: usize = memory.data(<i32>NUMBER, 16);
const E: usize = memory.data(<i32>NUMBER, 16);
export const U1: usize = memory.data(<i32>NUMBER, 16);
export const U2: usize = memory.data(<i32>NUMBER, 16);
/** 2^(32 * words) modulo n. */
const ONE: usize = memory.data(<i32>NUMBER, 16);
const INVERSE: usize = memory.data(<i32>NUMBER, 16);
const PADDED: usize = memory.data(<i32>NUMBER, 16);
/** A product under reduction: one word more than the numbers, and a carry. */
const SUM: usize = memory.data(<i32>NUMBER, 16);

/** Is 0 < a < n? */
function inRange(a: usize): bool {
  return !isZero(a) && !atLeast(a, parameters.n);
}

/** to = a * b / 2^(32 * words) modulo n, for a, b < n: P. L. Montgomery's multiplication, a word of a at a time. */
function multiply(to: usize, a: usize, b: usize): void {
  const n = parameters.n;
  const end: usize = 4 * words;
  const low = load<u32>(n);
  // -1 / n modulo 2^32, by Newton's method from the 5 bits that are right at first.
  let minusInverse: u32 = (low * 3) ^ 2;
  for (let i = 0; i < 3; i++) minusInverse *= 2 - low * minusInverse;
  minusInverse = 0 - minusInverse;
  memory.fill(SUM, 0, NUMBER);
  for (let i: usize = 0; i < end; i += 4) {
    const x = <u64>load<u32>(a + i);
    // The multiple of n that makes the lowest word vanish. Sum, product and carry of words stay below 2^64.
    const times: u32 = (load<u32>(SUM) + <u32>x * load<u32>(b)) * minusInverse;
    const y: u64 = times;
    let product = <u64>load<u32>(SUM) + x * load<u32>(b);
    let multiple = <u64>(<u32>product) + y * low;
    for (let j: usize = 4; j < end; j += 4) {
      product = <u64>load<u32>(SUM + j) + x * load<u32>(b + j) + (product >> 32);
      multiple = <u64>(<u32>product) + y * load<u32>(n + j) + (multiple >> 32);
      store<u32>(SUM + j - 4, <u32>multiple);
    }
    const top = <u64>load<u32>(SUM + end) + (product >> 32) + (multiple >> 32);
    store<u32>(SUM + end - 4, <u32>top);
    store<u32>(SUM + end, <u32>(top >> 32));
  }
  if (load<u32>(SUM + end) != 0 || atLeast(SUM, n)) subtract(to, SUM, n);
  else memory.copy(to, SUM, end);
}

/** The number that a digest stands for: its leftmost bits, as many as n has (FIPS 186-5, 6.4.2). Less than 2^bits. */
function readDigest(digest: usize, length: u32): void {
  const size: usize = 4 * words;
  const taken: usize = min<usize>(length, size);
  memory.fill(PADDED, 0, NUMBER);
  memory.copy(PADDED + (size - taken), digest, taken);
  readBigEndian(E, PADDED);
  if (atLeast(E, parameters.n)) subtract(E, E, parameters.n);
}

/**
 * Reads r and s (big-endian, side by side) and the digest, and computes u1 and u2. Returns false when r or s is not in
 * 1 .. n - 1.
 */
export function readScalars(signature: usize, digest: usize, length: u32): bool {
  readBigEndian(R, signature);
  readBigEndian(S, signature + 4 * words);
  if (!inRange(R) || !inRange(S)) return false;
  readDigest(digest, length);
  memory.fill(PADDED, 0, NUMBER);
  subtract(ONE, PADDED, parameters.n);
  invert(INVERSE, S, parameters.n, ONE);
  multiply(U1, E, INVERSE);
  multiply(U2, R, INVERSE);
  return true;
}
