/** X25519: RFC 7748, section 5. No branch and no address depends on a key. */
import { add, combine, ELEMENT, fromBytes, invert, mul, sub, toBytes, wipe } from "../c25519/field";

/** Bytes of a private key, of a public key, and of a shared secret. */
export const KEY: usize = 32;

const A24: u64 = 121665;
const BASE: usize = memory.data<u8>([
  9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
]);

/** All that depends on a key; cleared before a call returns. The names are those of the RFC. */
const secrets = memory.data(752, 16);
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

/**
 * Multiplies the point whose u-coordinate are the 32 bytes at `u` by the private key at `key`, and writes 32 bytes to `to`.
 * Returns false when these are all zero, which they are for the points of low order, that nobody means well with.
 */
export function x25519(key: usize, u: usize, to: usize): bool {
  fromBytes(x1, u);
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
  invert(z2, z2);
  mul(x2, x2, z2);
  toBytes(to, x2);
  let any: u8 = 0;
  for (let i: usize = 0; i < KEY; i++) any |= load<u8>(to + i);
  memory.fill(secrets, 0, <usize>(bytes + KEY - secrets));
  wipe();
  return any != 0;
}

/** Writes the public key of the private key at `key` to `to`. */
export function publicKey(key: usize, to: usize): void {
  x25519(key, BASE, to);
}
