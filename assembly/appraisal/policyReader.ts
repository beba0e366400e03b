/**
 * Reads a policy: JSON whose members formats/policy.ts names. What is not named there is refused, since a name that is
 * written wrongly would weaken the policy; so is an array without elements, since nothing would be taken.
 */
import { isPrintable } from "../bytes";
import { Code, fail, fault } from "../fault";
import { Problem } from "../formats/json";
import {
  Part,
  POLICY_VERSION,
  PolicyNames,
  policyDefaults,
  policyMembers,
  policyParts,
  Shape,
  tcbParts,
} from "../formats/policy";
import { GUID_TEXT, readGuid } from "../guid";
import * as hex from "../hex";
import * as json from "../json/reader";
import { entryOf, Row } from "../layout";
import { Text } from "../text";
import { digits } from "../time";
import * as policy from "./policy";
import { nextName } from "./policyNames";

/** The object or the member being read; null for the document. */
let reading: Row | null = null;

/** Puts the default policy in force. */
export function resetPolicy(): void {
  const text = policyDefaults.next.text;
  policy.clear();
  read(text.chars, text.chars + text.length);
}

/**
 * Puts the policy in [p, end) in force, over the default one. Returns 0; or bad-policy, with the place (`at`), the part or
 * the member (`row`) and the {@link Problem} (`got`), and leaves the default policy in force. May look at 16 bytes behind
 * `end`.
 */
export function readPolicy(p: usize, end: usize): i32 {
  resetPolicy();
  if (read(p, end)) return 0;
  const place = <u32>(json.problemAt - p);
  const problem = json.problem;
  const where = reading;
  resetPolicy();
  return fail(Code.BadPolicy, place, problem, 0, where);
}

function read(p: usize, end: usize): bool {
  let hasVersion = false;
  json.begin(p, end);
  reading = null;
  if (json.object()) {
    while (json.member()) {
      const part = memberNamed(policyParts, null);
      reading = part;
      if (!part) json.refuse(Problem.Unknown, json.from);
      else if (part.at == Part.Schema) json.string();
      else if (part.at == Part.Version) hasVersion = readVersion();
      else readObject(part);
      if (json.problem == 0) reading = null;
    }
  }
  if (json.problem == 0 && !hasVersion) {
    reading = entryOf(policyParts, Part.Version);
    json.refuse(Problem.Missing, json.at - 1);
  }
  return json.finish();
}

function readVersion(): bool {
  const start = json.at;
  return json.unsigned() == POLICY_VERSION || json.refuse(Problem.Unknown, start);
}

/** The entry that the name read last stands for, of those whose text is `owner`. */
function memberNamed(list: Row, owner: Text | null): Row | null {
  for (let row = list.next; row.inLayout; row = row.next) {
    if ((!owner || row.text == owner) && json.stringIs(row.name)) return row;
  }
  return null;
}

function readObject(part: Row): void {
  if (!json.object()) return;
  while (json.member()) {
    const member = memberNamed(policyMembers, part.name);
    if (!member) {
      json.refuse(Problem.Unknown, json.from);
      return;
    }
    reading = member;
    policy.begin(member.at);
    readMember(member);
    if (json.problem == 0) reading = part;
  }
}

function readMember(member: Row): void {
  const shape = policy.shapeOf(member);
  if (shape == Shape.Flag) addNumber(member, u64(json.boolean()));
  else if (shape == Shape.Number) readNumber(member);
  else if (shape == Shape.Version) addNumber(member, readAbi());
  else if (shape == Shape.Tcb) addNumber(member, readTcb());
  else if (shape == Shape.Names) addNumber(member, readNames(<PolicyNames>policy.sizeOf(member)));
  else readArray(member, shape);
}

/** Makes room for a value. Returns 0 when there is none. */
function room(size: usize): usize {
  const to = policy.room(size);
  if (to == 0) json.refuse(Problem.TooMany, json.from);
  return to;
}

function addNumber(member: Row, value: u64): void {
  const to = room(8);
  if (to == 0) return;
  store<u64>(to, value);
  policy.add(member.at, 8);
}

function readNumber(member: Row): void {
  addNumber(member, json.unsigned(((<u64>1) << (8 * policy.sizeOf(member))) - 1));
}

function readArray(member: Row, shape: Shape): void {
  if (!json.array()) return;
  while (json.element()) {
    if (shape == Shape.Numbers) readNumber(member);
    else if (!json.string()) return;
    else if (shape == Shape.Bytes) addBytes(member);
    else if (shape == Shape.Hex) addHex(member);
    else if (shape == Shape.Guids) addGuid(member);
    else addText(member);
  }
  if (!policy.has(member.at)) json.refuse(Problem.Missing, json.at - 1);
}

function addBytes(member: Row): void {
  const size = policy.sizeOf(member);
  const to = room(size);
  if (to == 0) return;
  const digits = json.to - json.from;
  if (digits != 2 * size) json.refuse(Problem.Unknown, json.from);
  else if (hex.decode(json.from, digits, to) < 0) json.refuse(Problem.Unknown, json.from + fault.at);
  else policy.add(member.at, size);
}

/** Bytes of any length up to the member's; kept as a text is. */
function addHex(member: Row): void {
  const digits = json.to - json.from;
  const size = <u32>(digits >> 1);
  const to = room(offsetof<Text>() + size);
  if (to == 0) return;
  const text = changetype<Text>(to);
  text.length = <u16>size;
  if (digits == 0 || digits & 1 || size > policy.sizeOf(member)) json.refuse(Problem.Unknown, json.from);
  else if (hex.decode(json.from, digits, text.chars) < 0) json.refuse(Problem.Unknown, json.from + fault.at);
  else policy.add(member.at, offsetof<Text>() + size);
}

function addGuid(member: Row): void {
  const size = policy.sizeOf(member);
  const to = room(size);
  if (to == 0) return;
  const read = json.to - json.from == GUID_TEXT ? readGuid(json.from, to) : 0;
  if (read < GUID_TEXT) json.refuse(Problem.Unknown, json.from + read);
  else policy.add(member.at, size);
}

function addText(member: Row): void {
  const to = room(offsetof<Text>() + json.to - json.from);
  if (to == 0) return;
  const text = changetype<Text>(to);
  text.length = <u16>json.copyString(text.chars);
  if (text.length == 0 || !isPrintable(text.chars, text.chars + text.length)) json.refuse(Problem.Unknown, json.from);
  policy.add(member.at, offsetof<Text>() + text.length);
}

/** Reads an array of names. Returns their bits, or those of their values. */
function readNames(names: PolicyNames): u64 {
  let bits: u64 = 0;
  if (!json.array()) return 0;
  while (json.element()) {
    if (!json.string()) return 0;
    let row = nextName(names, null);
    while (row && !json.stringIs(row.name)) row = nextName(names, row);
    if (row) bits |= (<u64>1) << row.at;
    else json.refuse(Problem.Unknown, json.from);
  }
  if (bits == 0) json.refuse(Problem.Missing, json.at - 1);
  return bits;
}

/** Reads an object of parts of a TCB. Returns them as {@link policy.tcbOf} has them. */
function readTcb(): u64 {
  let tcb: u64 = 0;
  if (!json.object()) return 0;
  while (json.member()) {
    const part = memberNamed(tcbParts, null);
    if (part) tcb |= policy.tcbOf(part.at, json.unsigned(255));
    else json.refuse(Problem.Unknown, json.from);
  }
  if (tcb == 0) json.refuse(Problem.Missing, json.at - 1);
  return tcb;
}

/** Reads "major.minor". Returns major << 8 | minor, as a guest's policy has it. */
function readAbi(): u64 {
  if (!json.string()) return 0;
  let point = json.from;
  while (point < json.to && load<u8>(point) != 46) point++;
  const major = readByte(json.from, point);
  const minor = readByte(point + 1, json.to);
  if ((major | minor) < 0) json.refuse(Problem.Unknown, json.from);
  return <u64>((major << 8) | minor);
}

/** The number up to 255 that the digits in [p, end) spell, without a zero too many; -1 when they don't. */
function readByte(p: usize, end: usize): i32 {
  if (p >= end || end - p > 3 || (load<u8>(p) == 48 && end - p > 1)) return -1;
  const value = digits(p, <u32>(end - p));
  return value > 255 ? -1 : value;
}
