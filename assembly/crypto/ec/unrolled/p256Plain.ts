// Made by tools/unroll/field.mjs; change that.
// 24-bit limbs; a whole column of products is exact without fused operations. 2^288 = 1 + 2^32 - 2^96 - 2^128 - 2^192 modulo p.
import { K } from "../constants";

/** r0 = a0 * b0 - k * e0 and r1 = a1 * b1 - k * e1. See field.ts for the magnitudes. */
export function mul(rAt0: usize, rAt1: usize, aAt0: usize, aAt1: usize, bAt0: usize, bAt1: usize, eAt0: usize, eAt1: usize, k: f64): void {
  const C = v128.load(K, 0);
  const DOWN = v128.load(K, 16);
  const T = v128.load(K, 48);
  const a0 = v128.load64_lane(aAt1, v128.load64_zero(aAt0, 0), 1, 0);
  const a1 = v128.load64_lane(aAt1, v128.load64_zero(aAt0, 8), 1, 8);
  const a2 = v128.load64_lane(aAt1, v128.load64_zero(aAt0, 16), 1, 16);
  const a3 = v128.load64_lane(aAt1, v128.load64_zero(aAt0, 24), 1, 24);
  const a4 = v128.load64_lane(aAt1, v128.load64_zero(aAt0, 32), 1, 32);
  const a5 = v128.load64_lane(aAt1, v128.load64_zero(aAt0, 40), 1, 40);
  const a6 = v128.load64_lane(aAt1, v128.load64_zero(aAt0, 48), 1, 48);
  const a7 = v128.load64_lane(aAt1, v128.load64_zero(aAt0, 56), 1, 56);
  const a8 = v128.load64_lane(aAt1, v128.load64_zero(aAt0, 64), 1, 64);
  const a9 = v128.load64_lane(aAt1, v128.load64_zero(aAt0, 72), 1, 72);
  const a10 = v128.load64_lane(aAt1, v128.load64_zero(aAt0, 80), 1, 80);
  const a11 = v128.load64_lane(aAt1, v128.load64_zero(aAt0, 88), 1, 88);
  const b0 = v128.load64_lane(bAt1, v128.load64_zero(bAt0, 0), 1, 0);
  const b1 = v128.load64_lane(bAt1, v128.load64_zero(bAt0, 8), 1, 8);
  const b2 = v128.load64_lane(bAt1, v128.load64_zero(bAt0, 16), 1, 16);
  const b3 = v128.load64_lane(bAt1, v128.load64_zero(bAt0, 24), 1, 24);
  const b4 = v128.load64_lane(bAt1, v128.load64_zero(bAt0, 32), 1, 32);
  const b5 = v128.load64_lane(bAt1, v128.load64_zero(bAt0, 40), 1, 40);
  const b6 = v128.load64_lane(bAt1, v128.load64_zero(bAt0, 48), 1, 48);
  const b7 = v128.load64_lane(bAt1, v128.load64_zero(bAt0, 56), 1, 56);
  const b8 = v128.load64_lane(bAt1, v128.load64_zero(bAt0, 64), 1, 64);
  const b9 = v128.load64_lane(bAt1, v128.load64_zero(bAt0, 72), 1, 72);
  const b10 = v128.load64_lane(bAt1, v128.load64_zero(bAt0, 80), 1, 80);
  const b11 = v128.load64_lane(bAt1, v128.load64_zero(bAt0, 88), 1, 88);
  let c0: v128, c1: v128, c2: v128, c3: v128, c4: v128, c5: v128, c6: v128, c7: v128, c8: v128, c9: v128, c10: v128, c11: v128, c12: v128, c13: v128, c14: v128, c15: v128, c16: v128, c17: v128, c18: v128, c19: v128, c20: v128, c21: v128, c22: v128, c23: v128;
  let d: v128, h: v128, s: v128, t: v128, u: v128;
  c0 = f64x2.mul(a0, b0);
  c1 = f64x2.mul(a0, b1);
  c1 = f64x2.add(c1, f64x2.mul(a1, b0));
  c2 = f64x2.mul(a0, b2);
  c2 = f64x2.add(c2, f64x2.mul(a1, b1));
  c2 = f64x2.add(c2, f64x2.mul(a2, b0));
  c3 = f64x2.mul(a0, b3);
  c3 = f64x2.add(c3, f64x2.mul(a1, b2));
  c3 = f64x2.add(c3, f64x2.mul(a2, b1));
  c3 = f64x2.add(c3, f64x2.mul(a3, b0));
  c4 = f64x2.mul(a0, b4);
  c4 = f64x2.add(c4, f64x2.mul(a1, b3));
  c4 = f64x2.add(c4, f64x2.mul(a2, b2));
  c4 = f64x2.add(c4, f64x2.mul(a3, b1));
  c4 = f64x2.add(c4, f64x2.mul(a4, b0));
  c5 = f64x2.mul(a0, b5);
  c5 = f64x2.add(c5, f64x2.mul(a1, b4));
  c5 = f64x2.add(c5, f64x2.mul(a2, b3));
  c5 = f64x2.add(c5, f64x2.mul(a3, b2));
  c5 = f64x2.add(c5, f64x2.mul(a4, b1));
  c5 = f64x2.add(c5, f64x2.mul(a5, b0));
  c6 = f64x2.mul(a0, b6);
  c6 = f64x2.add(c6, f64x2.mul(a1, b5));
  c6 = f64x2.add(c6, f64x2.mul(a2, b4));
  c6 = f64x2.add(c6, f64x2.mul(a3, b3));
  c6 = f64x2.add(c6, f64x2.mul(a4, b2));
  c6 = f64x2.add(c6, f64x2.mul(a5, b1));
  c6 = f64x2.add(c6, f64x2.mul(a6, b0));
  c7 = f64x2.mul(a0, b7);
  c7 = f64x2.add(c7, f64x2.mul(a1, b6));
  c7 = f64x2.add(c7, f64x2.mul(a2, b5));
  c7 = f64x2.add(c7, f64x2.mul(a3, b4));
  c7 = f64x2.add(c7, f64x2.mul(a4, b3));
  c7 = f64x2.add(c7, f64x2.mul(a5, b2));
  c7 = f64x2.add(c7, f64x2.mul(a6, b1));
  c7 = f64x2.add(c7, f64x2.mul(a7, b0));
  c8 = f64x2.mul(a0, b8);
  c8 = f64x2.add(c8, f64x2.mul(a1, b7));
  c8 = f64x2.add(c8, f64x2.mul(a2, b6));
  c8 = f64x2.add(c8, f64x2.mul(a3, b5));
  c8 = f64x2.add(c8, f64x2.mul(a4, b4));
  c8 = f64x2.add(c8, f64x2.mul(a5, b3));
  c8 = f64x2.add(c8, f64x2.mul(a6, b2));
  c8 = f64x2.add(c8, f64x2.mul(a7, b1));
  c8 = f64x2.add(c8, f64x2.mul(a8, b0));
  c9 = f64x2.mul(a0, b9);
  c9 = f64x2.add(c9, f64x2.mul(a1, b8));
  c9 = f64x2.add(c9, f64x2.mul(a2, b7));
  c9 = f64x2.add(c9, f64x2.mul(a3, b6));
  c9 = f64x2.add(c9, f64x2.mul(a4, b5));
  c9 = f64x2.add(c9, f64x2.mul(a5, b4));
  c9 = f64x2.add(c9, f64x2.mul(a6, b3));
  c9 = f64x2.add(c9, f64x2.mul(a7, b2));
  c9 = f64x2.add(c9, f64x2.mul(a8, b1));
  c9 = f64x2.add(c9, f64x2.mul(a9, b0));
  c10 = f64x2.mul(a0, b10);
  c10 = f64x2.add(c10, f64x2.mul(a1, b9));
  c10 = f64x2.add(c10, f64x2.mul(a2, b8));
  c10 = f64x2.add(c10, f64x2.mul(a3, b7));
  c10 = f64x2.add(c10, f64x2.mul(a4, b6));
  c10 = f64x2.add(c10, f64x2.mul(a5, b5));
  c10 = f64x2.add(c10, f64x2.mul(a6, b4));
  c10 = f64x2.add(c10, f64x2.mul(a7, b3));
  c10 = f64x2.add(c10, f64x2.mul(a8, b2));
  c10 = f64x2.add(c10, f64x2.mul(a9, b1));
  c10 = f64x2.add(c10, f64x2.mul(a10, b0));
  c11 = f64x2.mul(a0, b11);
  c11 = f64x2.add(c11, f64x2.mul(a1, b10));
  c11 = f64x2.add(c11, f64x2.mul(a2, b9));
  c11 = f64x2.add(c11, f64x2.mul(a3, b8));
  c11 = f64x2.add(c11, f64x2.mul(a4, b7));
  c11 = f64x2.add(c11, f64x2.mul(a5, b6));
  c11 = f64x2.add(c11, f64x2.mul(a6, b5));
  c11 = f64x2.add(c11, f64x2.mul(a7, b4));
  c11 = f64x2.add(c11, f64x2.mul(a8, b3));
  c11 = f64x2.add(c11, f64x2.mul(a9, b2));
  c11 = f64x2.add(c11, f64x2.mul(a10, b1));
  c11 = f64x2.add(c11, f64x2.mul(a11, b0));
  c12 = f64x2.mul(a1, b11);
  c12 = f64x2.add(c12, f64x2.mul(a2, b10));
  c12 = f64x2.add(c12, f64x2.mul(a3, b9));
  c12 = f64x2.add(c12, f64x2.mul(a4, b8));
  c12 = f64x2.add(c12, f64x2.mul(a5, b7));
  c12 = f64x2.add(c12, f64x2.mul(a6, b6));
  c12 = f64x2.add(c12, f64x2.mul(a7, b5));
  c12 = f64x2.add(c12, f64x2.mul(a8, b4));
  c12 = f64x2.add(c12, f64x2.mul(a9, b3));
  c12 = f64x2.add(c12, f64x2.mul(a10, b2));
  c12 = f64x2.add(c12, f64x2.mul(a11, b1));
  d = f64x2.sub(C, f64x2.add(c12, C)); // < 2^51.5
  c12 = f64x2.add(c12, d);
  h = d;
  c13 = f64x2.mul(a2, b11);
  c13 = f64x2.add(c13, f64x2.mul(a3, b10));
  c13 = f64x2.add(c13, f64x2.mul(a4, b9));
  c13 = f64x2.add(c13, f64x2.mul(a5, b8));
  c13 = f64x2.add(c13, f64x2.mul(a6, b7));
  c13 = f64x2.add(c13, f64x2.mul(a7, b6));
  c13 = f64x2.add(c13, f64x2.mul(a8, b5));
  c13 = f64x2.add(c13, f64x2.mul(a9, b4));
  c13 = f64x2.add(c13, f64x2.mul(a10, b3));
  c13 = f64x2.add(c13, f64x2.mul(a11, b2));
  d = f64x2.sub(C, f64x2.add(c13, C)); // < 2^51.4
  c13 = f64x2.add(c13, d);
  c13 = f64x2.sub(c13, f64x2.mul(h, DOWN)); // < 2^27.6
  h = d;
  c14 = f64x2.mul(a3, b11);
  c14 = f64x2.add(c14, f64x2.mul(a4, b10));
  c14 = f64x2.add(c14, f64x2.mul(a5, b9));
  c14 = f64x2.add(c14, f64x2.mul(a6, b8));
  c14 = f64x2.add(c14, f64x2.mul(a7, b7));
  c14 = f64x2.add(c14, f64x2.mul(a8, b6));
  c14 = f64x2.add(c14, f64x2.mul(a9, b5));
  c14 = f64x2.add(c14, f64x2.mul(a10, b4));
  c14 = f64x2.add(c14, f64x2.mul(a11, b3));
  d = f64x2.sub(C, f64x2.add(c14, C)); // < 2^51.2
  c14 = f64x2.add(c14, d);
  c14 = f64x2.sub(c14, f64x2.mul(h, DOWN)); // < 2^27.4
  h = d;
  c15 = f64x2.mul(a4, b11);
  c15 = f64x2.add(c15, f64x2.mul(a5, b10));
  c15 = f64x2.add(c15, f64x2.mul(a6, b9));
  c15 = f64x2.add(c15, f64x2.mul(a7, b8));
  c15 = f64x2.add(c15, f64x2.mul(a8, b7));
  c15 = f64x2.add(c15, f64x2.mul(a9, b6));
  c15 = f64x2.add(c15, f64x2.mul(a10, b5));
  c15 = f64x2.add(c15, f64x2.mul(a11, b4));
  d = f64x2.sub(C, f64x2.add(c15, C)); // < 2^51.1
  c15 = f64x2.add(c15, d);
  c15 = f64x2.sub(c15, f64x2.mul(h, DOWN)); // < 2^27.3
  h = d;
  c16 = f64x2.mul(a5, b11);
  c16 = f64x2.add(c16, f64x2.mul(a6, b10));
  c16 = f64x2.add(c16, f64x2.mul(a7, b9));
  c16 = f64x2.add(c16, f64x2.mul(a8, b8));
  c16 = f64x2.add(c16, f64x2.mul(a9, b7));
  c16 = f64x2.add(c16, f64x2.mul(a10, b6));
  c16 = f64x2.add(c16, f64x2.mul(a11, b5));
  d = f64x2.sub(C, f64x2.add(c16, C)); // < 2^50.9
  c16 = f64x2.add(c16, d);
  c16 = f64x2.sub(c16, f64x2.mul(h, DOWN)); // < 2^27.1
  h = d;
  c17 = f64x2.mul(a6, b11);
  c17 = f64x2.add(c17, f64x2.mul(a7, b10));
  c17 = f64x2.add(c17, f64x2.mul(a8, b9));
  c17 = f64x2.add(c17, f64x2.mul(a9, b8));
  c17 = f64x2.add(c17, f64x2.mul(a10, b7));
  c17 = f64x2.add(c17, f64x2.mul(a11, b6));
  d = f64x2.sub(C, f64x2.add(c17, C)); // < 2^50.6
  c17 = f64x2.add(c17, d);
  c17 = f64x2.sub(c17, f64x2.mul(h, DOWN)); // < 2^27
  h = d;
  c18 = f64x2.mul(a7, b11);
  c18 = f64x2.add(c18, f64x2.mul(a8, b10));
  c18 = f64x2.add(c18, f64x2.mul(a9, b9));
  c18 = f64x2.add(c18, f64x2.mul(a10, b8));
  c18 = f64x2.add(c18, f64x2.mul(a11, b7));
  d = f64x2.sub(C, f64x2.add(c18, C)); // < 2^50.4
  c18 = f64x2.add(c18, d);
  c18 = f64x2.sub(c18, f64x2.mul(h, DOWN)); // < 2^26.8
  h = d;
  c19 = f64x2.mul(a8, b11);
  c19 = f64x2.add(c19, f64x2.mul(a9, b10));
  c19 = f64x2.add(c19, f64x2.mul(a10, b9));
  c19 = f64x2.add(c19, f64x2.mul(a11, b8));
  d = f64x2.sub(C, f64x2.add(c19, C)); // < 2^50.1
  c19 = f64x2.add(c19, d);
  c19 = f64x2.sub(c19, f64x2.mul(h, DOWN)); // < 2^26.5
  h = d;
  c20 = f64x2.mul(a9, b11);
  c20 = f64x2.add(c20, f64x2.mul(a10, b10));
  c20 = f64x2.add(c20, f64x2.mul(a11, b9));
  d = f64x2.sub(C, f64x2.add(c20, C)); // < 2^49.6
  c20 = f64x2.add(c20, d);
  c20 = f64x2.sub(c20, f64x2.mul(h, DOWN)); // < 2^26.2
  h = d;
  c21 = f64x2.mul(a10, b11);
  c21 = f64x2.add(c21, f64x2.mul(a11, b10));
  d = f64x2.sub(C, f64x2.add(c21, C)); // < 2^49.1
  c21 = f64x2.add(c21, d);
  c21 = f64x2.sub(c21, f64x2.mul(h, DOWN)); // < 2^25.9
  h = d;
  c22 = f64x2.mul(a11, b11);
  d = f64x2.sub(C, f64x2.add(c22, C)); // < 2^48.1
  c22 = f64x2.add(c22, d);
  c22 = f64x2.sub(c22, f64x2.mul(h, DOWN)); // < 2^25.4
  h = d;
  c23 = f64x2.neg(f64x2.mul(h, DOWN)); // < 2^24.1
  t = f64x2.mul(c23, T); // < 2^32.1
  c11 = f64x2.add(c11, c23); // < 2^51.6
  c15 = f64x2.sub(c15, c23); // < 2^27.4
  c19 = f64x2.sub(c19, c23); // < 2^26.8
  c12 = f64x2.add(c12, t); // < 2^32.1
  c16 = f64x2.sub(c16, t); // < 2^32.1
  t = f64x2.mul(c22, T); // < 2^33.4
  c10 = f64x2.add(c10, c22); // < 2^51.5
  c14 = f64x2.sub(c14, c22); // < 2^27.8
  c18 = f64x2.sub(c18, c22); // < 2^27.2
  c11 = f64x2.add(c11, t); // < 2^51.6
  c15 = f64x2.sub(c15, t); // < 2^33.4
  t = f64x2.mul(c21, T); // < 2^33.9
  c9 = f64x2.add(c9, c21); // < 2^51.4
  c13 = f64x2.sub(c13, c21); // < 2^28
  c17 = f64x2.sub(c17, c21); // < 2^27.5
  c10 = f64x2.add(c10, t); // < 2^51.5
  c14 = f64x2.sub(c14, t); // < 2^33.9
  t = f64x2.mul(c20, T); // < 2^34.2
  c8 = f64x2.add(c8, c20); // < 2^51.2
  c12 = f64x2.sub(c12, c20); // < 2^32.1
  c16 = f64x2.sub(c16, c20); // < 2^32.1
  c9 = f64x2.add(c9, t); // < 2^51.4
  c13 = f64x2.sub(c13, t); // < 2^34.2
  t = f64x2.mul(c19, T); // < 2^34.8
  c7 = f64x2.add(c7, c19); // < 2^51.1
  c11 = f64x2.sub(c11, c19); // < 2^51.6
  c15 = f64x2.sub(c15, c19); // < 2^33.4
  c8 = f64x2.add(c8, t); // < 2^51.2
  c12 = f64x2.sub(c12, t); // < 2^35
  t = f64x2.mul(c18, T); // < 2^35.2
  c6 = f64x2.add(c6, c18); // < 2^50.9
  c10 = f64x2.sub(c10, c18); // < 2^51.5
  c14 = f64x2.sub(c14, c18); // < 2^33.9
  c7 = f64x2.add(c7, t); // < 2^51.1
  c11 = f64x2.sub(c11, t); // < 2^51.6
  t = f64x2.mul(c17, T); // < 2^35.5
  c5 = f64x2.add(c5, c17); // < 2^50.6
  c9 = f64x2.sub(c9, c17); // < 2^51.4
  c13 = f64x2.sub(c13, c17); // < 2^34.2
  c6 = f64x2.add(c6, t); // < 2^50.9
  c10 = f64x2.sub(c10, t); // < 2^51.5
  t = f64x2.mul(c16, T); // < 2^40.1
  c4 = f64x2.add(c4, c16); // < 2^50.4
  c8 = f64x2.sub(c8, c16); // < 2^51.2
  c12 = f64x2.sub(c12, c16); // < 2^35.1
  c5 = f64x2.add(c5, t); // < 2^50.6
  c9 = f64x2.sub(c9, t); // < 2^51.4
  t = f64x2.mul(c15, T); // < 2^41.4
  c3 = f64x2.add(c3, c15); // < 2^50.1
  c7 = f64x2.sub(c7, c15); // < 2^51.1
  c11 = f64x2.sub(c11, c15); // < 2^51.6
  c4 = f64x2.add(c4, t); // < 2^50.4
  c8 = f64x2.sub(c8, t); // < 2^51.2
  t = f64x2.mul(c14, T); // < 2^41.9
  c2 = f64x2.add(c2, c14); // < 2^49.6
  c6 = f64x2.sub(c6, c14); // < 2^50.9
  c10 = f64x2.sub(c10, c14); // < 2^51.5
  c3 = f64x2.add(c3, t); // < 2^50.1
  c7 = f64x2.sub(c7, t); // < 2^51.1
  t = f64x2.mul(c13, T); // < 2^42.2
  c1 = f64x2.add(c1, c13); // < 2^49.1
  c5 = f64x2.sub(c5, c13); // < 2^50.6
  c9 = f64x2.sub(c9, c13); // < 2^51.4
  c2 = f64x2.add(c2, t); // < 2^49.6
  c6 = f64x2.sub(c6, t); // < 2^50.9
  t = f64x2.mul(c12, T); // < 2^43.1
  c0 = f64x2.add(c0, c12); // < 2^48.1
  c4 = f64x2.sub(c4, c12); // < 2^50.4
  c8 = f64x2.sub(c8, c12); // < 2^51.2
  c1 = f64x2.add(c1, t); // < 2^49.1
  c5 = f64x2.sub(c5, t); // < 2^50.6
  if (k != 0) {
    const f = f64x2.splat(-k);
  c0 = f64x2.add(c0, f64x2.mul(v128.load64_lane(eAt1, v128.load64_zero(eAt0, 0), 1, 0), f)); // < 2^48.1
  c1 = f64x2.add(c1, f64x2.mul(v128.load64_lane(eAt1, v128.load64_zero(eAt0, 8), 1, 8), f)); // < 2^49.1
  c2 = f64x2.add(c2, f64x2.mul(v128.load64_lane(eAt1, v128.load64_zero(eAt0, 16), 1, 16), f)); // < 2^49.6
  c3 = f64x2.add(c3, f64x2.mul(v128.load64_lane(eAt1, v128.load64_zero(eAt0, 24), 1, 24), f)); // < 2^50.1
  c4 = f64x2.add(c4, f64x2.mul(v128.load64_lane(eAt1, v128.load64_zero(eAt0, 32), 1, 32), f)); // < 2^50.4
  c5 = f64x2.add(c5, f64x2.mul(v128.load64_lane(eAt1, v128.load64_zero(eAt0, 40), 1, 40), f)); // < 2^50.6
  c6 = f64x2.add(c6, f64x2.mul(v128.load64_lane(eAt1, v128.load64_zero(eAt0, 48), 1, 48), f)); // < 2^50.9
  c7 = f64x2.add(c7, f64x2.mul(v128.load64_lane(eAt1, v128.load64_zero(eAt0, 56), 1, 56), f)); // < 2^51.1
  c8 = f64x2.add(c8, f64x2.mul(v128.load64_lane(eAt1, v128.load64_zero(eAt0, 64), 1, 64), f)); // < 2^51.2
  c9 = f64x2.add(c9, f64x2.mul(v128.load64_lane(eAt1, v128.load64_zero(eAt0, 72), 1, 72), f)); // < 2^51.4
  c10 = f64x2.add(c10, f64x2.mul(v128.load64_lane(eAt1, v128.load64_zero(eAt0, 80), 1, 80), f)); // < 2^51.5
  c11 = f64x2.add(c11, f64x2.mul(v128.load64_lane(eAt1, v128.load64_zero(eAt0, 88), 1, 88), f)); // < 2^51.6
  }
  d = f64x2.sub(C, f64x2.add(c11, C)); // < 2^51.6
  c11 = f64x2.add(c11, d);
  u = d;
  d = f64x2.sub(C, f64x2.add(c10, C)); // < 2^51.5
  c10 = f64x2.add(c10, d);
  c11 = f64x2.sub(c11, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c9, C)); // < 2^51.4
  c9 = f64x2.add(c9, d);
  c10 = f64x2.sub(c10, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c8, C)); // < 2^51.2
  c8 = f64x2.add(c8, d);
  c9 = f64x2.sub(c9, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c7, C)); // < 2^51.1
  c7 = f64x2.add(c7, d);
  c8 = f64x2.sub(c8, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c6, C)); // < 2^50.9
  c6 = f64x2.add(c6, d);
  c7 = f64x2.sub(c7, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c5, C)); // < 2^50.6
  c5 = f64x2.add(c5, d);
  c6 = f64x2.sub(c6, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c4, C)); // < 2^50.4
  c4 = f64x2.add(c4, d);
  c5 = f64x2.sub(c5, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c3, C)); // < 2^50.1
  c3 = f64x2.add(c3, d);
  c4 = f64x2.sub(c4, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c2, C)); // < 2^49.6
  c2 = f64x2.add(c2, d);
  c3 = f64x2.sub(c3, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c1, C)); // < 2^49.1
  c1 = f64x2.add(c1, d);
  c2 = f64x2.sub(c2, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c0, C)); // < 2^48.1
  c0 = f64x2.add(c0, d);
  c1 = f64x2.sub(c1, f64x2.mul(d, DOWN));
  d = u;
  t = f64x2.mul(d, DOWN); // < 2^27.6
  c0 = f64x2.sub(c0, t);
  c4 = f64x2.add(c4, t);
  c8 = f64x2.add(c8, t);
  t = f64x2.mul(t, T); // < 2^35.6
  c1 = f64x2.sub(c1, t);
  c5 = f64x2.add(c5, t);
  d = f64x2.sub(C, f64x2.add(c11, C)); // < 2^27.6
  c11 = f64x2.add(c11, d);
  u = d;
  d = f64x2.sub(C, f64x2.add(c10, C)); // < 2^27.4
  c10 = f64x2.add(c10, d);
  c11 = f64x2.sub(c11, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c9, C)); // < 2^27.3
  c9 = f64x2.add(c9, d);
  c10 = f64x2.sub(c10, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c8, C)); // < 2^28.4
  c8 = f64x2.add(c8, d);
  c9 = f64x2.sub(c9, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c7, C)); // < 2^27
  c7 = f64x2.add(c7, d);
  c8 = f64x2.sub(c8, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c6, C)); // < 2^26.8
  c6 = f64x2.add(c6, d);
  c7 = f64x2.sub(c7, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c5, C)); // < 2^35.6
  c5 = f64x2.add(c5, d);
  c6 = f64x2.sub(c6, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c4, C)); // < 2^28.1
  c4 = f64x2.add(c4, d);
  c5 = f64x2.sub(c5, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c3, C)); // < 2^25.9
  c3 = f64x2.add(c3, d);
  c4 = f64x2.sub(c4, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c2, C)); // < 2^25.4
  c2 = f64x2.add(c2, d);
  c3 = f64x2.sub(c3, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c1, C)); // < 2^35.6
  c1 = f64x2.add(c1, d);
  c2 = f64x2.sub(c2, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c0, C)); // < 2^27.7
  c0 = f64x2.add(c0, d);
  c1 = f64x2.sub(c1, f64x2.mul(d, DOWN));
  d = u;
  t = f64x2.mul(d, DOWN); // < 2^3.7
  c0 = f64x2.sub(c0, t);
  c4 = f64x2.add(c4, t);
  c8 = f64x2.add(c8, t);
  t = f64x2.mul(t, T); // < 2^11.7
  c1 = f64x2.sub(c1, t);
  c5 = f64x2.add(c5, t);
  v128.store64_lane(rAt0, c0, 0, 0);
  v128.store64_lane(rAt1, c0, 1, 0); // < 2^23.1
  v128.store64_lane(rAt0, c1, 0, 8);
  v128.store64_lane(rAt1, c1, 1, 8); // < 2^23.1
  v128.store64_lane(rAt0, c2, 0, 16);
  v128.store64_lane(rAt1, c2, 1, 16); // < 2^23.1
  v128.store64_lane(rAt0, c3, 0, 24);
  v128.store64_lane(rAt1, c3, 1, 24); // < 2^23.1
  v128.store64_lane(rAt0, c4, 0, 32);
  v128.store64_lane(rAt1, c4, 1, 32); // < 2^23.1
  v128.store64_lane(rAt0, c5, 0, 40);
  v128.store64_lane(rAt1, c5, 1, 40); // < 2^23.1
  v128.store64_lane(rAt0, c6, 0, 48);
  v128.store64_lane(rAt1, c6, 1, 48); // < 2^23.1
  v128.store64_lane(rAt0, c7, 0, 56);
  v128.store64_lane(rAt1, c7, 1, 56); // < 2^23.1
  v128.store64_lane(rAt0, c8, 0, 64);
  v128.store64_lane(rAt1, c8, 1, 64); // < 2^23.1
  v128.store64_lane(rAt0, c9, 0, 72);
  v128.store64_lane(rAt1, c9, 1, 72); // < 2^23.1
  v128.store64_lane(rAt0, c10, 0, 80);
  v128.store64_lane(rAt1, c10, 1, 80); // < 2^23.1
  v128.store64_lane(rAt0, c11, 0, 88);
  v128.store64_lane(rAt1, c11, 1, 88); // < 2^23.1
}

/** r0 = a0 * a0 - k * e0 and r1 = a1 * a1 - k * e1. See field.ts for the magnitudes. */
export function sqr(rAt0: usize, rAt1: usize, aAt0: usize, aAt1: usize, eAt0: usize, eAt1: usize, k: f64): void {
  const C = v128.load(K, 0);
  const DOWN = v128.load(K, 16);
  const T = v128.load(K, 48);
  const a0 = v128.load64_lane(aAt1, v128.load64_zero(aAt0, 0), 1, 0);
  const a1 = v128.load64_lane(aAt1, v128.load64_zero(aAt0, 8), 1, 8);
  const a2 = v128.load64_lane(aAt1, v128.load64_zero(aAt0, 16), 1, 16);
  const a3 = v128.load64_lane(aAt1, v128.load64_zero(aAt0, 24), 1, 24);
  const a4 = v128.load64_lane(aAt1, v128.load64_zero(aAt0, 32), 1, 32);
  const a5 = v128.load64_lane(aAt1, v128.load64_zero(aAt0, 40), 1, 40);
  const a6 = v128.load64_lane(aAt1, v128.load64_zero(aAt0, 48), 1, 48);
  const a7 = v128.load64_lane(aAt1, v128.load64_zero(aAt0, 56), 1, 56);
  const a8 = v128.load64_lane(aAt1, v128.load64_zero(aAt0, 64), 1, 64);
  const a9 = v128.load64_lane(aAt1, v128.load64_zero(aAt0, 72), 1, 72);
  const a10 = v128.load64_lane(aAt1, v128.load64_zero(aAt0, 80), 1, 80);
  const a11 = v128.load64_lane(aAt1, v128.load64_zero(aAt0, 88), 1, 88);
  const d0 = f64x2.add(a0, a0);
  const d1 = f64x2.add(a1, a1);
  const d2 = f64x2.add(a2, a2);
  const d3 = f64x2.add(a3, a3);
  const d4 = f64x2.add(a4, a4);
  const d5 = f64x2.add(a5, a5);
  const d6 = f64x2.add(a6, a6);
  const d7 = f64x2.add(a7, a7);
  const d8 = f64x2.add(a8, a8);
  const d9 = f64x2.add(a9, a9);
  const d10 = f64x2.add(a10, a10);
  let c0: v128, c1: v128, c2: v128, c3: v128, c4: v128, c5: v128, c6: v128, c7: v128, c8: v128, c9: v128, c10: v128, c11: v128, c12: v128, c13: v128, c14: v128, c15: v128, c16: v128, c17: v128, c18: v128, c19: v128, c20: v128, c21: v128, c22: v128, c23: v128;
  let d: v128, h: v128, s: v128, t: v128, u: v128;
  c0 = f64x2.mul(a0, a0);
  c1 = f64x2.mul(d0, a1);
  c2 = f64x2.mul(d0, a2);
  c2 = f64x2.add(c2, f64x2.mul(a1, a1));
  c3 = f64x2.mul(d0, a3);
  c3 = f64x2.add(c3, f64x2.mul(d1, a2));
  c4 = f64x2.mul(d0, a4);
  c4 = f64x2.add(c4, f64x2.mul(d1, a3));
  c4 = f64x2.add(c4, f64x2.mul(a2, a2));
  c5 = f64x2.mul(d0, a5);
  c5 = f64x2.add(c5, f64x2.mul(d1, a4));
  c5 = f64x2.add(c5, f64x2.mul(d2, a3));
  c6 = f64x2.mul(d0, a6);
  c6 = f64x2.add(c6, f64x2.mul(d1, a5));
  c6 = f64x2.add(c6, f64x2.mul(d2, a4));
  c6 = f64x2.add(c6, f64x2.mul(a3, a3));
  c7 = f64x2.mul(d0, a7);
  c7 = f64x2.add(c7, f64x2.mul(d1, a6));
  c7 = f64x2.add(c7, f64x2.mul(d2, a5));
  c7 = f64x2.add(c7, f64x2.mul(d3, a4));
  c8 = f64x2.mul(d0, a8);
  c8 = f64x2.add(c8, f64x2.mul(d1, a7));
  c8 = f64x2.add(c8, f64x2.mul(d2, a6));
  c8 = f64x2.add(c8, f64x2.mul(d3, a5));
  c8 = f64x2.add(c8, f64x2.mul(a4, a4));
  c9 = f64x2.mul(d0, a9);
  c9 = f64x2.add(c9, f64x2.mul(d1, a8));
  c9 = f64x2.add(c9, f64x2.mul(d2, a7));
  c9 = f64x2.add(c9, f64x2.mul(d3, a6));
  c9 = f64x2.add(c9, f64x2.mul(d4, a5));
  c10 = f64x2.mul(d0, a10);
  c10 = f64x2.add(c10, f64x2.mul(d1, a9));
  c10 = f64x2.add(c10, f64x2.mul(d2, a8));
  c10 = f64x2.add(c10, f64x2.mul(d3, a7));
  c10 = f64x2.add(c10, f64x2.mul(d4, a6));
  c10 = f64x2.add(c10, f64x2.mul(a5, a5));
  c11 = f64x2.mul(d0, a11);
  c11 = f64x2.add(c11, f64x2.mul(d1, a10));
  c11 = f64x2.add(c11, f64x2.mul(d2, a9));
  c11 = f64x2.add(c11, f64x2.mul(d3, a8));
  c11 = f64x2.add(c11, f64x2.mul(d4, a7));
  c11 = f64x2.add(c11, f64x2.mul(d5, a6));
  c12 = f64x2.mul(d1, a11);
  c12 = f64x2.add(c12, f64x2.mul(d2, a10));
  c12 = f64x2.add(c12, f64x2.mul(d3, a9));
  c12 = f64x2.add(c12, f64x2.mul(d4, a8));
  c12 = f64x2.add(c12, f64x2.mul(d5, a7));
  c12 = f64x2.add(c12, f64x2.mul(a6, a6));
  d = f64x2.sub(C, f64x2.add(c12, C)); // < 2^51.5
  c12 = f64x2.add(c12, d);
  h = d;
  c13 = f64x2.mul(d2, a11);
  c13 = f64x2.add(c13, f64x2.mul(d3, a10));
  c13 = f64x2.add(c13, f64x2.mul(d4, a9));
  c13 = f64x2.add(c13, f64x2.mul(d5, a8));
  c13 = f64x2.add(c13, f64x2.mul(d6, a7));
  d = f64x2.sub(C, f64x2.add(c13, C)); // < 2^51.4
  c13 = f64x2.add(c13, d);
  c13 = f64x2.sub(c13, f64x2.mul(h, DOWN)); // < 2^27.6
  h = d;
  c14 = f64x2.mul(d3, a11);
  c14 = f64x2.add(c14, f64x2.mul(d4, a10));
  c14 = f64x2.add(c14, f64x2.mul(d5, a9));
  c14 = f64x2.add(c14, f64x2.mul(d6, a8));
  c14 = f64x2.add(c14, f64x2.mul(a7, a7));
  d = f64x2.sub(C, f64x2.add(c14, C)); // < 2^51.2
  c14 = f64x2.add(c14, d);
  c14 = f64x2.sub(c14, f64x2.mul(h, DOWN)); // < 2^27.4
  h = d;
  c15 = f64x2.mul(d4, a11);
  c15 = f64x2.add(c15, f64x2.mul(d5, a10));
  c15 = f64x2.add(c15, f64x2.mul(d6, a9));
  c15 = f64x2.add(c15, f64x2.mul(d7, a8));
  d = f64x2.sub(C, f64x2.add(c15, C)); // < 2^51.1
  c15 = f64x2.add(c15, d);
  c15 = f64x2.sub(c15, f64x2.mul(h, DOWN)); // < 2^27.3
  h = d;
  c16 = f64x2.mul(d5, a11);
  c16 = f64x2.add(c16, f64x2.mul(d6, a10));
  c16 = f64x2.add(c16, f64x2.mul(d7, a9));
  c16 = f64x2.add(c16, f64x2.mul(a8, a8));
  d = f64x2.sub(C, f64x2.add(c16, C)); // < 2^50.9
  c16 = f64x2.add(c16, d);
  c16 = f64x2.sub(c16, f64x2.mul(h, DOWN)); // < 2^27.1
  h = d;
  c17 = f64x2.mul(d6, a11);
  c17 = f64x2.add(c17, f64x2.mul(d7, a10));
  c17 = f64x2.add(c17, f64x2.mul(d8, a9));
  d = f64x2.sub(C, f64x2.add(c17, C)); // < 2^50.6
  c17 = f64x2.add(c17, d);
  c17 = f64x2.sub(c17, f64x2.mul(h, DOWN)); // < 2^27
  h = d;
  c18 = f64x2.mul(d7, a11);
  c18 = f64x2.add(c18, f64x2.mul(d8, a10));
  c18 = f64x2.add(c18, f64x2.mul(a9, a9));
  d = f64x2.sub(C, f64x2.add(c18, C)); // < 2^50.4
  c18 = f64x2.add(c18, d);
  c18 = f64x2.sub(c18, f64x2.mul(h, DOWN)); // < 2^26.8
  h = d;
  c19 = f64x2.mul(d8, a11);
  c19 = f64x2.add(c19, f64x2.mul(d9, a10));
  d = f64x2.sub(C, f64x2.add(c19, C)); // < 2^50.1
  c19 = f64x2.add(c19, d);
  c19 = f64x2.sub(c19, f64x2.mul(h, DOWN)); // < 2^26.5
  h = d;
  c20 = f64x2.mul(d9, a11);
  c20 = f64x2.add(c20, f64x2.mul(a10, a10));
  d = f64x2.sub(C, f64x2.add(c20, C)); // < 2^49.6
  c20 = f64x2.add(c20, d);
  c20 = f64x2.sub(c20, f64x2.mul(h, DOWN)); // < 2^26.2
  h = d;
  c21 = f64x2.mul(d10, a11);
  d = f64x2.sub(C, f64x2.add(c21, C)); // < 2^49.1
  c21 = f64x2.add(c21, d);
  c21 = f64x2.sub(c21, f64x2.mul(h, DOWN)); // < 2^25.9
  h = d;
  c22 = f64x2.mul(a11, a11);
  d = f64x2.sub(C, f64x2.add(c22, C)); // < 2^48.1
  c22 = f64x2.add(c22, d);
  c22 = f64x2.sub(c22, f64x2.mul(h, DOWN)); // < 2^25.4
  h = d;
  c23 = f64x2.neg(f64x2.mul(h, DOWN)); // < 2^24.1
  t = f64x2.mul(c23, T); // < 2^32.1
  c11 = f64x2.add(c11, c23); // < 2^51.6
  c15 = f64x2.sub(c15, c23); // < 2^27.4
  c19 = f64x2.sub(c19, c23); // < 2^26.8
  c12 = f64x2.add(c12, t); // < 2^32.1
  c16 = f64x2.sub(c16, t); // < 2^32.1
  t = f64x2.mul(c22, T); // < 2^33.4
  c10 = f64x2.add(c10, c22); // < 2^51.5
  c14 = f64x2.sub(c14, c22); // < 2^27.8
  c18 = f64x2.sub(c18, c22); // < 2^27.2
  c11 = f64x2.add(c11, t); // < 2^51.6
  c15 = f64x2.sub(c15, t); // < 2^33.4
  t = f64x2.mul(c21, T); // < 2^33.9
  c9 = f64x2.add(c9, c21); // < 2^51.4
  c13 = f64x2.sub(c13, c21); // < 2^28
  c17 = f64x2.sub(c17, c21); // < 2^27.5
  c10 = f64x2.add(c10, t); // < 2^51.5
  c14 = f64x2.sub(c14, t); // < 2^33.9
  t = f64x2.mul(c20, T); // < 2^34.2
  c8 = f64x2.add(c8, c20); // < 2^51.2
  c12 = f64x2.sub(c12, c20); // < 2^32.1
  c16 = f64x2.sub(c16, c20); // < 2^32.1
  c9 = f64x2.add(c9, t); // < 2^51.4
  c13 = f64x2.sub(c13, t); // < 2^34.2
  t = f64x2.mul(c19, T); // < 2^34.8
  c7 = f64x2.add(c7, c19); // < 2^51.1
  c11 = f64x2.sub(c11, c19); // < 2^51.6
  c15 = f64x2.sub(c15, c19); // < 2^33.4
  c8 = f64x2.add(c8, t); // < 2^51.2
  c12 = f64x2.sub(c12, t); // < 2^35
  t = f64x2.mul(c18, T); // < 2^35.2
  c6 = f64x2.add(c6, c18); // < 2^50.9
  c10 = f64x2.sub(c10, c18); // < 2^51.5
  c14 = f64x2.sub(c14, c18); // < 2^33.9
  c7 = f64x2.add(c7, t); // < 2^51.1
  c11 = f64x2.sub(c11, t); // < 2^51.6
  t = f64x2.mul(c17, T); // < 2^35.5
  c5 = f64x2.add(c5, c17); // < 2^50.6
  c9 = f64x2.sub(c9, c17); // < 2^51.4
  c13 = f64x2.sub(c13, c17); // < 2^34.2
  c6 = f64x2.add(c6, t); // < 2^50.9
  c10 = f64x2.sub(c10, t); // < 2^51.5
  t = f64x2.mul(c16, T); // < 2^40.1
  c4 = f64x2.add(c4, c16); // < 2^50.4
  c8 = f64x2.sub(c8, c16); // < 2^51.2
  c12 = f64x2.sub(c12, c16); // < 2^35.1
  c5 = f64x2.add(c5, t); // < 2^50.6
  c9 = f64x2.sub(c9, t); // < 2^51.4
  t = f64x2.mul(c15, T); // < 2^41.4
  c3 = f64x2.add(c3, c15); // < 2^50.1
  c7 = f64x2.sub(c7, c15); // < 2^51.1
  c11 = f64x2.sub(c11, c15); // < 2^51.6
  c4 = f64x2.add(c4, t); // < 2^50.4
  c8 = f64x2.sub(c8, t); // < 2^51.2
  t = f64x2.mul(c14, T); // < 2^41.9
  c2 = f64x2.add(c2, c14); // < 2^49.6
  c6 = f64x2.sub(c6, c14); // < 2^50.9
  c10 = f64x2.sub(c10, c14); // < 2^51.5
  c3 = f64x2.add(c3, t); // < 2^50.1
  c7 = f64x2.sub(c7, t); // < 2^51.1
  t = f64x2.mul(c13, T); // < 2^42.2
  c1 = f64x2.add(c1, c13); // < 2^49.1
  c5 = f64x2.sub(c5, c13); // < 2^50.6
  c9 = f64x2.sub(c9, c13); // < 2^51.4
  c2 = f64x2.add(c2, t); // < 2^49.6
  c6 = f64x2.sub(c6, t); // < 2^50.9
  t = f64x2.mul(c12, T); // < 2^43.1
  c0 = f64x2.add(c0, c12); // < 2^48.1
  c4 = f64x2.sub(c4, c12); // < 2^50.4
  c8 = f64x2.sub(c8, c12); // < 2^51.2
  c1 = f64x2.add(c1, t); // < 2^49.1
  c5 = f64x2.sub(c5, t); // < 2^50.6
  if (k != 0) {
    const f = f64x2.splat(-k);
  c0 = f64x2.add(c0, f64x2.mul(v128.load64_lane(eAt1, v128.load64_zero(eAt0, 0), 1, 0), f)); // < 2^48.1
  c1 = f64x2.add(c1, f64x2.mul(v128.load64_lane(eAt1, v128.load64_zero(eAt0, 8), 1, 8), f)); // < 2^49.1
  c2 = f64x2.add(c2, f64x2.mul(v128.load64_lane(eAt1, v128.load64_zero(eAt0, 16), 1, 16), f)); // < 2^49.6
  c3 = f64x2.add(c3, f64x2.mul(v128.load64_lane(eAt1, v128.load64_zero(eAt0, 24), 1, 24), f)); // < 2^50.1
  c4 = f64x2.add(c4, f64x2.mul(v128.load64_lane(eAt1, v128.load64_zero(eAt0, 32), 1, 32), f)); // < 2^50.4
  c5 = f64x2.add(c5, f64x2.mul(v128.load64_lane(eAt1, v128.load64_zero(eAt0, 40), 1, 40), f)); // < 2^50.6
  c6 = f64x2.add(c6, f64x2.mul(v128.load64_lane(eAt1, v128.load64_zero(eAt0, 48), 1, 48), f)); // < 2^50.9
  c7 = f64x2.add(c7, f64x2.mul(v128.load64_lane(eAt1, v128.load64_zero(eAt0, 56), 1, 56), f)); // < 2^51.1
  c8 = f64x2.add(c8, f64x2.mul(v128.load64_lane(eAt1, v128.load64_zero(eAt0, 64), 1, 64), f)); // < 2^51.2
  c9 = f64x2.add(c9, f64x2.mul(v128.load64_lane(eAt1, v128.load64_zero(eAt0, 72), 1, 72), f)); // < 2^51.4
  c10 = f64x2.add(c10, f64x2.mul(v128.load64_lane(eAt1, v128.load64_zero(eAt0, 80), 1, 80), f)); // < 2^51.5
  c11 = f64x2.add(c11, f64x2.mul(v128.load64_lane(eAt1, v128.load64_zero(eAt0, 88), 1, 88), f)); // < 2^51.6
  }
  d = f64x2.sub(C, f64x2.add(c11, C)); // < 2^51.6
  c11 = f64x2.add(c11, d);
  u = d;
  d = f64x2.sub(C, f64x2.add(c10, C)); // < 2^51.5
  c10 = f64x2.add(c10, d);
  c11 = f64x2.sub(c11, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c9, C)); // < 2^51.4
  c9 = f64x2.add(c9, d);
  c10 = f64x2.sub(c10, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c8, C)); // < 2^51.2
  c8 = f64x2.add(c8, d);
  c9 = f64x2.sub(c9, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c7, C)); // < 2^51.1
  c7 = f64x2.add(c7, d);
  c8 = f64x2.sub(c8, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c6, C)); // < 2^50.9
  c6 = f64x2.add(c6, d);
  c7 = f64x2.sub(c7, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c5, C)); // < 2^50.6
  c5 = f64x2.add(c5, d);
  c6 = f64x2.sub(c6, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c4, C)); // < 2^50.4
  c4 = f64x2.add(c4, d);
  c5 = f64x2.sub(c5, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c3, C)); // < 2^50.1
  c3 = f64x2.add(c3, d);
  c4 = f64x2.sub(c4, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c2, C)); // < 2^49.6
  c2 = f64x2.add(c2, d);
  c3 = f64x2.sub(c3, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c1, C)); // < 2^49.1
  c1 = f64x2.add(c1, d);
  c2 = f64x2.sub(c2, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c0, C)); // < 2^48.1
  c0 = f64x2.add(c0, d);
  c1 = f64x2.sub(c1, f64x2.mul(d, DOWN));
  d = u;
  t = f64x2.mul(d, DOWN); // < 2^27.6
  c0 = f64x2.sub(c0, t);
  c4 = f64x2.add(c4, t);
  c8 = f64x2.add(c8, t);
  t = f64x2.mul(t, T); // < 2^35.6
  c1 = f64x2.sub(c1, t);
  c5 = f64x2.add(c5, t);
  d = f64x2.sub(C, f64x2.add(c11, C)); // < 2^27.6
  c11 = f64x2.add(c11, d);
  u = d;
  d = f64x2.sub(C, f64x2.add(c10, C)); // < 2^27.4
  c10 = f64x2.add(c10, d);
  c11 = f64x2.sub(c11, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c9, C)); // < 2^27.3
  c9 = f64x2.add(c9, d);
  c10 = f64x2.sub(c10, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c8, C)); // < 2^28.4
  c8 = f64x2.add(c8, d);
  c9 = f64x2.sub(c9, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c7, C)); // < 2^27
  c7 = f64x2.add(c7, d);
  c8 = f64x2.sub(c8, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c6, C)); // < 2^26.8
  c6 = f64x2.add(c6, d);
  c7 = f64x2.sub(c7, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c5, C)); // < 2^35.6
  c5 = f64x2.add(c5, d);
  c6 = f64x2.sub(c6, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c4, C)); // < 2^28.1
  c4 = f64x2.add(c4, d);
  c5 = f64x2.sub(c5, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c3, C)); // < 2^25.9
  c3 = f64x2.add(c3, d);
  c4 = f64x2.sub(c4, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c2, C)); // < 2^25.4
  c2 = f64x2.add(c2, d);
  c3 = f64x2.sub(c3, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c1, C)); // < 2^35.6
  c1 = f64x2.add(c1, d);
  c2 = f64x2.sub(c2, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c0, C)); // < 2^27.7
  c0 = f64x2.add(c0, d);
  c1 = f64x2.sub(c1, f64x2.mul(d, DOWN));
  d = u;
  t = f64x2.mul(d, DOWN); // < 2^3.7
  c0 = f64x2.sub(c0, t);
  c4 = f64x2.add(c4, t);
  c8 = f64x2.add(c8, t);
  t = f64x2.mul(t, T); // < 2^11.7
  c1 = f64x2.sub(c1, t);
  c5 = f64x2.add(c5, t);
  v128.store64_lane(rAt0, c0, 0, 0);
  v128.store64_lane(rAt1, c0, 1, 0); // < 2^23.1
  v128.store64_lane(rAt0, c1, 0, 8);
  v128.store64_lane(rAt1, c1, 1, 8); // < 2^23.1
  v128.store64_lane(rAt0, c2, 0, 16);
  v128.store64_lane(rAt1, c2, 1, 16); // < 2^23.1
  v128.store64_lane(rAt0, c3, 0, 24);
  v128.store64_lane(rAt1, c3, 1, 24); // < 2^23.1
  v128.store64_lane(rAt0, c4, 0, 32);
  v128.store64_lane(rAt1, c4, 1, 32); // < 2^23.1
  v128.store64_lane(rAt0, c5, 0, 40);
  v128.store64_lane(rAt1, c5, 1, 40); // < 2^23.1
  v128.store64_lane(rAt0, c6, 0, 48);
  v128.store64_lane(rAt1, c6, 1, 48); // < 2^23.1
  v128.store64_lane(rAt0, c7, 0, 56);
  v128.store64_lane(rAt1, c7, 1, 56); // < 2^23.1
  v128.store64_lane(rAt0, c8, 0, 64);
  v128.store64_lane(rAt1, c8, 1, 64); // < 2^23.1
  v128.store64_lane(rAt0, c9, 0, 72);
  v128.store64_lane(rAt1, c9, 1, 72); // < 2^23.1
  v128.store64_lane(rAt0, c10, 0, 80);
  v128.store64_lane(rAt1, c10, 1, 80); // < 2^23.1
  v128.store64_lane(rAt0, c11, 0, 88);
  v128.store64_lane(rAt1, c11, 1, 88); // < 2^23.1
}

/** r0 = ka * a0 + kb * b0 and r1 = ka * a1 + kb * b1, of magnitude 1 again. See field.ts for the magnitudes. */
export function norm(rAt0: usize, rAt1: usize, aAt0: usize, aAt1: usize, bAt0: usize, bAt1: usize, ka: f64, kb: f64): void {
  const C = v128.load(K, 0);
  const DOWN = v128.load(K, 16);
  const T = v128.load(K, 48);
  const x = f64x2.splat(ka), y = f64x2.splat(kb);
  let c0 = f64x2.add(f64x2.mul(v128.load64_lane(aAt1, v128.load64_zero(aAt0, 0), 1, 0), x), f64x2.mul(v128.load64_lane(bAt1, v128.load64_zero(bAt0, 0), 1, 0), y)); // < 2^26.1
  let c1 = f64x2.add(f64x2.mul(v128.load64_lane(aAt1, v128.load64_zero(aAt0, 8), 1, 8), x), f64x2.mul(v128.load64_lane(bAt1, v128.load64_zero(bAt0, 8), 1, 8), y)); // < 2^26.1
  let c2 = f64x2.add(f64x2.mul(v128.load64_lane(aAt1, v128.load64_zero(aAt0, 16), 1, 16), x), f64x2.mul(v128.load64_lane(bAt1, v128.load64_zero(bAt0, 16), 1, 16), y)); // < 2^26.1
  let c3 = f64x2.add(f64x2.mul(v128.load64_lane(aAt1, v128.load64_zero(aAt0, 24), 1, 24), x), f64x2.mul(v128.load64_lane(bAt1, v128.load64_zero(bAt0, 24), 1, 24), y)); // < 2^26.1
  let c4 = f64x2.add(f64x2.mul(v128.load64_lane(aAt1, v128.load64_zero(aAt0, 32), 1, 32), x), f64x2.mul(v128.load64_lane(bAt1, v128.load64_zero(bAt0, 32), 1, 32), y)); // < 2^26.1
  let c5 = f64x2.add(f64x2.mul(v128.load64_lane(aAt1, v128.load64_zero(aAt0, 40), 1, 40), x), f64x2.mul(v128.load64_lane(bAt1, v128.load64_zero(bAt0, 40), 1, 40), y)); // < 2^26.1
  let c6 = f64x2.add(f64x2.mul(v128.load64_lane(aAt1, v128.load64_zero(aAt0, 48), 1, 48), x), f64x2.mul(v128.load64_lane(bAt1, v128.load64_zero(bAt0, 48), 1, 48), y)); // < 2^26.1
  let c7 = f64x2.add(f64x2.mul(v128.load64_lane(aAt1, v128.load64_zero(aAt0, 56), 1, 56), x), f64x2.mul(v128.load64_lane(bAt1, v128.load64_zero(bAt0, 56), 1, 56), y)); // < 2^26.1
  let c8 = f64x2.add(f64x2.mul(v128.load64_lane(aAt1, v128.load64_zero(aAt0, 64), 1, 64), x), f64x2.mul(v128.load64_lane(bAt1, v128.load64_zero(bAt0, 64), 1, 64), y)); // < 2^26.1
  let c9 = f64x2.add(f64x2.mul(v128.load64_lane(aAt1, v128.load64_zero(aAt0, 72), 1, 72), x), f64x2.mul(v128.load64_lane(bAt1, v128.load64_zero(bAt0, 72), 1, 72), y)); // < 2^26.1
  let c10 = f64x2.add(f64x2.mul(v128.load64_lane(aAt1, v128.load64_zero(aAt0, 80), 1, 80), x), f64x2.mul(v128.load64_lane(bAt1, v128.load64_zero(bAt0, 80), 1, 80), y)); // < 2^26.1
  let c11 = f64x2.add(f64x2.mul(v128.load64_lane(aAt1, v128.load64_zero(aAt0, 88), 1, 88), x), f64x2.mul(v128.load64_lane(bAt1, v128.load64_zero(bAt0, 88), 1, 88), y)); // < 2^26.1
  let d: v128, t: v128, u: v128;
  d = f64x2.sub(C, f64x2.add(c11, C)); // < 2^26.1
  c11 = f64x2.add(c11, d);
  u = d;
  d = f64x2.sub(C, f64x2.add(c10, C)); // < 2^26.1
  c10 = f64x2.add(c10, d);
  c11 = f64x2.sub(c11, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c9, C)); // < 2^26.1
  c9 = f64x2.add(c9, d);
  c10 = f64x2.sub(c10, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c8, C)); // < 2^26.1
  c8 = f64x2.add(c8, d);
  c9 = f64x2.sub(c9, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c7, C)); // < 2^26.1
  c7 = f64x2.add(c7, d);
  c8 = f64x2.sub(c8, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c6, C)); // < 2^26.1
  c6 = f64x2.add(c6, d);
  c7 = f64x2.sub(c7, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c5, C)); // < 2^26.1
  c5 = f64x2.add(c5, d);
  c6 = f64x2.sub(c6, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c4, C)); // < 2^26.1
  c4 = f64x2.add(c4, d);
  c5 = f64x2.sub(c5, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c3, C)); // < 2^26.1
  c3 = f64x2.add(c3, d);
  c4 = f64x2.sub(c4, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c2, C)); // < 2^26.1
  c2 = f64x2.add(c2, d);
  c3 = f64x2.sub(c3, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c1, C)); // < 2^26.1
  c1 = f64x2.add(c1, d);
  c2 = f64x2.sub(c2, f64x2.mul(d, DOWN));
  d = f64x2.sub(C, f64x2.add(c0, C)); // < 2^26.1
  c0 = f64x2.add(c0, d);
  c1 = f64x2.sub(c1, f64x2.mul(d, DOWN));
  d = u;
  t = f64x2.mul(d, DOWN); // < 2^2.4
  c0 = f64x2.sub(c0, t);
  c4 = f64x2.add(c4, t);
  c8 = f64x2.add(c8, t);
  t = f64x2.mul(t, T); // < 2^10.4
  c1 = f64x2.sub(c1, t);
  c5 = f64x2.add(c5, t);
  v128.store64_lane(rAt0, c0, 0, 0);
  v128.store64_lane(rAt1, c0, 1, 0); // < 2^23.1
  v128.store64_lane(rAt0, c1, 0, 8);
  v128.store64_lane(rAt1, c1, 1, 8); // < 2^23.1
  v128.store64_lane(rAt0, c2, 0, 16);
  v128.store64_lane(rAt1, c2, 1, 16); // < 2^23.1
  v128.store64_lane(rAt0, c3, 0, 24);
  v128.store64_lane(rAt1, c3, 1, 24); // < 2^23.1
  v128.store64_lane(rAt0, c4, 0, 32);
  v128.store64_lane(rAt1, c4, 1, 32); // < 2^23.1
  v128.store64_lane(rAt0, c5, 0, 40);
  v128.store64_lane(rAt1, c5, 1, 40); // < 2^23.1
  v128.store64_lane(rAt0, c6, 0, 48);
  v128.store64_lane(rAt1, c6, 1, 48); // < 2^23.1
  v128.store64_lane(rAt0, c7, 0, 56);
  v128.store64_lane(rAt1, c7, 1, 56); // < 2^23.1
  v128.store64_lane(rAt0, c8, 0, 64);
  v128.store64_lane(rAt1, c8, 1, 64); // < 2^23.1
  v128.store64_lane(rAt0, c9, 0, 72);
  v128.store64_lane(rAt1, c9, 1, 72); // < 2^23.1
  v128.store64_lane(rAt0, c10, 0, 80);
  v128.store64_lane(rAt1, c10, 1, 80); // < 2^23.1
  v128.store64_lane(rAt0, c11, 0, 88);
  v128.store64_lane(rAt1, c11, 1, 88); // < 2^23.1
}
