/**
 * The characters of JSON strings: RFC 8259 section 7, in UTF-8 as RFC 3629 section 4 has it. Strings are the bytes between
 * their quotes, escapes and all; they are resolved while they are compared or copied.
 */
import { digit } from "../hex";

const BACKSLASH: u32 = 92;

/** Where the character read last ends; when it was none, where it goes wrong. */
export let behind: usize = 0;

/** Notes where a character goes wrong. */
function bad(p: usize): i32 {
  behind = p;
  return -1;
}

/** The code point of the character at p, or -1. May look at 11 bytes behind it. */
export function character(p: usize): i32 {
  const c: u32 = load<u8>(p);
  if (c == BACKSLASH) return escaped(p + 1);
  if (c < 32) return bad(p);
  if (c >= 128) return multibyte(p, c);
  behind = p + 1;
  return c;
}

/** The code point of the character at p that has more than one byte, of which `first` is the first; or -1. */
export function multibyte(p: usize, first: u32): i32 {
  if (first - 0xc2 > 0xf4 - 0xc2) return bad(p);
  behind = p + 1;
  const more: u32 = first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
  let point = first & (0x3f >> more);
  for (let i: u32 = 0; i < more; i++) {
    const c: u32 = load<u8>(behind);
    if ((c & 0xc0) != 0x80) return bad(behind);
    point = (point << 6) | (c & 0x3f);
    behind++;
  }
  // Not in the fewest bytes, half of a surrogate pair, or beyond Unicode.
  return point >> (5 * more + 1) == 0 || point >> 11 == 0x1b || point > 0x10ffff ? bad(p) : <i32>point;
}

/** The character that the escape at p, behind the backslash, stands for. */
function escaped(p: usize): i32 {
  const c: u32 = load<u8>(p);
  behind = p + 1;
  if (c == 34 || c == BACKSLASH || c == 47) return c;
  if (c == 110) return 10;
  if (c == 116) return 9;
  if (c == 114) return 13;
  if (c == 98) return 8;
  if (c == 102) return 12;
  if (c != 117) return bad(p);
  const high = unit();
  if (high >> 11 != 0x1b) return high;
  if (high >= 0xdc00 || load<u8>(behind) != BACKSLASH) return bad(behind);
  if (load<u8>(behind, 1) != 117) return bad(behind + 1);
  behind += 2;
  const low = unit();
  if (low < 0) return low;
  return low >> 10 == 0xdc00 >> 10 ? 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00) : bad(behind);
}

/** Four hex digits. */
function unit(): i32 {
  let value = 0;
  for (let i: u32 = 0; i < 4; i++) {
    const d = digit(load<u8>(behind));
    if (d < 0) return bad(behind);
    value = (value << 4) | d;
    behind++;
  }
  return value;
}

/** Do two strings say the same? They have been read, so their characters are right. */
export function same(a: usize, aEnd: usize, b: usize, bEnd: usize): bool {
  while (a < aEnd && b < bEnd) {
    const x: u32 = load<u8>(a);
    const y: u32 = load<u8>(b);
    if (x != BACKSLASH && y != BACKSLASH) {
      if (x != y) return false;
      a++;
      b++;
    } else {
      const point = character(a);
      a = behind;
      if (character(b) != point) return false;
      b = behind;
    }
  }
  return a == aEnd && b == bEnd;
}

/** A number that is the same for strings that say the same: FNV-1a over their ASCII characters. */
export function hashOf(from: usize, end: usize): u32 {
  let hash: u32 = 0x811c9dc5;
  for (let p = from; p < end; ) {
    let c: u32 = load<u8>(p++);
    if (c == BACKSLASH) {
      c = character(p - 1);
      p = behind;
    }
    if (c < 128) hash = (hash ^ c) * 0x01000193;
  }
  return hash;
}

/** Writes what a string says in UTF-8 to `to`, which may be `from`: never more bytes than it has. Returns how many. */
export function resolve(from: usize, end: usize, to: usize): usize {
  let out = to;
  for (let p = from; p < end; ) {
    const c: u32 = load<u8>(p);
    if (c != BACKSLASH) {
      store<u8>(out++, <u8>c);
      p++;
    } else {
      out = encode(character(p), out);
      p = behind;
    }
  }
  return out - to;
}

/** Writes a code point in UTF-8. Returns where it ends. */
function encode(point: u32, to: usize): usize {
  if (point < 0x80) {
    store<u8>(to, <u8>point);
    return to + 1;
  }
  const more: u32 = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
  store<u8>(to, <u8>((0xff00 >> (more + 1)) | (point >> (6 * more))));
  for (let i: u32 = more; i > 0; i--) store<u8>(to + more + 1 - i, <u8>(0x80 | ((point >> (6 * (i - 1))) & 0x3f)));
  return to + more + 1;
}
