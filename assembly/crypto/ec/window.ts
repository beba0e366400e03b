/**
 * A multiple of a point that has no tables: a sliding window of five bits, digits -15, -13 .. 15 (width-5 NAF).
 *
 * The odd multiples P .. 15 P are brought to one common Z by multiplications alone, as if they were affine on a curve
 * that is isomorphic to ours: x' = x Z², y' = y Z³, a' = a Z⁴. Doubling takes a as part of the point's W, so that it never
 * notices; in the end Z is multiplied by the common one.
 */
import { bits, words } from "./curve";
import { copy, mul, SLOT, setOne, sqr, sum, UNUSED, ZERO } from "./field";
import { addAffine, D, double, POINT, RATIO, W, Z } from "./point";

/** Odd multiples: x, 2 y, and by what Z grew from the one before. */
const MULTIPLES: usize = 8;
const ODD: usize = memory.data(8 * 512, 16);
const temporaries = memory.data(10 * 128, 16);
const TWICE = temporaries;
const FACTOR = temporaries + POINT;
const SQUARE = FACTOR + SLOT;
const CUBE = SQUARE + SLOT;
const COMMON = CUBE + SLOT;
const MINUS = COMMON + SLOT;

/** One digit a bit; the last digit may lie one above. */
export const DIGITS: usize = memory.data(400, 16);
/** The scalar, with zeros behind it. */
const SCALAR: usize = memory.data(64, 16);

/** p = (x, d) */
function start(p: usize, x: usize, d: usize): void {
  copy(p, x);
  copy(p + D, d);
  setOne(p + Z);
}

/** p + W = -3 z⁴ */
function setW(p: usize, z: usize): void {
  sqr(p + W, z, UNUSED, z);
  sqr(SQUARE, p + W, UNUSED, z);
  sum(p + W, -3, SQUARE, 0, ZERO); // 3
}

/** Fills ODD from an affine point, and COMMON. */
function oddMultiples(x: usize, d: usize): void {
  start(TWICE, x, d);
  setW(TWICE, TWICE + Z);
  double(TWICE);
  // The curve on which 2 P is affine.
  sqr(SQUARE, TWICE + Z, UNUSED, ZERO);
  mul(CUBE, SQUARE, TWICE + Z, ODD, x, SQUARE);
  mul(ODD + D, d, CUBE, UNUSED, ZERO, ZERO);
  let p = ODD;
  setOne(p + Z);
  for (let i: usize = 1; i < MULTIPLES; i++) {
    const next = p + POINT;
    copy(next, p);
    copy(next + D, p + D);
    copy(next + Z, p + Z);
    addAffine(next, TWICE, TWICE + D);
    copy(next + W, RATIO);
    p = next;
  }
  mul(COMMON, TWICE + Z, p + Z, UNUSED, ZERO, ZERO);
  // Back from the last: by what is missing to its Z.
  setOne(FACTOR);
  for (; p > ODD; p -= POINT) {
    const q = p - POINT;
    mul(FACTOR, FACTOR, p + W, UNUSED, ZERO, ZERO);
    sqr(SQUARE, FACTOR, UNUSED, ZERO);
    mul(q, q, SQUARE, CUBE, SQUARE, FACTOR);
    mul(q + D, q + D, CUBE, UNUSED, ZERO, ZERO);
  }
}

/** Writes the digits of k. Returns the place of the highest that is not 0. */
export function writeDigits(k: usize): i32 {
  memory.fill(SCALAR, 0, 64);
  memory.copy(SCALAR, k, 4 * words);
  memory.fill(DIGITS, 0, 400);
  let top: usize = 0;
  let carry: i32 = 0;
  for (let i: usize = 0; i <= bits; ) {
    const window = <i32>(load<u64>(SCALAR + ((i >>> 5) << 2)) >> <u64>(i & 31)) & 31;
    if ((window & 1) == carry) {
      i++;
      continue;
    }
    const digit = window + carry;
    carry = digit > 16 ? 1 : 0;
    store<i8>(DIGITS + i, <i8>(digit - (carry << 5)));
    top = i;
    i += 5;
  }
  return <i32>top;
}

/** The point at p becomes k times the affine point (x, d), for 0 < k < n in words. */
export function multiply(p: usize, k: usize, x: usize, d: usize): void {
  oddMultiples(x, d);
  const top = writeDigits(k);
  for (let i = top; i >= 0; i--) {
    if (i < top) double(p);
    const digit = <i32>load<i8>(DIGITS + i);
    if (digit == 0) continue;
    const multiple = ODD + <usize>(abs(digit) >>> 1) * POINT;
    sum(MINUS, digit < 0 ? -1 : 1, multiple + D, 0, ZERO);
    if (i < top) addAffine(p, multiple, MINUS);
    else {
      start(p, multiple, MINUS);
      setW(p, COMMON);
    }
  }
  mul(p + Z, p + Z, COMMON, UNUSED, ZERO, ZERO);
}
