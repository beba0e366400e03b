/** Intel's collateral: TCB info and the identity of the quoting enclave, signed under the same root. Intel PCS API v4. */
import { equal } from "../bytes";
import { enclaveIdentity, readEnclaveIdentity } from "../collateral/enclaveIdentity";
import { readTcbInfo, tcbInfo } from "../collateral/tcbInfo";
import { Curve } from "../crypto/ec/curve";
import { KeyAlgorithm } from "../formats/algorithm";
import { Slot } from "../formats/certificate";
import { Check } from "../formats/checks";
import * as format from "../formats/collateral";
import { EnclaveId, TcbInfoId } from "../formats/collateral";
import { Outcome } from "../formats/outcome";
import { Member } from "../formats/policy";
import { INTEL_ROOT } from "../formats/roots";
import { checkLink } from "../x509/chain";
import { Certificate } from "../x509/record";
import { isNamed, isSelfIssued, issuerOf } from "./chain";
import { certificateAt, certificatesHeld, Kind, SignedJson, signedAt, signedHeld } from "./endorsements";
import { affirmTimes, Finding, find, until } from "./outcomes";
import { has, number } from "./policy";
import { pck, pckRoot } from "./quoteChain";
import { isOwn, isSameKey, pinned } from "./roots";
import { isSignedRaw } from "./signedJson";

/** Is there TCB info, and an identity, to go by? They are the ones read last. */
export let haveTcbInfo: bool = false;
export let haveIdentity: bool = false;
/** The certificates that signed them; null where none was found. */
export let infoSigner: Certificate | null = null;
export let identitySigner: Certificate | null = null;

/** Is the TCB info read last for this kind of evidence and this platform? */
function fitsPlatform(): bool {
  const certificate = pck;
  if (!certificate) return false;
  const fmspc = equal(certificate.at(Slot.Fmspc), format.fmspc.of(tcbInfo), 6);
  return fmspc && equal(certificate.at(Slot.PceId), format.pceId.of(tcbInfo), 2);
}

/** Which value of each kind was read last; 0 for none. */
let infoRead: u32 = 0;
let identityRead: u32 = 0;

/** Reads a value, unless it is the one of its kind that was read last. Returns false when it can't be read. */
function readValue(value: SignedJson): bool {
  if (value.kind == Kind.TcbInfo) {
    if (infoRead != value.id) infoRead = readTcbInfo(value.from, value.to) < 0 ? 0 : value.id;
    return infoRead == value.id;
  }
  if (identityRead != value.id) identityRead = readEnclaveIdentity(value.from, value.to) < 0 ? 0 : value.id;
  return identityRead == value.id;
}

/**
 * Reads a value, and tells how well it suits: 0 when it is not for this kind of evidence; more when it is current, and
 * more than that when it is for this platform.
 */
function suits(value: SignedJson, td: bool, now: i64): u32 {
  if (!readValue(value)) return 0;
  if (value.kind == Kind.TcbInfo) {
    const id = td ? TcbInfoId.Tdx : TcbInfoId.Sgx;
    if (format.tcbInfoId.u32(tcbInfo) != <u32>id) return 0;
    const current = issuedOf(Kind.TcbInfo) <= now && now <= nextOf(Kind.TcbInfo);
    return 1 + u32(current) + 2 * u32(fitsPlatform());
  }
  const id = td ? EnclaveId.TdQe : EnclaveId.Qe;
  if (format.enclaveId.u32(enclaveIdentity) != <u32>id) return 0;
  return 1 + u32(issuedOf(Kind.EnclaveIdentity) <= now && now <= nextOf(Kind.EnclaveIdentity));
}

/** From when to when the value read last is to be used. */
function issuedOf(kind: Kind): i64 {
  return load<i64>(
    kind == Kind.TcbInfo ? format.tcbInfoIssueDate.of(tcbInfo) : format.enclaveIssueDate.of(enclaveIdentity),
  );
}
function nextOf(kind: Kind): i64 {
  return load<i64>(
    kind == Kind.TcbInfo ? format.tcbInfoNextUpdate.of(tcbInfo) : format.enclaveNextUpdate.of(enclaveIdentity),
  );
}

/** Of the values of a kind the one that suits best, read; null when none does. */
function choose(kind: Kind, td: bool, now: i64): SignedJson | null {
  let chosen: SignedJson | null = null;
  let last: SignedJson | null = null;
  let best: u32 = 0;
  for (let i: u32 = 0; i < signedHeld(); i++) {
    const value = signedAt(i);
    if (value.kind != kind) continue;
    last = value;
    const fit = suits(value, td, now);
    if (fit <= best) continue;
    chosen = value;
    best = fit;
  }
  if (chosen && chosen != last) suits(chosen, td, now);
  return chosen;
}

/** Is it a certificate of Intel's name for those that sign collateral? */
function isSigner(certificate: Certificate): bool {
  const isP256 = certificate.keyAlgorithm == KeyAlgorithm.Ec && certificate.keyCurve == <u32>Curve.P256;
  return isP256 && isNamed(certificate, "Intel SGX TCB Signing");
}

/** Is it issued by a root that is trusted, the same as the platform's, and valid now? */
function isTrusted(signer: Certificate, now: i64): bool {
  const root = issuerOf(signer, now);
  if (!root || !isSelfIssued(root) || checkLink(signer, root, now, 0) || checkLink(root, root, now, 0)) return false;
  const row = pinned(root);
  if (!isOwn(root) && (!row || row.at != INTEL_ROOT)) return false;
  const other = pckRoot;
  return !other || isSameKey(root, other);
}

/** A row: who signed it? Returns the certificate, of several one that is trusted; null when none is there whose key did. */
function findSignature(check: Check, value: SignedJson, now: i64): Certificate | null {
  let signers: u32 = 0;
  let signer: Certificate | null = null;
  let trusted = false;
  for (let i: u32 = 0; i < certificatesHeld() && !trusted; i++) {
    const certificate = certificateAt(i);
    if (!isSigner(certificate)) continue;
    signers++;
    if (!isSignedRaw(certificate, value)) continue;
    signer = certificate;
    trusted = isTrusted(certificate, now);
  }
  const finding = find(check, trusted ? Outcome.Affirming : signers ? Outcome.Contraindicated : Outcome.None);
  if (trusted) finding.actual.text("signed");
  else if (signer) finding.actual.text("signed by a certificate that is not trusted now");
  else finding.actual.text(signers ? "not signed by a TCB signing certificate" : "no TCB signing certificate");
  if (signer) until(signer.notAfter);
  return signer;
}

function findDates(check: Check, kind: Kind, now: i64): void {
  affirmTimes(check, issuedOf(kind), nextOf(kind), now);
}

function findMatch(): void {
  const certificate = pck;
  const finding = find(
    Check.TcbInfoMatch,
    !certificate ? Outcome.None : fitsPlatform() ? Outcome.Affirming : Outcome.Contraindicated,
  );
  if (certificate) finding.expected.hex(certificate.at(Slot.Fmspc), 6);
  finding.actual.hex(format.fmspc.of(tcbInfo), 6);
}

/** Both must be of the evaluation that the policy wants. */
function findEvaluation(): void {
  if (!has(Member.IntelMinimumEvaluationNumber)) return;
  const least = number(Member.IntelMinimumEvaluationNumber);
  const lower = min(format.tcbInfoEvaluation.u32(tcbInfo), format.enclaveEvaluation.u32(enclaveIdentity));
  const outcome = lower >= <u32>least ? Outcome.Affirming : Outcome.Contraindicated;
  const finding = find(Check.EvaluationNumber, haveTcbInfo && haveIdentity ? outcome : Outcome.None);
  finding.expected.number(least);
  if (haveTcbInfo && haveIdentity) finding.actual.number(lower);
}

/** A row for a value that may be missing. */
function findValue(check: Check, value: SignedJson | null): Finding {
  const finding = find(check, value ? Outcome.Affirming : Outcome.None);
  if (!value) finding.actual.text("none");
  return finding;
}

/** The rows about collateral, for a trust domain or an enclave. */
export function findCollateral(td: bool, now: i64): void {
  infoSigner = identitySigner = null;
  const info = choose(Kind.TcbInfo, td, now);
  haveTcbInfo = info !== null;
  const found = findValue(Check.TcbInfo, info);
  if (info) {
    found.actual.number(format.tcbInfoEvaluation.u32(tcbInfo));
    infoSigner = findSignature(Check.TcbInfoSignature, info, now);
    findDates(Check.TcbInfoDates, Kind.TcbInfo, now);
    findMatch();
  } else found.expected.text(td ? "TCB info of TDX" : "TCB info of SGX");
  const identity = choose(Kind.EnclaveIdentity, td, now);
  haveIdentity = identity !== null;
  const other = findValue(Check.QeIdentity, identity);
  if (identity) {
    other.actual.number(format.enclaveEvaluation.u32(enclaveIdentity));
    identitySigner = findSignature(Check.QeIdentitySignature, identity, now);
    findDates(Check.QeIdentityDates, Kind.EnclaveIdentity, now);
  } else other.expected.text(td ? "identity TD_QE" : "identity QE");
  findEvaluation();
}
