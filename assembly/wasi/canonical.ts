/** JSON as the Node command writes it, which reads what the core rendered and writes it again. */
import { OUTPUT } from "../arena";
import { digit } from "../hex";

/**
 * Rewrites `size` bytes of JSON in the output region: escapes of characters that need none become the characters, in UTF-8,
 * and control characters get their short escapes. Nothing grows. Returns the bytes.
 */
export function canonical(size: i32): i32 {
  let to = OUTPUT;
  for (let from = OUTPUT; from < OUTPUT + size; ) {
    const c: u32 = load<u8>(from);
    if (c != 92) {
      store<u8>(to++, <u8>c);
      from++;
    } else if (load<u8>(from, 1) != 117) {
      store<u16>(to, load<u16>(from));
      to += 2;
      from += 2;
    } else {
      to = character(from, to);
      from += 6;
    }
  }
  return <i32>(to - OUTPUT);
}

/** Writes the character that \u00NN at p stands for. Returns where it ends. */
function character(p: usize, to: usize): usize {
  const value = ((<u32>digit(load<u8>(p, 4))) << 4) | <u32>digit(load<u8>(p, 5));
  const short: u32 = value == 8 ? 98 : value == 9 ? 116 : value == 12 ? 102 : value == 13 ? 114 : 0;
  if (short) {
    store<u8>(to, 92);
    store<u8>(to, <u8>short, 1);
    return to + 2;
  }
  if (value < 32) {
    memory.copy(to, p, 6);
    return to + 6;
  }
  if (value < 128) {
    store<u8>(to, <u8>value);
    return to + 1;
  }
  store<u8>(to, <u8>(0xc0 | (value >> 6)));
  store<u8>(to, <u8>(0x80 | (value & 63)), 1);
  return to + 2;
}
