/** One inversion for many: P. L. Montgomery's trick, with every other element in the other lane. */
import { copy, inverse, mul, SLOT, setOne, sqr, UNUSED } from "./field";
import { D, POINT, W, Z } from "./point";

const temporaries = memory.data(6 * 128, 16);
const INVERSE = temporaries;
const SINGLE = temporaries + 2 * SLOT;
const SQUARE = temporaries + 4 * SLOT;

/**
 * Replaces the products of two lanes, at a and at a + SLOT, by their inverses. Returns false when one of them is zero.
 */
export function invertBoth(a: usize): bool {
  mul(UNUSED, a, a + SLOT, SINGLE, a, a + SLOT);
  if (!inverse(SINGLE, SINGLE)) return false;
  mul(a, SINGLE, a + SLOT, a + SLOT, SINGLE, a);
  return true;
}

/** Makes Z of `count` points (an even number) 1, in place. Uses their W. Returns false when a point has no such form. */
export function toAffine(points: usize, count: usize): bool {
  const half = (count / 2) * POINT;
  const end = points + half;
  setOne(INVERSE);
  setOne(INVERSE + SLOT);
  // W is the product of all Z before.
  for (let p = points; p < end; p += POINT) {
    const q = p + half;
    copy(p + W, INVERSE);
    copy(q + W, INVERSE + SLOT);
    mul(INVERSE, INVERSE, p + Z, INVERSE + SLOT, INVERSE + SLOT, q + Z);
  }
  if (!invertBoth(INVERSE)) return false;
  for (let p = end - POINT; p >= points; p -= POINT) {
    const q = p + half;
    mul(SINGLE, INVERSE, p + W, SINGLE + SLOT, INVERSE + SLOT, q + W);
    mul(INVERSE, INVERSE, p + Z, INVERSE + SLOT, INVERSE + SLOT, q + Z);
    sqr(SQUARE, SINGLE, SQUARE + SLOT, SINGLE + SLOT);
    mul(p, p, SQUARE, q, q, SQUARE + SLOT);
    mul(SQUARE, SQUARE, SINGLE, SQUARE + SLOT, SQUARE + SLOT, SINGLE + SLOT);
    mul(p + D, p + D, SQUARE, q + D, q + D, SQUARE + SLOT);
  }
  return true;
}
