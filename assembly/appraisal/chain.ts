/** From a certificate to its root, out of what was handed in; and the rows that both vendors' chains have in common. */
import { equal } from "../bytes";
import { nameTypes, Slot } from "../formats/certificate";
import { Check } from "../formats/checks";
import { after, content, is, read, Tag } from "../parse/der";
import { known } from "../parse/oid";
import { Text } from "../text";
import { checkLink, isNamedBy, isValidAt, Link } from "../x509/chain";
import { Signed } from "../x509/envelope";
import { Certificate } from "../x509/record";
import { isSignedBy, noteSignedBy } from "../x509/signed";
import { certificateAt, certificatesHeld } from "./endorsements";
import { affirm, affirmTimes, Finding } from "./outcomes";
import { isOwn, isPublished, pinned, ROOT_DIGEST } from "./roots";

/** Certificates of a chain at most. */
const CHAIN_MAX: u32 = 8;

/** The chain that {@link climb} found, leaf first; its last certificate names itself, or nobody who is there. */
const chain = memory.data(8 * 4, 4);
export let chainLength: u32 = 0;

export function chainAt(i: u32): Certificate {
  return load<Certificate>(chain + 4 * i);
}
export function rootOf(): Certificate {
  return chainAt(chainLength - 1);
}

/**
 * The certificate of who signed it, of several one that is valid now, since a key may have more than one; else one that has
 * the name of its issuer; else null.
 */
export function issuerOf(signed: Signed, now: i64): Certificate | null {
  let best: Certificate | null = null;
  let bestFit: u32 = 0;
  for (let i: u32 = 0; i < certificatesHeld(); i++) {
    const authority = certificateAt(i);
    if (!isNamedBy(signed, authority)) continue;
    const fit: u32 = 1 + 2 * u32(isSignedBy(signed, authority)) + u32(isValidAt(authority, now));
    if (fit <= bestFit) continue;
    best = authority;
    bestFit = fit;
  }
  return best;
}

/** Does it name itself as its issuer? */
export function isSelfIssued(certificate: Certificate): bool {
  return isNamedBy(certificate, certificate);
}

/** Follows the issuers of a certificate up to the first that names itself, by those that are valid now where it can. */
export function climb(leaf: Certificate, now: i64): void {
  let next: Certificate | null = leaf;
  chainLength = 0;
  while (next && chainLength < CHAIN_MAX) {
    store<Certificate>(chain + 4 * chainLength++, next);
    next = isSelfIssued(next) ? null : issuerOf(next, now);
  }
  const root = rootOf();
  if (isSelfIssued(root) && isPublished(root)) noteSignedBy(root, root);
}

/** Is the certificate missing that issued the last one of the chain? */
export function isCutOff(): bool {
  return chainLength < CHAIN_MAX && !isSelfIssued(rootOf());
}

/** Where the common name of a subject lies, as [commonName, commonNameEnd); empty when it has none. */
export let commonName: usize = 0;
export let commonNameEnd: usize = 0;
const COMMON_NAME: u32 = 1;

export function readCommonName(certificate: Certificate): void {
  commonName = commonNameEnd = 0;
  let p = certificate.at(Slot.Subject);
  const end = p + certificate.lengthOf(Slot.Subject);
  while (p < end && is(Tag.Set, p, end)) {
    const next = after;
    if (!is(Tag.Sequence, content, next) || !is(Tag.Oid, content, next)) return;
    const row = known(nameTypes, content, after);
    if (row && row.at == COMMON_NAME && read(after, next)) {
      commonName = content;
      commonNameEnd = after;
    }
    p = next;
  }
}

/** Is this the common name of the subject? */
export function isNamed(certificate: Certificate, name: Text): bool {
  readCommonName(certificate);
  return commonNameEnd - commonName == <usize>name.length && equal(commonName, name.chars, name.length);
}

/** A row: is the key of the root pinned for this vendor, or was it handed in? `from` and `to` are the pins that count. */
export function findRoot(check: Check, from: u32, to: u32): Finding {
  const root = rootOf();
  const row = pinned(root);
  const trusted = (row !== null && from <= row.at && row.at <= to) || isOwn(root);
  const finding = affirm(check, trusted);
  if (row) finding.actual.text(row.name);
  else finding.actual.hex(ROOT_DIGEST, 32);
  if (!trusted) finding.expected.text("a root key that is pinned, or was handed in");
  return finding;
}

/** What is wrong with the links of the chain, but for their times: bits of {@link Link}. The root must sign itself. */
function linksWrong(): u32 {
  let wrong: u32 = 0;
  for (let i: u32 = 0; i < chainLength; i++) {
    const authority = chainAt(min(i + 1, chainLength - 1));
    const certificate = chainAt(i);
    // The last certificate is its own issuer, below which no more authorities lie than below itself.
    wrong |= checkLink(certificate, authority, certificate.notBefore, i + 1 < chainLength ? i : i - 1) & ~Link.Time;
  }
  return wrong;
}

/** What one bit of {@link Link} says. */
function linkText(wrong: u32): Text {
  if (wrong & Link.Signature) return "a signature does not hold";
  if (wrong & Link.Name) return "the issuer is not there";
  if (wrong & Link.Authority) return "the issuer is no authority";
  if (wrong & Link.PathLength) return "the issuer may not have authorities below it";
  return "the issuer's key is not for signing certificates";
}

/** A row: does each certificate follow from the next? */
export function findLinks(check: Check): Finding {
  const wrong = linksWrong();
  const finding = affirm(check, wrong == 0);
  if (wrong) finding.actual.text(linkText(wrong));
  else finding.actual.count(chainLength, "certificates");
  return finding;
}

/** A row: are all certificates of the chain valid now? */
export function findValidity(check: Check, now: i64): Finding {
  let from: i64 = i64.MIN_VALUE;
  let to: i64 = i64.MAX_VALUE;
  for (let i: u32 = 0; i < chainLength; i++) {
    from = max(from, chainAt(i).notBefore);
    to = min(to, chainAt(i).notAfter);
  }
  return affirmTimes(check, from, to, now);
}
