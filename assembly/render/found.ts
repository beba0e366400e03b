/** Shows values that were found by walking: names, times and numbers of certificates. */

import * as cbor from "../cbor/reader";
import { nameTypes } from "../formats/certificate";
import { Shape } from "../formats/found";
import { Kind, Row } from "../layout";
import { after, content, is, read, Tag } from "../parse/der";
import { numberOf, shapeOf, slotAt, slotLength } from "../parse/found";
import { known } from "../parse/oid";
import { Section } from "../parse/sections";
import { integer } from "./cbor";
import { oid } from "./der";
import { char, dec, hexOf, jsonChars, jsonText, printable, str } from "./out";

/** Numbers longer than this are no security versions; they are left out rather than misread. */
const NUMBER_MAX: u32 = 6;

/** Is the value there? */
export function wasFound(section: Section, row: Row): bool {
  return slotAt(section, row) != 0 && (shapeOf(row) != Shape.Number || slotLength(section, row) <= NUMBER_MAX);
}

let json: bool = false;

/** Characters that came from outside, escaped as the view needs it. */
function chars(p: usize, n: u32): void {
  if (json) jsonChars(p, n);
  else printable(p, n);
}

function flag(set: bool): void {
  if (json) str(set ? "true" : "false");
  else str(set ? "yes" : "no");
}

/** YYMMDDHHMMSSZ or YYYYMMDDHHMMSSZ as YYYY-MM-DDTHH:MM:SSZ; anything else as it is. */
function time(p: usize, n: u32): void {
  if (n != 13 && n != 15) return chars(p, n);
  let i: u32 = n == 15 ? 4 : 2;
  // RFC 5280 4.1.2.5.1: two-digit years from 50 on are of the last century.
  if (n == 13) str(load<u8>(p) < 53 /* '5' */ ? "20" : "19");
  chars(p, i);
  for (let part = 0; part < 5; part++, i += 2) {
    char(part < 2 ? 45 : part == 2 ? 84 : 58);
    chars(p + i, 2);
  }
  char(90);
}

/** The type of a name's part, by its OID. */
function nameType(p: usize, n: usize): void {
  const row = known(nameTypes, p, p + n);
  if (row) str(row.name);
  else hexOf(p, <u32>n);
}

/** Part of a name, escaped as RFC 4514 section 2.4 has it, so that no part can pass for two. */
function nameChars(p: usize, n: u32): void {
  for (let i: u32 = 0; i < n; i++) {
    const c: u32 = load<u8>(p + i);
    // " + , ; < > and the backslash itself
    if (c == 34 || c == 43 || c == 44 || c == 59 || c == 60 || c == 62 || c == 92) str(json ? "\\\\" : "\\");
    chars(p + i, 1);
  }
}

/** SEQUENCE OF SET OF SEQUENCE { OID, string } as "CN=…, O=…". */
function name(p: usize, n: u32): void {
  const end = p + n;
  let first = true;
  while (p < end) {
    if (!is(Tag.Set, p, end)) return;
    const next = after;
    if (!is(Tag.Sequence, content, next)) return;
    const pairEnd = after;
    if (!is(Tag.Oid, content, pairEnd)) return;
    if (!first) str(", ");
    first = false;
    nameType(content, after - content);
    char(61);
    if (read(after, pairEnd)) nameChars(content, <u32>(after - content));
    p = next;
  }
}

/** Writes the characters of a found value. */
function value(section: Section, row: Row): void {
  const p = slotAt(section, row);
  const n = slotLength(section, row);
  const shape = shapeOf(row);
  if (shape == Shape.Bytes || shape == Shape.Key) hexOf(p, n);
  else if (shape == Shape.Oid) oid(p, p + n);
  else if (shape == Shape.Number) dec(numberOf(section, row));
  else if (shape == Shape.Flag) flag(numberOf(section, row) != 0);
  else if (shape == Shape.Time) time(p, n);
  else if (shape == Shape.Name) name(p, n);
  else if (shape == Shape.Integer) integer(p, p + n);
  else if (shape == Shape.Parts) dec(itemsOf(p, p + n));
  else if (json && row.kind == Kind.Claim) jsonText(p, n);
  else chars(p, n);
}

/** How many items the array has that fills [p, end). */
function itemsOf(p: usize, end: usize): u64 {
  cbor.read(p, end);
  return cbor.argument;
}

/** Writes a found value as text. */
export function foundText(section: Section, row: Row): void {
  json = false;
  value(section, row);
}

/** Writes a found value as JSON: a number, a boolean, a string, or an array of those. */
export function foundJson(section: Section, row: Row): void {
  json = true;
  const shape = shapeOf(row);
  if (shape == Shape.BytesList) return listJson(slotAt(section, row), slotLength(section, row));
  const bare = shape == Shape.Number || shape == Shape.Flag || shape == Shape.Integer || shape == Shape.Parts;
  if (!bare) char(34);
  value(section, row);
  if (!bare) char(34);
}

/** The byte strings of the array of n bytes at p. */
function listJson(p: usize, n: u32): void {
  const end = p + n;
  cbor.read(p, end);
  const first = cbor.after;
  char(91);
  for (let at = first; at < end; at = cbor.after) {
    if (at > first) char(44);
    cbor.read(at, end);
    char(34);
    hexOf(cbor.content, <u32>(cbor.after - cbor.content));
    char(34);
  }
  char(93);
}
