/**
 * The field modulo 2^255 - 19, for X25519 and Ed25519: elements are ten limbs of radix26.ts, the last one of 21 bits. No branch and
 * no address depends on a value. Products, and what was read, are carried; a sum or a difference of such may be a factor.
 */
import { combine, ELEMENT, multiply as mul, read, wipe as wipeProduct, write } from "./radix26";

export { combine, ELEMENT, multiply as mul } from "./radix26";

/** Bytes of a number that was written out. */
export const BYTES: usize = 32;

const LIMBS: usize = 10;
const TOP: u64 = 21;
const DELTA: u64 = 19;

/** 64 times the prime, so that a difference of limbs is not negative. */
const BIAS: usize = memory.data<u64>(
  [0x7fffb40, 0x7fffffe, 0x7fffffe, 0x7fffffe, 0x7fffffe, 0x7fffffe, 0x7fffffe, 0x7fffffe, 0x7fffffe, 0x7fffffe],
  16,
);

/** What is under way; see {@link wipe}. */
const scratch = memory.data(368, 16);
const a = scratch;
const b = a + ELEMENT;
const c = b + ELEMENT;
const d = c + ELEMENT;
/** A number's bytes, and zeros behind them that the limbs' reads and writes run over. */
const bytes = d + ELEMENT;
const ROOM: usize = 48;

/** Reads 32 little-endian bytes; the highest bit does not count. */
export function fromBytes(out: usize, at: usize): void {
  memory.copy(bytes, at, BYTES);
  store<u8>(bytes, load<u8>(bytes, 31) & 127, 31);
  read(out, bytes, LIMBS);
}

/** Writes the number, below the prime, as 32 little-endian bytes, and reduces its limbs. */
export function toBytes(to: usize, p: usize): void {
  memory.fill(bytes, 0, ROOM);
  write(bytes, p, LIMBS, TOP, DELTA);
  memory.copy(to, bytes, BYTES);
}

export function add(out: usize, p: usize, q: usize): void {
  for (let k: usize = 0; k < ELEMENT; k += 16) v128.store(out + k, i64x2.add(v128.load(p + k), v128.load(q + k)));
}

/** The limbs of `q` have been carried. */
export function sub(out: usize, p: usize, q: usize): void {
  for (let k: usize = 0; k < ELEMENT; k += 16) {
    v128.store(out + k, i64x2.sub(i64x2.add(v128.load(p + k), v128.load(BIAS + k)), v128.load(q + k)));
  }
}

/** Writes -p, carried, as p was. */
export function negate(out: usize, p: usize): void {
  combine(out, BIAS, p, <u64>-1);
}

/** Squares a number so often, and multiplies it by another, which is not where the result goes. */
function raise(out: usize, p: usize, times: i32, q: usize): void {
  mul(out, p, p);
  for (let i = 1; i < times; i++) mul(out, out, out);
  mul(out, out, q);
}

/** Leaves p^11 in c, and in b the power whose exponent has 250 ones. The comments tell how many ones an exponent has. */
function powers(p: usize): void {
  mul(a, p, p);
  mul(b, a, a);
  mul(b, b, b);
  mul(b, b, p); // 9
  mul(c, b, a); // 11
  raise(d, c, 1, b); // 2^5 - 1: 5
  raise(b, d, 5, d); // 10
  raise(a, b, 10, b); // 20
  raise(d, a, 20, a); // 40
  raise(d, d, 10, b); // 50
  raise(a, d, 50, d); // 100
  raise(b, a, 100, a); // 200
  raise(b, b, 50, d); // 250
}

/** Writes 1 / p, 0 for 0: its power with the exponent 2^255 - 21. */
export function invert(out: usize, p: usize): void {
  powers(p);
  raise(out, b, 5, c); // 250 ones, and 01011
}

/** Writes the power of p with the exponent (2^255 - 24) / 8, from which square roots are made; not where p is. */
export function power58(out: usize, p: usize): void {
  powers(p);
  raise(out, b, 2, p); // 250 ones, and 01
}

/** Clears what the last calls left. */
export function wipe(): void {
  memory.fill(scratch, 0, bytes + ROOM - scratch);
  wipeProduct();
}
