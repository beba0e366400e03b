/**
 * Powers modulo n, an odd number of 2048 to 4096 bits.
 *
 * **Folding.** n has `limbs` limbs, with two bits to spare, and numbers have `width` = limbs + 4. What a product has above
 * that comes down four limbs at a time, from the top: 2^(BITS * width) is congruent to FOLD, so that four limbs times FOLD
 * take the place of the four, `width` columns below. Nothing has to be changed into another form, nor back.
 *
 * **The last limb.** Carries into what is folded already can't be had, so the last of four limbs is not carried. It is
 * less than 3/2 HALF all the same: it and the limb below are brought into range just before the four above are folded;
 * these then add to the limb below the last no more than one product, of a last limb again and the last of FOLD, which
 * is at most HALF / 2. The carry of that is at most a quarter of the last limb, and 1 + 1/4 + 1/16 + ... = 4/3. The last
 * of a product is only a carry, that of two last limbs: at most half of their product in units of HALF, 8/9.
 *
 * **Columns.** Rows of four add at most 2^52 to a column in either build, and less than 100 of them come together: a column
 * is less than 2^59.
 */
import { BITS, HALF, rows } from "./rows";

/** Limbs of numbers modulo the largest n. */
const WIDTH: i32 = ASC_FEATURE_RELAXED_SIMD ? 88 : 168;
const MASK: i64 = 2 * HALF - 1;
const RADIX: f64 = 2.0 * <f64>HALF;

/** The columns of a product. Between calls the number under way, in limbs, and zeros above it. */
export const COLUMNS: usize = memory.data(2 * 8 * WIDTH, 16);
/** Factors of rows. */
const FACTORS: usize = memory.data(8 * WIDTH, 16);
const FOUR: usize = memory.data(32, 16);
/** Numbers that rows are multiples of, behind four limbs that are zero and before as many. */
const DOUBLED: usize = memory.data(8 * (WIDTH + 8), 16) + 32;
const GIVEN: usize = memory.data(8 * (WIDTH + 8), 16) + 32;
const FOLD: usize = memory.data(8 * (WIDTH + 8), 16) + 32;
const MODULUS: usize = memory.data(8 * (WIDTH + 8), 16) + 32;
/** A number as bytes, lowest first. A limb is read and written as eight of them. */
const BYTES: usize = memory.data((8 + (WIDTH * <i32>BITS) / 8 + 15) & ~15, 16);

let width: u32 = 0;
/** Where the highest limb of n that is not zero lies. */
let last: u32 = 0;

/** Takes a modulus of `length` bytes, big-endian, of which `bits` bits count. */
export function setModulus(at: usize, length: u32, bits: u32): void {
  width = (((bits + 2 + BITS - 1) / BITS + 3) & ~3) + 4;
  memory.fill(COLUMNS, 0, 16 * WIDTH);
  read(at, length);
  write(MODULUS, 1);
  last = width - 1;
  while (load<i64>(COLUMNS + 8 * last) == 0) last--;
  memory.fill(COLUMNS, 0, 8 * width);
  store<i64>(COLUMNS + 8 * width, 1);
  divide();
  write(FOLD, 1);
}

/** Writes `base` to the power of e, modulo n, to `to`. Both are `length` bytes, big-endian; `base` is less than n. */
export function power(to: usize, base: usize, length: u32, e: u64): void {
  read(base, length);
  write(GIVEN, 1);
  for (let bit = 63 - <i32>clz(e); bit > 0; bit--) {
    square();
    if ((e >> (bit - 1)) & 1) multiply();
  }
  divide();
  if (digits() < 0) {
    for (let i: u32 = 0; i < width; i++) {
      store<i64>(COLUMNS + 8 * i, load<i64>(COLUMNS + 8 * i) + <i64>load<f64>(MODULUS + 8 * i));
    }
    digits();
  }
  memory.fill(BYTES, 0, length + 8);
  for (let i: u32 = 0; i * BITS < length * 8; i++) {
    const p = BYTES + ((i * BITS) >> 3);
    store<u64>(p, load<u64>(p) | (load<u64>(COLUMNS + 8 * i) << ((i * BITS) & 7)));
  }
  for (let i: u32 = 0; i < length; i++) store<u8>(to + i, load<u8>(BYTES + length - 1 - i));
}

/** Reads a number of `length` bytes, big-endian. */
function read(at: usize, length: u32): void {
  for (let i: u32 = 0; i < length; i++) store<u8>(BYTES + i, load<u8>(at + length - 1 - i));
  memory.fill(BYTES + length, 0, (width * BITS) / 8 + 8 - length);
  for (let i: u32 = 0; i < width; i++) {
    store<i64>(COLUMNS + 8 * i, (load<u64>(BYTES + ((i * BITS) >> 3)) >> ((i * BITS) & 7)) & MASK);
  }
  carry(COLUMNS, COLUMNS + 8 * (width - 1));
}

/** Writes the limbs of the number under way, times k. */
function write(to: usize, k: f64): void {
  for (let i: u32 = 0; i < width; i++) store<f64>(to + 8 * i, k * <f64>load<i64>(COLUMNS + 8 * i));
}

/** Brings the columns before `to` into the range of limbs, and what they carry into the one there. */
function carry(from: usize, to: usize): void {
  let held: i64 = 0;
  for (; from < to; from += 8) {
    if (!ASC_NO_ASSERT) assert(abs(load<i64>(from)) < (<i64>1) << 59);
    held += load<i64>(from) + HALF;
    store<i64>(from, (held & MASK) - HALF);
    held >>= BITS;
  }
  store<i64>(to, load<i64>(to) + held);
}

/** The same for all columns, into the range 0 to 2^BITS - 1. Returns what is left: -1 if the number is negative. */
function digits(): i64 {
  let held: i64 = 0;
  for (let i: u32 = 0; i < width; i++) {
    held += load<i64>(COLUMNS + 8 * i);
    store<i64>(COLUMNS + 8 * i, held & MASK);
    held >>= BITS;
  }
  return held;
}

/** Makes room for a product of the number under way. */
function moveToFactors(): void {
  write(FACTORS, 1);
  memory.fill(COLUMNS, 0, 8 * width);
}

/** The number under way becomes its square. */
export function square(): void {
  write(DOUBLED, 2);
  moveToFactors();
  const zero = i64x2.splat(0);
  const half = f64x2.splat(0.5);
  for (let i: u32 = 0; i < width; i += 4) {
    // Four rows times themselves, and times all above doubled; what is below met them already.
    const own = DOUBLED + 8 * i;
    v128.store(own, f64x2.mul(v128.load(own), half));
    v128.store(own, f64x2.mul(v128.load(own, 16), half), 16);
    rows(COLUMNS + 16 * i, FACTORS + 8 * i, own, (width - i) / 2 + 2);
    v128.store(own, zero);
    v128.store(own, zero, 16);
  }
  fold();
}

/** The number under way is multiplied with the one given, the base of the last {@link power}. */
export function multiply(): void {
  moveToFactors();
  for (let i: u32 = 0; i < width; i += 4) rows(COLUMNS + 8 * i, FACTORS + 8 * i, GIVEN, width / 2);
  fold();
}

/** Brings a product down to `width` limbs. */
function fold(): void {
  for (let at = COLUMNS + 16 * width - 32; at >= COLUMNS + 8 * width; at -= 32) {
    carry(at - 16, at + 24);
    for (let i: usize = 0; i < 32; i += 8) store<f64>(FOUR + i, <f64>load<i64>(at + i));
    rows(at - 8 * width, FOUR, FOLD, width / 2);
  }
  memory.fill(COLUMNS + 8 * width, 0, 8 * width);
  carry(COLUMNS, COLUMNS + 8 * (width - 1));
}

/**
 * The number under way, at most 2^(BITS * width), becomes one between -n and n. Digits of the quotient, from the highest
 * on, come from the highest limbs. They are below 2^49, and six roundings at 2^-53 each make them off by less than 3/8
 * before they are rounded: what remains is less than 7/8 of n.
 */
function divide(): void {
  const n = MODULUS + 8 * last;
  memory.fill(FOUR, 0, 32);
  const divisor = (load<f64>(n) * RADIX + load<f64>(n - 8)) * RADIX + load<f64>(n - 16);
  for (let i = <i32>(width - last); i >= 0; i--) {
    const at = COLUMNS + 8 * (last + i);
    carry(at - 24, at + 16);
    const upper = <f64>load<i64>(at + 8) * RADIX + <f64>load<i64>(at);
    const digit = nearest(((upper * RADIX + <f64>load<i64>(at - 8)) * RADIX + <f64>load<i64>(at - 16)) / divisor);
    const place = FOUR + 8 * (i & 1);
    store<f64>(place, -digit);
    rows(COLUMNS + 8 * (i & ~1), FOUR, MODULUS, width / 2);
    store<f64>(place, 0);
  }
  carry(COLUMNS, COLUMNS + 8 * width);
}
