/**
 * Reads bundles of `tsm bundle`: evidence and all that its verification needs, in one document (docs/verify.md). Everything is
 * decoded where it stands. What is refused, in which order and in which words, is as hosts/bundle.ts has it; but what is no
 * JSON at all is told by the core's reader, which is stricter.
 */
import { Code } from "../fault";
import { Blob, evidenceMembers, MemberShape } from "../formats/evidenceJson";
import { problems } from "../formats/json";
import * as json from "../json/reader";
import { entryOf, Row } from "../layout";
import { shapeOf } from "../parse/json";
import { memberOf } from "../parse/read";
import { decodeBase64, skipSpace, startsWith } from "../parse/text";
import { partName } from "../render/message";
import { char, dec, str } from "../render/out";
import { Text } from "../text";
import { NO_TIME } from "../time";
import { bundled, ITEMS_MAX } from "./items";
import { GIVEN_MAX, TEXT_MAX } from "./memory";
import { endFaultWith, faultWith, inputName, note } from "./say";
import { areShown } from "./shown";
import { timeOf } from "./values";

/** Characters of the evidence's blobs at most: two make a byte in hex. */
const DIGITS_MAX: usize = 2 << 20;

/** The file that is read, for messages. */
let source: usize = 0;

/** Starts the message about a bundle that is none. */
function bad(): void {
  note();
  inputName(source);
  str(": ");
  faultWith(Code.BadBundle);
}

/** Ends the program with a sentence about the bundle. */
function refuse(what: Text): void {
  bad();
  str(what);
  endFaultWith(Code.BadBundle);
}

/** endorsements[i] */
function itemName(i: i32): void {
  str("endorsements[");
  dec(i);
  char(93);
}

/** Ends the program with a sentence about an endorsement, or a member of it. */
function refuseItem(i: i32, member: Text, what: Text): void {
  bad();
  itemName(i);
  str(member);
  str(what);
  endFaultWith(Code.BadBundle);
}

/** Bytes from outside, with a question mark for each that does anything but show. */
function plain(from: usize, to: usize): void {
  for (let p = from; p < to; p++) {
    const c: u32 = load<u8>(p);
    char(c < 32 || c == 127 ? 63 : c);
  }
}

/** evidence, or evidence.member */
function evidenceName(row: Row | null): void {
  str("evidence");
  if (!row) return;
  char(46);
  partName(row);
}

/** Ends the program with a sentence about a member of the evidence, or about element i of it. */
function refuseValue(row: Row, what: Text, i: i32 = -1): void {
  bad();
  evidenceName(row);
  if (i >= 0) {
    char(91);
    dec(i);
    char(93);
  }
  str(what);
  endFaultWith(Code.BadBundle);
}

/** Ends the program because of a member that is not known: of the bundle with -2, of the evidence with -1, or of an item. */
function refuseMember(i: i32, from: usize, to: usize): void {
  bad();
  if (i >= 0) itemName(i);
  else if (i == WHOLE) str("the bundle");
  else evidenceName(object);
  str(' has a member "');
  plain(from, to);
  str('", which is not known');
  endFaultWith(Code.BadBundle);
}
const WHOLE: i32 = -2;
const EVIDENCE: i32 = -1;

/** A value where it stands: from its first byte to behind its last; 0 when it is not there. */
@unmanaged
class Range {
  from: usize;
  to: usize;

  /** Takes the value that comes next. */
  take(): void {
    json.peek();
    this.from = json.at;
    json.skip();
    this.to = json.at;
  }
  /** Its first character; 0 when it is not there. */
  get first(): u32 {
    return this.from ? <u32>load<u8>(this.from) : 0;
  }
  /** Reads it as a string. Returns whether it is one. */
  get isString(): bool {
    if (this.first != 34) return false;
    json.begin(this.from, this.to);
    return json.string();
  }
}
const ranges = memory.data(10 * 8, 4);
function rangeAt(i: u32): Range {
  return changetype<Range>(ranges + 8 * i);
}
const version = rangeAt(0);
const created = rangeAt(1);
const validUntil = rangeAt(2);
const firstToExpire = rangeAt(3);
const evidence = rangeAt(4);
const endorsements = rangeAt(5);
const software = rangeAt(6);
const itemLabel = rangeAt(7);
const itemFrom = rangeAt(8);
const itemBytes = rangeAt(9);

/** Members of the evidence, and of objects in it; the index is one of {@link Blob}. */
const members = memory.data(8 * <i32>Blob.Count, 4);
function rangeOf(row: Row): Range {
  return changetype<Range>(members + 8 * row.at);
}

/** The member of the bundle whose name was read last; null when it is not known. */
function memberOfBundle(): Range | null {
  if (json.stringIs("tsmBundle")) return version;
  if (json.stringIs("created")) return created;
  if (json.stringIs("validUntil")) return validUntil;
  if (json.stringIs("firstToExpire")) return firstToExpire;
  if (json.stringIs("evidence")) return evidence;
  return json.stringIs("endorsements") ? endorsements : null;
}

/** The object in the evidence that is gone through; null for the evidence itself. */
let object: Row | null = null;

/** Is it a member of the object that is gone through? */
function isMember(row: Row): bool {
  const owner = object;
  return shapeOf(row) != MemberShape.Foreign && (owner ? row.text == owner.name : row.text.length == 0);
}

function memberOfEvidence(): Range | null {
  if (!object && json.stringIs("software")) return software;
  for (let row = evidenceMembers.next; row.inLayout; row = row.next) {
    if (isMember(row) && json.stringIs(row.name)) return rangeOf(row);
  }
  return null;
}

function memberOfItem(): Range | null {
  if (json.stringIs("name")) return itemLabel;
  if (json.stringIs("from")) return itemFrom;
  return json.stringIs("bytes") ? itemBytes : null;
}

/** The first member that is not known: the bytes between its quotes. */
let unknownFrom: usize = 0;
let unknownTo: usize = 0;

/** Goes through the object that comes next, and notes where its values are. */
function takeMembers(i: i32): void {
  unknownFrom = 0;
  json.object();
  while (json.member()) {
    const from = json.from;
    const to = json.to;
    const range = i == WHOLE ? memberOfBundle() : i == EVIDENCE ? memberOfEvidence() : memberOfItem();
    if (range) range.take();
    else {
      json.skip();
      if (unknownFrom == 0) {
        unknownFrom = from;
        unknownTo = to;
      }
    }
  }
}

/** Does a bundle start here: an object whose first member is its version? */
export function isBundle(p: usize, length: u32): bool {
  const end = min<u32>(length, 100);
  const brace = skipSpace(p, 0, end);
  return startsWith(p, brace, end, "{") && startsWith(p, skipSpace(p, brace + 1, end), end, '"tsmBundle"');
}

/** Reads the document from end to end. */
function readDocument(p: usize, length: u32): void {
  memory.fill(ranges, 0, 10 * 8);
  memory.fill(members, 0, 8 * Blob.Count);
  json.begin(p, p + length);
  takeMembers(WHOLE);
  if (json.finish()) return;
  const sentence = entryOf(problems, json.problem)!.note;
  bad();
  str("at character ");
  dec(json.problemAt - p);
  str(": ");
  char(sentence.charAt(0) | 32);
  for (let i: u32 = 1; i + 1 < sentence.length; i++) char(sentence.charAt(i));
  endFaultWith(Code.BadBundle);
}

function checkVersion(): void {
  if (version.to - version.from == 1 && version.first == 49) return;
  bad();
  str("tsmBundle is ");
  plain(version.from, version.to);
  str(", and version 1 is known here");
  endFaultWith(Code.BadBundle);
}

/** Characters of the strings of an array. */
function lengthOfAll(row: Row): usize {
  const range = rangeOf(row);
  let length: usize = 0;
  json.begin(range.from, range.to);
  json.array();
  for (let i = 0; json.element(); i++) {
    if (json.peek() != 34) refuseValue(row, " is no string", i);
    json.string();
    length += json.to - json.from;
  }
  return length;
}

/** Characters of a member's blobs. Ends the program when it is not what it should be. */
function lengthOf(row: Row): usize {
  const range = rangeOf(row);
  const shape = shapeOf(row);
  if (!range.from) return 0;
  if (shape == MemberShape.Object) {
    if (range.first != 123) refuseValue(row, " is no object");
    return lengthIn(row);
  }
  if (shape == MemberShape.Version) {
    if (range.first - 48 > 9 && range.first != 45) refuseValue(row, " is no number");
    return 0;
  }
  if (shape == MemberShape.ManyBytes && range.first == 91) return lengthOfAll(row);
  if (!range.isString) refuseValue(row, " is no string");
  return json.to - json.from;
}

/** Characters of the blobs in an object of the evidence, whose members are noted before they are looked at. */
function lengthIn(row: Row): usize {
  const range = rangeOf(row);
  let length: usize = 0;
  object = row;
  json.begin(range.from, range.to);
  takeMembers(EVIDENCE);
  if (unknownFrom) refuseMember(EVIDENCE, unknownFrom, unknownTo);
  for (let one = evidenceMembers.next; one.inLayout; one = one.next) if (one.text == row.name) length += lengthOf(one);
  object = null;
  return length;
}

/** Ends the program unless the evidence is an object of what evidence has. */
function checkEvidence(): void {
  if (evidence.first != 123) refuse("evidence is no object");
  json.begin(evidence.from, evidence.to);
  takeMembers(EVIDENCE);
  if (unknownFrom) refuseMember(EVIDENCE, unknownFrom, unknownTo);
  if (software.from && software.first != 116 && software.first != 102) refuse("evidence.software is no flag");
  let digits: usize = 0;
  for (let row = evidenceMembers.next; row.inLayout; row = row.next) if (isMember(row)) digits += lengthOf(row);
  if (digits > DIGITS_MAX) refuse("the evidence has more than 1048576 bytes");
  const main = rangeOf(memberOf(Blob.Outblob)).from + rangeOf(memberOf(Blob.HclReport)).from;
  if (!main) refuse("evidence.outblob is missing");
}

/** Resolves a string in its place, and ends it by a zero byte. Returns where it lies; 0 when it is no string. */
function takeString(range: Range): usize {
  if (!range.isString) return 0;
  const at = json.from;
  resolved = <u32>json.copyString(at);
  store<u8>(at + resolved, 0);
  return at;
}
/** Bytes of the string taken last. */
let resolved: u32 = 0;

/** A string of an item that people may see as it is. */
function takeLabel(i: i32, range: Range, member: Text): usize {
  const at = takeString(range);
  if (!at) refuseItem(i, member, " is no string");
  if (!areShown(at)) refuseItem(i, member, " has characters that can't be shown");
  return at;
}

/** Is it base64 of the standard alphabet, padded, with nothing between its digits? */
function isBase64(p: usize, length: u32): bool {
  if (length & 3) return false;
  for (let i: u32 = 0; i < length; i++) {
    const c: u32 = load<u8>(p + i);
    if (c == 45 || c == 95 || c <= 32) return false;
  }
  return true;
}

/** Reads the item in [from, to). */
function readItem(i: i32, from: usize, to: usize): void {
  if (load<u8>(from) != 123) refuseItem(i, "", " is no object");
  itemLabel.from = itemFrom.from = itemBytes.from = 0;
  json.begin(from, to);
  takeMembers(i);
  if (unknownFrom) refuseMember(i, unknownFrom, unknownTo);
  const bytes = takeString(itemBytes);
  if (!bytes) refuseItem(i, ".bytes", " is no string");
  const size = isBase64(bytes, resolved) ? decodeBase64(bytes, 0, resolved, bytes) : -1;
  if (size < 0) refuseItem(i, ".bytes", " is no base64");
  const name = takeLabel(i, itemLabel, ".name");
  takeLabel(i, itemFrom, ".from");
  bundled.add(bytes, size, name, true);
}

/** Where the items are: {from, to} each. */
const items = memory.data(256 * 8, 4);

function readItems(): void {
  if (endorsements.first != 91) refuse("endorsements is no list");
  let count: u32 = 0;
  json.begin(endorsements.from, endorsements.to);
  json.array();
  while (json.element()) {
    if (count == ITEMS_MAX) refuse("it has more than 256 endorsements");
    const item = changetype<Range>(items + 8 * count++);
    item.take();
  }
  for (let i: u32 = 0; i < count; i++) {
    const item = changetype<Range>(items + 8 * i);
    readItem(i, item.from, item.to);
  }
  if (bundled.bytes > GIVEN_MAX) refuse("the endorsements have more than 4194304 bytes");
}

/** Ends the program unless a member is a time; `none` and `wrong` say that it is no string, or no time. */
function checkTime(range: Range, none: Text, wrong: Text): void {
  const at = takeString(range);
  if (!at) refuse(none);
  if (timeOf(at) == NO_TIME) refuse(wrong);
}

/** The evidence of the bundle read last: JSON. */
export let evidenceFrom: usize = 0;
export let evidenceLength: u32 = 0;

/** Reads a bundle, whose items are in {@link bundled} then. Ends the program when it is none. */
export function readBundle(path: usize, p: usize, length: u32): void {
  source = path;
  if (length > TEXT_MAX) refuse("it has more than 9437184 bytes");
  readDocument(p, length);
  const unknown = unknownFrom;
  checkVersion();
  if (unknown) refuseMember(WHOLE, unknown, unknownTo);
  checkEvidence();
  readItems();
  checkTime(created, "created is no string", "created is no time");
  if (validUntil.from) checkTime(validUntil, "validUntil is no string", "validUntil is no time");
  if (firstToExpire.from) {
    const at = takeString(firstToExpire);
    if (!at) refuse("firstToExpire is no string");
    if (!areShown(at)) refuse("firstToExpire has characters that can't be shown");
  }
  evidenceFrom = evidence.from;
  evidenceLength = <u32>(evidence.to - evidence.from);
}
