/** Whole numbers as words of 32 bits, lowest first; as many as the curve in use has. */
import { words } from "./curve";

/** Room for one number, and one bit more. */
export const NUMBER: usize = 64;

/** Reads a big-endian number. */
export function readBigEndian(to: usize, at: usize): void {
  for (let i: usize = 0; i < words; i++) store<u32>(to + 4 * i, bswap<u32>(load<u32>(at + 4 * (words - 1 - i))));
}

export function isZero(a: usize): bool {
  let all: u32 = 0;
  for (let i: usize = 0; i < words; i++) all |= load<u32>(a + 4 * i);
  return all == 0;
}

/** a >= b */
export function atLeast(a: usize, b: usize): bool {
  for (let i = <i32>words - 1; i >= 0; i--) {
    const x = load<u32>(a + 4 * i);
    const y = load<u32>(b + 4 * i);
    if (x != y) return x > y;
  }
  return true;
}

/** to = a + b; returns the carry. */
export function add(to: usize, a: usize, b: usize): u32 {
  let sum: u64 = 0;
  for (let i: usize = 0; i < words; i++) {
    sum += <u64>load<u32>(a + 4 * i) + load<u32>(b + 4 * i);
    store<u32>(to + 4 * i, <u32>sum);
    sum >>= 32;
  }
  return <u32>sum;
}

/** to = a - b, modulo 2^(32 * words) */
export function subtract(to: usize, a: usize, b: usize): void {
  let difference: i64 = 0;
  for (let i: usize = 0; i < words; i++) {
    difference += <i64>load<u32>(a + 4 * i) - <i64>load<u32>(b + 4 * i);
    store<u32>(to + 4 * i, <u32>difference);
    difference >>= 32;
  }
}

/** to = a / 2, with `top` as the bit above. */
export function halve(to: usize, a: usize, top: u32): void {
  for (let i: usize = 0; i + 1 < words; i++) {
    store<u32>(to + 4 * i, (load<u32>(a + 4 * i) >>> 1) | (load<u32>(a + 4 * i + 4) << 31));
  }
  store<u32>(to + 4 * (words - 1), (load<u32>(a + 4 * (words - 1)) >>> 1) | (top << 31));
}

/** Bit i of a. */
export function bit(a: usize, i: usize): u32 {
  return (load<u32>(a + ((i >> 5) << 2)) >> <u32>(i & 31)) & 1;
}
