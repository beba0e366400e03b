/**
 * Reads bundles of `tsm bundle`: evidence and all that its verification needs, in one document (docs/verify.md). Everything is
 * decoded where it stands. What is refused, in which order and in which words, is as hosts/bundle.ts has it; but what is no
 * JSON at all is told by the core's reader, which is stricter.
 */
import { Blob, evidenceMembers, MemberShape } from "../formats/evidenceJson";
import { problems } from "../formats/json";
import { Range } from "../json/range";
import * as json from "../json/reader";
import { entryOf, Row } from "../layout";
import { shapeOf } from "../parse/json";
import { memberOf } from "../parse/read";
import { decodeBase64, isBase64, skipSpace, startsWith } from "../parse/text";
import { clause, dec, str } from "../render/out";
import { Text } from "../text";
import { NO_TIME, timeOf } from "../time";
import { bundled, ITEMS_MAX, ITEMS_SIZE_MAX } from "./items";
import { EVIDENCE, plain, refuse, refuseItem, refuseMember, refuseValue, WHOLE } from "./refusal";
import { areShown } from "./shown";

/** Bytes of a bundle: hosts/bundle.ts has the same number. */
export const BUNDLE_MAX: u32 = 9 << 20;

/** Characters of the evidence's blobs at most: two make a byte in hex. */
const DIGITS_MAX: usize = 2 << 20;

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

/** Goes through the object that comes next, and notes where its values are. Returns whether all of them are known. */
function takeMembers(i: i32): bool {
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
  return unknownFrom == 0;
}

/** Does a bundle start here: an object whose first member is its version? */
export function isBundle(p: usize, length: u32): bool {
  const end = min<u32>(length, 100);
  const brace = skipSpace(p, 0, end);
  return startsWith(p, brace, end, "{") && startsWith(p, skipSpace(p, brace + 1, end), end, '"tsmBundle"');
}

/** Reads the document from end to end. */
function readDocument(p: usize, length: u32): bool {
  memory.fill(ranges, 0, 10 * 8);
  memory.fill(members, 0, 8 * Blob.Count);
  json.begin(p, p + length);
  takeMembers(WHOLE);
  if (json.finish()) return true;
  str("at character ");
  dec(json.problemAt - p);
  str(": ");
  clause(entryOf(problems, json.problem)!.note);
  return false;
}

function checkVersion(): bool {
  if (version.to - version.from == 1 && version.first == 49) return true;
  str("tsmBundle is ");
  plain(version.from, version.to);
  return refuse(", and version 1 is known here");
}

/** Characters of the strings of an array; negative when one is none. */
function lengthOfAll(row: Row): i32 {
  const range = rangeOf(row);
  let length: usize = 0;
  json.begin(range.from, range.to);
  json.array();
  for (let i = 0; json.element(); i++) {
    if (json.peek() != 34) {
      refuseValue(row, " is no string", i);
      return -1;
    }
    json.string();
    length += json.to - json.from;
  }
  return <i32>length;
}

/** Says something of a member of the evidence. Returns a negative length. */
function refuseLength(row: Row, what: Text): i32 {
  refuseValue(row, what);
  return -1;
}

/** Characters of a member's blobs; negative when it is not what it should be. */
function lengthOf(row: Row): i32 {
  const range = rangeOf(row);
  const shape = shapeOf(row);
  if (!range.from) return 0;
  if (shape == MemberShape.Object) return range.first == 123 ? lengthIn(row) : refuseLength(row, " is no object");
  if (shape == MemberShape.Version) {
    return range.first - 48 > 9 && range.first != 45 ? refuseLength(row, " is no number") : 0;
  }
  if (shape == MemberShape.ManyBytes && range.first == 91) return lengthOfAll(row);
  return range.isString ? <i32>(json.to - json.from) : refuseLength(row, " is no string");
}

/** Characters of the blobs in an object of the evidence, whose members are noted before they are looked at. */
function lengthIn(row: Row): i32 {
  const range = rangeOf(row);
  object = row;
  json.begin(range.from, range.to);
  const known = takeMembers(EVIDENCE);
  object = null;
  if (!known) {
    refuseMember(EVIDENCE, row, unknownFrom, unknownTo);
    return -1;
  }
  let length = 0;
  for (let one = evidenceMembers.next; one.inLayout; one = one.next) {
    if (one.text != row.name) continue;
    const more = lengthOf(one);
    if (more < 0) return more;
    length += more;
  }
  return length;
}

/** Is the evidence an object of what evidence has? */
function checkEvidence(): bool {
  if (evidence.first != 123) return refuse("evidence is no object");
  json.begin(evidence.from, evidence.to);
  if (!takeMembers(EVIDENCE)) return refuseMember(EVIDENCE, null, unknownFrom, unknownTo);
  if (software.from && software.first != 116 && software.first != 102) return refuse("evidence.software is no flag");
  let digits: usize = 0;
  for (let row = evidenceMembers.next; row.inLayout; row = row.next) {
    if (!isMember(row)) continue;
    const more = lengthOf(row);
    if (more < 0) return false;
    digits += more;
  }
  if (digits > DIGITS_MAX) return refuse("the evidence has more than 1048576 bytes");
  const main = rangeOf(memberOf(Blob.Outblob)).from + rangeOf(memberOf(Blob.HclReport)).from;
  return main != 0 || refuse("evidence.outblob is missing");
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

/** A string of an item that people may see as it is; 0 when it is none. */
function takeLabel(i: i32, range: Range, member: Text): usize {
  const at = takeString(range);
  if (at && areShown(at)) return at;
  refuseItem(i, member, at ? " has characters that can't be shown" : " is no string");
  return 0;
}

/** Reads the item in [from, to). */
function readItem(i: i32, from: usize, to: usize): bool {
  if (load<u8>(from) != 123) return refuseItem(i, "", " is no object");
  itemLabel.from = itemFrom.from = itemBytes.from = 0;
  json.begin(from, to);
  if (!takeMembers(i)) return refuseMember(i, null, unknownFrom, unknownTo);
  const bytes = takeString(itemBytes);
  if (!bytes) return refuseItem(i, ".bytes", " is no string");
  const size = isBase64(bytes, resolved) ? decodeBase64(bytes, 0, resolved, bytes) : -1;
  if (size < 0) return refuseItem(i, ".bytes", " is no base64");
  const name = takeLabel(i, itemLabel, ".name");
  if (!name || !takeLabel(i, itemFrom, ".from")) return false;
  bundled.add(bytes, size, name, true);
  return true;
}

/** Where the items are: {from, to} each. */
const items = memory.data(256 * 8, 4);

function readItems(): bool {
  if (endorsements.first != 91) return refuse("endorsements is no list");
  let count: u32 = 0;
  json.begin(endorsements.from, endorsements.to);
  json.array();
  while (json.element()) {
    if (count == ITEMS_MAX) return refuse("it has more than 256 endorsements");
    const item = changetype<Range>(items + 8 * count++);
    item.take();
  }
  for (let i: u32 = 0; i < count; i++) {
    const item = changetype<Range>(items + 8 * i);
    if (!readItem(i, item.from, item.to)) return false;
  }
  return bundled.bytes <= ITEMS_SIZE_MAX || refuse("the endorsements have more than 4194304 bytes");
}

/** Is a member a time? `none` and `wrong` say that it is no string, or no time. */
function checkTime(range: Range, none: Text, wrong: Text): bool {
  const at = takeString(range);
  return at && timeOf(at) != NO_TIME ? true : refuse(at ? wrong : none);
}

/** Are the dates what they should be? Nothing goes by them. */
function checkDates(): bool {
  if (!checkTime(created, "created is no string", "created is no time")) return false;
  if (validUntil.from && !checkTime(validUntil, "validUntil is no string", "validUntil is no time")) return false;
  if (!firstToExpire.from) return true;
  const at = takeString(firstToExpire);
  if (!at) return refuse("firstToExpire is no string");
  return areShown(at) || refuse("firstToExpire has characters that can't be shown");
}

/** The evidence of the bundle read last: JSON. */
export let evidenceFrom: usize = 0;
export let evidenceLength: u32 = 0;

/**
 * Reads a bundle, whose items are in {@link bundled} then. Returns whether it is one; if not, the output has the reason behind
 * what was there.
 */
export function readBundle(p: usize, length: u32): bool {
  bundled.count = bundled.bytes = 0;
  if (length > BUNDLE_MAX) return refuse("it has more than 9437184 bytes");
  if (!readDocument(p, length)) return false;
  const from = unknownFrom;
  const to = unknownTo;
  if (!checkVersion()) return false;
  if (from) return refuseMember(WHOLE, null, from, to);
  if (!checkEvidence() || !readItems() || !checkDates()) return false;
  evidenceFrom = evidence.from;
  evidenceLength = <u32>(evidence.to - evidence.from);
  return true;
}
