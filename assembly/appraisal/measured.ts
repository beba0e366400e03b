/** Rows about values that a policy may name: measurements, identities, configurations. */
import { Check } from "../formats/checks";
import { Outcome } from "../formats/outcome";
import { Member } from "../formats/policy";
import { Row } from "../layout";
import { base } from "../parse/sections";
import { Finding, find } from "./outcomes";
import { allowsBytes, has } from "./policy";

/** A value of `row` in the section at `at`: what the policy says of it. Where it says nothing the row is none. */
export function findMeasured(check: Check, member: Member, row: Row, at: u32 = 0): Finding {
  const p = row.of(base + at);
  const asked = has(member);
  const outcome = !asked
    ? Outcome.None
    : allowsBytes(member, p, row.size)
      ? Outcome.Affirming
      : Outcome.Contraindicated;
  const finding = find(check, outcome, asked);
  if (asked) finding.expected.choices(member);
  finding.actual.hex(p, row.size);
  return finding.bytes(at + row.at, row.size);
}

/** A number that must be at least what the policy wants; no row where it wants nothing. */
export function findLeast(check: Check, member: Member, value: u64, least: u64, at: u32, size: u32): void {
  if (!has(member)) return;
  const finding = find(check, value >= least ? Outcome.Affirming : Outcome.Contraindicated);
  finding.expected.number(least);
  finding.actual.number(value);
  finding.bytes(at, size);
}
