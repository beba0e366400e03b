/** Words from outside, before people see them: hosts/printable.ts, in UTF-8. */
import { behind, character } from "../json/string";

/**
 * Does a text that ends with a zero byte show, character for character? Control and format characters move cursors, change
 * colours or turn text round, and some end lines. What no version of Unicode has assigned yet is not told from letters here.
 */
export function areShown(p: usize): bool {
  while (load<u8>(p) != 0) {
    // A backslash is a character like others here.
    const point: u32 = load<u8>(p) == 92 ? 92 : character(p);
    if (!isShown(point)) return false;
    p = point == 92 ? p + 1 : behind;
  }
  return true;
}

/** Unicode categories Cc, Cf, Co, Zl and Zp, by their blocks. */
function isShown(c: u32): bool {
  if (c < 0xad) return c - 32 < 95 || c >= 0xa0;
  if (c < 0x2000) return !(c == 0xad || c - 0x600 < 6 || c == 0x61c || c == 0x6dd || c == 0x70f || c == 0x180e);
  if (c < 0x2070) return !(c - 0x200b < 5 || c - 0x2028 < 7 || c - 0x2060 < 16);
  if (c - 0xe000 < 0xf900 - 0xe000 || c == 0xfeff || c - 0xfff0 < 12) return false;
  return c < 0xe0000;
}
