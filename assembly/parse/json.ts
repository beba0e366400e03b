/**
 * Reads the JSON form of a report: one object whose members are named as the kernel's files. Strict: no duplicate
 * members, limited depth, nothing behind the object. Blobs are decoded in place.
 */
import { Code, fail } from "../fault";
import { digit } from "../hex";
import { decodeBase64, decodeHex, looksHex, skipSpace, startsWith } from "./text";

const MAX_DEPTH: u32 = 32;

/** Blobs of the report: where they lie and how long they are; the index is one of {@link Blob}. */
export const enum Blob {
  Outblob = 0,
  Auxblob = 1,
  Manifestblob = 2,
  Provider = 3,
}
const BLOBS: u32 = 4;
const places = memory.data(32, 8);

export function blobAt(blob: Blob): usize {
  return load<usize>(places + 8 * <usize>blob);
}
export function blobLength(blob: Blob): u32 {
  return load<u32>(places + 8 * <usize>blob, 4);
}

let text: usize = 0;
let end: u32 = 0;
let at: u32 = 0;
/** Where the string read last starts, and its length once its escapes are resolved. */
let from: u32 = 0;
let length: u32 = 0;

function bad(): i32 {
  return fail(Code.Json, at, at < end ? load<u8>(text + at) : 0);
}

/** Takes one character after white space, if it is there. */
function take(c: u32): bool {
  at = skipSpace(text, at, end);
  if (at >= end || load<u8>(text + at) != c) return false;
  at++;
  return true;
}

/** Four hex digits at `at`; only ASCII is of use in a report, the rest is refused. */
function unicode(): i32 {
  let value: u32 = 0;
  for (let k: u32 = 0; k < 4; k++) {
    const d = at < end ? digit(load<u8>(text + at)) : -1;
    if (d < 0) return bad();
    value = (value << 4) | d;
    at++;
  }
  return value < 128 ? <i32>value : 63;
}

/** Reads a string and resolves its escapes in place. */
function string(): i32 {
  if (!take(34)) return bad();
  from = at;
  let to = text + at;
  for (;;) {
    if (at >= end) return bad();
    let c: u32 = load<u8>(text + at);
    if (c < 32) return bad();
    at++;
    if (c == 34) break;
    if (c == 92) {
      c = at < end ? load<u8>(text + at) : 0;
      if (c == 117) {
        at++;
        const value = unicode();
        if (value < 0) return value;
        c = value;
      } else {
        if (c == 110) c = 10;
        else if (c == 116) c = 9;
        else if (c == 114) c = 13;
        else if (c == 98) c = 8;
        else if (c == 102) c = 12;
        else if (c != 34 && c != 92 && c != 47) return bad();
        at++;
      }
    }
    store<u8>(to++, <u8>c);
  }
  length = <u32>(to - text) - from;
  return 0;
}

/** Skips any value. */
function value(depth: u32): i32 {
  if (depth > MAX_DEPTH) return bad();
  at = skipSpace(text, at, end);
  const c: u32 = at < end ? load<u8>(text + at) : 0;
  if (c == 34) return string();
  if (c == 123 || c == 91) return members(c == 123, depth);
  if (startsWith(text, at, end, "true") || startsWith(text, at, end, "null")) at += 4;
  else if (startsWith(text, at, end, "false")) at += 5;
  else return number();
  return 0;
}

/** -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)? */
function number(): i32 {
  if (at < end && load<u8>(text + at) == 45) at++;
  const first = at;
  if (digits() < 0) return bad();
  if (load<u8>(text + first) == 48 && at - first > 1) return bad();
  if (at < end && load<u8>(text + at) == 46) {
    at++;
    if (digits() < 0) return bad();
  }
  if (at < end && (load<u8>(text + at) | 32) == 101) {
    at++;
    if (at < end && (load<u8>(text + at) == 43 || load<u8>(text + at) == 45)) at++;
    if (digits() < 0) return bad();
  }
  return 0;
}

function digits(): i32 {
  const start = at;
  while (at < end && load<u8>(text + at) - 48 < 10) at++;
  return at > start ? 0 : -1;
}

/** Skips the members of an object or the elements of an array. */
function members(object: bool, depth: u32): i32 {
  at++;
  const close: u32 = object ? 125 : 93;
  if (take(close)) return 0;
  do {
    if (object) {
      const fault = string();
      if (fault < 0) return fault;
      if (!take(58)) return bad();
    }
    const fault = value(depth + 1);
    if (fault < 0) return fault;
  } while (take(44));
  return take(close) ? 0 : bad();
}

/** The blob whose name is the string read last, or −1. */
function named(): i32 {
  if (length == 7 && startsWith(text, from, from + length, "outblob")) return Blob.Outblob;
  if (length == 7 && startsWith(text, from, from + length, "auxblob")) return Blob.Auxblob;
  if (length == 12 && startsWith(text, from, from + length, "manifestblob")) return Blob.Manifestblob;
  return length == 8 && startsWith(text, from, from + length, "provider") ? <i32>Blob.Provider : -1;
}

/** Reads the value of a member the report has, and decodes it when it is a blob. */
function blob(which: u32): i32 {
  const place = places + 8 * which;
  if (load<usize>(place) != 0) return fail(Code.Json, from, load<u8>(text + from));
  let fault = string();
  if (fault < 0) return fault;
  let size = <i32>length;
  if (which != Blob.Provider) {
    const to = text + from;
    size = looksHex(text, from, from + length)
      ? decodeHex(text, from, from + length, to)
      : decodeBase64(text, from, from + length, to);
    if (size < 0) return size;
  }
  store<usize>(place, text + from);
  store<u32>(place, size, 4);
  return 0;
}

/** Reads `size` bytes of JSON at p. Returns 0, or a fault. */
export function readReport(p: usize, size: u32): i32 {
  text = p;
  end = size;
  at = 0;
  memory.fill(places, 0, 8 * BLOBS);
  if (!take(123)) return bad();
  do {
    let fault = string();
    if (fault < 0) return fault;
    const which = named();
    if (!take(58)) return bad();
    fault = which < 0 ? value(1) : blob(which);
    if (fault < 0) return fault;
  } while (take(44));
  if (!take(125)) return bad();
  at = skipSpace(text, at, end);
  if (at < end) return bad();
  return blobAt(Blob.Outblob) ? 0 : fail(Code.Json, end);
}
