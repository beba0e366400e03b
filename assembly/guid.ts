/** GUIDs whose first three parts are little-endian, and their text (RFC 9562 section 4; UEFI 2.10 appendix A). */
import { spells } from "./bytes";
import { digit } from "./hex";
import { Text } from "./text";

/** Characters of the text. */
export const GUID_TEXT: u32 = 36;

/** Is it the i-th character of the text that is a dash? */
export function isDash(i: u32): bool {
  return i == 8 || i == 13 || i == 18 || i == 23;
}

/** Turns the 16 bytes at p into those that the text spells, or these into those; `to` may be p. */
export function reorder(p: usize, to: usize): void {
  store<u32>(to, bswap<u32>(load<u32>(p)));
  store<u16>(to, bswap<u16>(load<u16>(p, 4)), 4);
  store<u16>(to, bswap<u16>(load<u16>(p, 6)), 6);
  store<u64>(to, load<u64>(p, 8), 8);
}

const spelled = memory.data(16, 8);

/** Are the 16 bytes at p this GUID? An empty text is none. */
export function isGuid(text: Text, p: usize): bool {
  reorder(p, spelled);
  return spells(text, spelled);
}

/** Reads the {@link GUID_TEXT} characters at p into 16 bytes. Returns the place of one that can't be, or the characters. */
export function readGuid(p: usize, to: usize): u32 {
  let high: i32 = -1;
  let at = to;
  for (let i: u32 = 0; i < GUID_TEXT; i++) {
    const c: u32 = load<u8>(p + i);
    const value = isDash(i) ? -1 : digit(c);
    if (isDash(i) ? c != 45 : value < 0) return i;
    if (value < 0) continue;
    if (high < 0) high = value;
    else {
      store<u8>(at++, <u8>((high << 4) | value));
      high = -1;
    }
  }
  reorder(to, to);
  return GUID_TEXT;
}
