/**
 * Multiples of a point by tables: a signed comb (C. H. Lim, P. J. Lee, CRYPTO '94; signs as in M. Hamburg, ePrint
 * 2012/309), whose teeth stand bits / 8 apart.
 *
 * A scalar k of 32 or 48 bytes is written with the digits 1 and -1 only: k = sum of (2 b - 1) 2^i over the bits b of
 * (k + 2^bits - 1) / 2. Eight digits that stand bits / 8 apart choose an entry: their first bit is c + EVERY * j, where
 * table j has the entry, and column c is worth 2^c. The eighth digit is the sign of the rest, so a table has 128 entries.
 */
import { invertBoth, toAffine } from "./batch";
import { bits, parameters, wide, words } from "./curve";
import { copy, mul, mulSub, SLOT, setOne, size, sqrSub, sum, ZERO } from "./field";
import { addAffineBoth, D, double, doubleBoth, POINT, W, Z } from "./point";
import { add, atLeast, halve, NUMBER, subtract } from "./words";

const TEETH: usize = 8;
/** Entries of one table: half of the choices, the others are their negatives. */
const ENTRIES: usize = 128;

/** Bytes that the tables of a point take at most. */
export const TABLES_MAX: usize = 8 * ENTRIES * 3 * (ASC_FEATURE_RELAXED_SIMD ? 64 : 128);

/** Tables of the curve in use, and columns: 4 and 8, or 8 and 6. */
function tables(): usize {
  return wide ? 8 : 4;
}
function columns(): usize {
  return wide ? 6 : 8;
}

/** Entry i of table j: x, 2 y and -2 y, so that a sign is a choice. */
function entry(base: usize, j: usize, i: usize): usize {
  return base + (j * ENTRIES + i) * 3 * size();
}

/** Powers 2^(columns * m) of the point for every digit m, then their doubles: 64 points each at most. */
const POWERS: usize = memory.data(2 * 64 * 512, 16);
/** Products of differences, for one inversion a level: 256 pairs at most. */
const PRODUCTS: usize = memory.data(256 * 256, 16);
const temporaries = memory.data(12 * 128, 16);
const RUN = temporaries;
const DX = temporaries + 2 * SLOT;
const DY = temporaries + 4 * SLOT;
const XX = temporaries + 6 * SLOT;
const SLOPE = temporaries + 8 * SLOT;
const FALL = temporaries + 10 * SLOT;

/**
 * Builds the tables of an affine point at `base`. Returns false when a sum on the way has no slope, which no point of
 * these curves brings about: the summands are the same multiples of any point, and all points have the order n, so that
 * the tables of the generator would be the first to fail.
 */
export function build(base: usize, x: usize, d: usize): bool {
  return powers(x, d) && firstEntries(base) && levels(base);
}

/** All points that entries are sums of, affine. */
function powers(x: usize, d: usize): bool {
  const count = TEETH * tables();
  const p = PRODUCTS;
  copy(p, x);
  copy(p + D, d);
  setOne(p + Z);
  memory.fill(p + W, 0, size());
  store<f64>(p + W, -3);
  for (let m: usize = 0; m < count; m++) {
    copyPoint(POWERS + m * POINT, p);
    double(p);
    copyPoint(POWERS + (count + m) * POINT, p);
    for (let i: usize = 1; i < columns(); i++) double(p);
  }
  return toAffine(POWERS, 2 * count);
}

function copyPoint(to: usize, from: usize): void {
  copy(to, from);
  copy(to + D, from + D);
  copy(to + Z, from + Z);
}

/** The power that tooth t of table j stands for. */
function tooth(j: usize, t: usize): usize {
  return POWERS + (j + tables() * t) * POINT;
}

/** Entry 0 of every table: the eighth tooth less all others. */
function firstEntries(base: usize): bool {
  for (let j: usize = 0; j < tables(); j += 2) {
    const p = PRODUCTS + j * POINT;
    const q = p + POINT;
    copyPoint(p, tooth(j, TEETH - 1));
    copyPoint(q, tooth(j + 1, TEETH - 1));
    setOne(p + Z);
    setOne(q + Z);
    for (let t: usize = 0; t < TEETH - 1; t++) {
      const first = tooth(j, t);
      const second = tooth(j + 1, t);
      sum(DY, -1, first + D, 0, ZERO);
      sum(DY + SLOT, -1, second + D, 0, ZERO);
      addAffineBoth(p, first, DY, second, DY + SLOT);
    }
  }
  if (!toAffine(PRODUCTS, tables())) return false;
  for (let j: usize = 0; j < tables(); j++) {
    copy(entry(base, j, 0), PRODUCTS + j * POINT);
    copy(entry(base, j, 0) + size(), PRODUCTS + j * POINT + D);
    negate(entry(base, j, 0));
  }
  return true;
}

/** Completes an entry. */
function negate(at: usize): void {
  sum(at + 2 * size(), -1, at + size(), 0, ZERO);
}

/** Entries 2^t .. 2^(t+1) - 1 of every table are those before plus twice tooth t; two tables at a time, one a lane. */
function levels(base: usize): bool {
  for (let t: usize = 0; t < TEETH - 1; t++) {
    const half: usize = 1 << t;
    setOne(RUN);
    setOne(RUN + SLOT);
    let product = PRODUCTS;
    for (let j: usize = 0; j < tables(); j += 2) {
      for (let i: usize = 0; i < half; i++, product += 2 * SLOT) {
        copy(product, RUN);
        copy(product + SLOT, RUN + SLOT);
        difference(base, j, i, t);
        mul(RUN, RUN, DX, RUN + SLOT, RUN + SLOT, DX + SLOT);
      }
    }
    if (!invertBoth(RUN)) return false;
    for (let j: usize = tables(); j > 0; j -= 2) {
      for (let i: usize = half; i > 0; i--) {
        product -= 2 * SLOT;
        difference(base, j - 2, i - 1, t);
        mul(product, RUN, product, product + SLOT, RUN + SLOT, product + SLOT);
        mul(RUN, RUN, DX, RUN + SLOT, RUN + SLOT, DX + SLOT);
        addBoth(base, j - 2, i - 1, t, product);
      }
    }
  }
  return true;
}

/** Twice tooth t. */
function twice(j: usize, t: usize): usize {
  return tooth(j, t) + TEETH * tables() * POINT;
}

/** DX = 2 (x of twice the tooth - x of the entry), of magnitude 4. */
function difference(base: usize, j: usize, i: usize, t: usize): void {
  sum(DX, 2, twice(j, t), -2, entry(base, j, i));
  sum(DX + SLOT, 2, twice(j + 1, t), -2, entry(base, j + 1, i));
}

/** Entry i + 2^t from entry i, in tables j and j + 1, with 1 / DX: the affine addition, on 2 y. */
function addBoth(base: usize, j: usize, i: usize, t: usize, inverses: usize): void {
  const p = entry(base, j, i);
  const q = entry(base, j + 1, i);
  const first = twice(j, t);
  const second = twice(j + 1, t);
  const y = size();
  const r = p + ((3 * y) << t);
  const s = q + ((3 * y) << t);
  sum(DY, 1, first + D, -1, p + y); // 2
  sum(DY + SLOT, 1, second + D, -1, q + y); // 2
  mul(SLOPE, inverses, DY, SLOPE + SLOT, inverses + SLOT, DY + SLOT);
  sum(XX, 1, first, 1, p); // 2
  sum(XX + SLOT, 1, second, 1, q); // 2
  sqrSub(r, SLOPE, XX, s, SLOPE + SLOT, XX + SLOT, 1);
  sum(FALL, 2, p, -2, r); // 4
  sum(FALL + SLOT, 2, q, -2, s); // 4
  mulSub(r + y, SLOPE, FALL, p + y, s + y, SLOPE + SLOT, FALL + SLOT, q + y, 1);
  negate(r);
  negate(s);
}

/** 2^bits - 1 modulo n. */
const ALL: usize = memory.data(<i32>NUMBER, 16);

/** Writes the digits of the scalar k < n, in words: byte t of group i holds bits 8 i .. 8 i + 7 of part t. */
export function writeDigits(to: usize, k: usize): void {
  // 2^bits - 1 - n, which is below n.
  for (let i: usize = 0; i < words; i++) store<u32>(ALL + 4 * i, ~load<u32>(parameters.n + 4 * i));
  if (add(ALL, k, ALL) != 0 || atLeast(ALL, parameters.n)) subtract(ALL, ALL, parameters.n);
  const odd = load<u32>(ALL) & 1;
  halve(ALL, ALL, odd ? add(ALL, ALL, parameters.n) : 0);
  const bytes = bits / 64;
  for (let i: usize = 0; i < bytes; i++) {
    for (let t: usize = 0; t < TEETH; t++) store<u8>(to + 8 * i + t, load<u8>(ALL + t * bytes + i));
  }
}

/** The eight digits from bit i on. */
function digits(from: usize, i: usize): u32 {
  return i8x16.bitmask(i8x16.shl(v128.load64_zero(from + (i & ~7)), 7 - <i32>(i & 7))) & 255;
}

/** The entry that eight digits choose, but for its sign. */
function choose(base: usize, j: usize, chosen: u32): usize {
  return entry(base, j, (chosen >> 7 ? chosen : ~chosen) & 127);
}

/** Its 2 y, with the sign. */
function signed(entry: usize, chosen: u32): usize {
  return entry + (chosen >> 7 ? size() : 2 * size());
}

/**
 * The points at p and p + POINT become multiples: every `step`-th table from first0 on at `base0` with the digits at
 * digits0, and likewise the other.
 */
export function walk(
  p: usize,
  base0: usize,
  digits0: usize,
  first0: usize,
  base1: usize,
  digits1: usize,
  first1: usize,
  step: usize,
): void {
  let started = false;
  for (let c = columns(); c > 0; c--) {
    if (started) doubleBoth(p);
    for (let j: usize = 0; j < tables(); j += step) {
      const chosen0 = digits(digits0, c - 1 + columns() * (j + first0));
      const chosen1 = digits(digits1, c - 1 + columns() * (j + first1));
      const x0 = choose(base0, j + first0, chosen0);
      const x1 = choose(base1, j + first1, chosen1);
      const d0 = signed(x0, chosen0);
      const d1 = signed(x1, chosen1);
      if (started) addAffineBoth(p, x0, d0, x1, d1);
      else {
        start(p, x0, d0);
        start(p + POINT, x1, d1);
        started = true;
      }
    }
  }
}

function start(p: usize, x: usize, d: usize): void {
  copy(p, x);
  copy(p + D, d);
  setOne(p + Z);
}
