/** The appraisal of a SEV-SNP report: every row of it, in the order that people read them. */
import { Curve } from "../crypto/ec/curve";
import { verify } from "../crypto/ec/verify";
import { digest, Hash } from "../crypto/hash";
import { KeyAlgorithm, SignatureForm } from "../formats/algorithm";
import { Check } from "../formats/checks";
import { Outcome } from "../formats/outcome";
import { Member } from "../formats/policy";
import * as report from "../formats/snpReport";
import { KeyBit, SigningKey, SNP_NEWEST, SNP_SIGNED, snpReport } from "../formats/snpReport";
import { base } from "../parse/sections";
import { readSignature } from "../parse/signature";
import { unnamedBits } from "../render/field";
import { Certificate } from "../x509/record";
import { affirm, find } from "./outcomes";
import { mask } from "./policy";
import { findSnpBinding } from "./snpBinding";
import { endorsement, findSnpChain, forgetEndorsement } from "./snpChain";
import { findSnpPolicy } from "./snpPolicy";
import { findSnpTcb } from "./snpTcb";

/** The oldest version that is known. */
const SNP_OLDEST: u32 = 2;
const ECDSA_P384_SHA384: u32 = 1;
const DIGEST: usize = memory.data(48, 16);
const RS: usize = memory.data(96, 16);

/** The key that the report says it is signed by. */
function signingKey(): u32 {
  return (report.keyInfo.u32(base) >> KeyBit.SigningKey) & 7;
}

function findVersion(): void {
  const version = report.version.u32(base);
  const finding = affirm(Check.SnpVersion, version >= SNP_OLDEST && version <= SNP_NEWEST);
  finding.actual.number(version);
  finding.expected.number(version < SNP_OLDEST ? SNP_OLDEST : SNP_NEWEST);
  finding.bytes(report.version.at, report.version.size);
}

/** Bits that must be as they are told; of platformInfo AMD does not say so, and sets new ones without a new version. */
function findReserved(): void {
  const set =
    unnamedBits(report.policy.u64(base), report.policy) | unnamedBits(report.keyInfo.u32(base), report.keyInfo);
  const one = (report.policy.u64(base) >> report.PolicyBit.ReservedMbo) & 1;
  const finding = affirm(Check.SnpReserved, set == 0 && one == 1);
  finding.actual.bits(report.policy.u64(base));
  finding.bytes(report.policy.at, report.policy.size);
}

function findAlgorithm(): void {
  const algorithm = report.signatureAlgo.u32(base);
  const finding = affirm(Check.SnpSignatureAlgorithm, algorithm == ECDSA_P384_SHA384);
  finding.expected.number(ECDSA_P384_SHA384);
  finding.actual.number(algorithm);
  finding.bytes(report.signatureAlgo.at, report.signatureAlgo.size);
}

/** Returns whether a key signed whose certificate can be looked for. */
function findSigningKey(key: u32): bool {
  const known = key == <u32>SigningKey.Vcek || key == <u32>SigningKey.Vlek;
  const finding = affirm(Check.SnpSigningKey, known && ((mask(Member.SnpSigningKeys) >> key) & 1) == 1);
  finding.expected.choices(Member.SnpSigningKeys);
  if (known) finding.actual.text(key == <u32>SigningKey.Vcek ? "VCEK" : "VLEK");
  else if (key == <u32>SigningKey.None) finding.actual.text("none: the report is not signed");
  else finding.actual.number(key);
  finding.bytes(report.keyInfo.at, report.keyInfo.size);
  return known;
}

/** Does the signature over the bytes as they were received hold under the certificate's key? */
function holds(certificate: Certificate): bool {
  if (report.signatureAlgo.u32(base) != ECDSA_P384_SHA384) return false;
  if (certificate.keyAlgorithm != KeyAlgorithm.Ec || certificate.keyCurve != <u32>Curve.P384) return false;
  const at = report.signatureR.of(base);
  if (!readSignature(SignatureForm.Snp, at, snpReport.size - SNP_SIGNED, RS, 48)) return false;
  return verify(Curve.P384, certificate.keyPoint, RS, DIGEST, digest(Hash.Sha384, base, SNP_SIGNED, DIGEST));
}

function findSignature(): void {
  const certificate = endorsement;
  const outcome = !certificate ? Outcome.None : holds(certificate) ? Outcome.Affirming : Outcome.Contraindicated;
  const finding = find(Check.SnpSignature, outcome);
  finding.actual.text(certificate ? (outcome == Outcome.Affirming ? "holds" : "does not hold") : "no certificate");
  finding.bytes(0, snpReport.size);
}

/** Appraises the report that was parsed last, at a time in seconds since 1970. */
export function appraiseSnp(now: i64): void {
  findVersion();
  findReserved();
  findAlgorithm();
  forgetEndorsement();
  const key = signingKey();
  if (findSigningKey(key)) {
    findSnpChain(key, now);
    findSignature();
    findSnpBinding(key);
  }
  findSnpTcb(endorsement);
  findSnpPolicy();
}
