/**
 * The inner loop of RSA: four limbs times a whole number, added to columns.
 *
 * **Limbs and columns.** A number is limbs of {@link BITS} bits as f64, lowest first, signed and so from -HALF to HALF - 1.
 * A column is the sum, as i64, of what is due to one limb of a product; it is carried late.
 *
 * A product of two limbs is wider than a column. The fused build cuts it at 2^49, exactly: C + product, rounded once, has
 * a last bit worth 2^49 and so is C + the high part; the product less that part, rounded once, is the low part itself.
 * The plain build has limbs of half the width, whose products need no cut.
 *
 * In either, sums start from a constant with a mantissa of 1.5, and stay in the binade of it. The bits of such a sum, as
 * an integer, are the bits of the constant plus the sum in units of its last bit: that is added to a column, and the
 * constants are taken off.
 */

/** Bits of a limb. */
export const BITS: u32 = ASC_FEATURE_RELAXED_SIMD ? 49 : 25;
export const HALF: i64 = (<i64>1) << (BITS - 1);
/**
 * Four limbs next to each other, one of which may be the last of a number and up to half larger than HALF; and what they
 * are multiplied with, which may be doubled: so much can their products be together, in units of HALF².
 */
const MOST: f64 = ASC_FEATURE_RELAXED_SIMD ? 16 : 8;

/**
 * Each in both lanes. Fused: C = 1.5 * 2^101, C + E, and -(C + E) as integers. Plain: E = 1.5 * 2^52, and -2 E as integers.
 * In memory for the reason that ec/constants.ts gives.
 */
// biome-ignore format: one constant a line, for both lanes
const K: usize = ASC_FEATURE_RELAXED_SIMD
  ? memory.data<u64>([
      0x4648000000000000, 0x4648000000000000,
      0x464800000000000c, 0x464800000000000c,
      0x7680000000000000, 0x7680000000000000,
    ], 16)
  : memory.data<u64>([
      0x4338000000000000, 0x4338000000000000,
      0x7990000000000000, 0x7990000000000000,
    ], 16);

/**
 * Adds the four factors, each one column above the one before, times a number to 2 * `pairs` columns. Around the limbs of
 * the number that are meant must lie zeros: `pairs` are two more than half of its limbs, and it begins with three zeros.
 */
export function rows(columns: usize, factors: usize, number: usize, pairs: u32): void {
  if (!ASC_NO_ASSERT) check(factors, number, pairs);
  if (ASC_FEATURE_RELAXED_SIMD) fusedRows(columns, factors, number - 24, columns + 16 * pairs);
  else plainRows(columns, factors, number - 24, columns + 16 * pairs);
}

function fusedRows(columns: usize, factors: usize, number: usize, end: usize): void {
  const C = v128.load(K);
  const CE = v128.load(K, 16);
  const OFF = v128.load(K, 32);
  const a = v128.load64_splat(factors);
  const b = v128.load64_splat(factors, 8);
  const c = v128.load64_splat(factors, 16);
  const d = v128.load64_splat(factors, 24);
  let before = C;
  // The limbs of the last two rows are those of the first two a turn before.
  let x2 = v128.load(number, 8);
  let x3 = v128.load(number);
  for (; columns < end; columns += 16, number += 16) {
    const x0 = v128.load(number, 24);
    const x1 = v128.load(number, 16);
    // Room: four products are at most 16 HALF² = 2^100, and C is as far from the ends of its binade.
    let high = f64x2.relaxed_madd(a, x0, C);
    // Room: a low part is at most 2^48, four are 2^50, and E is 2^51 from the ends of its binade.
    let low = f64x2.relaxed_madd(a, x0, f64x2.sub(CE, high));
    let next = f64x2.relaxed_madd(b, x1, high);
    low = f64x2.add(low, f64x2.relaxed_madd(b, x1, f64x2.sub(high, next)));
    high = f64x2.relaxed_madd(c, x2, next);
    low = f64x2.add(low, f64x2.relaxed_madd(c, x2, f64x2.sub(next, high)));
    next = f64x2.relaxed_madd(d, x3, high);
    low = f64x2.add(low, f64x2.relaxed_madd(d, x3, f64x2.sub(high, next)));
    x2 = x0;
    x3 = x1;
    // High parts go one column up.
    const sum = i64x2.add(low, i64x2.shuffle(before, next, 1, 2));
    v128.store(columns, i64x2.add(i64x2.add(v128.load(columns), OFF), sum));
    before = next;
  }
}

function plainRows(columns: usize, factors: usize, number: usize, end: usize): void {
  const E = v128.load(K);
  const OFF = v128.load(K, 16);
  const a = v128.load64_splat(factors);
  const b = v128.load64_splat(factors, 8);
  const c = v128.load64_splat(factors, 16);
  const d = v128.load64_splat(factors, 24);
  let x2 = v128.load(number, 8);
  let x3 = v128.load(number);
  for (; columns < end; columns += 16, number += 16) {
    const x0 = v128.load(number, 24);
    const x1 = v128.load(number, 16);
    // Room: two products are at most 8 HALF² = 2^51, and E is as far from the ends of its binade.
    const sum = f64x2.add(f64x2.mul(b, x1), f64x2.add(f64x2.mul(a, x0), E));
    const other = f64x2.add(f64x2.mul(d, x3), f64x2.add(f64x2.mul(c, x2), E));
    x2 = x0;
    x3 = x1;
    v128.store(columns, i64x2.add(i64x2.add(v128.load(columns), OFF), i64x2.add(sum, other)));
  }
}

/** Do the products keep to what there is room for? */
function check(factors: usize, number: usize, pairs: u32): void {
  let largest: f64 = 0;
  for (let i: i32 = -3; i < <i32>pairs * 2; i++) largest = max(largest, abs(load<f64>(number + 8 * i)));
  const unit = <f64>HALF * <f64>HALF;
  const first = abs(load<f64>(factors)) + abs(load<f64>(factors, 8));
  const last = abs(load<f64>(factors, 16)) + abs(load<f64>(factors, 24));
  if (ASC_FEATURE_RELAXED_SIMD) assert(((first + last) * largest) / unit < MOST);
  else assert(max(first, last) * (largest / unit) <= MOST);
}
