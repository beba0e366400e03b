/**
 * Shows evidence that was just requested: as one line of JSON, which is read back as the form json, or as text for people.
 * The blobs are those that request/kept.ts has, the rest is the record of the request.
 */

import { INPUT } from "../arena";
import { Attribute } from "../formats/configfs";
import { parse } from "../parse/evidence";
import { asBytes } from "../parse/read";
import { NO_PRIVLEVEL } from "../request/carried";
import { isKept, keptAt, keptLength, outblobToInput, textLength } from "../request/kept";
import { operation } from "../request/operation";
import { at, Bytes, lengthOf, Numbers, number, UNSET } from "../request/options";
import { Text } from "../text";
import { writeMessage } from "./message";
import { char, dec, finish, hexOf, jsonChars, key, pad, printable, Style, start, str, style, written } from "./out";
import { writeText } from "./text";

/** What the report was asked to carry, which the request itself does not know. */
@unmanaged
export class Carried {
  /** Bytes of the nonce or of the hash. */
  length: u32;
  /** The hash function, by its name; null for a nonce. */
  hash: Text | null;
  /** Bytes that were hashed. */
  hashed: u64;
}

/** Column of the values, as in the other views. */
const VALUES: u32 = 28;

function quoted(name: Text, value: Text): void {
  key(name);
  char(34);
  str(value);
  char(34);
}

function blob(name: Text, attribute: Attribute): void {
  if (!isKept(attribute)) return;
  key(name);
  char(34);
  hexOf(keptAt(attribute), keptLength(attribute));
  char(34);
}

/** Is there an auxblob? An empty one is none. */
export function hasAuxblob(): bool {
  return keptLength(Attribute.Auxblob) > 0;
}

/** Renders evidence as JSON. Returns its bytes, or a fault. */
export function reportJson(carried: Carried): i32 {
  start(false);
  char(123);
  key("provider", true);
  char(34);
  jsonChars(keptAt(Attribute.Provider), textLength(Attribute.Provider));
  char(34);
  if (operation.privlevel != NO_PRIVLEVEL) {
    key("privlevel");
    dec(operation.privlevel);
  }
  key("generation");
  char(34);
  dec(operation.generation);
  char(34);
  key("attempts");
  dec(operation.attempt);
  key("interfered");
  str(operation.moved ? "true" : "false");
  key("reportData");
  char(123);
  key("bytes", true);
  char(34);
  hexOf(keptAt(Attribute.Inblob), keptLength(Attribute.Inblob));
  char(34);
  key("length");
  dec(carried.length);
  const hash = carried.hash;
  if (hash) quoted("hash", hash);
  char(125);
  blob("outblob", Attribute.Outblob);
  if (hasAuxblob()) blob("auxblob", Attribute.Auxblob);
  blob("manifestblob", Attribute.Manifestblob);
  str("}\n");
  return finish();
}

/** Starts a line: a name, and spaces up to its value. */
function row(name: Text): void {
  const line = written();
  str("  ");
  let invisible = style(Style.Cyan);
  str(name);
  invisible += style(Style.Plain);
  pad(line, VALUES, invisible);
}

function count(n: u64, what: Text): void {
  dec(n);
  char(32);
  str(what);
  if (n != 1) char(115);
}

function sizeRow(name: Text, attribute: Attribute): void {
  row(name);
  dec(keptLength(attribute));
  str(" bytes\n");
}

/** How report data was made: "nonce of 32 bytes, then 32 zero bytes". */
function writeCarried(carried: Carried): void {
  const hash = carried.hash;
  if (hash) str(hash);
  else str("nonce");
  str(" of ");
  count(hash ? carried.hashed : carried.length, "byte");
  const whole = keptLength(Attribute.Inblob);
  if (carried.length < whole) {
    str(", then ");
    count(whole - carried.length, "zero byte");
  }
  char(10);
}

function serviceRow(): void {
  if (lengthOf(Bytes.ServiceProvider) == 0) return;
  row("service");
  printable(at(Bytes.ServiceProvider), lengthOf(Bytes.ServiceProvider));
  str(", ");
  if (lengthOf(Bytes.ServiceGuid)) printable(at(Bytes.ServiceGuid), lengthOf(Bytes.ServiceGuid));
  else str("all services");
  const version = number(Numbers.ServiceManifestVersion);
  if (version != UNSET) {
    str(", manifest version ");
    dec(version);
  }
  char(10);
}

/** Renders evidence for people: how it was made, then what the report says in short. Returns its bytes, or a fault. */
export function reportText(carried: Carried, coloured: bool): i32 {
  start(coloured);
  style(Style.Bold);
  str("Evidence");
  style(Style.Plain);
  char(10);
  row("provider");
  printable(keptAt(Attribute.Provider), textLength(Attribute.Provider));
  char(10);
  row("reportData");
  writeCarried(carried);
  if (operation.privlevel != NO_PRIVLEVEL) {
    row("privlevel");
    dec(operation.privlevel);
    char(10);
  }
  serviceRow();
  row("generation");
  dec(operation.generation);
  char(10);
  row("attempts");
  dec(operation.attempt);
  char(10);
  row("interfered");
  str(operation.moved ? "yes: others wrote to the entry, but the report is this request's own\n" : "no\n");
  sizeRow("outblob", Attribute.Outblob);
  if (hasAuxblob()) sizeRow("auxblob", Attribute.Auxblob);
  if (isKept(Attribute.Manifestblob)) sizeRow("manifestblob", Attribute.Manifestblob);
  char(10);
  inspection();
  return finish();
}

/** The short view of the report; of one whose format is not known here, its bytes. */
function inspection(): void {
  const length = outblobToInput();
  asBytes();
  if (parse(INPUT, length) >= 0) return writeText(true);
  str("The outblob can't be shown: ");
  writeMessage();
  char(10);
  hexOf(keptAt(Attribute.Outblob), length);
  char(10);
}
