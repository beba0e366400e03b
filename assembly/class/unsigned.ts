/** Unsigned numbers as the kernel reads them: decimal, 0x and hex, or 0 and octal, with a plus sign before or none. */
import { Code } from "../fault";
import { Errno } from "../formats/errno";
import { digit } from "../hex";
import { refuse } from "./refuse";

/** The number read last. */
export let unsigned: u32 = 0;

function tooLarge(): i32 {
  return refuse(Errno.ERANGE, Code.BadRequest);
}

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
  let isWide = false;
  for (; i < length; i++) {
    const d = digit(load<u8>(p + i));
    // The kernel looks at what follows a number unless that is too large for 64 bits, and narrows it after that.
    if (<u32>d >= base) return isWide ? tooLarge() : refuse(Errno.EINVAL, Code.BadRequest, i, load<u8>(p + i));
    isWide = isWide || value > (u64.MAX_VALUE - d) / base;
    value = value * base + d;
  }
  if (isWide || value > u32.MAX_VALUE) return tooLarge();
  unsigned = <u32>value;
  return 0;
}
