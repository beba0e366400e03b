/**
 * The appraisal of what came with a report of an SVSM: its manifest. Nothing that the manifest says counts before the report
 * is found to bind it: its data is SHA-512 over nonce and manifest, and its privilege level is the SVSM's own.
 */
import { equal } from "../bytes";
import { fault, faults } from "../fault";
import { Check } from "../formats/checks";
import { Format } from "../formats/evidence";
import { Blob } from "../formats/evidenceJson";
import { Outcome } from "../formats/outcome";
import { Member } from "../formats/policy";
import * as report from "../formats/snpReport";
import * as svsm from "../formats/svsm";
import { SVSM_VMPL } from "../formats/svsm";
import { KeyAttribute, objectAttributes } from "../formats/tpmPublic";
import { entryOf } from "../layout";
import { format } from "../parse/evidence";
import { blobAt } from "../parse/json";
import { broughtLength, endBrought, parseBrought } from "../parse/read";
import { base } from "../parse/sections";
import { ekAt, ekSize, isOfAll } from "../parse/svsm";
import { Text } from "../text";
import { findListed } from "./measured";
import { affirm, find } from "./outcomes";
import { allowsBytes, count, has, hexAt } from "./policy";
import { boundData, EK_DIGEST, ekDigest } from "./svsmDigests";

/** The manifest, and its bytes; 0 for evidence without one. */
let manifest: usize = 0;
let length: u32 = 0;
/** Could it be read? If not, why: a code of {@link faults}. */
let isRead: bool = false;
let unread: u32 = 0;

/** Parses the manifest that came with the evidence read last. Whatever is parsed next, what was found of it stays. */
export function takeManifest(): void {
  manifest = blobAt(Blob.Manifestblob);
  length = broughtLength(Blob.Manifestblob);
  const result = parseBrought(Blob.Manifestblob);
  isRead = result > 0;
  unread = result < 0 ? fault.code : 0;
  endBrought();
}

/** What the evidence parsed last carries for these 64 bytes of nonce: they, or where a manifest came along, a digest of both. */
export function carriedFor(nonce: usize): usize {
  return length > 0 && format == Format.SnpReport ? boundData(nonce, manifest, length) : nonce;
}

function findFraming(): void {
  const finding = affirm(Check.SvsmFraming, isRead);
  if (isRead) finding.actual.count(length, "bytes");
  else finding.actual.text(entryOf(faults, unread)!.text);
}

/** Does the manifest of all services have this one? */
function attests(guid: usize): bool {
  const services = svsm.count.u32(manifest);
  for (let i: u32 = 0; i < services; i++) {
    const entry = manifest + svsm.services.size + i * svsm.service.size;
    if (equal(svsm.serviceGuid.of(entry), guid, svsm.serviceGuid.size)) return true;
  }
  return false;
}

function attestsAll(member: Member): bool {
  for (let i: u32 = 0; i < count(member); i++) if (!attests(hexAt(member, i))) return false;
  return true;
}

/** A row that could not be made: there is no manifest, which fails where the policy asks, or what it says does not count. */
function findUntold(check: Check, member: Member, why: Text): void {
  const finding = findListed(check, member, false);
  finding.actual.text(length > 0 ? why : "no manifest");
  if (length > 0) finding.outcome = Outcome.None;
}

const NOT_BOUND: Text = "the report does not bind it";

function findServices(isBound: bool): void {
  const member = Member.SvsmRequiredServices;
  if (!isBound) return findUntold(Check.SvsmServices, member, NOT_BOUND);
  if (!isOfAll(manifest, length)) return findUntold(Check.SvsmServices, member, "one service, which is not named");
  findListed(Check.SvsmServices, member, attestsAll(member)).actual.count(svsm.count.u32(manifest), "services");
}

function findEk(isBound: bool): void {
  const member = Member.SvsmEkDigests;
  if (!isBound) return findUntold(Check.SvsmEk, member, NOT_BOUND);
  const digest = ekDigest(manifest + ekAt, ekSize);
  const finding = findListed(Check.SvsmEk, member, ekSize > 0 && allowsBytes(member, digest, EK_DIGEST));
  if (ekSize > 0) finding.actual.hex(digest, EK_DIGEST);
  else finding.actual.text("no virtual TPM");
}

/** What every EK has, and what none has. */
const WANTED: u32 =
  (1 << KeyAttribute.FixedTpm) |
  (1 << KeyAttribute.FixedParent) |
  (1 << KeyAttribute.SensitiveDataOrigin) |
  (1 << KeyAttribute.Restricted) |
  (1 << KeyAttribute.Decrypt);
const UNWANTED: u32 = 1 << KeyAttribute.Sign;

function findEkAttributes(): void {
  const attributes = objectAttributes.be32(manifest + ekAt);
  const finding = affirm(Check.SvsmEkAttributes, (attributes & (WANTED | UNWANTED)) == WANTED);
  finding.expected.bits(WANTED);
  finding.actual.bits(attributes);
}

/** Is the report the SVSM's own? */
function findVmpl(): bool {
  const vmpl = report.vmpl.u32(base);
  const finding = affirm(Check.SvsmVmpl, vmpl == SVSM_VMPL);
  finding.expected.number(SVSM_VMPL);
  finding.actual.number(vmpl);
  finding.bytes(report.vmpl.at, report.vmpl.size);
  return vmpl == SVSM_VMPL;
}

/** Does the report carry what it must for nonce and manifest? The row about the nonce has compared it. */
function findBinding(nonce: Outcome): void {
  const finding = find(Check.SvsmManifest, nonce);
  if (nonce == Outcome.None) finding.actual.text("nothing to compare with: no nonce");
  else finding.actual.text(nonce == Outcome.Affirming ? "bound" : "nonce or manifest is another's");
  finding.bytes(report.reportData.at, report.reportData.size);
}

/**
 * The rows about the manifest, given the outcome of the row about the nonce: none for evidence without a manifest, unless the
 * policy asks for what only a manifest says. A manifest beside anything but a SEV-SNP report is bound by nothing, and wrong.
 */
export function findSvsm(nonce: Outcome): void {
  if (format != Format.SnpReport) {
    if (length > 0) affirm(Check.SvsmManifest, false).actual.text("only a SEV-SNP report binds one");
    return;
  }
  let isBound = false;
  if (length > 0) {
    findFraming();
    findBinding(nonce);
    isBound = findVmpl() && nonce == Outcome.Affirming && isRead;
  }
  if (length > 0 || has(Member.SvsmRequiredServices)) findServices(isBound);
  if (length > 0 || has(Member.SvsmEkDigests)) findEk(isBound);
  if (isBound && ekSize > 0) findEkAttributes();
}
