/**
 * Elements of the field of the curve in use: limbs as float64, lowest first, 48 bits each when fused and 24 when plain.
 * Limbs are signed and carried late, and many are the ways to write an element.
 *
 * **Magnitude.** An element has magnitude m when each limb is at most m * 2^(bits of a limb - 1) * (1 + 2^-9), up or down.
 * Products and norms have magnitude 1; sums add magnitudes, factors multiply them. What goes in must keep to this:
 *
 *     mul     magnitude of a times magnitude of b at most 4      sqr     magnitude of a at most 2
 *     k * e   at most 8                                          norm    |ka| * a + |kb| * b at most 8
 *
 * tools/unroll/field.mjs proves that no value below leaves the range of exact float64 then; the debug build checks that
 * every call keeps to it. Formulas name the magnitude where it is not 1.
 */
import { BITS, PARTS } from "./constants";
import { parameters, wide } from "./curve";
import { invert } from "./inverse";
import * as p256Fused from "./unrolled/p256Fused";
import * as p256Plain from "./unrolled/p256Plain";
import * as p384Fused from "./unrolled/p384Fused";
import * as p384Plain from "./unrolled/p384Plain";
import { atLeast, isZero, NUMBER, subtract } from "./words";

/** Bytes between elements that have names. */
export const SLOT: usize = 128;

/** Bytes of an element of the curve in use: 48 or 64 fused, 96 or 128 plain. */
export function size(): usize {
  return wide ? 64 * <usize>PARTS : 48 * <usize>PARTS;
}

/** The element 0. */
export const ZERO: usize = memory.data(<i32>SLOT, 16);
/** What a lane that has nothing to do writes. */
export const UNUSED: usize = memory.data(<i32>SLOT, 16);

/** r0 = a0 * b0 and r1 = a1 * b1 */
export function mul(r0: usize, a0: usize, b0: usize, r1: usize, a1: usize, b1: usize): void {
  mulSub(r0, a0, b0, ZERO, r1, a1, b1, ZERO, 0);
}

/** r0 = a0 * b0 - k * e0 and r1 = a1 * b1 - k * e1 */
export function mulSub(
  r0: usize,
  a0: usize,
  b0: usize,
  e0: usize,
  r1: usize,
  a1: usize,
  b1: usize,
  e1: usize,
  k: f64,
): void {
  if (!ASC_NO_ASSERT) {
    assert(magnitude(a0) * magnitude(b0) <= 4 && magnitude(a1) * magnitude(b1) <= 4);
    assert(k * magnitude(e0) <= 8 && k * magnitude(e1) <= 8);
  }
  if (ASC_FEATURE_RELAXED_SIMD) {
    if (wide) p384Fused.mul(r0, r1, a0, a1, b0, b1, e0, e1, k);
    else p256Fused.mul(r0, r1, a0, a1, b0, b1, e0, e1, k);
  } else {
    if (wide) p384Plain.mul(r0, r1, a0, a1, b0, b1, e0, e1, k);
    else p256Plain.mul(r0, r1, a0, a1, b0, b1, e0, e1, k);
  }
}

/** r0 = a0² and r1 = a1² */
export function sqr(r0: usize, a0: usize, r1: usize, a1: usize): void {
  sqrSub(r0, a0, ZERO, r1, a1, ZERO, 0);
}

/** r0 = a0² - k * e0 and r1 = a1² - k * e1 */
export function sqrSub(r0: usize, a0: usize, e0: usize, r1: usize, a1: usize, e1: usize, k: f64): void {
  if (!ASC_NO_ASSERT) {
    assert(magnitude(a0) <= 2 && magnitude(a1) <= 2);
    assert(k * magnitude(e0) <= 8 && k * magnitude(e1) <= 8);
  }
  if (ASC_FEATURE_RELAXED_SIMD) {
    if (wide) p384Fused.sqr(r0, r1, a0, a1, e0, e1, k);
    else p256Fused.sqr(r0, r1, a0, a1, e0, e1, k);
  } else {
    if (wide) p384Plain.sqr(r0, r1, a0, a1, e0, e1, k);
    else p256Plain.sqr(r0, r1, a0, a1, e0, e1, k);
  }
}

/** r0 = ka * a0 + kb * b0 and r1 = ka * a1 + kb * b1, of magnitude 1 again */
export function norm(r0: usize, a0: usize, b0: usize, r1: usize, a1: usize, b1: usize, ka: f64, kb: f64): void {
  if (!ASC_NO_ASSERT) {
    assert(abs(ka) * magnitude(a0) + abs(kb) * magnitude(b0) <= 8);
    assert(abs(ka) * magnitude(a1) + abs(kb) * magnitude(b1) <= 8);
  }
  if (ASC_FEATURE_RELAXED_SIMD) {
    if (wide) p384Fused.norm(r0, r1, a0, a1, b0, b1, ka, kb);
    else p256Fused.norm(r0, r1, a0, a1, b0, b1, ka, kb);
  } else {
    if (wide) p384Plain.norm(r0, r1, a0, a1, b0, b1, ka, kb);
    else p256Plain.norm(r0, r1, a0, a1, b0, b1, ka, kb);
  }
}

/** r = ka * a + kb * b, without a carry */
export function sum(r: usize, ka: f64, a: usize, kb: f64, b: usize): void {
  const x = f64x2.splat(ka);
  const y = f64x2.splat(kb);
  const end = size();
  for (let i: usize = 0; i < end; i += 16) {
    v128.store(r + i, f64x2.add(f64x2.mul(v128.load(a + i), x), f64x2.mul(v128.load(b + i), y)));
  }
}

/** r = a */
export function copy(r: usize, a: usize): void {
  memory.copy(r, a, size());
}

/** The magnitude of an element, without the 2^-9. */
function magnitude(a: usize): f64 {
  let most: f64 = 0;
  const end = size();
  for (let i: usize = 0; i < end; i += 8) {
    const limb = load<f64>(a + i);
    assert(limb == nearest(limb));
    most = max(most, abs(limb));
  }
  return most / (<f64>((<u64>1) << (BITS - 1)) * (1 + 1.0 / 512));
}

const DIGITS: usize = memory.data(64, 16);
const MASK: i64 = 0xffffffffffff;

/** Reads two numbers below 2^bits from words. */
export function fromWords(r0: usize, words0: usize, r1: usize, words1: usize): void {
  spread(r0, words0);
  spread(r1, words1);
  norm(r0, r0, ZERO, r1, r1, ZERO, 1, 0);
}

/** Limbs in 0 .. 2^BITS - 1, of magnitude 2. */
function spread(r: usize, from: usize): void {
  const count: usize = wide ? 8 : 6;
  for (let i: usize = 0; i < count; i++) {
    // 256 bits end within the sixth part.
    const part = wide || i < 5 ? load<u64>(from + 6 * i) & MASK : <u64>load<u16>(from + 30);
    if (ASC_FEATURE_RELAXED_SIMD) store<f64>(r + 8 * i, <f64>part);
    else {
      store<f64>(r + 16 * i, <f64>(part & 0xffffff));
      store<f64>(r + 16 * i + 8, <f64>(part >> 24));
    }
  }
}

/** Writes an element of magnitude 1 as the number 0 .. p - 1, in words. */
export function toWords(to: usize, a: usize): void {
  const count: usize = wide ? 8 : 6;
  for (let i: usize = 0; i < count; i++) {
    store<i64>(
      DIGITS + 8 * i,
      ASC_FEATURE_RELAXED_SIMD
        ? <i64>load<f64>(a + 8 * i)
        : <i64>load<f64>(a + 16 * i) + ((<i64>load<f64>(a + 16 * i + 8)) << 24),
    );
  }
  // What lies above 2^bits (a few bits, or -1) goes back in below, until there is nothing.
  while (foldTop(carry(count)));
  for (let i: usize = 0; i < count; i++) {
    const part = load<i64>(DIGITS + 8 * i);
    store<u32>(to + 6 * i, <u32>part);
    if (wide || i < 5) store<u16>(to + 6 * i + 4, <u16>(part >> 32));
  }
  if (atLeast(to, parameters.p)) subtract(to, to, parameters.p);
}

/** Brings all parts but the last into 0 .. 2^48 - 1; returns what lies above 2^bits. */
function carry(count: usize): i64 {
  let held: i64 = 0;
  for (let i: usize = 0; i < count; i++) {
    held += load<i64>(DIGITS + 8 * i);
    const last: i64 = !wide && i == 5 ? 16 : 48;
    store<i64>(DIGITS + 8 * i, held & (((<i64>1) << last) - 1));
    held >>= last;
  }
  return held;
}

/** Adds top * (2^bits modulo p). Returns whether there was anything. */
function foldTop(top: i64): bool {
  if (top == 0) return false;
  // P-384: 2^384 = 1 - 2^32 + 2^96 + 2^128. P-256: 2^256 = 1 - 2^96 - 2^192 + 2^224.
  addTo(0, top);
  addTo(2, wide ? top : -top);
  if (wide) addRaised(0, -top);
  else addTo(4, -top);
  addRaised(wide ? 2 : 4, top);
  return true;
}

function addTo(part: usize, value: i64): void {
  store<i64>(DIGITS + 8 * part, load<i64>(DIGITS + 8 * part) + value);
}

/** Adds value * 2^32: its low 16 bits fit below the next part. */
function addRaised(part: usize, value: i64): void {
  addTo(part, (value & 0xffff) << 32);
  addTo(part + 1, value >> 16);
}

const NUMBER_A: usize = memory.data(<i32>NUMBER, 16);
const NUMBER_ONE: usize = memory.data(<i32>NUMBER, 16);
store<u32>(NUMBER_ONE, 1);

/** Is an element of magnitude 1 zero? */
export function isNull(a: usize): bool {
  toWords(NUMBER_A, a);
  return isZero(NUMBER_A);
}

/** r = 1 / a; returns false, and leaves r, when a is zero. */
export function inverse(r: usize, a: usize): bool {
  toWords(NUMBER_A, a);
  if (isZero(NUMBER_A)) return false;
  invert(NUMBER_A, NUMBER_A, parameters.p, NUMBER_ONE);
  fromWords(r, NUMBER_A, UNUSED, NUMBER_A);
  return true;
}

/** r = 1 */
export function setOne(r: usize): void {
  memory.fill(r, 0, size());
  store<f64>(r, 1);
}
