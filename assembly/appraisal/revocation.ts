/** A row about revocation: the lists of an authority, and the certificates that they must not name. */
import { Slot } from "../formats/certificate";
import { Check } from "../formats/checks";
import { Outcome } from "../formats/outcome";
import { checkCrl, isNamedBy, Link } from "../x509/chain";
import { Crl, isRevoked } from "../x509/crl";
import { Certificate } from "../x509/record";
import { crlAt, crlsHeld } from "./endorsements";
import { affirm, Finding, find, until } from "./outcomes";

/** What is wrong with the list that {@link listOf} found: bits of {@link Link}. */
let bestWrong: u32 = 0;

/** The best list of this authority: one that holds now, else the one that is next to it; null when there is none. */
function listOf(authority: Certificate, now: i64): Crl | null {
  let best: Crl | null = null;
  for (let i: u32 = 0; i < crlsHeld(); i++) {
    const crl = crlAt(i);
    if (!isNamedBy(crl, authority)) continue;
    const wrong = checkCrl(crl, authority, now);
    // A newer one of two that hold: it names what was revoked since.
    const better = !best || wrong < bestWrong || (wrong == bestWrong && crl.thisUpdate > best.thisUpdate);
    if (better) {
      best = crl;
      bestWrong = wrong;
    }
  }
  return best;
}

/** Is it named by a list of this authority that holds now? Each counts: AMD has one for VCEKs and another for VLEKs. */
function isNamed(certificate: Certificate | null, authority: Certificate, now: i64): bool {
  if (!certificate) return false;
  const serial = certificate.at(Slot.Serial);
  for (let i: u32 = 0; i < crlsHeld(); i++) {
    const crl = crlAt(i);
    if (!isNamedBy(crl, authority) || !isRevoked(crl, serial, serial + certificate.lengthOf(Slot.Serial))) continue;
    if (checkCrl(crl, authority, now) == 0) return true;
  }
  return false;
}

/**
 * Is one of the certificates that this authority issued revoked? Without a list the row is none. The list itself must be
 * the authority's, and current.
 */
export function findRevocation(
  check: Check,
  authority: Certificate,
  now: i64,
  required: bool,
  first: Certificate,
  second: Certificate | null = null,
  third: Certificate | null = null,
): Finding {
  const crl = listOf(authority, now);
  if (!crl) {
    const missing = find(check, Outcome.None, required);
    missing.actual.text("no list of this authority");
    return missing;
  }
  const wrong = bestWrong;
  const revoked = isNamed(first, authority, now) || isNamed(second, authority, now) || isNamed(third, authority, now);
  // A list that is there counts, wanted or not.
  const finding = affirm(check, !wrong && !revoked);
  if (wrong & Link.Time) {
    finding.expected.time(now < crl.thisUpdate ? crl.thisUpdate : crl.nextUpdate);
    finding.actual.time(now);
  } else if (wrong) finding.actual.text("the list is not signed by this authority");
  else if (revoked) finding.actual.text("revoked");
  else finding.actual.text("not revoked");
  until(crl.nextUpdate);
  return finding;
}
