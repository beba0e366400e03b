/** Unsigned numbers as the kernel reads them: decimal, 0x and hex, or 0 and octal, with a plus sign before or none. */
import { Code } from "../fault";
import { Errno } from "../formats/errno";
import { digit } from "../hex";
import { refuse } from "./refuse";

/** The number read last. */
export let unsigned: u32 = 0;

/** Reads all of `length` characters at p. Returns 0, or minus an error number (Linux lib/kstrtox.c, kstrtouint, base 0). */
export function readUnsigned(p: usize, length: u32): i32 {
  let i: u32 = 0;
  let base: u32 = 10;
  if (i < length && load<u8>(p) == 43) i++;
  if (i + 1 < length && load<u8>(p + i) == 48) {
    const isHex = (load<u8>(p + i + 1) | 32) == 120;
    base = isHex ? 16 : 8;
    i += isHex ? 2 : 1;
  }
  if (i == length) return refuse(Errno.EINVAL, Code.BadRequest, i);
  let value: u64 = 0;
  for (; i < length; i++) {
    const d = digit(load<u8>(p + i));
    if (<u32>d >= base) return refuse(Errno.EINVAL, Code.BadRequest, i, load<u8>(p + i));
    // It stays too large once it is, and does not wrap.
    if (value <= u32.MAX_VALUE) value = value * base + d;
  }
  if (value > u32.MAX_VALUE) return refuse(Errno.ERANGE, Code.BadRequest);
  unsigned = <u32>value;
  return 0;
}
