/**
 * One link of a chain, and one list beside it: RFC 5280 sections 6.1 and 6.3. Each question can be asked alone. Which root
 * is trusted, and what a chain is made of, is not decided here.
 */
import { equal } from "../bytes";
import { Slot, Usage } from "../formats/certificate";
import { Crl } from "./crl";
import { Signed } from "./envelope";
import { Certificate } from "./record";
import { isSignedBy } from "./signed";

/** What is wrong with a link, one bit each. */
export const enum Link {
  /** The issuer's name is not that of the authority. */
  Name = 1,
  /** The authority's certificate is none of an authority. */
  Authority = 2,
  /** More authorities follow below than it allows. */
  PathLength = 4,
  /** Its key is not for signing this. */
  Usage = 8,
  /** The time is outside the validity. */
  Time = 16,
  /** The signature does not hold under its key. */
  Signature = 32,
}

/** Does it name this authority as its issuer? */
export function isNamedBy(signed: Signed, authority: Certificate): bool {
  const length = <u32>(signed.issuerEnd - signed.issuer);
  return length == authority.lengthOf(Slot.Subject) && equal(signed.issuer, authority.at(Slot.Subject), length);
}

/** Do its basic constraints let it issue a certificate below which `depthBelow` more authorities are? */
export function allowsDepth(authority: Certificate, depthBelow: u32): bool {
  return authority.pathLength < 0 || <u32>authority.pathLength >= depthBelow;
}

/** Is it valid at this time, in seconds since 1970? */
export function isValidAt(certificate: Certificate, now: i64): bool {
  return certificate.notBefore <= now && now <= certificate.notAfter;
}

/** Is the list the one to go by at this time, in seconds since 1970? */
export function isCurrentAt(crl: Crl, now: i64): bool {
  return crl.thisUpdate <= now && now <= crl.nextUpdate;
}

/** What both kinds of links share. */
function checkIssuer(signed: Signed, authority: Certificate, usage: Usage): u32 {
  let wrong: u32 = 0;
  if (!isNamedBy(signed, authority)) wrong |= Link.Name;
  if (!authority.isAuthority) wrong |= Link.Authority;
  if (!authority.may(usage)) wrong |= Link.Usage;
  if (!isSignedBy(signed, authority)) wrong |= Link.Signature;
  return wrong;
}

/**
 * Is the certificate valid at this time, and issued by this authority? `depthBelow` is how many authorities lie between
 * that and the end of the chain. Returns the bits of {@link Link} that are wrong.
 */
export function checkLink(certificate: Certificate, authority: Certificate, now: i64, depthBelow: u32): u32 {
  let wrong = checkIssuer(certificate, authority, Usage.CertificateSign);
  if (!allowsDepth(authority, depthBelow)) wrong |= Link.PathLength;
  if (!isValidAt(certificate, now)) wrong |= Link.Time;
  return wrong;
}

/** Is the list current at this time, and issued by this authority? Returns the bits of {@link Link} that are wrong. */
export function checkCrl(crl: Crl, authority: Certificate, now: i64): u32 {
  const wrong = checkIssuer(crl, authority, Usage.CrlSign);
  return isCurrentAt(crl, now) ? wrong : wrong | Link.Time;
}
