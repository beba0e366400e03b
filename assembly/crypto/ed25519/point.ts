/**
 * Points of edwards25519, RFC 8032 section 5.1, in extended coordinates: the elements X, Y, Z and T, with x = X / Z, y = Y / Z and
 * x y = T / Z. All coordinates are carried. Nothing here is secret, so nothing takes constant time.
 */
import { equal, isZero } from "../../bytes";
import { add, BYTES, combine, ELEMENT, fromBytes, invert, mul, negate, power58, sub, toBytes } from "../c25519/field";

/** Bytes of a point. */
export const POINT: usize = 4 * ELEMENT;
const Y: usize = ELEMENT;
const Z: usize = 2 * ELEMENT;
const T: usize = 3 * ELEMENT;

const ONE: usize = memory.data<u64>([1, 0, 0, 0, 0, 0, 0, 0, 0, 0], 16);
/** d = -121665 / 121666, and 2 d. */
const D: usize = memory.data<u64>(
  [0x35978a3, 0x2d37284, 0x18ab75e, 0x1350507, 0x000700a, 0x1de7a26, 0x0740797, 0x3f9ce33, 0x0ee2b6f, 0x01480db],
  16,
);
const D2: usize = memory.data<u64>(
  [0x2b2f159, 0x1a6e509, 0x3156ebd, 0x26a0a0e, 0x000e014, 0x3bcf44c, 0x0e80f2e, 0x3f39c66, 0x1dc56df, 0x00901b6],
  16,
);
/** A square root of -1. */
const ROOT: usize = memory.data<u64>(
  [0x20ea0b0, 0x386c9d2, 0x2478c4e, 0x01ab4bf, 0x32f4318, 0x37ef5e9, 0x0d00993, 0x37c2cad, 0x0804fc1, 0x00ae0c9],
  16,
);
/** x and y = 4 / 5 of the base point. */
const BASE: usize = memory.data<u64>(
  [
    0x325d51a, 0x18b5823, 0x27b2c95, 0x1825496, 0x0692cc7, 0x375b717, 0x24e231f, 0x14ffb02, 0x2d3cd6e, 0x0085a4d,
    0x2666658, 0x1999999, 0x2666666, 0x1999999, 0x2666666, 0x1999999, 0x2666666, 0x1999999, 0x2666666, 0x0199999,
  ],
  16,
);

const scratch = memory.data(320, 16);
const a = scratch;
const b = a + ELEMENT;
const c = b + ELEMENT;
const d = c + ELEMENT;
const sum = memory.data(<i32>POINT, 16);
const bytes = memory.data(32, 16);

/** Z and T of a point whose X and Y are x and y. */
function complete(p: usize): void {
  memory.copy(p + Z, ONE, ELEMENT);
  mul(p + T, p, p + Y);
}

/** Writes the point that has no effect in a sum. */
export function setNeutral(out: usize): void {
  memory.fill(out, 0, ELEMENT);
  memory.copy(out + Y, ONE, ELEMENT);
  complete(out);
}

/** Writes the base point. */
export function setBase(out: usize): void {
  memory.copy(out, BASE, 2 * ELEMENT);
  complete(out);
}

/**
 * Writes p + q: section 5.1.4. It holds for any two points, equal ones too, since -1 is a square and d is none. The result may
 * lie where a summand does.
 */
export function addPoints(out: usize, p: usize, q: usize): void {
  sub(a, p + Y, p);
  sub(b, q + Y, q);
  mul(a, a, b);
  add(b, p + Y, p);
  add(c, q + Y, q);
  mul(b, b, c);
  mul(c, p + T, q + T);
  mul(c, c, D2);
  mul(d, p + Z, q + Z);
  // Carried, since a difference with a sum is too large for a factor.
  combine(d, d, d, 1);
  sub(out, b, a);
  add(out + Y, b, a);
  sub(a, d, c);
  add(b, d, c);
  mul(out + T, out, out + Y);
  mul(out + Z, a, b);
  mul(out, out, a);
  mul(out + Y, out + Y, b);
}

/** Writes -p. */
export function negatePoint(out: usize, p: usize): void {
  memory.copy(out, p, POINT);
  negate(out, p);
  negate(out + T, p + T);
}

/** Is eight times the point the neutral one? Then four times the point is that or the one of order 2, which alone have an x of 0. */
export function isOfSmallOrder(p: usize): bool {
  addPoints(sum, p, p);
  addPoints(sum, sum, sum);
  toBytes(bytes, sum);
  return isZero(bytes, <u32>BYTES);
}
/** Writes y in 32 little-endian bytes, and above it whether x is odd: section 5.1.2. */
function encode(to: usize, x: usize, y: usize): void {
  toBytes(to, x);
  const odd = load<u8>(to) & 1;
  toBytes(to, y);
  store<u8>(to, load<u8>(to, 31) | (odd << 7), 31);
}

/** Is this the encoding of the point? */
export function isEncodingOf(at: usize, p: usize): bool {
  invert(a, p + Z);
  mul(b, p, a);
  mul(c, p + Y, a);
  encode(bytes, b, c);
  return equal(bytes, at, <u32>BYTES);
}

/** Reads the point of an encoding: section 5.1.3. Returns false when it is none, or not the one that section 5.1.2 makes. */
export function readPoint(out: usize, at: usize): bool {
  fromBytes(out + Y, at);
  // x² = (y² - 1) / (d y² + 1), of which one power is a root, or one times the root of -1.
  mul(a, out + Y, out + Y);
  sub(b, a, ONE);
  mul(a, a, D);
  add(a, a, ONE);
  invert(a, a);
  mul(a, a, b);
  power58(out, a);
  mul(out, out, a);
  for (let turn = 0; turn < 4; turn++) {
    mul(b, out, out);
    sub(b, b, a);
    toBytes(bytes, b);
    if (isZero(bytes, <u32>BYTES)) {
      encode(bytes, out, out + Y);
      if (equal(bytes, at, <u32>BYTES)) {
        complete(out);
        return true;
      }
    }
    mul(out, out, ROOT);
  }
  return false;
}
