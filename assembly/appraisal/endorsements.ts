/**
 * What a verifier is handed besides the evidence: certificates, revocation lists, Intel's collateral. Each is read once and
 * kept as the bytes it came in. What the evidence itself carries is added for one appraisal: {@link mark}, {@link release}.
 */
import { ENDORSEMENTS_MAX, STORE, STORE_END } from "../arena";
import { equal } from "../bytes";
import { readCertificate } from "../x509/certificate";
import { Crl, readCrl } from "../x509/crl";
import { CERTIFICATE, Certificate } from "../x509/record";

/** Of each at most. */
const CERTIFICATES_MAX: u32 = 32;
const CRLS_MAX: u32 = 12;
const SIGNED_MAX: u32 = 32;
/** Of certificates, and of lists, in the evidence. */
export const CARRIED_MAX: u32 = 8;

/** What a {@link SignedJson} is. */
export const enum Kind {
  TcbInfo = 0,
  EnclaveIdentity = 1,
}

/** A value of Intel's that is signed as text: its exact bytes, and the 64 bytes of the signature. */
@unmanaged
export class SignedJson {
  kind: Kind;
  from: usize;
  to: usize;
  signature: usize;
  /** A number that no other value has. */
  id: u32;
  /** Who was found to have signed it: see x509/signed.ts; 0 before. */
  signedBy: u64;
}

/** Bytes between records; more than any has. */
const RECORD: usize = 640;
const certificates = memory.data((32 + 8) * 640, 8);
const crls = memory.data((12 + 8) * 640, 8);
const signed = memory.data(32 * 32, 8);
let certificateCount: u32 = 0;
let crlCount: u32 = 0;
let signedCount: u32 = 0;
/** Signed values that were ever added. */
let additions: u32 = 0;
/** Where the next bytes go, and up to where. */
let used: usize = STORE;
let limit: usize = STORE + ENDORSEMENTS_MAX;
/** How many certificates and lists there may be now. */
let certificatesMax: u32 = CERTIFICATES_MAX;
let crlsMax: u32 = CRLS_MAX;

/** What there was at the last {@link mark}. */
let markedUsed: usize = STORE;
let markedCertificates: u32 = 0;
let markedCrls: u32 = 0;

/** Forgets all endorsements. */
export function forget(): void {
  used = STORE;
  certificateCount = crlCount = signedCount = 0;
}

/** Whatever is added from now on is for one appraisal. */
export function mark(): void {
  markedUsed = used;
  markedCertificates = certificateCount;
  markedCrls = crlCount;
  limit = STORE_END;
  certificatesMax = certificateCount + CARRIED_MAX;
  crlsMax = crlCount + CARRIED_MAX;
}

/** Forgets what was added since the last {@link mark}. */
export function release(): void {
  used = markedUsed;
  certificateCount = markedCertificates;
  crlCount = markedCrls;
  limit = STORE + ENDORSEMENTS_MAX;
  certificatesMax = CERTIFICATES_MAX;
  crlsMax = CRLS_MAX;
}

/** Behind each item: readers may look a few bytes further. */
const GAP: usize = 32;

/** Keeps `length` bytes. Returns where they lie now; 0 when there is no room. */
function keep(at: usize, length: usize): usize {
  if (length > room()) return 0;
  const to = used;
  memory.copy(to, at, length);
  used = (to + length + GAP) & ~15;
  return to;
}

/** Room behind what is kept, for bytes that are decoded there before {@link keep} takes them. */
export function scratch(): usize {
  return used;
}
export function room(): usize {
  return limit - used > GAP ? limit - used - GAP : 0;
}

export function certificatesHeld(): u32 {
  return certificateCount;
}
export function certificateAt(i: u32): Certificate {
  return changetype<Certificate>(certificates + RECORD * i);
}
export function crlsHeld(): u32 {
  return crlCount;
}
export function crlAt(i: u32): Crl {
  return changetype<Crl>(crls + RECORD * i);
}
export function signedHeld(): u32 {
  return signedCount;
}
export function signedAt(i: u32): SignedJson {
  return changetype<SignedJson>(signed + offsetof<SignedJson>() * i);
}

/** What came of adding something. */
export const enum Added {
  /** It is none of this kind. */
  No = 0,
  Yes = 1,
  /** There is no room. */
  Full = 2,
}

/** The certificate that was added last, or was there already. */
export let latest: Certificate = certificateAt(0);

/** Are these the bytes [from, to)? */
function same(from: usize, to: usize, at: usize, length: usize): bool {
  return to - from == length && equal(from, at, <u32>length);
}

/** Adds a certificate in DER, unless it is there: root and intermediate come along with many things. */
export function addCertificate(at: usize, length: usize): Added {
  assert(CERTIFICATE <= RECORD && offsetof<Crl>() <= RECORD);
  for (let i: u32 = 0; i < certificateCount; i++) {
    latest = certificateAt(i);
    if (same(latest.der, latest.derEnd, at, length)) return Added.Yes;
  }
  if (certificateCount == certificatesMax) return Added.Full;
  latest = certificateAt(certificateCount);
  if (readCertificate(latest, at, at + length) < 0) return Added.No;
  const kept = keep(at, length);
  if (kept == 0) return Added.Full;
  readCertificate(latest, kept, kept + length);
  certificateCount++;
  return Added.Yes;
}

/** Adds a revocation list in DER, unless it is there. */
export function addCrl(at: usize, length: usize): Added {
  for (let i: u32 = 0; i < crlCount; i++) {
    if (same(crlAt(i).der, crlAt(i).derEnd, at, length)) return Added.Yes;
  }
  if (crlCount == crlsMax) return Added.Full;
  const record = crlAt(crlCount);
  if (readCrl(record, at, at + length) < 0) return Added.No;
  const kept = keep(at, length);
  if (kept == 0) return Added.Full;
  readCrl(record, kept, kept + length);
  crlCount++;
  return Added.Yes;
}

/** Adds a signed value, given its bytes and the signature's, unless it is there. */
export function addSigned(kind: Kind, from: usize, to: usize, signature: usize): Added {
  for (let i: u32 = 0; i < signedCount; i++) {
    const held = signedAt(i);
    if (held.kind == kind && same(held.from, held.to, from, to - from) && equal(held.signature, signature, 64)) {
      return Added.Yes;
    }
  }
  if (signedCount == SIGNED_MAX) return Added.Full;
  const value = signedAt(signedCount);
  value.kind = kind;
  value.id = ++additions;
  value.signedBy = 0;
  value.signature = keep(signature, 64);
  value.from = keep(from, to - from);
  value.to = value.from + (to - from);
  if (value.from == 0 || value.signature == 0) return Added.Full;
  signedCount++;
  return Added.Yes;
}
