/** X25519: RFC 7748, section 5. No branch and no address depends on a key. */
import { combine, ELEMENT, multiply as mul, read, wipe, write } from "./radix26";

/** Bytes of a private key, of a public key, and of a shared secret. */
export const KEY: usize = 32;

/** The prime is 2^255 - 19: ten limbs, the last one of 21 bits. */
const LIMBS: usize = 10;
const TOP: u64 = 21;
const DELTA: u64 = 19;

const A24: u64 = 121665;
/** 64 times the prime, so that a difference of limbs is not negative. */
const BIAS: usize = memory.data<u64>(
  [0x7fffb40, 0x7fffffe, 0x7fffffe, 0x7fffffe, 0x7fffffe, 0x7fffffe, 0x7fffffe, 0x7fffffe, 0x7fffffe, 0x7fffffe],
  16,
);
const BASE: usize = memory.data<u8>([
  9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
]);

/** Bytes of a number, and zeros behind them that the limbs' reads and writes run over. */
const BYTES: usize = 48;

/** All that depends on a key; cleared before a call returns. The names are those of the RFC. */
const secrets = memory.data(784, 16);
const x1 = secrets;
const x2 = x1 + ELEMENT;
const z2 = x2 + ELEMENT;
const x3 = z2 + ELEMENT;
const z3 = x3 + ELEMENT;
const a = z3 + ELEMENT;
const b = a + ELEMENT;
const c = b + ELEMENT;
const d = c + ELEMENT;
const bytes = d + ELEMENT;

function add(out: usize, p: usize, q: usize): void {
  for (let k: usize = 0; k < ELEMENT; k += 16) v128.store(out + k, i64x2.add(v128.load(p + k), v128.load(q + k)));
}

/** The limbs of `q` have been carried. */
function sub(out: usize, p: usize, q: usize): void {
  for (let k: usize = 0; k < ELEMENT; k += 16) {
    v128.store(out + k, i64x2.sub(i64x2.add(v128.load(p + k), v128.load(BIAS + k)), v128.load(q + k)));
  }
}

/** Swaps (x2, z2) and (x3, z3) when `bit` is 1. */
function swap(bit: u64): void {
  const mask = i64x2.splat(0 - bit);
  for (let k: usize = 0; k < 2 * ELEMENT; k += 16) {
    const p = v128.load(x2 + k);
    const q = v128.load(x3 + k);
    const change = v128.and(v128.xor(p, q), mask);
    v128.store(x2 + k, v128.xor(p, change));
    v128.store(x3 + k, v128.xor(q, change));
  }
}

/** One step of the ladder. */
function step(): void {
  add(a, x2, z2);
  sub(b, x2, z2);
  add(c, x3, z3);
  sub(d, x3, z3);
  mul(d, d, a);
  mul(c, c, b);
  add(x3, d, c);
  mul(x3, x3, x3);
  sub(z3, d, c);
  mul(z3, z3, z3);
  mul(z3, z3, x1);
  mul(a, a, a);
  mul(b, b, b);
  mul(x2, a, b);
  sub(b, a, b);
  combine(z2, a, b, A24);
  mul(z2, z2, b);
}

/** Squares a number so often, and multiplies it by another, which is not where the result goes. */
function raise(out: usize, p: usize, times: i32, q: usize): void {
  mul(out, p, p);
  for (let i = 1; i < times; i++) mul(out, out, out);
  mul(out, out, q);
}

/** Writes the inverse of z2 to `a`: its power with the exponent 2^255 - 21. The comments tell how many ones the exponent has. */
function invert(): void {
  mul(a, z2, z2);
  mul(b, a, a);
  mul(b, b, b);
  mul(b, b, z2); // 9
  mul(c, b, a); // 11
  raise(d, c, 1, b); // 2^5 - 1: 5
  raise(b, d, 5, d); // 10
  raise(x3, b, 10, b); // 20
  raise(z3, x3, 20, x3); // 40
  raise(z3, z3, 10, b); // 50
  raise(x3, z3, 50, z3); // 100
  raise(b, x3, 100, x3); // 200
  raise(b, b, 50, z3); // 250
  raise(a, b, 5, c); // 250 ones, and 01011
}

/**
 * Multiplies the point whose u-coordinate are the 32 bytes at `u` by the private key at `key`, and writes 32 bytes to `to`.
 * Returns false when these are all zero, which they are for the points of low order, that nobody means well with.
 */
export function x25519(key: usize, u: usize, to: usize): bool {
  memory.copy(bytes, u, KEY);
  store<u8>(bytes, load<u8>(bytes, 31) & 127, 31);
  read(x1, bytes, LIMBS);
  store<u64>(x2, 1);
  memory.copy(x3, x1, ELEMENT);
  store<u64>(z3, 1);

  memory.copy(bytes, key, KEY);
  store<u8>(bytes, load<u8>(bytes) & 248);
  store<u8>(bytes, (load<u8>(bytes, 31) & 127) | 64, 31);
  let before: u64 = 0;
  for (let t: i32 = 254; t >= 0; t--) {
    const bit = <u64>(load<u8>(bytes + <usize>(t >> 3)) >> <u8>(t & 7)) & 1;
    swap(bit ^ before);
    before = bit;
    step();
  }
  swap(before);
  invert();
  mul(x2, x2, a);

  memory.fill(bytes, 0, BYTES);
  write(bytes, x2, LIMBS, TOP, DELTA);
  memory.copy(to, bytes, KEY);
  let any: u8 = 0;
  for (let i: usize = 0; i < KEY; i++) any |= load<u8>(bytes + i);
  memory.fill(secrets, 0, <usize>(bytes + BYTES - secrets));
  wipe();
  return any != 0;
}

/** Writes the public key of the private key at `key` to `to`. */
export function publicKey(key: usize, to: usize): void {
  x25519(key, BASE, to);
}
