/** Intel: the PCK certificate of the platform, its chain, its revocation. Intel PCK Certificate Profile; RFC 5280 section 6. */
import { Curve } from "../crypto/ec/curve";
import { verify } from "../crypto/ec/verify";
import { digest, Hash } from "../crypto/hash";
import { KeyAlgorithm } from "../formats/algorithm";
import { Slot } from "../formats/certificate";
import { Check } from "../formats/checks";
import { Outcome } from "../formats/outcome";
import { INTEL_ROOT } from "../formats/roots";
import { after, is, Tag } from "../parse/der";
import { base } from "../parse/sections";
import * as pem from "../x509/pem";
import { nextPem } from "../x509/pem";
import { Certificate } from "../x509/record";
import { chainAt, chainLength, climb, findLinks, findRoot, findValidity, isCutOff, isNamed, rootOf } from "./chain";
import {
  Added,
  addCertificate,
  CARRIED_MAX,
  certificateAt,
  certificatesHeld,
  latest,
  room,
  scratch,
} from "./endorsements";
import { find } from "./outcomes";
import { pckChain, qeReport, qeSignature } from "./quoteParts";
import { findRevocation } from "./revocation";

/** The certificate of the platform's key; null when there is none. */
export let pck: Certificate | null = null;
/** Its issuer, and the root; null unless the chain is whole. */
export let pckIssuer: Certificate | null = null;
export let pckRoot: Certificate | null = null;

const DIGEST: usize = memory.data(32, 16);

/** Is there a report of the quoting enclave, signed by the key of this certificate? */
export function isQeSignedBy(certificate: Certificate): bool {
  const report = qeReport;
  if (!report || certificate.keyAlgorithm != KeyAlgorithm.Ec || certificate.keyCurve != <u32>Curve.P256) return false;
  digest(Hash.Sha256, base + report.at, report.size, DIGEST);
  return verify(Curve.P256, certificate.keyPoint, base + qeSignature!.at, DIGEST, 32);
}

/** Certificates that the quote carries, so far. */
let carriedCount: u32 = 0;

/** Takes one of the certificates that the quote carries. Returns false when it can't be read, or is one too many. */
function take(at: usize, length: usize): bool {
  if (carriedCount++ == CARRIED_MAX || addCertificate(at, length) != Added.Yes) return false;
  if (!pck && latest.has(Slot.Fmspc)) pck = latest;
  return true;
}

/** Takes the certificates in [p, end), in whatever order: PEM, or as in Intel's own samples DER. Returns false as above. */
function takeCarried(p: usize, end: usize): bool {
  while (p < end && is(Tag.Sequence, p, end)) {
    const next = after;
    if (!take(p, next - p)) return false;
    p = next;
  }
  while (true) {
    const length = nextPem(p, end, "CERTIFICATE", scratch(), <i32>min<usize>(room(), 1 << 20));
    if (length <= 0) return length == 0;
    if (!take(scratch(), length)) return false;
    p = pem.blockEnd;
  }
}

/** A quote without certificates: of those handed in that speak of a platform the one whose key signed, else the first. */
function findHandedIn(): void {
  for (let i: u32 = 0; i < certificatesHeld(); i++) {
    const certificate = certificateAt(i);
    if (!certificate.has(Slot.Fmspc)) continue;
    if (!pck) pck = certificate;
    if (isQeSignedBy(certificate)) {
      pck = certificate;
      return;
    }
  }
}

/** Are the certificates of the chain of Intel's kinds: PCK, one of the two authorities, root? */
function isTemplate(): bool {
  if (chainLength != 3 || !isNamed(chainAt(0), "Intel SGX PCK Certificate")) return false;
  if (!isNamed(chainAt(1), "Intel SGX PCK Platform CA") && !isNamed(chainAt(1), "Intel SGX PCK Processor CA"))
    return false;
  return isNamed(rootOf(), "Intel SGX Root CA");
}

/** The rows about the PCK certificate. */
export function findQuoteChain(now: i64): void {
  pck = pckIssuer = pckRoot = null;
  carriedCount = 0;
  const carried = pckChain;
  const readable = !carried || takeCarried(base + carried.at, base + carried.at + carried.size);
  if (!carried) findHandedIn();
  const leaf = pck;
  if (!leaf || !readable) {
    pck = null;
    const missing = find(Check.PckCertificate, readable ? Outcome.None : Outcome.Contraindicated);
    missing.actual.text(readable ? "none" : "the quote's certificates can't be read, or are too many");
    return;
  }
  const fmspc = find(Check.PckCertificate, Outcome.Affirming);
  fmspc.actual.hex(leaf.at(Slot.Fmspc), leaf.lengthOf(Slot.Fmspc));
  if (carried) fmspc.bytes(carried.at, carried.size);
  climb(leaf, now);
  if (isCutOff()) {
    find(Check.PckRoot, Outcome.None).actual.text("the issuer's certificate is missing");
    return;
  }
  findRoot(Check.PckRoot, INTEL_ROOT, INTEL_ROOT);
  const links = findLinks(Check.PckChain);
  if (links.outcome == Outcome.Affirming && !isTemplate()) {
    links.outcome = Outcome.Contraindicated;
    links.actual.text("not a PCK certificate, its authority and the root");
  }
  findValidity(Check.PckChainValidity, now);
  if (chainLength != 3) return;
  pckIssuer = chainAt(1);
  pckRoot = rootOf();
  findRevocation(Check.PckRevocation, chainAt(1), now, true, leaf);
}
