/** The sizes of limbs, and the constants that the unrolled multiplications read. */

/** Bits of a limb. */
export const BITS: u32 = ASC_FEATURE_RELAXED_SIMD ? 48 : 24;
/** Limbs that hold 48 bits. */
export const PARTS: u32 = ASC_FEATURE_RELAXED_SIMD ? 1 : 2;

/**
 * Each in both lanes: C, 2^-BITS, -2^-BITS, T, T - 1, T + 1, -(T + 1).
 *
 * C rounds at a limb's size: the last bit of C plus anything smaller is worth 2^BITS. T is what 2^32 is above the limb
 * that it lies in; a carry out of the top comes back with the others.
 *
 * They lie in memory because constants written into the code are built anew for every use on some engines.
 */
// biome-ignore format: one constant a line, for both lanes
export const K: usize = ASC_FEATURE_RELAXED_SIMD
  ? memory.data<f64>([
      1901475900342344102245054808064.0, 1901475900342344102245054808064.0,
      3.552713678800501e-15, 3.552713678800501e-15,
      -3.552713678800501e-15, -3.552713678800501e-15,
      4294967296.0, 4294967296.0,
      4294967295.0, 4294967295.0,
      4294967297.0, 4294967297.0,
      -4294967297.0, -4294967297.0,
    ], 16)
  : memory.data<f64>([
      113336795588871485128704.0, 113336795588871485128704.0,
      5.9604644775390625e-8, 5.9604644775390625e-8,
      -5.9604644775390625e-8, -5.9604644775390625e-8,
      256.0, 256.0,
    ], 16);
