/**
 * Points of the curve in use, as X, D, Z with x = X / Z² and 2 y = D / Z³: Jacobian coordinates that carry 2 Y, for all
 * formulas want that. An affine point is x and 2 y side by side, packed.
 *
 * None of this looks at what it is given. When an addition meets equal or opposite points, Z becomes 0; it stays 0
 * through every formula here, and so the end shows that something happened on the way. See complete.ts.
 *
 * Elements have magnitude 1 unless a comment says otherwise; see field.ts.
 */
import { isNull, mul, mulSub, norm, SLOT, sqr, sqrSub, sum, UNUSED, ZERO } from "./field";

/** Where the coordinates of a point lie. W is a Z⁴ (a = -3), where it is kept. */
export const D: usize = SLOT;
export const Z: usize = 2 * SLOT;
export const W: usize = 3 * SLOT;
/** Bytes of a point. */
export const POINT: usize = 4 * SLOT;

const temporaries = memory.data(14 * 256, 16);
/** Temporaries of both lanes: the other one's lies a slot further on. */
const PAIR: usize = 2 * SLOT;
const A = temporaries;
const B = temporaries + PAIR;
const S = temporaries + 2 * PAIR;
const M = temporaries + 3 * PAIR;
const T = temporaries + 4 * PAIR;
const F = temporaries + 5 * PAIR;
const ZZ = temporaries + 6 * PAIR;
const H = temporaries + 7 * PAIR;
const R = temporaries + 8 * PAIR;
const I = temporaries + 9 * PAIR;
const J = temporaries + 10 * PAIR;
const V = temporaries + 11 * PAIR;
const N = temporaries + 12 * PAIR;
/** 2 H of the last {@link addAffine}, by which Z was multiplied. */
export const RATIO: usize = temporaries + 13 * PAIR;

/**
 * p = 2 p, with W: H. Cohen, A. Miyaji, T. Ono, "Efficient elliptic curve exponentiation using mixed coordinates". The two
 * products of a step are independent, so both lanes are of use.
 *
 *     M = 3 X² + W     S = X D²     X' = M² - 2 S     D' = 2 M (S - X') - D⁴     Z' = D Z     W' = D⁴ W
 */
export function double(p: usize): void {
  sqr(A, p, B, p + D);
  norm(M, A, p + W, UNUSED, A, p + W, 3, 1);
  mul(S, p, B, p + Z, p + D, p + Z);
  sqrSub(p, M, S, T, B, ZERO, 2);
  sum(F, 2, S, -2, p); // 4
  mulSub(p + D, F, M, T, p + W, p + W, T, ZERO, 1);
}

/**
 * p = p + (x, 2 y), with W. Formula "madd-2007-bl" of the Explicit-Formulas Database with D for 2 Y.
 *
 *     H = x Z² - X     r = 2 y Z³ - D     I = (2 H)²     J = H I     V = X I
 *     X' = r² - J - 2 V     D' = r (2 V - 2 X') - 2 D J     Z' = 2 H Z     W' = W I²
 */
export function addAffine(p: usize, x: usize, d: usize): void {
  sqr(ZZ, p + Z, UNUSED, p + Z);
  mulSub(H, x, ZZ, p, S, d, p + Z, ZERO, 1);
  sum(RATIO, 2, H, 0, H); // 2
  mulSub(R, S, ZZ, p + D, I, RATIO, RATIO, ZERO, 1);
  mul(J, H, I, V, p, I);
  sum(A, 1, J, 2, V); // 3
  sqrSub(p, R, A, T, I, ZERO, 1);
  mul(p + Z, RATIO, p + Z, N, p + D, J);
  sum(F, 2, V, -2, p); // 4
  mulSub(p + D, R, F, N, p + W, p + W, T, ZERO, 2);
}

/** The two points at p and p + POINT, doubled; without W. */
export function doubleBoth(p: usize): void {
  const q = p + POINT;
  sqr(ZZ, p + Z, ZZ + SLOT, q + Z);
  sqr(B, p + D, B + SLOT, q + D);
  sum(A, 1, p, -1, ZZ); // 2
  sum(A + SLOT, 1, q, -1, ZZ + SLOT); // 2
  sum(F, 1, p, 1, ZZ); // 2
  sum(F + SLOT, 1, q, 1, ZZ + SLOT); // 2
  mul(M, A, F, M + SLOT, A + SLOT, F + SLOT);
  norm(M, M, ZERO, M + SLOT, M + SLOT, ZERO, 3, 0);
  mul(S, p, B, S + SLOT, q, B + SLOT);
  mul(p + Z, p + D, p + Z, q + Z, q + D, q + Z);
  sqrSub(p, M, S, q, M + SLOT, S + SLOT, 2);
  sqr(T, B, T + SLOT, B + SLOT);
  sum(F, 2, S, -2, p); // 4
  sum(F + SLOT, 2, S + SLOT, -2, q); // 4
  mulSub(p + D, F, M, T, q + D, F + SLOT, M + SLOT, T + SLOT, 1);
}

/** The point at p plus (x0, d0), and the one at p + POINT plus (x1, d1); without W. See {@link addAffine}. */
export function addAffineBoth(p: usize, x0: usize, d0: usize, x1: usize, d1: usize): void {
  const q = p + POINT;
  sqr(ZZ, p + Z, ZZ + SLOT, q + Z);
  mulSub(H, x0, ZZ, p, H + SLOT, x1, ZZ + SLOT, q, 1);
  mul(S, d0, p + Z, S + SLOT, d1, q + Z);
  sum(A, 2, H, 0, H); // 2
  sum(A + SLOT, 2, H + SLOT, 0, H); // 2
  mulSub(R, S, ZZ, p + D, R + SLOT, S + SLOT, ZZ + SLOT, q + D, 1);
  sqr(I, A, I + SLOT, A + SLOT);
  mul(p + Z, A, p + Z, q + Z, A + SLOT, q + Z);
  mul(J, H, I, J + SLOT, H + SLOT, I + SLOT);
  mul(V, p, I, V + SLOT, q, I + SLOT);
  sum(B, 1, J, 2, V); // 3
  sum(B + SLOT, 1, J + SLOT, 2, V + SLOT); // 3
  sqrSub(p, R, B, q, R + SLOT, B + SLOT, 1);
  mul(N, p + D, J, N + SLOT, q + D, J + SLOT);
  sum(F, 2, V, -2, p); // 4
  sum(F + SLOT, 2, V + SLOT, -2, q); // 4
  mulSub(p + D, R, F, N, q + D, R + SLOT, F + SLOT, N + SLOT, 2);
}

/**
 * p = p + q; without W. Formula "add-2007-bl" with D for 2 Y. What {@link addAffine} says holds with U and S for both
 * points: U = X Z'², S = D Z'³.
 */
export function add(p: usize, q: usize): void {
  sqr(A, p + Z, B, q + Z);
  mul(ZZ, p, B, F, q, A);
  mul(S, p + D, q + Z, T, q + D, p + Z);
  mul(S, S, B, T, T, A);
  norm(H, F, ZZ, R, T, S, 1, -1);
  sum(RATIO, 2, H, 0, H); // 2
  mul(I, RATIO, RATIO, M, p + Z, q + Z);
  mul(J, H, I, V, ZZ, I);
  sum(A, 1, J, 2, V); // 3
  sqrSub(p, R, A, UNUSED, R, ZERO, 1);
  mul(p + Z, M, RATIO, N, S, J);
  sum(F, 2, V, -2, p); // 4
  mulSub(p + D, R, F, N, UNUSED, R, R, ZERO, 2);
}

/** Were the points of the last {@link add}, if it came to Z = 0, equal and not opposite? */
export function lastWereEqual(): bool {
  return isNull(R);
}
