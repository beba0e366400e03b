import { integerAt } from "../cbor/reader";
import { COSE_POINT, coseCurve, readCoseKey } from "../cose/key";
import { isSignedBy, Sign1 } from "../cose/sign1";
import { KeyAlgorithm } from "../formats/algorithm";
import { Check } from "../formats/checks";
import { ED25519 } from "../formats/cose";
import * as cove from "../formats/cove";
import { Outcome } from "../formats/outcome";
import { Member } from "../formats/policy";
import { entryOf, Row } from "../layout";
import { envelope, isEnveloped, platform, platformClaims, tsm, tsmClaims, tvm, tvmClaims } from "../parse/cove";
import { slotAt, slotLength } from "../parse/found";
import { Section } from "../parse/sections";
import { CERTIFICATE, Certificate } from "../x509/record";
import { atClaim, findParts, holdsText, ofMessage, says } from "./claims";
import { certificateAt, certificatesHeld } from "./endorsements";
import { trustedKeyAt, trustedKeys } from "./keys";
import { findAbsent, findValue } from "./measured";
import { affirm, find } from "./outcomes";
import { mask } from "./policy";
import { isOwn } from "./roots";

function findProfile(claims: Section): void {
  const p = slotAt(claims, cove.profile);
  const known = cove.coveProfiles.next.name;
  const same = says(claims, cove.profile, known);
  const finding = affirm(Check.CoveProfile, same);
  if (!same) finding.expected.text(known);
  finding.actual.chars(p, p + slotLength(claims, cove.profile));
  atClaim(finding, claims, cove.profile);
}

/** Was the message signed with the key of a certificate? */
function isSignedByHolder(message: Sign1, holder: Certificate): bool {
  if (holder.keyAlgorithm == KeyAlgorithm.Ed25519) return isSignedBy(message, ED25519, holder.keyPoint);
  return holder.keyAlgorithm == KeyAlgorithm.Ec && isSignedBy(message, holder.keyCurve, holder.keyPoint);
}

/** The keys that are trusted: those that were handed in bare, and those of root certificates. */
function findRoot(): void {
  let candidates: u32 = 0;
  let holds = false;
  for (let i: u32 = 0; i < trustedKeys(); i++) {
    const key = trustedKeyAt(i);
    if (key.hasImplementation || key.hasInstance) continue;
    candidates++;
    holds = holds || isSignedBy(platform, key.curve, key.point);
  }
  for (let i: u32 = 0; i < certificatesHeld(); i++) {
    const holder = certificateAt(i);
    if (!isOwn(holder)) continue;
    candidates++;
    holds = holds || isSignedByHolder(platform, holder);
  }
  const key = find(Check.CoveRootKey, candidates ? Outcome.Affirming : Outcome.None);
  if (candidates) key.actual.count(candidates, "keys");
  else key.actual.text("no key");
  const outcome = !candidates ? Outcome.None : holds ? Outcome.Affirming : Outcome.Contraindicated;
  ofMessage(find(Check.CovePlatformSignature, outcome), platform, candidates ? holdsText(holds) : "no key");
}

/** A row: is the message signed by the key in the claims of the token before? */
function findSigned(check: Check, message: Sign1, claims: Section, row: Row): void {
  const p = slotAt(claims, row);
  const holds = readCoseKey(p, p + slotLength(claims, row)) && isSignedBy(message, coseCurve, COSE_POINT);
  ofMessage(affirm(check, holds), message, holdsText(holds));
}

/** The key of the TSM, as that of who signs an X.509 certificate. */
const holder = changetype<Certificate>(memory.data(<i32>CERTIFICATE, 8));

/** The TSM's key, of which only what is its key is told; null when it is none that is known. */
export function tsmKeyHolder(): Certificate | null {
  const claims = tsmClaims!;
  const p = slotAt(claims, cove.tsmKey);
  if (!readCoseKey(p, p + slotLength(claims, cove.tsmKey))) return null;
  memory.fill(changetype<usize>(holder), 0, CERTIFICATE);
  holder.keyAlgorithm = coseCurve == ED25519 ? KeyAlgorithm.Ed25519 : KeyAlgorithm.Ec;
  holder.keyCurve = coseCurve;
  holder.keyPoint = COSE_POINT;
  return holder;
}

function findState(claims: Section): void {
  const p = slotAt(claims, cove.state);
  const state = <u32>integerAt(p, p + slotLength(claims, cove.state));
  const finding = affirm(Check.CoveState, ((mask(Member.CoveStates) >> state) & 1) == 1);
  finding.expected.choices(Member.CoveStates);
  finding.actual.text(entryOf(cove.state, state)!.name);
  atClaim(finding, claims, cove.state);
}

function findIdentity(claims: Section): void {
  const p = slotAt(claims, cove.identity);
  if (p) findValue(Check.CoveIdentity, Member.CoveIdentities, p, slotLength(claims, cove.identity));
  else findAbsent(Check.CoveIdentity, Member.CoveIdentities);
}

/** The rows about the three tokens that were parsed last. */
export function findTokens(): void {
  const theirs = platformClaims!;
  findProfile(theirs);
  findRoot();
  findSigned(Check.CoveTsmSignature, tsm, theirs, cove.platformKey);
  findSigned(Check.CoveTvmSignature, tvm, tsmClaims!, cove.tsmKey);
  findState(theirs);
  const maker = slotAt(theirs, cove.manufacturerId);
  findValue(Check.CoveManufacturer, Member.CoveManufacturers, maker, slotLength(theirs, cove.manufacturerId));
  const component = cove.coveComponent;
  findParts(Check.CoveComponents, Member.CoveComponentMeasurements, component, cove.componentMeasurement, "components");
  findParts(Check.CoveComponentSigners, Member.CoveComponentSigners, component, cove.componentSigner, "components");
  findParts(Check.CoveMeasurements, Member.CoveMeasurements, cove.coveMeasurement, cove.measurementValue, "registers");
  findIdentity(tvmClaims!);
}

/** What a policy asks of the tokens, where there are none. */
export function findNoTokens(): void {
  findAbsent(Check.CoveManufacturer, Member.CoveManufacturers);
  findAbsent(Check.CoveComponents, Member.CoveComponentMeasurements);
  findAbsent(Check.CoveComponentSigners, Member.CoveComponentSigners);
  findAbsent(Check.CoveMeasurements, Member.CoveMeasurements);
  findAbsent(Check.CoveIdentity, Member.CoveIdentities);
}

/** Appraises the evidence that was parsed last. It has no times. */
export function appraiseCove(): void {
  findTokens();
  if (isEnveloped) findSigned(Check.CoveCertificateSignature, envelope, tsmClaims!, cove.tsmKey);
  findAbsent(Check.DiceFirmware, Member.CoveFirmware);
}
