/**
 * Does this engine compute `a * b + c` with one rounding? The fused build splits products into exact halves with
 * `f64x2.relaxed_madd`, and an engine may round that instruction twice: then what the build computes is wrong. So hosts
 * ask here before they use it.
 *
 * An engine chooses once, for every place and every tier of its compilers: WebAssembly 3.0, chapter Numerics, "Relaxed
 * Operations". So a short look is enough; it takes both lanes, all signs, and operands of every kind that code is made
 * for: constants, memory, the same one twice, results of the instruction itself.
 */

/** What {@link fused} says. */
export const enum Fusion {
  /** The plain build, which needs nothing of the kind. */
  Plain = 0,
  /** The fused build on an engine that fuses. */
  Fused = 1,
  /** The fused build on an engine that rounds twice: not to be used. */
  Unfused = 2,
}

/** 2^-30 */
const STEP: f64 = 1.0 / <f64>(1 << 30);
/** The square of this times 2^-60 is less than what a double next to 1 can tell. */
const LAST: i32 = 11;
/** Factors and summand in memory. */
const A: usize = memory.data(16, 16);
const B: usize = memory.data(16, 16);
const C: usize = memory.data(16, 16);

/** Is a × b + c, rounded once, what it should be? */
function makes(sum: v128, a: v128, b: v128, c: v128): bool {
  return v128.bitmask<i64>(v128.eq<f64>(f64x2.relaxed_madd(a, b, c), sum)) == 3;
}

/**
 * (1 + x)² − (1 + 2x) = x² for x = i × 2^-30, and 0 when the square is rounded first. The lanes have other numbers, and
 * the factors of lane 0 these signs.
 */
function holds(i: i32, p: f64, q: f64): bool {
  const x = <f64>i * STEP;
  const y = <f64>(LAST + 1 - i) * STEP;
  const a = f64x2(p + p * x, 1.0 + y);
  const b = f64x2(q + q * x, 1.0 + y);
  const c = f64x2(-p * q * (1.0 + 2.0 * x), -1.0 - 2.0 * y);
  const sum = f64x2(p * q * x * x, y * y);
  const one = f64x2.splat(1.0);
  const zero = f64x2.splat(0.0);
  v128.store(A, a);
  v128.store(B, b);
  v128.store(C, c);
  return (
    makes(sum, a, b, c) &&
    makes(sum, v128.load(A), b, c) &&
    makes(sum, a, v128.load(B), v128.load(C)) &&
    makes(f64x2(x * x, y * y), a, a, f64x2(-1.0 - 2.0 * x, -1.0 - 2.0 * y)) &&
    makes(sum, f64x2.relaxed_madd(a, one, zero), b, c) &&
    makes(sum, a, b, f64x2.relaxed_madd(c, one, zero))
  );
}

/** The same with constants. */
function constantsHold(): bool {
  const a = f64x2.splat(1.0 + STEP);
  return makes(f64x2.splat(STEP * STEP), a, a, f64x2.splat(-1.0 - 2.0 * STEP));
}

/** May this build be used on this engine? See {@link Fusion}. */
export function fused(): u32 {
  if (!ASC_FEATURE_RELAXED_SIMD) return Fusion.Plain;
  let whole = constantsHold();
  for (let i = 1; i <= LAST; i++) {
    whole = whole && holds(i, 1.0, 1.0) && holds(i, -1.0, 1.0) && holds(i, 1.0, -1.0) && holds(i, -1.0, -1.0);
  }
  return whole ? Fusion.Fused : Fusion.Unfused;
}
