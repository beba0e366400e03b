/** Rows about values that a policy may name: measurements, identities, configurations. */
import { Check } from "../formats/checks";
import { Outcome } from "../formats/outcome";
import { Member } from "../formats/policy";
import { Row } from "../layout";
import { base } from "../parse/sections";
import { affirm, Finding, find } from "./outcomes";
import { allowsBytes, has } from "./policy";

/** A row: is it a value that the member lists? Where the policy does not have the member the row is none. */
export function findListed(check: Check, member: Member, listed: bool): Finding {
  const asked = has(member);
  const outcome = !asked ? Outcome.None : listed ? Outcome.Affirming : Outcome.Contraindicated;
  const finding = find(check, outcome, asked);
  if (asked) finding.expected.choices(member);
  return finding;
}

/** A row where the policy names values, and the evidence has none of this kind. */
export function findAbsent(check: Check, member: Member): void {
  if (!has(member)) return;
  const finding = find(check, Outcome.None);
  finding.expected.choices(member);
  finding.actual.text("not in this evidence");
}

/** The value of `size` bytes at p: what the policy says of it. Where it says nothing the row is none. */
export function findValue(check: Check, member: Member, p: usize, size: u32): Finding {
  const finding = findListed(check, member, allowsBytes(member, p, size));
  finding.actual.hex(p, size);
  return finding.bytes(<u32>(p - base), size);
}

/** The same for the field of `row` in the section at `at`. */
export function findMeasured(check: Check, member: Member, row: Row, at: u32 = 0): Finding {
  return findValue(check, member, row.of(base + at), row.size);
}

/** A number that must be at least what the policy wants; no row where it wants nothing. */
export function findLeast(check: Check, member: Member, value: u64, least: u64, at: u32, size: u32): void {
  if (!has(member)) return;
  const finding = affirm(check, value >= least);
  finding.expected.number(least);
  finding.actual.number(value);
  finding.bytes(at, size);
}
