/**
 * The policy that is in force, member by member. A member has values, one or many; they lie one behind the other in a pool:
 * bytes and texts as they are, those of no fixed length behind their length; all else in eight bytes each. See policyReader.ts for what fills it.
 */
import { equal } from "../bytes";
import { Member, policyMembers, Shape } from "../formats/policy";
import { ROW, Row } from "../layout";
import { Text } from "../text";

const POOL: usize = 16 << 10;
/** Hex decoding may touch 16 bytes behind. */
const pool = memory.data((16 << 10) + 16, 8);
let used: usize = 0;

/** Where a member's values lie, and how many there are; none when the policy does not have the member. */
@unmanaged
class Values {
  at: usize;
  count: u32;
}
const VALUES: usize = offsetof<Values>();
const members = memory.data(8 * <i32>Member.Count, 4);

function valuesOf(member: Member): Values {
  return changetype<Values>(members + VALUES * <usize>member);
}

/** Entry of {@link policyMembers}. */
export function memberRow(member: Member): Row {
  return changetype<Row>(changetype<usize>(policyMembers.next) + ROW * <usize>member);
}
export function shapeOf(row: Row): Shape {
  return <Shape>(row.size & 255);
}
export function sizeOf(row: Row): u32 {
  return row.size >> 8;
}

/** Forgets all members. */
export function clear(): void {
  used = 0;
  memory.fill(members, 0, VALUES * Member.Count);
}

/** Starts on the values of a member, in place of those it may have. */
export function begin(member: Member): void {
  const values = valuesOf(member);
  values.at = pool + used;
  values.count = 0;
}

/** Makes room for at most `size` bytes behind the last value. Returns where; 0 when there is no room. */
export function room(size: usize): usize {
  return size > POOL - used ? 0 : pool + used;
}

/** Counts the `size` bytes at the place that {@link room} told as one more value. */
export function add(member: Member, size: usize): void {
  used += size;
  valuesOf(member).count++;
}

/** Does the policy have the member? */
export function has(member: Member): bool {
  return count(member) > 0;
}

/** How many values it has: of an array its elements, of names and all else one. */
export function count(member: Member): u32 {
  return valuesOf(member).count;
}

/** Is it said, and true? */
export function flag(member: Member): bool {
  return number(member) != 0;
}

/** The number, or major << 8 | minor of a version; 0 when there is none. */
export function number(member: Member): u64 {
  return has(member) ? numberAt(member, 0) : 0;
}

/** Bits that are named, or values: bit i for value i. */
export function mask(member: Member): u64 {
  return number(member);
}

/** What a part of a TCB must have at least; -1 when it is not asked for. See {@link tcbOf}. */
export function tcbPart(member: Member, part: u32): i32 {
  const word = number(member);
  return (word >> (40 + part)) & 1 ? <i32>(word >> (8 * part)) & 255 : -1;
}

/** Part `part` of a TCB: its value, and a bit that says that it is asked for. */
export function tcbOf(part: u32, value: u64): u64 {
  return (value << (8 * part)) | ((<u64>1) << (40 + part));
}

/** Number i of an array. */
export function numberAt(member: Member, i: u32): u64 {
  return load<u64>(valuesOf(member).at + 8 * i);
}

/** Where bytes i of an array lie. */
export function hexAt(member: Member, i: u32): usize {
  return valuesOf(member).at + i * sizeOf(memberRow(member));
}

/** Where text i of an array lies. */
export function textAt(member: Member, i: u32): Text {
  let at = valuesOf(member).at;
  for (; i > 0; i--) at += offsetof<Text>() + changetype<Text>(at).length;
  return changetype<Text>(at);
}

/** Are these bytes listed? */
export function allowsBytes(member: Member, at: usize, size: u32): bool {
  if (shapeOf(memberRow(member)) == Shape.Hex) return allowsText(member, at, size);
  if (size != sizeOf(memberRow(member))) return false;
  for (let i: u32 = 0; i < count(member); i++) if (equal(hexAt(member, i), at, size)) return true;
  return false;
}

/** Is this number listed? */
export function allowsNumber(member: Member, value: u64): bool {
  for (let i: u32 = 0; i < count(member); i++) if (numberAt(member, i) == value) return true;
  return false;
}

/** Is this text listed? */
export function allowsText(member: Member, at: usize, length: u32): bool {
  for (let i: u32 = 0; i < count(member); i++) {
    const text = textAt(member, i);
    if (text.length == length && equal(text.chars, at, length)) return true;
  }
  return false;
}
