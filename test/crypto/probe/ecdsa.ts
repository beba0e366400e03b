/** What the tests of ECDSA call: verifications, the keys that come again, scalars and their digits, complete sums. */
import { INPUT, OUTPUT } from "../../../assembly/arena";
import { writeDigits as writeCombDigits } from "../../../assembly/crypto/ec/comb";
import { multiplyBoth } from "../../../assembly/crypto/ec/complete";
import { curveBytes, use } from "../../../assembly/crypto/ec/curve";
import { fromWords, inverse, mul, SLOT, sqr, sum, toWords, UNUSED, ZERO } from "../../../assembly/crypto/ec/field";
import { D, Z } from "../../../assembly/crypto/ec/point";
import { readScalars, U1, U2 } from "../../../assembly/crypto/ec/scalar";
import { verify } from "../../../assembly/crypto/ec/verify";
import { DIGITS, writeDigits as writeWindowDigits } from "../../../assembly/crypto/ec/window";

export { TABLES_MAX } from "../../../assembly/crypto/ec/comb";
export { claim, forgetKeys, heldKeys, tablesOf } from "../../../assembly/crypto/ec/keys";
export { inputAt, outputAt } from "../../core/probe/regions";

/** The point, the signature and the digest lie side by side in the input region. */
export function verifyInput(curve: u32, digestLength: u32): bool {
  const size: usize = 2 * curveBytes(curve);
  return verify(curve, INPUT, INPUT + size, INPUT + 2 * size, digestLength);
}

/** Reads a signature and a digest, side by side in the input region. Writes u1 and u2, in words, to the output region. */
export function scalarsInput(curve: u32, digestLength: u32): bool {
  use(curve);
  const size: usize = curveBytes(curve);
  if (!readScalars(INPUT, INPUT + 2 * size, digestLength)) return false;
  memory.copy(OUTPUT, U1, size);
  memory.copy(OUTPUT + size, U2, size);
  return true;
}

const points = memory.data(8 * 128, 16);

/**
 * u1 P + u2 Q for u1, u2, P and Q in the input region, in words. Writes x and 2 y, in words, to the output region; returns
 * false, and writes nothing, when the sum is infinity.
 */
export function sumInput(curve: u32): bool {
  use(curve);
  const size: usize = curveBytes(curve);
  const p = points;
  const q = points + 2 * SLOT;
  const r = points + 4 * SLOT;
  const at = INPUT + 2 * size;
  fromWords(p, at, p + SLOT, at + size);
  fromWords(q, at + 2 * size, q + SLOT, at + 3 * size);
  sum(p + SLOT, 2, p + SLOT, 0, ZERO);
  sum(q + SLOT, 2, q + SLOT, 0, ZERO);
  multiplyBoth(r, INPUT, p, p + SLOT, INPUT + size, q, q + SLOT);
  if (!inverse(p, r + Z)) return false;
  sqr(q, p, UNUSED, ZERO);
  mul(r, r, q, p, p, q);
  mul(r + D, r + D, p, UNUSED, ZERO, ZERO);
  toWords(OUTPUT, r);
  toWords(OUTPUT + size, r + D);
  return true;
}

/** Digits of the scalar in the input region, in words, as tables take them: to the output region. */
export function combDigits(curve: u32): void {
  use(curve);
  writeCombDigits(OUTPUT, INPUT);
}

/** Digits of the scalar in the input region, in words, as the window takes them. Returns the place of the highest. */
export function windowDigits(curve: u32): i32 {
  use(curve);
  return writeWindowDigits(INPUT);
}
export function windowDigitsAt(): usize {
  return DIGITS;
}
