/**
 * ECDSA verification: FIPS 186-5, section 6.4.2. The signature (r, s) of a digest e holds under Q when the point
 * (e / s) G + (r / s) Q has an x that is r modulo n.
 */
import { build, TABLES_MAX, walk, writeDigits } from "./comb";
import { multiplyBoth } from "./complete";
import { curveBytes, parameters, use, words } from "./curve";
import { fromWords, isNull, mulSub, SLOT, setOne, sqr, sum, UNUSED, ZERO } from "./field";
import { claim, tablesOf } from "./keys";
import { add as addPoints, POINT, Z } from "./point";
import { R, readScalars, U1, U2 } from "./scalar";
import { multiply } from "./window";
import { add, atLeast, NUMBER, readBigEndian } from "./words";

/** The key, as x and 2 y, and as numbers. */
const Q: usize = memory.data(4 * 128, 16);
const QX: usize = memory.data(<i32>NUMBER, 16);
const QY: usize = memory.data(<i32>NUMBER, 16);
/** The generators, as x and 2 y; of the curve in use from G on. */
const elements: usize = memory.data(4 * 128, 16);
let G: usize = 0;
const B: usize = memory.data(2 * 128, 16);
/** Tables of the generators, built with the first signature of their curve. */
const generators = memory.data(2 * <i32>TABLES_MAX, 16);
let generated: u32 = 0;
/** Points under way: two of a walk, and that of the window. */
const SUMS: usize = memory.data(3 * 512, 16);
const DIGITS1: usize = memory.data(64, 16);
const DIGITS2: usize = memory.data(64, 16);
const RS: usize = memory.data(2 * 128, 16);
const LAST: usize = memory.data(2 * 128, 16);
const SUM: usize = memory.data(<i32>NUMBER, 16);

/**
 * Does the signature hold? `point` is x and y, `signature` r and s, each number big-endian in as many bytes as
 * {@link curveBytes} says; of the digest the leftmost bytes are taken, as many. False also when a number is out of its
 * range, or the point is not on the curve.
 */
export function verify(curve: u32, point: usize, signature: usize, digest: usize, digestLength: u32): bool {
  if (curveBytes(curve) == 0) return false;
  use(curve);
  if (!readScalars(signature, digest, digestLength)) return false;
  const generator = generatorTables(curve);
  let key = tablesOf(curve, point);
  const known = key != 0;
  if (!known) {
    if (!readPoint(point)) return false;
    key = claim(curve, point);
    if (key != 0 && !build(key, Q, Q + SLOT)) unreachable();
  }
  writeDigits(DIGITS1, U1);
  if (key != 0) {
    writeDigits(DIGITS2, U2);
    walk(SUMS, generator, DIGITS1, 0, key, DIGITS2, 0, 1);
  } else {
    multiply(SUMS + 2 * POINT, U2, Q, Q + SLOT);
    walk(SUMS, generator, DIGITS1, 0, generator, DIGITS1, 1, 2);
    addPoints(SUMS, SUMS + POINT);
    memory.copy(SUMS + POINT, SUMS + 2 * POINT, POINT);
  }
  addPoints(SUMS, SUMS + POINT);
  if (isNull(SUMS + Z)) {
    if (known) readPoint(point);
    multiplyBoth(SUMS, U1, G, G + SLOT, U2, Q, Q + SLOT);
    if (isNull(SUMS + Z)) return false;
  }
  return isSignature();
}

/** Reads the key. Returns false unless x and y are below p and y² = x³ - 3 x + b. */
function readPoint(point: usize): bool {
  readBigEndian(QX, point);
  readBigEndian(QY, point + 4 * words);
  if (atLeast(QX, parameters.p) || atLeast(QY, parameters.p)) return false;
  fromWords(Q, QX, Q + SLOT, QY);
  fromWords(B, parameters.b, UNUSED, parameters.b);
  sqr(LAST, Q, LAST + SLOT, Q + SLOT);
  // x³ - 3 x, and then y² less that and b.
  mulSub(LAST, LAST, Q, Q, UNUSED, ZERO, ZERO, ZERO, 3);
  sum(LAST, 1, LAST, 1, B);
  setOne(RS);
  mulSub(LAST, LAST, RS, LAST + SLOT, UNUSED, ZERO, ZERO, ZERO, 1);
  sum(Q + SLOT, 2, Q + SLOT, 0, ZERO);
  return isNull(LAST);
}

/** The tables of the generator of the curve in use. */
function generatorTables(curve: u32): usize {
  const tables = generators + <usize>curve * TABLES_MAX;
  G = elements + 2 * SLOT * <usize>curve;
  if ((generated >> curve) & 1) return tables;
  fromWords(G, parameters.g, G + SLOT, parameters.g + 4 * words);
  sum(G + SLOT, 2, G + SLOT, 0, ZERO);
  if (!build(tables, G, G + SLOT)) unreachable();
  generated |= 1 << curve;
  return tables;
}

/** Is x of the sum r or, since x < p may lie above n, r + n? Without an inversion: X = r Z². */
function isSignature(): bool {
  const carried = add(SUM, R, parameters.n);
  fromWords(RS, R, RS + SLOT, carried != 0 || atLeast(SUM, parameters.p) ? R : SUM);
  sqr(LAST, SUMS + Z, UNUSED, ZERO);
  mulSub(LAST + SLOT, RS, LAST, SUMS, LAST, RS + SLOT, LAST, SUMS, 1);
  return isNull(LAST + SLOT) || isNull(LAST);
}
