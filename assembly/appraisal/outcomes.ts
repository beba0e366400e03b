/**
 * The rows of an appraisal: one for every check, in the order they were made. A row says what came of the check, what was
 * expected, what was there, and which bytes it looked at: of the evidence, or of the part that was in hand. Nothing is copied: values point into evidence,
 * endorsements, policy and tables, and hold until the next call.
 */
import { Check, checks } from "../formats/checks";
import { Outcome } from "../formats/outcome";
import { Member } from "../formats/policy";
import { Row } from "../layout";
import { part } from "../parse/read";
import { origin } from "../parse/sections";
import { Text } from "../text";

/** How a value is shown. */
export const enum Shown {
  Nothing = 0,
  /** Bytes, as hex: place and length. */
  Hex = 1,
  /** A number, in decimal. */
  Number = 2,
  /** A number, as 0x and hex digits. */
  Bits = 3,
  /** Seconds since 1970, as ISO 8601. */
  Time = 4,
  /** A text of the core: its address. */
  Text = 5,
  /** Characters from outside: place and length. */
  Chars = 6,
  /** What a member of the policy says. */
  Choices = 7,
  /** A number of something: what is counted stands in `length`, a text. */
  Count = 8,
  /** A TCB_VERSION: its place, and 1 for Turin's layout. */
  Tcb = 9,
}

/** A value of a row, 16 bytes. */
@unmanaged
export class Value {
  shown: u32;
  length: u32;
  value: i64;

  hex(at: usize, length: u32): void {
    this.shown = Shown.Hex;
    this.value = at;
    this.length = length;
  }
  number(value: u64): void {
    this.shown = Shown.Number;
    this.value = <i64>value;
  }
  count(value: u64, what: Text): void {
    this.shown = Shown.Count;
    this.value = <i64>value;
    this.length = <u32>changetype<usize>(what);
  }
  tcb(at: usize, turin: bool): void {
    this.shown = Shown.Tcb;
    this.value = at;
    this.length = u32(turin);
  }
  bits(value: u64): void {
    this.shown = Shown.Bits;
    this.value = <i64>value;
  }
  time(seconds: i64): void {
    this.shown = Shown.Time;
    this.value = seconds;
  }
  text(text: Text): void {
    this.shown = Shown.Text;
    this.value = changetype<usize>(text);
  }
  chars(at: usize, end: usize): void {
    this.shown = Shown.Chars;
    this.value = at;
    this.length = <u32>(end - at);
  }
  choices(member: Member): void {
    this.shown = Shown.Choices;
    this.value = <i64>member;
  }
}

/** A row. */
@unmanaged
export class Finding {
  /** Entry of {@link checks}. */
  check: Row;
  outcome: Outcome;
  /** Does the verdict depend on it? */
  required: u32;
  /** Bytes of the evidence that were looked at: from, and behind the last; both 0 for none. */
  from: u32;
  to: u32;
  /** What they are bytes of: a member of the document that the evidence came in; null for the evidence itself. */
  part: Row | null;

  /** Both values lie behind the members. */
  get expected(): Value {
    return changetype<Value>(changetype<usize>(this) + offsetof<Finding>());
  }
  get actual(): Value {
    return changetype<Value>(changetype<usize>(this) + offsetof<Finding>() + offsetof<Value>());
  }

  /** Tells which bytes of the evidence were looked at. */
  bytes(from: u32, size: u32): Finding {
    this.from = origin + from;
    this.to = origin + from + size;
    return this;
  }
}

const FINDING: usize = offsetof<Finding>() + 2 * offsetof<Value>();
const MAX: u32 = 96;
const findings = memory.data(56 * 96, 8);
let count: u32 = 0;

/** Latest time until which all that was looked at is valid, in seconds since 1970. */
export let validUntil: i64 = i64.MAX_VALUE;

/** Forgets the rows. */
export function begin(): void {
  count = 0;
  validUntil = i64.MAX_VALUE;
}

export function findingCount(): u32 {
  return count;
}
export function findingAt(i: u32): Finding {
  return changetype<Finding>(findings + FINDING * <usize>i);
}

/** Something that was looked at is valid until then. */
export function until(seconds: i64): void {
  validUntil = min(validUntil, seconds);
}

/** Entry of {@link checks}. */
export function checkRow(check: Check): Row {
  return changetype<Row>(changetype<usize>(checks.next) + offsetof<Row>() * <usize>check);
}

/** Adds a row. */
export function find(check: Check, outcome: Outcome, required: bool = true): Finding {
  if (count == MAX) unreachable();
  const finding = findingAt(count++);
  memory.fill(changetype<usize>(finding), 0, FINDING);
  finding.check = checkRow(check);
  finding.outcome = outcome;
  finding.part = part;
  finding.required = u32(required);
  return finding;
}

/** Adds a row that affirms, or contraindicates. */
export function affirm(check: Check, holds: bool, required: bool = true): Finding {
  return find(check, holds ? Outcome.Affirming : Outcome.Contraindicated, required);
}

/** Adds a row: is now from one time to another? What was looked at is valid until then. */
export function affirmTimes(check: Check, from: i64, to: i64, now: i64): Finding {
  const finding = affirm(check, from <= now && now <= to);
  finding.expected.time(now < from ? from : to);
  finding.actual.time(now);
  until(to);
  return finding;
}

/** The worst outcome of the rows that count; none without rows. A check that could not be made outweighs a warning. */
export function verdict(): Outcome {
  let worst = count ? Outcome.Affirming : Outcome.None;
  for (let i: u32 = 0; i < count; i++) {
    const finding = findingAt(i);
    const outcome = finding.outcome;
    if (!finding.required || outcome == Outcome.Affirming || worst == Outcome.Contraindicated) continue;
    if (outcome == Outcome.Contraindicated || outcome == Outcome.None || worst != Outcome.None) worst = outcome;
  }
  return worst;
}
