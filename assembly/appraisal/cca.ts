/** The appraisal of an Arm CCA token: every row of it. draft-ffm-rats-cca-token-04 sections 4 and 6. */
import { equal } from "../bytes";
import { after, content, endOf, is } from "../cbor/reader";
import { COSE_POINT, coseCurve, readCoseKey } from "../cose/key";
import { isSignedBy } from "../cose/sign1";
import { digest, digestSize } from "../crypto/hash";
import { Major } from "../formats/cbor";
import * as cca from "../formats/cca";
import { Check } from "../formats/checks";
import { Outcome } from "../formats/outcome";
import { Member } from "../formats/policy";
import { entryOf, Row } from "../layout";
import { platform, platformClaims, realm, realmClaims } from "../parse/cca";
import { numberOf, slotAt, slotLength } from "../parse/found";
import { keyCurve, keyPoint, readPoint } from "../parse/publicKey";
import { Section } from "../parse/sections";
import { atClaim, findParts, holdsText, ofMessage, says } from "./claims";
import { trustedKeyAt, trustedKeys } from "./keys";
import { findValue } from "./measured";
import { affirm, find } from "./outcomes";
import { mask } from "./policy";

const DIGEST: usize = memory.data(64, 16);

/** The entry of a list whose name the claim is; null when there is none. */
function named(list: Row, section: Section, row: Row): Row | null {
  for (let entry = list.next; entry.inLayout; entry = entry.next) {
    if (says(section, row, entry.name)) return entry;
  }
  return null;
}

function findProfile(theirs: Section, ours: Section): void {
  const profile = named(cca.ccaProfiles, theirs, cca.platformProfile);
  const finding = affirm(Check.CcaProfile, profile != null && says(ours, cca.realmProfile, profile.text));
  const p = slotAt(theirs, cca.platformProfile);
  finding.actual.chars(p, p + slotLength(theirs, cca.platformProfile));
  atClaim(finding, theirs, cca.platformProfile);
}

/** A key that is trusted for this platform, and by which its claims are signed. */
function findPlatformSignature(claims: Section): void {
  const implementation = slotAt(claims, cca.implementationId);
  const instance = slotAt(claims, cca.instanceId);
  let candidates: u32 = 0;
  let holds = false;
  for (let i: u32 = 0; i < trustedKeys() && !holds; i++) {
    const key = trustedKeyAt(i);
    if (!key.isFor(implementation, instance)) continue;
    candidates++;
    holds = isSignedBy(platform, key.curve, key.point);
  }
  const key = find(Check.CcaPlatformKey, candidates ? Outcome.Affirming : Outcome.None);
  if (candidates) key.actual.text("a key that was handed in");
  else key.actual.text(trustedKeys() ? "no key for this platform" : "no key");
  atClaim(key, claims, cca.instanceId);
  const outcome = !candidates ? Outcome.None : holds ? Outcome.Affirming : Outcome.Contraindicated;
  const finding = find(Check.CcaPlatformSignature, outcome);
  ofMessage(finding, platform, candidates ? holdsText(holds) : "no key");
}

/** Is the realm's message signed by the key in its claims: a bare point, or a COSE_Key? */
function isRealmSigned(claims: Section): bool {
  const p = slotAt(claims, cca.realmKey);
  const end = p + slotLength(claims, cca.realmKey);
  if (readPoint(p, end)) return isSignedBy(realm, keyCurve, keyPoint);
  return readCoseKey(p, end) && isSignedBy(realm, coseCurve, COSE_POINT);
}

function findRealmSignature(claims: Section): void {
  const holds = isRealmSigned(claims);
  ofMessage(affirm(Check.CcaRealmSignature, holds), realm, holdsText(holds));
}

/** The platform's challenge is the digest of the realm's key, as its bytes lie in the claim. */
function findRealmKey(theirs: Section, ours: Section): void {
  const challenge = slotAt(theirs, cca.platformChallenge);
  const length = slotLength(theirs, cca.platformChallenge);
  const hash = named(cca.ccaHashes, ours, cca.realmKeyHash);
  let size: u32 = 0;
  if (hash) {
    size = digestSize(hash.at);
    digest(hash.at, slotAt(ours, cca.realmKey), slotLength(ours, cca.realmKey), DIGEST);
  }
  const finding = affirm(Check.CcaRealmKey, size > 0 && length == size && equal(challenge, DIGEST, size));
  if (size) finding.expected.hex(DIGEST, size);
  else finding.expected.text("a hash function that is known");
  finding.actual.hex(challenge, length);
  atClaim(finding, theirs, cca.platformChallenge);
}

/** The entry of a state of the platform's life. */
function stateName(state: u32): Row | null {
  let bits = cca.lifecycle.next;
  while (bits.at != cca.LIFECYCLE_STATE) bits = bits.next;
  return entryOf(bits, state);
}

function findLifecycle(claims: Section): void {
  const value = numberOf(claims, cca.lifecycle);
  const state = value >> cca.LIFECYCLE_STATE;
  const finding = affirm(Check.CcaLifecycle, ((mask(Member.CcaLifecycles) >> state) & 1) == 1);
  finding.expected.choices(Member.CcaLifecycles);
  const name = stateName(<u32>state);
  if (name) finding.actual.text(name.name);
  atClaim(finding, claims, cca.lifecycle);
}

/** A claim: what the policy says of its bytes. */
function findClaim(check: Check, member: Member, section: Section, row: Row): void {
  findValue(check, member, slotAt(section, row), slotLength(section, row));
}

/** A claim of every component of the platform. */
function findComponents(check: Check, member: Member, row: Row): void {
  findParts(check, member, cca.ccaComponent, row, "components");
}

/** The extensible measurements, one row each. */
function findExtensible(claims: Section): void {
  const p = slotAt(claims, cca.extensibleMeasurements);
  const end = p + slotLength(claims, cca.extensibleMeasurements);
  is(Major.Array, p, end);
  let item = after;
  for (let i: u32 = 0; i < <u32>cca.REALM_REGISTERS; i++) {
    const next = endOf(item, end);
    is(Major.Bytes, item, end);
    findValue(Check.CcaExtensible0 + i, Member.CcaExtensible0 + i, content, <u32>(next - content));
    item = next;
  }
}

/** Appraises the token that was parsed last. It has no times. */
export function appraiseCca(): void {
  const theirs = platformClaims!;
  const ours = realmClaims!;
  findProfile(theirs, ours);
  findPlatformSignature(theirs);
  findRealmSignature(ours);
  findRealmKey(theirs, ours);
  findLifecycle(theirs);
  findClaim(Check.CcaImplementation, Member.CcaImplementationIds, theirs, cca.implementationId);
  findClaim(Check.CcaInstance, Member.CcaInstanceIds, theirs, cca.instanceId);
  findClaim(Check.CcaPlatformConfig, Member.CcaPlatformConfigs, theirs, cca.platformConfig);
  findComponents(Check.CcaComponents, Member.CcaComponentMeasurements, cca.measurementValue);
  findComponents(Check.CcaComponentSigners, Member.CcaComponentSigners, cca.signerId);
  findClaim(Check.CcaInitialMeasurement, Member.CcaInitialMeasurements, ours, cca.initialMeasurement);
  findExtensible(ours);
  findClaim(Check.CcaPersonalization, Member.CcaPersonalizationValues, ours, cca.personalizationValue);
}
