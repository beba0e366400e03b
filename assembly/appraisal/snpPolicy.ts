import { Check } from "../formats/checks";
import { Outcome } from "../formats/outcome";
import { Member } from "../formats/policy";
import * as report from "../formats/snpReport";
import { KeyBit, PlatformBit, PolicyBit } from "../formats/snpReport";
import { Row } from "../layout";
import { base } from "../parse/sections";
import { findLeast, findMeasured } from "./measured";
import { affirm, find } from "./outcomes";
import { allowsBytes, allowsNumber, flag, has, mask, number } from "./policy";

/** Is the bit of a word set? */
function isSet(word: Row, bit: u32): bool {
  return ((word.u64(base) >> bit) & 1) == 1;
}

/** A bit that a guest under no suspicion does not have: the policy may take it. */
function findUnless(check: Check, bad: bool, taken: bool, word: Row): void {
  const finding = affirm(check, !bad || taken);
  finding.expected.text(taken ? "any" : "no");
  finding.actual.text(bad ? "yes" : "no");
  finding.bytes(word.at, word.size);
}

/** Bits of a word that must be set, and that must not be; no row where the policy names none. */
function findBits(check: Check, required: Member, forbidden: Member, word: Row): void {
  if (!has(required) && !has(forbidden)) return;
  const value = word.u64(base);
  const missing = mask(required) & ~value;
  const extra = mask(forbidden) & value;
  const finding = affirm(check, missing == 0 && extra == 0);
  if (missing != 0 || !has(forbidden)) finding.expected.choices(required);
  else finding.expected.choices(forbidden);
  finding.actual.bits(value);
  finding.bytes(word.at, word.size);
}

/** No migration agent may be there, unless the policy names the one that is, or takes any. */
function findMigration(): void {
  const id = report.reportIdMa.of(base);
  let none = true;
  for (let i: u32 = 0; i < report.reportIdMa.size; i++) none = none && load<u8>(id + i) == 0xff;
  const named = allowsBytes(Member.SnpReportIdsMa, id, report.reportIdMa.size);
  const any = flag(Member.SnpAllowMigrationAgent);
  findUnless(Check.SnpMigration, isSet(report.policy, PolicyBit.MigrateMa), any || named, report.policy);
  const finding = affirm(Check.SnpReportIdMa, none || named || (any && !has(Member.SnpReportIdsMa)));
  if (has(Member.SnpReportIdsMa)) finding.expected.choices(Member.SnpReportIdsMa);
  else finding.expected.text("none");
  if (none) finding.actual.text("none");
  else finding.actual.hex(id, report.reportIdMa.size);
  finding.bytes(report.reportIdMa.at, report.reportIdMa.size);
}

function findAliasCheck(): void {
  const required = flag(Member.SnpRequireAliasCheck);
  const done = isSet(report.platformInfo, PlatformBit.AliasCheckComplete);
  const outcome = done ? Outcome.Affirming : required ? Outcome.Contraindicated : Outcome.Warning;
  const finding = find(Check.SnpAliasCheck, outcome, required);
  finding.actual.text(done ? "complete" : "not told");
  finding.bytes(report.platformInfo.at, report.platformInfo.size);
}

function findVmpl(): void {
  const vmpl = report.vmpl.u32(base);
  const finding = affirm(Check.SnpVmpl, allowsNumber(Member.SnpVmpls, vmpl));
  finding.expected.choices(Member.SnpVmpls);
  finding.actual.number(vmpl);
  finding.bytes(report.vmpl.at, report.vmpl.size);
}

/** An author key counts when AUTHOR_KEY_EN says that it is there. */
function findAuthorKey(): void {
  const finding = findMeasured(Check.SnpAuthorKey, Member.SnpAuthorKeyDigests, report.authorKeyDigest);
  if (((report.keyInfo.u32(base) >> KeyBit.AuthorKeyEn) & 1) == 0 && has(Member.SnpAuthorKeyDigests)) {
    finding.outcome = Outcome.Contraindicated;
    finding.actual.text("no author key");
  }
}

function findMitigations(): void {
  if (!has(Member.SnpRequiredMitigations)) return;
  const wanted = number(Member.SnpRequiredMitigations);
  const told = report.version.u32(base) >= 5;
  const both = told ? report.launchMitVector.u64(base) & report.currentMitVector.u64(base) : 0;
  const finding = affirm(Check.SnpMitigations, (wanted & ~both) == 0);
  finding.expected.bits(wanted);
  if (!told) finding.actual.text("not told before version 5");
  else {
    finding.actual.bits(both);
    finding.bytes(report.launchMitVector.at, report.launchMitVector.size + report.currentMitVector.size);
  }
}

/** The rows about policy and measurements. */
export function findSnpPolicy(): void {
  findUnless(Check.SnpDebug, isSet(report.policy, PolicyBit.Debug), flag(Member.SnpAllowDebug), report.policy);
  findMigration();
  const abi: u64 = report.policy.u64(base) & 0xffff;
  findLeast(Check.SnpMinimumAbi, Member.SnpMinimumAbi, abi, number(Member.SnpMinimumAbi), report.policy.at, 2);
  findBits(Check.SnpGuestPolicy, Member.SnpRequirePolicy, Member.SnpForbidPolicy, report.policy);
  findBits(Check.SnpPlatformInfo, Member.SnpRequirePlatform, Member.SnpForbidPlatform, report.platformInfo);
  findAliasCheck();
  findVmpl();
  findMitigations();
  findMeasured(Check.SnpMeasurement, Member.SnpMeasurements, report.measurement);
  findMeasured(Check.SnpHostData, Member.SnpHostData, report.hostData);
  findMeasured(Check.SnpFamilyId, Member.SnpFamilyIds, report.familyId);
  findMeasured(Check.SnpImageId, Member.SnpImageIds, report.imageId);
  const svn = report.guestSvn;
  findLeast(
    Check.SnpGuestSvn,
    Member.SnpMinimumGuestSvn,
    svn.u32(base),
    number(Member.SnpMinimumGuestSvn),
    svn.at,
    svn.size,
  );
  findMeasured(Check.SnpIdKey, Member.SnpIdKeyDigests, report.idKeyDigest);
  findAuthorKey();
}
