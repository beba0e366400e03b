/** What the policy in force says, and what is wrong with one that is refused. */
import {
  count,
  flag,
  hexAt,
  mask,
  memberRow,
  number,
  numberAt,
  shapeOf,
  sizeOf,
  tcbPart,
  textAt,
} from "../appraisal/policy";
import { nextName } from "../appraisal/policyNames";
import { fault, layoutOf } from "../fault";
import { Problem, problems } from "../formats/json";
import {
  Member,
  Part,
  PolicyNames,
  policyMembers,
  policyParts,
  policyShapes,
  Shape,
  tcbParts,
} from "../formats/policy";
import { entryOf, Row } from "../layout";
import { Text } from "../text";
import { char, clause, dec, guidOf, hexOf, jsonChars, printable, str } from "./out";

const QUOTE: u32 = 34;

/** Writes for programs, or for people? */
let asJson: bool = false;

function quote(): void {
  if (asJson) char(QUOTE);
}

/** What stands before an item but the first: a comma. */
function separate(first: bool): void {
  if (first) return;
  char(44);
  if (!asJson) char(32);
}

function name(text: Text): void {
  quote();
  str(text);
  quote();
}

/**
 * Writes what a member says: as a policy has it, or as text with commas between the values. The policy has the member.
 */
export function writeChoices(member: Member, json: bool): void {
  asJson = json;
  const row = memberRow(member);
  const shape = shapeOf(row);
  if (shape == Shape.Flag) str(flag(member) ? "true" : "false");
  else if (shape == Shape.Number) dec(number(member));
  else if (shape == Shape.Version) {
    quote();
    dec(number(member) >> 8);
    char(46);
    dec(number(member) & 255);
    quote();
  } else {
    if (json) char(shape == Shape.Tcb ? 123 : 91);
    if (shape == Shape.Tcb) writeTcb(member);
    else if (shape == Shape.Names) writeNames(<PolicyNames>sizeOf(row), mask(member));
    else writeArray(member, shape);
    if (json) char(shape == Shape.Tcb ? 125 : 93);
  }
}

function writeTcb(member: Member): void {
  let first = true;
  for (let part = tcbParts.next; part.inLayout; part = part.next) {
    const least = tcbPart(member, part.at);
    if (least < 0) continue;
    separate(first);
    first = false;
    name(part.name);
    char(asJson ? 58 : 32);
    dec(least);
  }
}

function writeNames(names: PolicyNames, bits: u64): void {
  let first = true;
  for (let row = nextName(names, null); row; row = nextName(names, row)) {
    if (((bits >> row.at) & 1) == 0) continue;
    separate(first);
    first = false;
    name(row.name);
  }
}

function writeArray(member: Member, shape: Shape): void {
  for (let i: u32 = 0; i < count(member); i++) {
    separate(i == 0);
    if (shape == Shape.Numbers) {
      dec(numberAt(member, i));
      continue;
    }
    quote();
    if (shape == Shape.Bytes) hexOf(hexAt(member, i), sizeOf(memberRow(member)));
    else if (shape == Shape.Hex) hexOf(textAt(member, i).chars, textAt(member, i).length);
    else if (shape == Shape.Guids) guidOf(hexAt(member, i));
    else if (asJson) jsonChars(textAt(member, i).chars, textAt(member, i).length);
    else printable(textAt(member, i).chars, textAt(member, i).length);
    quote();
  }
}

/** Names the entries of a list, or those whose text is `owner`. */
function writeEntries(list: Row, owner: Text | null): void {
  let first = true;
  for (let row = list.next; row.inLayout; row = row.next) {
    if (owner && row.text != owner) continue;
    separate(first);
    first = false;
    str(row.name);
  }
}

/** How the value of a member is written. */
function writeForm(row: Row): void {
  const shape = shapeOf(row);
  const size = sizeOf(row);
  const form = entryOf(policyShapes, shape)!;
  str(form.note);
  if (size > 0 || shape == Shape.Tcb) char(32);
  if (shape == Shape.Number || shape == Shape.Numbers) dec(((<u64>1) << (8 * size)) - 1);
  else if (shape == Shape.Bytes || shape == Shape.Hex) dec(2 * size);
  else if (shape == Shape.Tcb) writeEntries(tcbParts, null);
  else if (shape == Shape.Names) writeNames(<PolicyNames>size, u64.MAX_VALUE);
  str(form.text);
}

/** Where in the policy, what is wrong, and what was expected: the details of the fault bad-policy. */
export function inPolicy(): void {
  asJson = false;
  const row = changetype<Row | null>(fault.row);
  const isMember = row != null && layoutOf(row) == policyMembers;
  str(" at character ");
  dec(fault.at);
  if (row) {
    str(" in ");
    if (isMember) {
      str(row.text);
      char(46);
    }
    str(row.name);
  }
  str(": ");
  if (fault.got == <u32>Problem.Unknown && (!row || (!isMember && row.at != Part.Version))) {
    str("there is no such member, known are ");
    if (row) writeEntries(policyMembers, row.name);
    else writeEntries(policyParts, null);
    return;
  }
  clause(entryOf(problems, fault.got)!.note);
  if (!row || fault.got < <u32>Problem.OtherType) return;
  str("; expected ");
  if (isMember) writeForm(row);
  else str(row.text);
}
