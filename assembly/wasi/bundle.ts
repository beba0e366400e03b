/**
 * Reads bundles of `tsm bundle`: evidence and all that its verification needs, in one document (docs/verify.md). Everything is
 * decoded where it stands. What is refused, in which order and in which words, is as hosts/bundle.ts has it; but what is no
 * JSON at all is told by the core's reader, which is stricter.
 */
import { Code } from "../fault";
import { problems } from "../formats/json";
import * as json from "../json/reader";
import { entryOf } from "../layout";
import { decodeBase64, skipSpace, startsWith } from "../parse/text";
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

/** Ends the program because of a member that is not known: of the bundle with -2, of the evidence with -1, or of an item. */
function refuseMember(i: i32, from: usize, to: usize): void {
  bad();
  if (i >= 0) itemName(i);
  else str(i == WHOLE ? "the bundle" : "evidence");
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
const ranges = memory.data(14 * 8, 4);
function rangeAt(i: u32): Range {
  return changetype<Range>(ranges + 8 * i);
}
const version = rangeAt(0);
const created = rangeAt(1);
const validUntil = rangeAt(2);
const firstToExpire = rangeAt(3);
const evidence = rangeAt(4);
const endorsements = rangeAt(5);
const provider = rangeAt(6);
const software = rangeAt(7);
const outblob = rangeAt(8);
const auxblob = rangeAt(9);
const manifestblob = rangeAt(10);
const itemLabel = rangeAt(11);
const itemFrom = rangeAt(12);
const itemBytes = rangeAt(13);

/** The member of the bundle whose name was read last; null when it is not known. */
function memberOfBundle(): Range | null {
  if (json.stringIs("tsmBundle")) return version;
  if (json.stringIs("created")) return created;
  if (json.stringIs("validUntil")) return validUntil;
  if (json.stringIs("firstToExpire")) return firstToExpire;
  if (json.stringIs("evidence")) return evidence;
  return json.stringIs("endorsements") ? endorsements : null;
}

function memberOfEvidence(): Range | null {
  if (json.stringIs("provider")) return provider;
  if (json.stringIs("software")) return software;
  if (json.stringIs("outblob")) return outblob;
  if (json.stringIs("auxblob")) return auxblob;
  return json.stringIs("manifestblob") ? manifestblob : null;
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
  memory.fill(ranges, 0, 14 * 8);
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

/** Characters of a member of the evidence, which is a string; 0 when it is not there. */
function stringLength(range: Range, wrong: Text): usize {
  if (!range.from) return 0;
  if (!range.isString) refuse(wrong);
  return json.to - json.from;
}

/** Ends the program unless the evidence is an object of what evidence has. */
function checkEvidence(): void {
  if (evidence.first != 123) refuse("evidence is no object");
  json.begin(evidence.from, evidence.to);
  takeMembers(EVIDENCE);
  if (unknownFrom) refuseMember(EVIDENCE, unknownFrom, unknownTo);
  if (software.from && software.first != 116 && software.first != 102) refuse("evidence.software is no flag");
  const digits =
    stringLength(outblob, "evidence.outblob is no string") +
    stringLength(auxblob, "evidence.auxblob is no string") +
    stringLength(manifestblob, "evidence.manifestblob is no string");
  if (digits > DIGITS_MAX) refuse("the evidence has more than 1048576 bytes");
  if (!outblob.from) refuse("evidence.outblob is missing");
  stringLength(provider, "evidence.provider is no string");
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
