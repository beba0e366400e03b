/** Small looks at bytes that several parsers share. */
import { Text } from "./text";

/** Offset of the first byte that is not zero, or `length`. */
export function firstNonZero(p: usize, length: u32): u32 {
  let i: u32 = 0;
  while (i + 16 <= length && !v128.any_true(v128.load(p + i))) i += 16;
  while (i < length && load<u8>(p + i) == 0) i++;
  return i;
}

export function isZero(p: usize, length: u32): bool {
  return firstNonZero(p, length) == length;
}

/** Are there printable ASCII characters only? */
export function isPrintable(p: usize, end: usize): bool {
  while (p < end && <u32>load<u8>(p) - 32 < 95) p++;
  return p == end;
}

/** Are two runs of bytes the same? Looks at every byte whatever it finds, since one of them may be a secret nonce. */
export function equal(a: usize, b: usize, length: u32): bool {
  let difference: u32 = 0;
  for (let i: u32 = 0; i < length; i++) difference |= load<u8>(a + i) ^ load<u8>(b + i);
  return difference == 0;
}

/** Does the hex text (dashes skipped) spell the bytes at p? An empty text spells nothing. */
export function spells(text: Text, p: usize): bool {
  let at = p;
  let high: i32 = -1;
  for (let i: u32 = 0; i < text.length; i++) {
    const c: i32 = text.charAt(i);
    if (c == 45) continue;
    const d = c < 58 ? c - 48 : c - 87;
    if (high < 0) high = d;
    else {
      if (load<u8>(at++) != <u8>((high << 4) | d)) return false;
      high = -1;
    }
  }
  return at > p;
}

/** The big-endian number in `size` bytes, at most 8. */
export function bigEndian(p: usize, size: u32): u64 {
  let value: u64 = 0;
  for (let i: u32 = 0; i < size; i++) value = (value << 8) | load<u8>(p + i);
  return value;
}

/** Bytes of a text that ends with a zero byte, without it. */
export function lengthOf(text: usize): u32 {
  let length: u32 = 0;
  while (load<u8>(text + length)) length++;
  return length;
}
