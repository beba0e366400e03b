// Made by tools/unroll/field.mjs; change that.
// 48-bit limbs; a product is split at 2^48 by fused operations, and both parts are exact. 2^384 = 1 - 2^32 + 2^96 + 2^128 modulo p.
import { K } from "../constants";

/** r0 = a0 * b0 - k * e0 and r1 = a1 * b1 - k * e1. See field.ts for the magnitudes. */
export function mul(rAt0: usize, rAt1: usize, aAt0: usize, aAt1: usize, bAt0: usize, bAt1: usize, eAt0: usize, eAt1: usize, k: f64): void {
  const C = v128.load(K, 0);
  const DOWN = v128.load(K, 16);
  const MINUS_DOWN = v128.load(K, 32);
  const T = v128.load(K, 48);
  const a0 = v128.load64_lane(aAt1, v128.load64_zero(aAt0, 0), 1, 0);
  const a1 = v128.load64_lane(aAt1, v128.load64_zero(aAt0, 8), 1, 8);
  const a2 = v128.load64_lane(aAt1, v128.load64_zero(aAt0, 16), 1, 16);
  const a3 = v128.load64_lane(aAt1, v128.load64_zero(aAt0, 24), 1, 24);
  const a4 = v128.load64_lane(aAt1, v128.load64_zero(aAt0, 32), 1, 32);
  const a5 = v128.load64_lane(aAt1, v128.load64_zero(aAt0, 40), 1, 40);
  const a6 = v128.load64_lane(aAt1, v128.load64_zero(aAt0, 48), 1, 48);
  const a7 = v128.load64_lane(aAt1, v128.load64_zero(aAt0, 56), 1, 56);
  const b0 = v128.load64_lane(bAt1, v128.load64_zero(bAt0, 0), 1, 0);
  const b1 = v128.load64_lane(bAt1, v128.load64_zero(bAt0, 8), 1, 8);
  const b2 = v128.load64_lane(bAt1, v128.load64_zero(bAt0, 16), 1, 16);
  const b3 = v128.load64_lane(bAt1, v128.load64_zero(bAt0, 24), 1, 24);
  const b4 = v128.load64_lane(bAt1, v128.load64_zero(bAt0, 32), 1, 32);
  const b5 = v128.load64_lane(bAt1, v128.load64_zero(bAt0, 40), 1, 40);
  const b6 = v128.load64_lane(bAt1, v128.load64_zero(bAt0, 48), 1, 48);
  const b7 = v128.load64_lane(bAt1, v128.load64_zero(bAt0, 56), 1, 56);
  let c0: v128, c1: v128, c2: v128, c3: v128, c4: v128, c5: v128, c6: v128, c7: v128, c8: v128, c9: v128, c10: v128, c11: v128, c12: v128, c13: v128, c14: v128, c15: v128;
  let d: v128, h: v128, s: v128, t: v128, u: v128;
  s = f64x2.relaxed_madd(a7, b7, C);
  c14 = f64x2.relaxed_madd(a7, b7, f64x2.sub(C, s));
  h = f64x2.sub(s, C); // < 2^96.1
  c15 = f64x2.mul(h, DOWN); // < 2^48.1
  s = f64x2.relaxed_madd(a6, b7, C);
  c13 = f64x2.relaxed_madd(a6, b7, f64x2.sub(C, s));
  t = f64x2.relaxed_madd(a7, b6, s);
  c13 = f64x2.add(c13, f64x2.relaxed_madd(a7, b6, f64x2.sub(s, t)));
  s = t;
  h = f64x2.sub(s, C); // < 2^97.1
  c14 = f64x2.relaxed_madd(h, DOWN, c14); // < 2^49.4
  s = f64x2.relaxed_madd(a5, b7, C);
  c12 = f64x2.relaxed_madd(a5, b7, f64x2.sub(C, s));
  t = f64x2.relaxed_madd(a6, b6, s);
  c12 = f64x2.add(c12, f64x2.relaxed_madd(a6, b6, f64x2.sub(s, t)));
  s = t;
  t = f64x2.relaxed_madd(a7, b5, s);
  c12 = f64x2.add(c12, f64x2.relaxed_madd(a7, b5, f64x2.sub(s, t)));
  s = t;
  h = f64x2.sub(s, C); // < 2^97.6
  c13 = f64x2.relaxed_madd(h, DOWN, c13); // < 2^50.1
  s = f64x2.relaxed_madd(a4, b7, C);
  c11 = f64x2.relaxed_madd(a4, b7, f64x2.sub(C, s));
  t = f64x2.relaxed_madd(a5, b6, s);
  c11 = f64x2.add(c11, f64x2.relaxed_madd(a5, b6, f64x2.sub(s, t)));
  s = t;
  t = f64x2.relaxed_madd(a6, b5, s);
  c11 = f64x2.add(c11, f64x2.relaxed_madd(a6, b5, f64x2.sub(s, t)));
  s = t;
  t = f64x2.relaxed_madd(a7, b4, s);
  c11 = f64x2.add(c11, f64x2.relaxed_madd(a7, b4, f64x2.sub(s, t)));
  s = t;
  h = f64x2.sub(s, C); // < 2^98.1
  c12 = f64x2.relaxed_madd(h, DOWN, c12); // < 2^50.5
  s = f64x2.relaxed_madd(a3, b7, C);
  c10 = f64x2.relaxed_madd(a3, b7, f64x2.sub(C, s));
  t = f64x2.relaxed_madd(a4, b6, s);
  c10 = f64x2.add(c10, f64x2.relaxed_madd(a4, b6, f64x2.sub(s, t)));
  s = t;
  t = f64x2.relaxed_madd(a5, b5, s);
  c10 = f64x2.add(c10, f64x2.relaxed_madd(a5, b5, f64x2.sub(s, t)));
  s = t;
  t = f64x2.relaxed_madd(a6, b4, s);
  c10 = f64x2.add(c10, f64x2.relaxed_madd(a6, b4, f64x2.sub(s, t)));
  s = t;
  t = f64x2.relaxed_madd(a7, b3, s);
  c10 = f64x2.add(c10, f64x2.relaxed_madd(a7, b3, f64x2.sub(s, t)));
  s = t;
  h = f64x2.sub(s, C); // < 2^98.4
  c11 = f64x2.relaxed_madd(h, DOWN, c11); // < 2^50.9
  s = f64x2.relaxed_madd(a2, b7, C);
  c9 = f64x2.relaxed_madd(a2, b7, f64x2.sub(C, s));
  t = f64x2.relaxed_madd(a3, b6, s);
  c9 = f64x2.add(c9, f64x2.relaxed_madd(a3, b6, f64x2.sub(s, t)));
  s = t;
  t = f64x2.relaxed_madd(a4, b5, s);
  c9 = f64x2.add(c9, f64x2.relaxed_madd(a4, b5, f64x2.sub(s, t)));
  s = t;
  t = f64x2.relaxed_madd(a5, b4, s);
  c9 = f64x2.add(c9, f64x2.relaxed_madd(a5, b4, f64x2.sub(s, t)));
  s = t;
  t = f64x2.relaxed_madd(a6, b3, s);
  c9 = f64x2.add(c9, f64x2.relaxed_madd(a6, b3, f64x2.sub(s, t)));
  s = t;
  t = f64x2.relaxed_madd(a7, b2, s);
  c9 = f64x2.add(c9, f64x2.relaxed_madd(a7, b2, f64x2.sub(s, t)));
  s = t;
  h = f64x2.sub(s, C); // < 2^98.6
  c10 = f64x2.relaxed_madd(h, DOWN, c10); // < 2^51.1
  s = f64x2.relaxed_madd(a1, b7, C);
  c8 = f64x2.relaxed_madd(a1, b7, f64x2.sub(C, s));
  t = f64x2.relaxed_madd(a2, b6, s);
  c8 = f64x2.add(c8, f64x2.relaxed_madd(a2, b6, f64x2.sub(s, t)));
  s = t;
  t = f64x2.relaxed_madd(a3, b5, s);
  c8 = f64x2.add(c8, f64x2.relaxed_madd(a3, b5, f64x2.sub(s, t)));
  s = t;
  t = f64x2.relaxed_madd(a4, b4, s);
  c8 = f64x2.add(c8, f64x2.relaxed_madd(a4, b4, f64x2.sub(s, t)));
  s = t;
  t = f64x2.relaxed_madd(a5, b3, s);
  c8 = f64x2.add(c8, f64x2.relaxed_madd(a5, b3, f64x2.sub(s, t)));
  s = t;
  t = f64x2.relaxed_madd(a6, b2, s);
  c8 = f64x2.add(c8, f64x2.relaxed_madd(a6, b2, f64x2.sub(s, t)));
  s = t;
  t = f64x2.relaxed_madd(a7, b1, s);
  c8 = f64x2.add(c8, f64x2.relaxed_madd(a7, b1, f64x2.sub(s, t)));
  s = t;
  h = f64x2.sub(s, C); // < 2^98.9
  c9 = f64x2.relaxed_madd(h, DOWN, c9); // < 2^51.4
  s = f64x2.relaxed_madd(a0, b7, C);
  c7 = f64x2.relaxed_madd(a0, b7, f64x2.sub(C, s));
  t = f64x2.relaxed_madd(a1, b6, s);
  c7 = f64x2.add(c7, f64x2.relaxed_madd(a1, b6, f64x2.sub(s, t)));
  s = t;
  t = f64x2.relaxed_madd(a2, b5, s);
  c7 = f64x2.add(c7, f64x2.relaxed_madd(a2, b5, f64x2.sub(s, t)));
  s = t;
  t = f64x2.relaxed_madd(a3, b4, s);
  c7 = f64x2.add(c7, f64x2.relaxed_madd(a3, b4, f64x2.sub(s, t)));
  s = t;
  t = f64x2.relaxed_madd(a4, b3, s);
  c7 = f64x2.add(c7, f64x2.relaxed_madd(a4, b3, f64x2.sub(s, t)));
  s = t;
  t = f64x2.relaxed_madd(a5, b2, s);
  c7 = f64x2.add(c7, f64x2.relaxed_madd(a5, b2, f64x2.sub(s, t)));
  s = t;
  t = f64x2.relaxed_madd(a6, b1, s);
  c7 = f64x2.add(c7, f64x2.relaxed_madd(a6, b1, f64x2.sub(s, t)));
  s = t;
  u = f64x2.sub(s, C); // < 2^98.9
  s = f64x2.relaxed_madd(a7, b0, C);
  c7 = f64x2.add(c7, f64x2.relaxed_madd(a7, b0, f64x2.sub(C, s)));
  h = f64x2.sub(s, C); // < 2^96.1
  h = f64x2.add(h, u); // < 2^99.1
  c8 = f64x2.relaxed_madd(h, DOWN, c8); // < 2^51.6
  s = f64x2.relaxed_madd(a0, b6, C);
  c6 = f64x2.relaxed_madd(a0, b6, f64x2.sub(C, s));
  t = f64x2.relaxed_madd(a1, b5, s);
  c6 = f64x2.add(c6, f64x2.relaxed_madd(a1, b5, f64x2.sub(s, t)));
  s = t;
  t = f64x2.relaxed_madd(a2, b4, s);
  c6 = f64x2.add(c6, f64x2.relaxed_madd(a2, b4, f64x2.sub(s, t)));
  s = t;
  t = f64x2.relaxed_madd(a3, b3, s);
  c6 = f64x2.add(c6, f64x2.relaxed_madd(a3, b3, f64x2.sub(s, t)));
  s = t;
  t = f64x2.relaxed_madd(a4, b2, s);
  c6 = f64x2.add(c6, f64x2.relaxed_madd(a4, b2, f64x2.sub(s, t)));
  s = t;
  t = f64x2.relaxed_madd(a5, b1, s);
  c6 = f64x2.add(c6, f64x2.relaxed_madd(a5, b1, f64x2.sub(s, t)));
  s = t;
  t = f64x2.relaxed_madd(a6, b0, s);
  c6 = f64x2.add(c6, f64x2.relaxed_madd(a6, b0, f64x2.sub(s, t)));
  s = t;
  h = f64x2.sub(s, C); // < 2^98.9
  c7 = f64x2.relaxed_madd(h, DOWN, c7); // < 2^51.5
  s = f64x2.relaxed_madd(a0, b5, C);
  c5 = f64x2.relaxed_madd(a0, b5, f64x2.sub(C, s));
  t = f64x2.relaxed_madd(a1, b4, s);
  c5 = f64x2.add(c5, f64x2.relaxed_madd(a1, b4, f64x2.sub(s, t)));
  s = t;
  t = f64x2.relaxed_madd(a2, b3, s);
  c5 = f64x2.add(c5, f64x2.relaxed_madd(a2, b3, f64x2.sub(s, t)));
  s = t;
  t = f64x2.relaxed_madd(a3, b2, s);
  c5 = f64x2.add(c5, f64x2.relaxed_madd(a3, b2, f64x2.sub(s, t)));
  s = t;
  t = f64x2.relaxed_madd(a4, b1, s);
  c5 = f64x2.add(c5, f64x2.relaxed_madd(a4, b1, f64x2.sub(s, t)));
  s = t;
  t = f64x2.relaxed_madd(a5, b0, s);
  c5 = f64x2.add(c5, f64x2.relaxed_madd(a5, b0, f64x2.sub(s, t)));
  s = t;
  h = f64x2.sub(s, C); // < 2^98.6
  c6 = f64x2.relaxed_madd(h, DOWN, c6); // < 2^51.3
  s = f64x2.relaxed_madd(a0, b4, C);
  c4 = f64x2.relaxed_madd(a0, b4, f64x2.sub(C, s));
  t = f64x2.relaxed_madd(a1, b3, s);
  c4 = f64x2.add(c4, f64x2.relaxed_madd(a1, b3, f64x2.sub(s, t)));
  s = t;
  t = f64x2.relaxed_madd(a2, b2, s);
  c4 = f64x2.add(c4, f64x2.relaxed_madd(a2, b2, f64x2.sub(s, t)));
  s = t;
  t = f64x2.relaxed_madd(a3, b1, s);
  c4 = f64x2.add(c4, f64x2.relaxed_madd(a3, b1, f64x2.sub(s, t)));
  s = t;
  t = f64x2.relaxed_madd(a4, b0, s);
  c4 = f64x2.add(c4, f64x2.relaxed_madd(a4, b0, f64x2.sub(s, t)));
  s = t;
  h = f64x2.sub(s, C); // < 2^98.4
  c5 = f64x2.relaxed_madd(h, DOWN, c5); // < 2^51.1
  s = f64x2.relaxed_madd(a0, b3, C);
  c3 = f64x2.relaxed_madd(a0, b3, f64x2.sub(C, s));
  t = f64x2.relaxed_madd(a1, b2, s);
  c3 = f64x2.add(c3, f64x2.relaxed_madd(a1, b2, f64x2.sub(s, t)));
  s = t;
  t = f64x2.relaxed_madd(a2, b1, s);
  c3 = f64x2.add(c3, f64x2.relaxed_madd(a2, b1, f64x2.sub(s, t)));
  s = t;
  t = f64x2.relaxed_madd(a3, b0, s);
  c3 = f64x2.add(c3, f64x2.relaxed_madd(a3, b0, f64x2.sub(s, t)));
  s = t;
  h = f64x2.sub(s, C); // < 2^98.1
  c4 = f64x2.relaxed_madd(h, DOWN, c4); // < 2^50.8
  s = f64x2.relaxed_madd(a0, b2, C);
  c2 = f64x2.relaxed_madd(a0, b2, f64x2.sub(C, s));
  t = f64x2.relaxed_madd(a1, b1, s);
  c2 = f64x2.add(c2, f64x2.relaxed_madd(a1, b1, f64x2.sub(s, t)));
  s = t;
  t = f64x2.relaxed_madd(a2, b0, s);
  c2 = f64x2.add(c2, f64x2.relaxed_madd(a2, b0, f64x2.sub(s, t)));
  s = t;
  h = f64x2.sub(s, C); // < 2^97.6
  c3 = f64x2.relaxed_madd(h, DOWN, c3); // < 2^50.4
  s = f64x2.relaxed_madd(a0, b1, C);
  c1 = f64x2.relaxed_madd(a0, b1, f64x2.sub(C, s));
  t = f64x2.relaxed_madd(a1, b0, s);
  c1 = f64x2.add(c1, f64x2.relaxed_madd(a1, b0, f64x2.sub(s, t)));
  s = t;
  h = f64x2.sub(s, C); // < 2^97.1
  c2 = f64x2.relaxed_madd(h, DOWN, c2); // < 2^49.9
  s = f64x2.relaxed_madd(a0, b0, C);
  c0 = f64x2.relaxed_madd(a0, b0, f64x2.sub(C, s));
  h = f64x2.sub(s, C); // < 2^96.1
  c1 = f64x2.relaxed_madd(h, DOWN, c1); // < 2^49.1
  d = f64x2.sub(C, f64x2.relaxed_madd(c15, T, C)); // < 2^80.1
  t = f64x2.relaxed_madd(c15, T, d); // < 2^47
  c7 = f64x2.add(c7, c15); // < 2^51.6
  c9 = f64x2.add(c9, c15); // < 2^51.5
  c7 = f64x2.sub(c7, t);
  c8 = f64x2.relaxed_madd(d, DOWN, c8);
  c9 = f64x2.add(c9, t);
  c10 = f64x2.relaxed_madd(d, MINUS_DOWN, c10);
  d = f64x2.sub(C, f64x2.relaxed_madd(c14, T, C)); // < 2^81.4
  t = f64x2.relaxed_madd(c14, T, d); // < 2^47
  c6 = f64x2.add(c6, c14); // < 2^51.6
  c8 = f64x2.add(c8, c14); // < 2^51.9
  c6 = f64x2.sub(c6, t);
  c7 = f64x2.relaxed_madd(d, DOWN, c7);
  c8 = f64x2.add(c8, t);
  c9 = f64x2.relaxed_madd(d, MINUS_DOWN, c9);
  d = f64x2.sub(C, f64x2.relaxed_madd(c13, T, C)); // < 2^82.1
  t = f64x2.relaxed_madd(c13, T, d); // < 2^47
  c5 = f64x2.add(c5, c13); // < 2^51.6
  c7 = f64x2.add(c7, c13); // < 2^52.1
  c5 = f64x2.sub(c5, t);
  c6 = f64x2.relaxed_madd(d, DOWN, c6);
  c7 = f64x2.add(c7, t);
  c8 = f64x2.relaxed_madd(d, MINUS_DOWN, c8);
  d = f64x2.sub(C, f64x2.relaxed_madd(c12, T, C)); // < 2^82.5
  t = f64x2.relaxed_madd(c12, T, d); // < 2^47
  c4 = f64x2.add(c4, c12); // < 2^51.6
  c6 = f64x2.add(c6, c12); // < 2^52.2
  c4 = f64x2.sub(c4, t);
  c5 = f64x2.relaxed_madd(d, DOWN, c5);
  c6 = f64x2.add(c6, t);
  c7 = f64x2.relaxed_madd(d, MINUS_DOWN, c7);
  d = f64x2.sub(C, f64x2.relaxed_madd(c11, T, C)); // < 2^82.9
  t = f64x2.relaxed_madd(c11, T, d); // < 2^47
  c3 = f64x2.add(c3, c11); // < 2^51.6
  c5 = f64x2.add(c5, c11); // < 2^52.3
  c3 = f64x2.sub(c3, t);
  c4 = f64x2.relaxed_madd(d, DOWN, c4);
  c5 = f64x2.add(c5, t);
  c6 = f64x2.relaxed_madd(d, MINUS_DOWN, c6);
  d = f64x2.sub(C, f64x2.relaxed_madd(c10, T, C)); // < 2^83.1
  t = f64x2.relaxed_madd(c10, T, d); // < 2^47
  c2 = f64x2.add(c2, c10); // < 2^51.6
  c4 = f64x2.add(c4, c10); // < 2^52.4
  c2 = f64x2.sub(c2, t);
  c3 = f64x2.relaxed_madd(d, DOWN, c3);
  c4 = f64x2.add(c4, t);
  c5 = f64x2.relaxed_madd(d, MINUS_DOWN, c5);
  d = f64x2.sub(C, f64x2.relaxed_madd(c9, T, C)); // < 2^83.6
  t = f64x2.relaxed_madd(c9, T, d); // < 2^47
  c1 = f64x2.add(c1, c9); // < 2^51.8
  c3 = f64x2.add(c3, c9); // < 2^52.6
  c1 = f64x2.sub(c1, t);
  c2 = f64x2.relaxed_madd(d, DOWN, c2);
  c3 = f64x2.add(c3, t);
  c4 = f64x2.relaxed_madd(d, MINUS_DOWN, c4);
  d = f64x2.sub(C, f64x2.relaxed_madd(c8, T, C)); // < 2^83.9
  t = f64x2.relaxed_madd(c8, T, d); // < 2^47
  c0 = f64x2.add(c0, c8); // < 2^52
  c2 = f64x2.add(c2, c8); // < 2^52.8
  c0 = f64x2.sub(c0, t);
  c1 = f64x2.relaxed_madd(d, DOWN, c1);
  c2 = f64x2.add(c2, t);
  c3 = f64x2.relaxed_madd(d, MINUS_DOWN, c3);
  if (k != 0) {
    const f = f64x2.splat(-k);
  c0 = f64x2.relaxed_madd(v128.load64_lane(eAt1, v128.load64_zero(eAt0, 0), 1, 0), f, c0); // < 2^52.3
  c1 = f64x2.relaxed_madd(v128.load64_lane(eAt1, v128.load64_zero(eAt0, 8), 1, 8), f, c1); // < 2^52.2
  c2 = f64x2.relaxed_madd(v128.load64_lane(eAt1, v128.load64_zero(eAt0, 16), 1, 16), f, c2); // < 2^53
  c3 = f64x2.relaxed_madd(v128.load64_lane(eAt1, v128.load64_zero(eAt0, 24), 1, 24), f, c3); // < 2^52.9
  c4 = f64x2.relaxed_madd(v128.load64_lane(eAt1, v128.load64_zero(eAt0, 32), 1, 32), f, c4); // < 2^52.7
  c5 = f64x2.relaxed_madd(v128.load64_lane(eAt1, v128.load64_zero(eAt0, 40), 1, 40), f, c5); // < 2^52.6
  c6 = f64x2.relaxed_madd(v128.load64_lane(eAt1, v128.load64_zero(eAt0, 48), 1, 48), f, c6); // < 2^52.5
  c7 = f64x2.relaxed_madd(v128.load64_lane(eAt1, v128.load64_zero(eAt0, 56), 1, 56), f, c7); // < 2^52.4
  }
  d = f64x2.sub(C, f64x2.add(c7, C)); // < 2^52.4
  c7 = f64x2.add(c7, d);
  u = d;
  d = f64x2.sub(C, f64x2.add(c6, C)); // < 2^52.5
  c6 = f64x2.add(c6, d);
  c7 = f64x2.relaxed_madd(d, MINUS_DOWN, c7);
  d = f64x2.sub(C, f64x2.add(c5, C)); // < 2^52.6
  c5 = f64x2.add(c5, d);
  c6 = f64x2.relaxed_madd(d, MINUS_DOWN, c6);
  d = f64x2.sub(C, f64x2.add(c4, C)); // < 2^52.7
  c4 = f64x2.add(c4, d);
  c5 = f64x2.relaxed_madd(d, MINUS_DOWN, c5);
  d = f64x2.sub(C, f64x2.add(c3, C)); // < 2^52.9
  c3 = f64x2.add(c3, d);
  c4 = f64x2.relaxed_madd(d, MINUS_DOWN, c4);
  d = f64x2.sub(C, f64x2.add(c2, C)); // < 2^53
  c2 = f64x2.add(c2, d);
  c3 = f64x2.relaxed_madd(d, MINUS_DOWN, c3);
  d = f64x2.sub(C, f64x2.add(c1, C)); // < 2^52.2
  c1 = f64x2.add(c1, d);
  c2 = f64x2.relaxed_madd(d, MINUS_DOWN, c2);
  d = f64x2.sub(C, f64x2.add(c0, C)); // < 2^52.3
  c0 = f64x2.add(c0, d);
  c1 = f64x2.relaxed_madd(d, MINUS_DOWN, c1);
  d = u;
  t = f64x2.mul(d, DOWN); // < 2^4.5
  c0 = f64x2.relaxed_madd(t, v128.load(K, 64), c0);
  c2 = f64x2.relaxed_madd(t, v128.load(K, 96), c2);
  v128.store64_lane(rAt0, c0, 0, 0);
  v128.store64_lane(rAt1, c0, 1, 0); // < 2^47.1
  v128.store64_lane(rAt0, c1, 0, 8);
  v128.store64_lane(rAt1, c1, 1, 8); // < 2^47.1
  v128.store64_lane(rAt0, c2, 0, 16);
  v128.store64_lane(rAt1, c2, 1, 16); // < 2^47.1
  v128.store64_lane(rAt0, c3, 0, 24);
  v128.store64_lane(rAt1, c3, 1, 24); // < 2^47.1
  v128.store64_lane(rAt0, c4, 0, 32);
  v128.store64_lane(rAt1, c4, 1, 32); // < 2^47.1
  v128.store64_lane(rAt0, c5, 0, 40);
  v128.store64_lane(rAt1, c5, 1, 40); // < 2^47.1
  v128.store64_lane(rAt0, c6, 0, 48);
  v128.store64_lane(rAt1, c6, 1, 48); // < 2^47.1
  v128.store64_lane(rAt0, c7, 0, 56);
  v128.store64_lane(rAt1, c7, 1, 56); // < 2^47.1
}

/** r0 = a0 * a0 - k * e0 and r1 = a1 * a1 - k * e1. See field.ts for the magnitudes. */
export function sqr(rAt0: usize, rAt1: usize, aAt0: usize, aAt1: usize, eAt0: usize, eAt1: usize, k: f64): void {
  const C = v128.load(K, 0);
  const DOWN = v128.load(K, 16);
  const MINUS_DOWN = v128.load(K, 32);
  const T = v128.load(K, 48);
  const a0 = v128.load64_lane(aAt1, v128.load64_zero(aAt0, 0), 1, 0);
  const a1 = v128.load64_lane(aAt1, v128.load64_zero(aAt0, 8), 1, 8);
  const a2 = v128.load64_lane(aAt1, v128.load64_zero(aAt0, 16), 1, 16);
  const a3 = v128.load64_lane(aAt1, v128.load64_zero(aAt0, 24), 1, 24);
  const a4 = v128.load64_lane(aAt1, v128.load64_zero(aAt0, 32), 1, 32);
  const a5 = v128.load64_lane(aAt1, v128.load64_zero(aAt0, 40), 1, 40);
  const a6 = v128.load64_lane(aAt1, v128.load64_zero(aAt0, 48), 1, 48);
  const a7 = v128.load64_lane(aAt1, v128.load64_zero(aAt0, 56), 1, 56);
  const d0 = f64x2.add(a0, a0);
  const d1 = f64x2.add(a1, a1);
  const d2 = f64x2.add(a2, a2);
  const d3 = f64x2.add(a3, a3);
  const d4 = f64x2.add(a4, a4);
  const d5 = f64x2.add(a5, a5);
  const d6 = f64x2.add(a6, a6);
  let c0: v128, c1: v128, c2: v128, c3: v128, c4: v128, c5: v128, c6: v128, c7: v128, c8: v128, c9: v128, c10: v128, c11: v128, c12: v128, c13: v128, c14: v128, c15: v128;
  let d: v128, h: v128, s: v128, t: v128, u: v128;
  s = f64x2.relaxed_madd(a7, a7, C);
  c14 = f64x2.relaxed_madd(a7, a7, f64x2.sub(C, s));
  h = f64x2.sub(s, C); // < 2^96.1
  c15 = f64x2.mul(h, DOWN); // < 2^48.1
  s = f64x2.relaxed_madd(d6, a7, C);
  c13 = f64x2.relaxed_madd(d6, a7, f64x2.sub(C, s));
  h = f64x2.sub(s, C); // < 2^97.1
  c14 = f64x2.relaxed_madd(h, DOWN, c14); // < 2^49.4
  s = f64x2.relaxed_madd(d5, a7, C);
  c12 = f64x2.relaxed_madd(d5, a7, f64x2.sub(C, s));
  t = f64x2.relaxed_madd(a6, a6, s);
  c12 = f64x2.add(c12, f64x2.relaxed_madd(a6, a6, f64x2.sub(s, t)));
  s = t;
  h = f64x2.sub(s, C); // < 2^97.6
  c13 = f64x2.relaxed_madd(h, DOWN, c13); // < 2^49.9
  s = f64x2.relaxed_madd(d4, a7, C);
  c11 = f64x2.relaxed_madd(d4, a7, f64x2.sub(C, s));
  t = f64x2.relaxed_madd(d5, a6, s);
  c11 = f64x2.add(c11, f64x2.relaxed_madd(d5, a6, f64x2.sub(s, t)));
  s = t;
  h = f64x2.sub(s, C); // < 2^98.1
  c12 = f64x2.relaxed_madd(h, DOWN, c12); // < 2^50.4
  s = f64x2.relaxed_madd(d3, a7, C);
  c10 = f64x2.relaxed_madd(d3, a7, f64x2.sub(C, s));
  t = f64x2.relaxed_madd(d4, a6, s);
  c10 = f64x2.add(c10, f64x2.relaxed_madd(d4, a6, f64x2.sub(s, t)));
  s = t;
  t = f64x2.relaxed_madd(a5, a5, s);
  c10 = f64x2.add(c10, f64x2.relaxed_madd(a5, a5, f64x2.sub(s, t)));
  s = t;
  h = f64x2.sub(s, C); // < 2^98.4
  c11 = f64x2.relaxed_madd(h, DOWN, c11); // < 2^50.6
  s = f64x2.relaxed_madd(d2, a7, C);
  c9 = f64x2.relaxed_madd(d2, a7, f64x2.sub(C, s));
  t = f64x2.relaxed_madd(d3, a6, s);
  c9 = f64x2.add(c9, f64x2.relaxed_madd(d3, a6, f64x2.sub(s, t)));
  s = t;
  t = f64x2.relaxed_madd(d4, a5, s);
  c9 = f64x2.add(c9, f64x2.relaxed_madd(d4, a5, f64x2.sub(s, t)));
  s = t;
  h = f64x2.sub(s, C); // < 2^98.6
  c10 = f64x2.relaxed_madd(h, DOWN, c10); // < 2^51
  s = f64x2.relaxed_madd(d1, a7, C);
  c8 = f64x2.relaxed_madd(d1, a7, f64x2.sub(C, s));
  t = f64x2.relaxed_madd(d2, a6, s);
  c8 = f64x2.add(c8, f64x2.relaxed_madd(d2, a6, f64x2.sub(s, t)));
  s = t;
  t = f64x2.relaxed_madd(d3, a5, s);
  c8 = f64x2.add(c8, f64x2.relaxed_madd(d3, a5, f64x2.sub(s, t)));
  s = t;
  t = f64x2.relaxed_madd(a4, a4, s);
  c8 = f64x2.add(c8, f64x2.relaxed_madd(a4, a4, f64x2.sub(s, t)));
  s = t;
  h = f64x2.sub(s, C); // < 2^98.9
  c9 = f64x2.relaxed_madd(h, DOWN, c9); // < 2^51.1
  s = f64x2.relaxed_madd(d0, a7, C);
  c7 = f64x2.relaxed_madd(d0, a7, f64x2.sub(C, s));
  t = f64x2.relaxed_madd(d1, a6, s);
  c7 = f64x2.add(c7, f64x2.relaxed_madd(d1, a6, f64x2.sub(s, t)));
  s = t;
  t = f64x2.relaxed_madd(d2, a5, s);
  c7 = f64x2.add(c7, f64x2.relaxed_madd(d2, a5, f64x2.sub(s, t)));
  s = t;
  u = f64x2.sub(s, C); // < 2^98.6
  s = f64x2.relaxed_madd(d3, a4, C);
  c7 = f64x2.add(c7, f64x2.relaxed_madd(d3, a4, f64x2.sub(C, s)));
  h = f64x2.sub(s, C); // < 2^97.1
  h = f64x2.add(h, u); // < 2^99.1
  c8 = f64x2.relaxed_madd(h, DOWN, c8); // < 2^51.4
  s = f64x2.relaxed_madd(d0, a6, C);
  c6 = f64x2.relaxed_madd(d0, a6, f64x2.sub(C, s));
  t = f64x2.relaxed_madd(d1, a5, s);
  c6 = f64x2.add(c6, f64x2.relaxed_madd(d1, a5, f64x2.sub(s, t)));
  s = t;
  t = f64x2.relaxed_madd(d2, a4, s);
  c6 = f64x2.add(c6, f64x2.relaxed_madd(d2, a4, f64x2.sub(s, t)));
  s = t;
  t = f64x2.relaxed_madd(a3, a3, s);
  c6 = f64x2.add(c6, f64x2.relaxed_madd(a3, a3, f64x2.sub(s, t)));
  s = t;
  h = f64x2.sub(s, C); // < 2^98.9
  c7 = f64x2.relaxed_madd(h, DOWN, c7); // < 2^51.2
  s = f64x2.relaxed_madd(d0, a5, C);
  c5 = f64x2.relaxed_madd(d0, a5, f64x2.sub(C, s));
  t = f64x2.relaxed_madd(d1, a4, s);
  c5 = f64x2.add(c5, f64x2.relaxed_madd(d1, a4, f64x2.sub(s, t)));
  s = t;
  t = f64x2.relaxed_madd(d2, a3, s);
  c5 = f64x2.add(c5, f64x2.relaxed_madd(d2, a3, f64x2.sub(s, t)));
  s = t;
  h = f64x2.sub(s, C); // < 2^98.6
  c6 = f64x2.relaxed_madd(h, DOWN, c6); // < 2^51.1
  s = f64x2.relaxed_madd(d0, a4, C);
  c4 = f64x2.relaxed_madd(d0, a4, f64x2.sub(C, s));
  t = f64x2.relaxed_madd(d1, a3, s);
  c4 = f64x2.add(c4, f64x2.relaxed_madd(d1, a3, f64x2.sub(s, t)));
  s = t;
  t = f64x2.relaxed_madd(a2, a2, s);
  c4 = f64x2.add(c4, f64x2.relaxed_madd(a2, a2, f64x2.sub(s, t)));
  s = t;
  h = f64x2.sub(s, C); // < 2^98.4
  c5 = f64x2.relaxed_madd(h, DOWN, c5); // < 2^50.8
  s = f64x2.relaxed_madd(d0, a3, C);
  c3 = f64x2.relaxed_madd(d0, a3, f64x2.sub(C, s));
  t = f64x2.relaxed_madd(d1, a2, s);
  c3 = f64x2.add(c3, f64x2.relaxed_madd(d1, a2, f64x2.sub(s, t)));
  s = t;
  h = f64x2.sub(s, C); // < 2^98.1
  c4 = f64x2.relaxed_madd(h, DOWN, c4); // < 2^50.5
  s = f64x2.relaxed_madd(d0, a2, C);
  c2 = f64x2.relaxed_madd(d0, a2, f64x2.sub(C, s));
  t = f64x2.relaxed_madd(a1, a1, s);
  c2 = f64x2.add(c2, f64x2.relaxed_madd(a1, a1, f64x2.sub(s, t)));
  s = t;
  h = f64x2.sub(s, C); // < 2^97.6
  c3 = f64x2.relaxed_madd(h, DOWN, c3); // < 2^50.1
  s = f64x2.relaxed_madd(d0, a1, C);
  c1 = f64x2.relaxed_madd(d0, a1, f64x2.sub(C, s));
  h = f64x2.sub(s, C); // < 2^97.1
  c2 = f64x2.relaxed_madd(h, DOWN, c2); // < 2^49.6
  s = f64x2.relaxed_madd(a0, a0, C);
  c0 = f64x2.relaxed_madd(a0, a0, f64x2.sub(C, s));
  h = f64x2.sub(s, C); // < 2^96.1
  c1 = f64x2.relaxed_madd(h, DOWN, c1); // < 2^48.6
  d = f64x2.sub(C, f64x2.relaxed_madd(c15, T, C)); // < 2^80.1
  t = f64x2.relaxed_madd(c15, T, d); // < 2^47
  c7 = f64x2.add(c7, c15); // < 2^51.4
  c9 = f64x2.add(c9, c15); // < 2^51.3
  c7 = f64x2.sub(c7, t);
  c8 = f64x2.relaxed_madd(d, DOWN, c8);
  c9 = f64x2.add(c9, t);
  c10 = f64x2.relaxed_madd(d, MINUS_DOWN, c10);
  d = f64x2.sub(C, f64x2.relaxed_madd(c14, T, C)); // < 2^81.4
  t = f64x2.relaxed_madd(c14, T, d); // < 2^47
  c6 = f64x2.add(c6, c14); // < 2^51.4
  c8 = f64x2.add(c8, c14); // < 2^51.7
  c6 = f64x2.sub(c6, t);
  c7 = f64x2.relaxed_madd(d, DOWN, c7);
  c8 = f64x2.add(c8, t);
  c9 = f64x2.relaxed_madd(d, MINUS_DOWN, c9);
  d = f64x2.sub(C, f64x2.relaxed_madd(c13, T, C)); // < 2^81.9
  t = f64x2.relaxed_madd(c13, T, d); // < 2^47
  c5 = f64x2.add(c5, c13); // < 2^51.4
  c7 = f64x2.add(c7, c13); // < 2^51.9
  c5 = f64x2.sub(c5, t);
  c6 = f64x2.relaxed_madd(d, DOWN, c6);
  c7 = f64x2.add(c7, t);
  c8 = f64x2.relaxed_madd(d, MINUS_DOWN, c8);
  d = f64x2.sub(C, f64x2.relaxed_madd(c12, T, C)); // < 2^82.4
  t = f64x2.relaxed_madd(c12, T, d); // < 2^47
  c4 = f64x2.add(c4, c12); // < 2^51.4
  c6 = f64x2.add(c6, c12); // < 2^52.1
  c4 = f64x2.sub(c4, t);
  c5 = f64x2.relaxed_madd(d, DOWN, c5);
  c6 = f64x2.add(c6, t);
  c7 = f64x2.relaxed_madd(d, MINUS_DOWN, c7);
  d = f64x2.sub(C, f64x2.relaxed_madd(c11, T, C)); // < 2^82.6
  t = f64x2.relaxed_madd(c11, T, d); // < 2^47
  c3 = f64x2.add(c3, c11); // < 2^51.4
  c5 = f64x2.add(c5, c11); // < 2^52.1
  c3 = f64x2.sub(c3, t);
  c4 = f64x2.relaxed_madd(d, DOWN, c4);
  c5 = f64x2.add(c5, t);
  c6 = f64x2.relaxed_madd(d, MINUS_DOWN, c6);
  d = f64x2.sub(C, f64x2.relaxed_madd(c10, T, C)); // < 2^83
  t = f64x2.relaxed_madd(c10, T, d); // < 2^47
  c2 = f64x2.add(c2, c10); // < 2^51.4
  c4 = f64x2.add(c4, c10); // < 2^52.3
  c2 = f64x2.sub(c2, t);
  c3 = f64x2.relaxed_madd(d, DOWN, c3);
  c4 = f64x2.add(c4, t);
  c5 = f64x2.relaxed_madd(d, MINUS_DOWN, c5);
  d = f64x2.sub(C, f64x2.relaxed_madd(c9, T, C)); // < 2^83.4
  t = f64x2.relaxed_madd(c9, T, d); // < 2^47
  c1 = f64x2.add(c1, c9); // < 2^51.6
  c3 = f64x2.add(c3, c9); // < 2^52.4
  c1 = f64x2.sub(c1, t);
  c2 = f64x2.relaxed_madd(d, DOWN, c2);
  c3 = f64x2.add(c3, t);
  c4 = f64x2.relaxed_madd(d, MINUS_DOWN, c4);
  d = f64x2.sub(C, f64x2.relaxed_madd(c8, T, C)); // < 2^83.8
  t = f64x2.relaxed_madd(c8, T, d); // < 2^47
  c0 = f64x2.add(c0, c8); // < 2^51.8
  c2 = f64x2.add(c2, c8); // < 2^52.6
  c0 = f64x2.sub(c0, t);
  c1 = f64x2.relaxed_madd(d, DOWN, c1);
  c2 = f64x2.add(c2, t);
  c3 = f64x2.relaxed_madd(d, MINUS_DOWN, c3);
  if (k != 0) {
    const f = f64x2.splat(-k);
  c0 = f64x2.relaxed_madd(v128.load64_lane(eAt1, v128.load64_zero(eAt0, 0), 1, 0), f, c0); // < 2^52.2
  c1 = f64x2.relaxed_madd(v128.load64_lane(eAt1, v128.load64_zero(eAt0, 8), 1, 8), f, c1); // < 2^52.1
  c2 = f64x2.relaxed_madd(v128.load64_lane(eAt1, v128.load64_zero(eAt0, 16), 1, 16), f, c2); // < 2^52.9
  c3 = f64x2.relaxed_madd(v128.load64_lane(eAt1, v128.load64_zero(eAt0, 24), 1, 24), f, c3); // < 2^52.7
  c4 = f64x2.relaxed_madd(v128.load64_lane(eAt1, v128.load64_zero(eAt0, 32), 1, 32), f, c4); // < 2^52.6
  c5 = f64x2.relaxed_madd(v128.load64_lane(eAt1, v128.load64_zero(eAt0, 40), 1, 40), f, c5); // < 2^52.4
  c6 = f64x2.relaxed_madd(v128.load64_lane(eAt1, v128.load64_zero(eAt0, 48), 1, 48), f, c6); // < 2^52.4
  c7 = f64x2.relaxed_madd(v128.load64_lane(eAt1, v128.load64_zero(eAt0, 56), 1, 56), f, c7); // < 2^52.3
  }
  d = f64x2.sub(C, f64x2.add(c7, C)); // < 2^52.3
  c7 = f64x2.add(c7, d);
  u = d;
  d = f64x2.sub(C, f64x2.add(c6, C)); // < 2^52.4
  c6 = f64x2.add(c6, d);
  c7 = f64x2.relaxed_madd(d, MINUS_DOWN, c7);
  d = f64x2.sub(C, f64x2.add(c5, C)); // < 2^52.4
  c5 = f64x2.add(c5, d);
  c6 = f64x2.relaxed_madd(d, MINUS_DOWN, c6);
  d = f64x2.sub(C, f64x2.add(c4, C)); // < 2^52.6
  c4 = f64x2.add(c4, d);
  c5 = f64x2.relaxed_madd(d, MINUS_DOWN, c5);
  d = f64x2.sub(C, f64x2.add(c3, C)); // < 2^52.7
  c3 = f64x2.add(c3, d);
  c4 = f64x2.relaxed_madd(d, MINUS_DOWN, c4);
  d = f64x2.sub(C, f64x2.add(c2, C)); // < 2^52.9
  c2 = f64x2.add(c2, d);
  c3 = f64x2.relaxed_madd(d, MINUS_DOWN, c3);
  d = f64x2.sub(C, f64x2.add(c1, C)); // < 2^52.1
  c1 = f64x2.add(c1, d);
  c2 = f64x2.relaxed_madd(d, MINUS_DOWN, c2);
  d = f64x2.sub(C, f64x2.add(c0, C)); // < 2^52.2
  c0 = f64x2.add(c0, d);
  c1 = f64x2.relaxed_madd(d, MINUS_DOWN, c1);
  d = u;
  t = f64x2.mul(d, DOWN); // < 2^4.3
  c0 = f64x2.relaxed_madd(t, v128.load(K, 64), c0);
  c2 = f64x2.relaxed_madd(t, v128.load(K, 96), c2);
  v128.store64_lane(rAt0, c0, 0, 0);
  v128.store64_lane(rAt1, c0, 1, 0); // < 2^47.1
  v128.store64_lane(rAt0, c1, 0, 8);
  v128.store64_lane(rAt1, c1, 1, 8); // < 2^47.1
  v128.store64_lane(rAt0, c2, 0, 16);
  v128.store64_lane(rAt1, c2, 1, 16); // < 2^47.1
  v128.store64_lane(rAt0, c3, 0, 24);
  v128.store64_lane(rAt1, c3, 1, 24); // < 2^47.1
  v128.store64_lane(rAt0, c4, 0, 32);
  v128.store64_lane(rAt1, c4, 1, 32); // < 2^47.1
  v128.store64_lane(rAt0, c5, 0, 40);
  v128.store64_lane(rAt1, c5, 1, 40); // < 2^47.1
  v128.store64_lane(rAt0, c6, 0, 48);
  v128.store64_lane(rAt1, c6, 1, 48); // < 2^47.1
  v128.store64_lane(rAt0, c7, 0, 56);
  v128.store64_lane(rAt1, c7, 1, 56); // < 2^47.1
}

/** r0 = ka * a0 + kb * b0 and r1 = ka * a1 + kb * b1, of magnitude 1 again. See field.ts for the magnitudes. */
export function norm(rAt0: usize, rAt1: usize, aAt0: usize, aAt1: usize, bAt0: usize, bAt1: usize, ka: f64, kb: f64): void {
  const C = v128.load(K, 0);
  const DOWN = v128.load(K, 16);
  const MINUS_DOWN = v128.load(K, 32);
  const x = f64x2.splat(ka), y = f64x2.splat(kb);
  let c0 = f64x2.add(f64x2.mul(v128.load64_lane(aAt1, v128.load64_zero(aAt0, 0), 1, 0), x), f64x2.mul(v128.load64_lane(bAt1, v128.load64_zero(bAt0, 0), 1, 0), y)); // < 2^50.1
  let c1 = f64x2.add(f64x2.mul(v128.load64_lane(aAt1, v128.load64_zero(aAt0, 8), 1, 8), x), f64x2.mul(v128.load64_lane(bAt1, v128.load64_zero(bAt0, 8), 1, 8), y)); // < 2^50.1
  let c2 = f64x2.add(f64x2.mul(v128.load64_lane(aAt1, v128.load64_zero(aAt0, 16), 1, 16), x), f64x2.mul(v128.load64_lane(bAt1, v128.load64_zero(bAt0, 16), 1, 16), y)); // < 2^50.1
  let c3 = f64x2.add(f64x2.mul(v128.load64_lane(aAt1, v128.load64_zero(aAt0, 24), 1, 24), x), f64x2.mul(v128.load64_lane(bAt1, v128.load64_zero(bAt0, 24), 1, 24), y)); // < 2^50.1
  let c4 = f64x2.add(f64x2.mul(v128.load64_lane(aAt1, v128.load64_zero(aAt0, 32), 1, 32), x), f64x2.mul(v128.load64_lane(bAt1, v128.load64_zero(bAt0, 32), 1, 32), y)); // < 2^50.1
  let c5 = f64x2.add(f64x2.mul(v128.load64_lane(aAt1, v128.load64_zero(aAt0, 40), 1, 40), x), f64x2.mul(v128.load64_lane(bAt1, v128.load64_zero(bAt0, 40), 1, 40), y)); // < 2^50.1
  let c6 = f64x2.add(f64x2.mul(v128.load64_lane(aAt1, v128.load64_zero(aAt0, 48), 1, 48), x), f64x2.mul(v128.load64_lane(bAt1, v128.load64_zero(bAt0, 48), 1, 48), y)); // < 2^50.1
  let c7 = f64x2.add(f64x2.mul(v128.load64_lane(aAt1, v128.load64_zero(aAt0, 56), 1, 56), x), f64x2.mul(v128.load64_lane(bAt1, v128.load64_zero(bAt0, 56), 1, 56), y)); // < 2^50.1
  let d: v128, t: v128, u: v128;
  d = f64x2.sub(C, f64x2.add(c7, C)); // < 2^50.1
  c7 = f64x2.add(c7, d);
  u = d;
  d = f64x2.sub(C, f64x2.add(c6, C)); // < 2^50.1
  c6 = f64x2.add(c6, d);
  c7 = f64x2.relaxed_madd(d, MINUS_DOWN, c7);
  d = f64x2.sub(C, f64x2.add(c5, C)); // < 2^50.1
  c5 = f64x2.add(c5, d);
  c6 = f64x2.relaxed_madd(d, MINUS_DOWN, c6);
  d = f64x2.sub(C, f64x2.add(c4, C)); // < 2^50.1
  c4 = f64x2.add(c4, d);
  c5 = f64x2.relaxed_madd(d, MINUS_DOWN, c5);
  d = f64x2.sub(C, f64x2.add(c3, C)); // < 2^50.1
  c3 = f64x2.add(c3, d);
  c4 = f64x2.relaxed_madd(d, MINUS_DOWN, c4);
  d = f64x2.sub(C, f64x2.add(c2, C)); // < 2^50.1
  c2 = f64x2.add(c2, d);
  c3 = f64x2.relaxed_madd(d, MINUS_DOWN, c3);
  d = f64x2.sub(C, f64x2.add(c1, C)); // < 2^50.1
  c1 = f64x2.add(c1, d);
  c2 = f64x2.relaxed_madd(d, MINUS_DOWN, c2);
  d = f64x2.sub(C, f64x2.add(c0, C)); // < 2^50.1
  c0 = f64x2.add(c0, d);
  c1 = f64x2.relaxed_madd(d, MINUS_DOWN, c1);
  d = u;
  t = f64x2.mul(d, DOWN); // < 2^2.4
  c0 = f64x2.relaxed_madd(t, v128.load(K, 64), c0);
  c2 = f64x2.relaxed_madd(t, v128.load(K, 96), c2);
  v128.store64_lane(rAt0, c0, 0, 0);
  v128.store64_lane(rAt1, c0, 1, 0); // < 2^47.1
  v128.store64_lane(rAt0, c1, 0, 8);
  v128.store64_lane(rAt1, c1, 1, 8); // < 2^47.1
  v128.store64_lane(rAt0, c2, 0, 16);
  v128.store64_lane(rAt1, c2, 1, 16); // < 2^47.1
  v128.store64_lane(rAt0, c3, 0, 24);
  v128.store64_lane(rAt1, c3, 1, 24); // < 2^47.1
  v128.store64_lane(rAt0, c4, 0, 32);
  v128.store64_lane(rAt1, c4, 1, 32); // < 2^47.1
  v128.store64_lane(rAt0, c5, 0, 40);
  v128.store64_lane(rAt1, c5, 1, 40); // < 2^47.1
  v128.store64_lane(rAt0, c6, 0, 48);
  v128.store64_lane(rAt1, c6, 1, 48); // < 2^47.1
  v128.store64_lane(rAt0, c7, 0, 56);
  v128.store64_lane(rAt1, c7, 1, 56); // < 2^47.1
}
