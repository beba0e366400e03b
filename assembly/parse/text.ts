/** Reads evidence that was written down as hex, base64 or PEM. Everything is decoded in place; faults count characters. */
import { Code, fail } from "../fault";
import { digit } from "../hex";
import { Text } from "../text";

/** Space, tab, line feed, carriage return. */
export function isSpace(c: u32): bool {
  return c == 32 || c - 9 < 2 || c == 13;
}

/** The first character at or after i that is no white space, or `end`. */
export function skipSpace(p: usize, i: u32, end: u32): u32 {
  while (i < end && isSpace(load<u8>(p + i))) i++;
  return i;
}

/** Does the ASCII text stand at p + i, before `end`? */
export function startsWith(p: usize, i: u32, end: u32, text: Text): bool {
  if (i + text.length > end) return false;
  for (let k: u32 = 0; k < text.length; k++) {
    if (load<u8>(p + i + k) != text.charAt(k)) return false;
  }
  return true;
}

/** Values of base64 digits by character, both alphabets; −1 for all others. */
const base64Values = memory.data(256);
memory.fill(base64Values, 0xff, 256);
for (let i: u8 = 0; i < 26; i++) {
  store<u8>(base64Values + i, i, 65);
  store<u8>(base64Values + i, i + 26, 97);
}
for (let i: u8 = 0; i < 10; i++) store<u8>(base64Values + i, i + 52, 48);
store<u8>(base64Values, 62, 43);
store<u8>(base64Values, 62, 45);
store<u8>(base64Values, 63, 47);
store<u8>(base64Values, 63, 95);

/** The value of a base64 digit of either alphabet, or −1. */
function base64Digit(c: u32): i32 {
  return load<i8>(base64Values + c);
}

/** The values of the four characters at p as 24 bits; negative unless all are digits. */
function base64Four(p: usize): i32 {
  const a = base64Digit(load<u8>(p));
  const b = base64Digit(load<u8>(p, 1));
  const c = base64Digit(load<u8>(p, 2));
  const d = base64Digit(load<u8>(p, 3));
  return (a | b | c | d) < 0 ? -1 : (a << 18) | (b << 12) | (c << 6) | d;
}

/** Where hex digits start: behind white space and an optional 0x. */
function hexStart(p: usize, from: u32, end: u32): u32 {
  const i = skipSpace(p, from, end);
  return i + 1 < end && load<u8>(p + i) == 48 && (load<u8>(p + i + 1) | 32) == 120 ? i + 2 : i;
}

/** Are there hex digits and white space only? */
export function looksHex(p: usize, from: u32, end: u32): bool {
  const start = hexStart(p, from, end);
  for (let i = start; i < end; i++) {
    const c = load<u8>(p + i);
    if (digit(c) < 0 && !isSpace(c)) return false;
  }
  return start < end;
}

/** Are there base64 digits, padding and white space only? */
export function looksBase64(p: usize, from: u32, end: u32): bool {
  for (let i = from; i < end; i++) {
    const c = load<u8>(p + i);
    if (base64Digit(c) < 0 && c != 61 && !isSpace(c)) return false;
  }
  return from < end;
}

/** Decodes the hex in [from, end) to p. Returns the number of bytes, or a fault. */
export function decodeHex(p: usize, from: u32, end: u32, to: usize): i32 {
  let out = to;
  let high = -1;
  let digits: u32 = 0;
  for (let i = hexStart(p, from, end); i < end; i++) {
    const c = load<u8>(p + i);
    if (isSpace(c)) continue;
    const d = digit(c);
    if (d < 0) return fail(Code.HexDigit, i, c);
    digits++;
    if (high < 0) high = d;
    else {
      store<u8>(out++, (high << 4) | d);
      high = -1;
    }
  }
  return high < 0 ? <i32>(out - to) : fail(Code.HexOdd, end, digits);
}

/** Decodes the base64 in [from, end) to p. Unused bits must be zero. Returns the number of bytes, or a fault. */
export function decodeBase64(p: usize, from: u32, end: u32, to: usize): i32 {
  let out = to;
  let bits: u32 = 0;
  let digits: u32 = 0;
  let pads: u32 = 0;
  for (let i = from; i < end; i++) {
    if ((digits & 3) == 0 && pads == 0) {
      // Whole groups, three bytes at a time.
      for (let four: i32; i + 4 <= end; i += 4) {
        four = base64Four(p + i);
        if (four < 0) break;
        store<u8>(out, <u8>(four >> 16));
        store<u8>(out, <u8>(four >> 8), 1);
        store<u8>(out, <u8>four, 2);
        out += 3;
        digits += 4;
      }
      if (i == end) break;
    }
    const c = load<u8>(p + i);
    if (isSpace(c)) continue;
    if (c == 61) {
      pads++;
      continue;
    }
    const d = base64Digit(c);
    if (d < 0 || pads > 0) return fail(Code.Base64, i, c);
    bits = (bits << 6) | d;
    // Every digit but the first of four completes a byte.
    const phase = digits++ & 3;
    if (phase > 0) store<u8>(out++, <u8>(bits >> (6 - 2 * phase)));
  }
  const rest = digits & 3;
  const unused = rest == 2 ? bits & 15 : rest == 3 ? bits & 3 : 0;
  if (rest == 1 || unused != 0 || (pads > 0 && pads != ((4 - rest) & 3))) return fail(Code.Base64, end, 0);
  return <i32>(out - to);
}

/** Is it base64 of the standard alphabet, padded, with nothing between its digits? */
export function isBase64(p: usize, length: u32): bool {
  if (length & 3) return false;
  for (let i: u32 = 0; i < length; i++) {
    const c: u32 = load<u8>(p + i);
    if (c == 45 || c == 95 || c <= 32) return false;
  }
  return true;
}

/** Is it base64 of the URL alphabet, without padding, with nothing between its digits? */
export function isBase64Url(p: usize, length: u32): bool {
  for (let i: u32 = 0; i < length; i++) {
    const c: u32 = load<u8>(p + i);
    if (base64Digit(c) < 0 || c == 43 || c == 47) return false;
  }
  return true;
}

/** Decodes the one PEM block in [from, end). Returns the number of bytes, or a fault. */
export function decodePem(p: usize, from: u32, end: u32, to: usize): i32 {
  const start = skipSpace(p, from, end);
  if (!startsWith(p, start, end, "-----BEGIN ")) return fail(Code.Pem, start);
  let label = start + 11;
  let labelEnd = label;
  while (labelEnd < end && !startsWith(p, labelEnd, end, "-----") && load<u8>(p + labelEnd) != 10) labelEnd++;
  if (!startsWith(p, labelEnd, end, "-----")) return fail(Code.Pem, labelEnd);
  const body = labelEnd + 5;
  let stop = body;
  while (stop < end && load<u8>(p + stop) != 45) stop++;
  if (!startsWith(p, stop, end, "-----END ")) return fail(Code.Pem, stop);
  let i = stop + 9;
  while (label < labelEnd && i < end && load<u8>(p + i) == load<u8>(p + label)) {
    i++;
    label++;
  }
  if (label < labelEnd || !startsWith(p, i, end, "-----")) return fail(Code.Pem, i);
  const rest = skipSpace(p, i + 5, end);
  return rest < end ? fail(Code.Pem, rest) : decodeBase64(p, body, stop, to);
}
