/**
 * Hex, sixteen bytes at a time. Decoding is strict: both cases, no separators, even length, and the position of what is
 * wrong.
 */
import { Code, fail } from "./fault";

/** Writes 2 × length lower-case digits to `to`; may touch up to 32 bytes behind them. */
export function encode(from: usize, length: usize, to: usize): usize {
  const digits = i8x16(48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 97, 98, 99, 100, 101, 102);
  const mask = i8x16.splat(15);
  for (let i: usize = 0; i < length; i += 16) {
    const bytes = v128.load(from + i);
    const high = i8x16.swizzle(digits, i8x16.shr_u(bytes, 4));
    const low = i8x16.swizzle(digits, v128.and(bytes, mask));
    v128.store(to + 2 * i, i8x16.shuffle(high, low, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23));
    v128.store(to + 2 * i, i8x16.shuffle(high, low, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31), 16);
  }
  return to + 2 * length;
}

/** The value of one digit, or −1. */
export function digit(c: u32): i32 {
  if (c - 48 < 10) return c - 48;
  const letter = (c | 32) - 97;
  return letter < 6 ? letter + 10 : -1;
}

/**
 * Decodes `length` digits into length / 2 bytes at `to`, which may be `from`. Returns the number of bytes, or a fault:
 * hex-odd (at = length) or hex-digit (at = position, got = the character). May touch 16 bytes behind the result.
 */
export function decode(from: usize, length: usize, to: usize): i32 {
  let i: usize = 0;
  for (; i + 16 <= length; i += 16) {
    const c = v128.load(from + i);
    const number = i8x16.sub(c, i8x16.splat(48));
    const letter = i8x16.sub(v128.or(c, i8x16.splat(32)), i8x16.splat(97));
    const isNumber = i8x16.lt_u(number, i8x16.splat(10));
    const isLetter = i8x16.lt_u(letter, i8x16.splat(6));
    if (!i8x16.all_true(v128.or(isNumber, isLetter))) break;
    const value = v128.or(v128.and(number, isNumber), v128.and(i8x16.add(letter, i8x16.splat(10)), isLetter));
    // Even lanes hold high digits: high * 16 + low in each 16-bit lane, then narrow.
    const pair = v128.or(i16x8.shl(v128.and(value, i16x8.splat(0x00ff)), 4), i16x8.shr_u(value, 8));
    v128.store64_lane(to + (i >> 1), i8x16.narrow_i16x8_u(pair, pair), 0);
  }
  for (; i < length; i += 2) {
    const high = digit(load<u8>(from + i));
    if (high < 0) return fail(Code.HexDigit, <u32>i, load<u8>(from + i));
    if (i + 1 == length) return fail(Code.HexOdd, <u32>length, <u32>length);
    const low = digit(load<u8>(from + i + 1));
    if (low < 0) return fail(Code.HexDigit, <u32>i + 1, load<u8>(from + i + 1));
    store<u8>(to + (i >> 1), (high << 4) | low);
  }
  return <i32>(length >> 1);
}
