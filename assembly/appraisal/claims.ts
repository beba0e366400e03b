/** Rows about claims and signed messages: what the tokens of several TSMs have in common. */
import { equal } from "../bytes";
import { Sign1 } from "../cose/sign1";
import { Check } from "../formats/checks";
import { Member } from "../formats/policy";
import { Row } from "../layout";
import { slotAt, slotLength } from "../parse/found";
import { base, Section, sectionAt, sectionCount } from "../parse/sections";
import { Text } from "../text";
import { findListed } from "./measured";
import { Finding } from "./outcomes";
import { allowsBytes, has } from "./policy";

/** Tells that a claim was looked at. */
export function atClaim(finding: Finding, section: Section, row: Row): Finding {
  return finding.bytes(<u32>(slotAt(section, row) - base), slotLength(section, row));
}

/** What came of a signature, and where the message lies: its bytes from the header on. */
export function ofMessage(finding: Finding, message: Sign1, holds: Text): void {
  finding.actual.text(holds);
  finding.bytes(<u32>(message.header - base), <u32>(message.signatureEnd - message.header));
}

export function holdsText(holds: bool): Text {
  return holds ? "holds" : "does not hold";
}

/** Is the claim this text? A claim that is not there is the empty one. */
export function says(section: Section, row: Row, text: Text): bool {
  const length = slotLength(section, row);
  return length == text.length && equal(slotAt(section, row), text.chars, length);
}

/** A claim of every part of a layout: does the policy list all values? The first that it does not list is shown. */
export function findParts(check: Check, member: Member, layout: Row, row: Row, what: Text): void {
  let count: u32 = 0;
  let bad: Section | null = null;
  for (let i = 0; i < sectionCount(); i++) {
    const section = sectionAt(i);
    if (section.layout != layout) continue;
    count++;
    if (!bad && !allowsBytes(member, slotAt(section, row), slotLength(section, row))) bad = section;
  }
  const finding = findListed(check, member, bad == null);
  const first = bad;
  if (!first || !has(member)) {
    finding.actual.count(count, what);
    return;
  }
  finding.actual.hex(slotAt(first, row), slotLength(first, row));
  atClaim(finding, first, row);
}
