/** Writes into the output region. What does not fit is dropped and remembered, so that callers check once, at the end. */
import { OUTPUT, OUTPUT_MAX } from "../arena";
import { Code, fail } from "../fault";
import { GUID_TEXT, isDash, reorder } from "../guid";
import * as hex from "../hex";
import { Text } from "../text";

/** Vector stores may run over by this much; the region's guard and this margin take it. */
const MARGIN: usize = 64;
const LIMIT: usize = OUTPUT + OUTPUT_MAX - MARGIN;
let at: usize = OUTPUT;
let full: bool = false;
let colours: bool = false;

/** Starts over. */
export function start(coloured: bool): void {
  at = OUTPUT;
  full = false;
  colours = coloured;
}

/** Bytes written, or output-full. */
export function finish(): i32 {
  return full ? fail(Code.OutputFull, 0, OUTPUT_MAX) : <i32>(at - OUTPUT);
}

/** Bytes written so far. */
export function written(): u32 {
  return <u32>(at - OUTPUT);
}

function room(n: usize): bool {
  if (at + n <= LIMIT) return true;
  full = true;
  return false;
}

export function char(c: u32): void {
  if (room(1)) store<u8>(at++, <u8>c);
}

export function str(s: Text): void {
  const n: usize = s.length;
  if (!room(n)) return;
  for (let i: usize = 0; i < n; i += 16) v128.store(at + i, v128.load(s.chars + i));
  at += n;
}

/** Bytes as they are. */
export function raw(p: usize, n: u32): void {
  if (!room(n)) return;
  memory.copy(at, p, n);
  at += n;
}

/** A sentence as part of another: begins small, has no point. */
export function clause(sentence: Text): void {
  char(sentence.charAt(0) | 32);
  for (let i: u32 = 1; i + 1 < sentence.length; i++) char(sentence.charAt(i));
}

/** ,"name": with the comma only behind a member. */
export function key(name: Text, first: bool = false): void {
  if (!first) char(44);
  char(34);
  str(name);
  str('":');
}

export function hexOf(p: usize, n: u32): void {
  if (room(2 * n)) at = hex.encode(p, n, at);
}

const spelled = memory.data(16, 8);

/** The GUID at p as text. */
export function guidOf(p: usize): void {
  reorder(p, spelled);
  for (let i: u32 = 0, at = spelled; i < GUID_TEXT; i += 2, at++) {
    if (isDash(i)) {
      char(45);
      i++;
    }
    hexOf(at, 1);
  }
}

/** Bytes as base64 of the standard alphabet, padded (RFC 4648). */
export function base64Of(p: usize, n: u32): void {
  for (let i: u32 = 0; i < n; i += 3) {
    const more = n - i;
    const bits =
      ((<u32>load<u8>(p + i)) << 16) |
      (more > 1 ? (<u32>load<u8>(p + i + 1)) << 8 : 0) |
      (more > 2 ? <u32>load<u8>(p + i + 2) : 0);
    char(base64Digit(bits >> 18));
    char(base64Digit((bits >> 12) & 63));
    char(more > 1 ? base64Digit((bits >> 6) & 63) : 61);
    char(more > 2 ? base64Digit(bits & 63) : 61);
  }
}

function base64Digit(value: u32): u32 {
  if (value < 26) return 65 + value;
  if (value < 52) return 71 + value;
  return value < 62 ? value - 4 : value == 62 ? 43 : 47;
}

const digits = memory.data(32);

/** An unsigned number in decimal. */
export function dec(value: u64): void {
  let i: usize = 32;
  do {
    store<u8>(digits + --i, <u8>(48 + (value % 10)));
    value /= 10;
  } while (value);
  if (!room(32)) return;
  for (; i < 32; i++) store<u8>(at++, load<u8>(digits + i));
}

/** The lowest `count` hex digits of a number. */
export function hexDigits(value: u64, count: i32): void {
  while (--count >= 0) {
    const d = <u32>(value >> (4 * count)) & 15;
    char(d < 10 ? 48 + d : 87 + d);
  }
}

/** A number as 0x and at least `least` digits. */
export function hexNumber(value: u64, least: u32): void {
  str("0x");
  let n: i32 = 16;
  while (n > <i32>least && value >> (4 * (n - 1)) == 0) n--;
  hexDigits(value, n);
}

/** Spaces up to a column of the line that began at `lineStart` (a value of {@link written}); at least one. */
export function pad(lineStart: u32, column: u32, invisible: u32 = 0): void {
  do char(32);
  while (written() - lineStart - invisible < column && !full);
}

/** ANSI attributes. */
export const enum Style {
  Plain = 0,
  Bold = 1,
  Dim = 2,
  Red = 31,
  Green = 32,
  Yellow = 33,
  Blue = 34,
  Magenta = 35,
  Cyan = 36,
}

/** Switches the style, when colours are on. Returns the invisible bytes it wrote. */
export function style(s: Style): u32 {
  if (!colours) return 0;
  const before = written();
  char(27);
  char(91);
  dec(s);
  char(109);
  return written() - before;
}

/** Bytes as text for a terminal: printable ASCII and line feeds as they are, all else escaped. */
export function printable(p: usize, n: u32): void {
  for (let i: u32 = 0; i < n; i++) {
    const c: u32 = load<u8>(p + i);
    if (c - 32 < 95 || c == 10) char(c);
    else if (c != 13) escaped(c, 120);
  }
}

/** \xNN, or \u00NN for JSON. */
function escaped(c: u32, kind: u32): void {
  char(92);
  char(kind);
  if (kind == 117) str("00");
  hexDigits(c, 2);
}

/** Do sixteen bytes stand for themselves in JSON: printable ASCII, no quote and no backslash? */
function isPlain(bytes: v128): bool {
  const printable = i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(32)), i8x16.splat(95));
  const special = v128.or(i8x16.eq(bytes, i8x16.splat(34)), i8x16.eq(bytes, i8x16.splat(92)));
  return i8x16.all_true(v128.andnot(printable, special));
}

/** UTF-8 as the inside of a JSON string. */
export function jsonText(p: usize, n: u32): void {
  let from: u32 = 0;
  for (let i: u32 = 0; i < n; i++) {
    if (load<u8>(p + i) < 128) continue;
    jsonChars(p + from, i - from);
    char(load<u8>(p + i));
    from = i + 1;
  }
  jsonChars(p + from, n - from);
}

/** Bytes as the inside of a JSON string; bytes above 7E become the code points of the same number. */
export function jsonChars(p: usize, n: u32): void {
  for (let i: u32 = 0; i < n; i++) {
    while (i + 16 <= n && room(16) && isPlain(v128.load(p + i))) {
      v128.store(at, v128.load(p + i));
      at += 16;
      i += 16;
    }
    if (i == n) return;
    const c: u32 = load<u8>(p + i);
    if (c == 34 || c == 92) {
      char(92);
      char(c);
    } else if (c == 10) str("\\n");
    else if (c - 32 < 95) char(c);
    else escaped(c, 117);
  }
}
