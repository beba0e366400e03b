/**
 * Shows CBOR that was checked as a tree, each item with its bytes: in JSON and as lines. A byte string that holds an array, a
 * map or a tagged item, as those of COSE do, is opened.
 */
import { argument, content, endOf, major, read } from "../cbor/reader";
import { Major, majors, Simple } from "../formats/cbor";
import { entryOf } from "../layout";
import { isGenericCbor } from "../parse/generic";
import { base } from "../parse/sections";
import { Text } from "../text";
import { char, dec, hexOf, jsonText, key, printable, str } from "./out";

/** Bytes or characters of one item that a line shows. */
const SHOWN: u32 = 32;

/** Byte strings within byte strings that are opened at most. */
export const OPENED: u32 = 6;

/** Does the byte string in [from, to) hold CBOR that is made up of items, and may one more be opened? */
export function isEncoded(from: usize, to: usize, opened: u32): bool {
  return opened < OPENED && isGenericCbor(from, <u32>(to - from));
}

/** The key of a map: a number, a text, or the hex of what it is else. */
export function label(p: usize, end: usize, json: bool): void {
  read(p, end);
  if (major <= Major.Negative) integer(p, end);
  else if (major != Major.Text) hexOf(p, <u32>(endOf(p, end) - p));
  else if (json) jsonText(content, <u32>argument);
  else printable(content, <u32>argument);
}

/** -1 - n, which has up to 65 bits. */
function negative(n: u64): void {
  if (n == u64.MAX_VALUE) str("-18446744073709551616");
  else {
    char(45);
    dec(n + 1);
  }
}

/** The integer at p, in decimal. */
export function integer(p: usize, end: usize): void {
  read(p, end);
  if (major == Major.Negative) negative(argument);
  else dec(argument);
}

function quoted(text: Text): void {
  char(34);
  str(text);
  char(34);
}

function simpleName(value: u64): Text {
  if (value == Simple.False) return "false";
  if (value == Simple.True) return "true";
  return value == Simple.Null ? "null" : "undefined";
}

/** Begins a node of a tree, which takes [p, stop): {"at", "size", "type" and then its type. */
export function openNode(p: usize, stop: usize): void {
  char(123);
  key("at", true);
  dec(p - base);
  key("size");
  dec(stop - p);
  key("type");
}

/** {"at", "size", "type", and what the type has}. Returns where the item ends. */
export function cborJson(p: usize, end: usize, opened: u32 = 0): usize {
  const stop = endOf(p, end);
  read(p, end);
  const type = major;
  const value = argument;
  const from = content;
  openNode(p, stop);
  quoted(entryOf(majors, type)!.name);
  if (type <= Major.Negative) {
    // As everywhere, integers that take 8 bytes are strings.
    const wide = from - p > 5;
    key("value");
    if (wide) char(34);
    integer(p, end);
    if (wide) char(34);
  } else if (type == Major.Bytes && isEncoded(from, stop, opened)) {
    key("encoded");
    cborJson(from, stop, opened + 1);
  } else if (type == Major.Bytes) {
    key("value");
    char(34);
    hexOf(from, <u32>(stop - from));
    char(34);
  } else if (type == Major.Text) {
    key("value");
    char(34);
    jsonText(from, <u32>(stop - from));
    char(34);
  } else if (type == Major.Simple) simpleJson(value, from, <u32>(from - p - 1));
  else if (type == Major.Map) pairsJson(from, stop, opened);
  else itemsJson(type, value, from, stop, opened);
  char(125);
  return stop;
}

function simpleJson(value: u64, end: usize, size: u32): void {
  key("value");
  if (size > 0) {
    // A floating-point number, as the hex of its bits.
    char(34);
    hexOf(end - size, size);
    char(34);
  } else if (value == Simple.Undefined) quoted("undefined");
  else str(simpleName(value));
}

function itemsJson(type: i32, value: u64, p: usize, end: usize, opened: u32): void {
  if (type == Major.Tag) {
    key("tag");
    dec(value);
  }
  key("items");
  char(91);
  for (let at = p; at < end; ) {
    if (at > p) char(44);
    at = cborJson(at, end, opened);
  }
  char(93);
}

function pairsJson(p: usize, end: usize, opened: u32): void {
  key("entries");
  char(91);
  for (let at = p; at < end; ) {
    if (at > p) char(44);
    char(123);
    key("key", true);
    at = cborJson(at, end, opened);
    key("value");
    at = cborJson(at, end, opened);
    char(125);
  }
  char(93);
}

/** The item at p in few words, without what it holds, and with the first bytes of a string: `map 3`, `unsigned 10`, `bytes 32 07060504...`. */
export function cborWords(p: usize, end: usize, shown: u32 = SHOWN): void {
  read(p, end);
  const type = major;
  const size = <u32>argument;
  if (type != Major.Simple) {
    str(entryOf(majors, type)!.name);
    char(32);
  }
  if (type == Major.Negative) return negative(argument);
  if (type == Major.Simple) {
    if (content - p == 1) return str(simpleName(argument));
    str("float ");
    return hexOf(p + 1, <u32>(content - p - 1));
  }
  dec(argument);
  if (shown == 0 || (type != Major.Bytes && type != Major.Text)) return;
  char(32);
  if (type == Major.Bytes) hexOf(content, min(size, shown));
  else printable(content, min(size, shown));
  if (size > shown) str("...");
}
