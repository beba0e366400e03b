/** SEV-SNP: security versions, part by part. AMD 56860 sections 2.2 and 3; AMD 57230 section 3.1. A TCB is no number. */
import { Slot } from "../formats/certificate";
import { Check } from "../formats/checks";
import { Outcome } from "../formats/outcome";
import { Member } from "../formats/policy";
import * as report from "../formats/snpReport";
import * as tcb from "../formats/snpTcb";
import { Product } from "../formats/snpTcb";
import { Row } from "../layout";
import { base } from "../parse/sections";
import { productOf } from "../parse/snp";
import { Certificate } from "../x509/record";
import { affirm, Finding, find } from "./outcomes";
import { flag, has, tcbPart } from "./policy";

/** Parts of a TCB, as a policy names them. */
export const enum Part {
  Bootloader = 0,
  Tee = 1,
  Snp = 2,
  Microcode = 3,
  Fmc = 4,
  Count = 5,
}

/** Where a part lies in the TCB words of a product; null when it has none. */
function rowOf(part: u32, turin: bool): Row | null {
  if (part == <u32>Part.Bootloader) return turin ? tcb.turinBootloader : tcb.bootloader;
  if (part == <u32>Part.Tee) return turin ? tcb.turinTee : tcb.tee;
  if (part == <u32>Part.Snp) return turin ? tcb.turinSnp : tcb.snp;
  if (part == <u32>Part.Microcode) return turin ? tcb.turinMicrocode : tcb.microcode;
  return turin ? tcb.turinFmc : null;
}

/** Where a certificate says it. */
function slotOf(part: u32): Slot {
  if (part == <u32>Part.Bootloader) return Slot.BlSpl;
  if (part == <u32>Part.Tee) return Slot.TeeSpl;
  if (part == <u32>Part.Snp) return Slot.SnpSpl;
  return part == <u32>Part.Microcode ? Slot.UcodeSpl : Slot.FmcSpl;
}

/** Has the product Turin's words? Version 2 reports don't say: then the certificate does, which alone has an FMC. */
export function isTurin(certificate: Certificate | null): bool {
  if (report.version.u32(base) < 3 && certificate) return certificate.has(Slot.FmcSpl);
  return productOf(base) >= Product.Turin;
}

/** Is the certificate for the TCB that the report names? */
export function tcbMatches(certificate: Certificate): bool {
  const turin = isTurin(certificate);
  const word = report.reportedTcb.of(base);
  for (let part: u32 = 0; part < <u32>Part.Count; part++) {
    const row = rowOf(part, turin);
    const wanted: i32 = row ? <i32>row.u8(word) : -1;
    if (certificate.numberOf(slotOf(part)) != wanted) return false;
  }
  return true;
}

/** Is each part of one TCB word at most that of another? */
function isAtMost(low: Row, high: Row, turin: bool): bool {
  for (let part: u32 = 0; part < <u32>Part.Count; part++) {
    const row = rowOf(part, turin);
    if (row && row.u8(low.of(base)) > row.u8(high.of(base))) return false;
  }
  return true;
}

/** Does each part of a TCB word reach what the policy wants? A part that the product does not have can't. */
function reaches(member: Member, word: Row, turin: bool): bool {
  for (let part: u32 = 0; part < <u32>Part.Count; part++) {
    const least = tcbPart(member, part);
    const row = rowOf(part, turin);
    if (least > 0 && (!row || <i32>row.u8(word.of(base)) < least)) return false;
  }
  return true;
}

function findMinimum(check: Check, member: Member, word: Row, turin: bool): void {
  if (!has(member)) return;
  const finding = affirm(check, reaches(member, word, turin));
  finding.expected.choices(member);
  finding.actual.tcb(word.of(base), turin);
  finding.bytes(word.at, word.size);
}

/** A row about two words that should be in order, or the same. */
function compare(finding: Finding, expected: Row, actual: Row, turin: bool): void {
  finding.expected.tcb(expected.of(base), turin);
  finding.actual.tcb(actual.of(base), turin);
  finding.bytes(actual.at, actual.size);
}

/** A version of the firmware as a number. */
function versionOf(major: Row, minor: Row, build: Row): u32 {
  return (major.u8(base) << 16) | (minor.u8(base) << 8) | build.u8(base);
}

/** The rows about security versions. */
export function findSnpTcb(certificate: Certificate | null): void {
  const turin = isTurin(certificate);
  const ordered = isAtMost(report.reportedTcb, report.currentTcb, turin);
  const order = affirm(Check.SnpTcbOrder, ordered);
  compare(order, report.currentTcb, report.reportedTcb, turin);
  findMinimum(Check.SnpMinimumTcb, Member.SnpMinimumTcb, report.reportedTcb, turin);
  findMinimum(Check.SnpMinimumLaunchTcb, Member.SnpMinimumLaunchTcb, report.launchTcb, turin);
  const committed = versionOf(report.committedMajor, report.committedMinor, report.committedBuild);
  const current = versionOf(report.currentMajor, report.currentMinor, report.currentBuild);
  const same = committed == current && report.committedTcb.u64(base) == report.currentTcb.u64(base);
  // What is taken anyhow must at least not be older than what is committed.
  const newer = committed <= current && isAtMost(report.committedTcb, report.currentTcb, turin);
  const taken = same || (newer && flag(Member.SnpAllowProvisionalFirmware));
  const provisional = find(Check.SnpProvisionalFirmware, taken ? Outcome.Affirming : Outcome.Warning);
  compare(provisional, report.committedTcb, report.currentTcb, turin);
}
