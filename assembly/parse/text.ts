/** Reads evidence that was written down as hex, base64 or PEM. Everything is decoded in place; faults count characters. */
import { Code, fail } from "../fault";
import { digit } from "../hex";

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
export function startsWith(p: usize, i: u32, end: u32, text: string): bool {
  if (i + <u32>text.length > end) return false;
  for (let k = 0; k < text.length; k++) {
    if (load<u8>(p + i + k) != <u8>text.charCodeAt(k)) return false;
  }
  return true;
}

/** The value of a base64 digit of either alphabet, or −1. */
export function base64Digit(c: u32): i32 {
  if (c - 65 < 26) return c - 65;
  if (c - 97 < 26) return c - 71;
  if (c - 48 < 10) return c + 4;
  if (c == 43 || c == 45) return 62;
  return c == 47 || c == 95 ? 63 : -1;
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
