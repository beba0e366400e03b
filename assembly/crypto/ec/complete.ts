/**
 * The sum u1 G + u2 Q with every case looked at: infinity, equal points, opposite points. Slow, and right for any input;
 * a verification comes here when a fast formula met one of those cases, which takes a key or a signature made for it.
 */
import { bits } from "./curve";
import { copy, isNull, setOne } from "./field";
import { add, D, doubleBoth, lastWereEqual, POINT, Z } from "./point";
import { bit } from "./words";

/** Both multiples, one a lane. */
const SUMS: usize = memory.data(2 * 512, 16);
const ADDEND: usize = memory.data(512, 16);
const BEFORE: usize = memory.data(2 * 512, 16);

function copyPoint(to: usize, from: usize): void {
  copy(to, from);
  copy(to + D, from + D);
  copy(to + Z, from + Z);
}

/** p = p + q, where Z = 0 is infinity. */
function addAny(p: usize, q: usize): void {
  if (isNull(q + Z)) return;
  if (isNull(p + Z)) {
    copyPoint(p, q);
    return;
  }
  copyPoint(BEFORE, p);
  copyPoint(BEFORE + POINT, p);
  add(p, q);
  if (!isNull(p + Z) || !lastWereEqual()) return;
  doubleBoth(BEFORE);
  copyPoint(p, BEFORE);
}

/** p = u1 G + u2 Q for affine G and Q; scalars below n in words, 0 included. */
export function multiplyBoth(p: usize, u1: usize, gx: usize, gd: usize, u2: usize, qx: usize, qd: usize): void {
  memory.fill(SUMS, 0, 2 * POINT);
  for (let i = bits; i > 0; i--) {
    doubleBoth(SUMS);
    if (bit(u1, i - 1)) addAffineAny(SUMS, gx, gd);
    if (bit(u2, i - 1)) addAffineAny(SUMS + POINT, qx, qd);
  }
  addAny(SUMS, SUMS + POINT);
  copyPoint(p, SUMS);
}

function addAffineAny(p: usize, x: usize, d: usize): void {
  copy(ADDEND, x);
  copy(ADDEND + D, d);
  setOne(ADDEND + Z);
  addAny(p, ADDEND);
}
