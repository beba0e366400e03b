/** Arm CCA attestation tokens: the envelope, its two signed messages, their claims. And claims alone. */
import { equal } from "../bytes";
import { after, argument, check, content, endOf, is, major, read } from "../cbor/reader";
import { readSign1, Sign1 } from "../cose/sign1";
import { Code, fail } from "../fault";
import { Major } from "../formats/cbor";
import * as cca from "../formats/cca";
import { CcaTag, collectionTypes, EAT_CWT, REALM_REGISTERS } from "../formats/cca";
import { Row } from "../layout";
import { addClaims, cborFault, checkDigests, checkItem } from "./claims";
import { numberOf, slotAt, slotLength } from "./found";
import { add, base, lastSection, Section, total } from "./sections";

/** The two messages of the token parsed last. */
export const platform = changetype<Sign1>(memory.data(offsetof<Sign1>(), 4));
export const realm = changetype<Sign1>(memory.data(offsetof<Sign1>(), 4));
/** The claims in them. */
export let platformClaims: Section | null = null;
export let realmClaims: Section | null = null;

/** Software components of one platform at most. */
const COMPONENTS_MAX: u64 = 64;

/** Is the tag at p that of a token? */
export function isCca(p: usize, length: u32): bool {
  return read(p, p + length) && major == Major.Tag && (argument == CcaTag.Collection || argument == CcaTag.Messages);
}

/** Checks and adds the components of the platform whose claims were added last. Returns 0, or a fault. */
function addComponents(section: Section): i32 {
  const p = slotAt(section, cca.components);
  const end = p + slotLength(section, cca.components);
  is(Major.Array, p, end);
  const at = <u32>(p - base);
  if (argument == 0) return fail(Code.BadLength, at, 0, 1, cca.components);
  if (argument > COMPONENTS_MAX) return fail(Code.TooMany, at, <u32>argument, <u32>COMPONENTS_MAX, cca.components);
  for (let item = after; item < end; ) {
    const next = endOf(item, end);
    let fault = addClaims(cca.ccaComponent, item, next, 2, cca.components);
    if (fault >= 0) fault = checkDigests(lastSection(), cca.measurementValue);
    if (fault >= 0) fault = checkDigests(lastSection(), cca.signerId);
    if (fault < 0) return fault;
    item = next;
  }
  return 0;
}

/** The state of a platform's life is one of those that are named, and no bits stand between it and the detail. */
function checkLifecycle(section: Section): i32 {
  const p = slotAt(section, cca.lifecycle);
  const value = numberOf(section, cca.lifecycle);
  const state = value >> cca.LIFECYCLE_STATE;
  if (state <= <u64>cca.Lifecycle.Decommissioned && ((value >> 8) & 15) == 0) return 0;
  return fail(
    Code.BadValue,
    <u32>(p - base),
    <u32>value,
    (cca.Lifecycle.Decommissioned << cca.LIFECYCLE_STATE) | 255,
    cca.lifecycle,
  );
}

/** Adds the platform's claims in [p, end), an item that was checked. Returns 0, or a fault. */
function addPlatform(p: usize, end: usize, field: Row): i32 {
  let fault = addClaims(cca.ccaPlatform, p, end, 1, field);
  if (fault < 0) return fault;
  const section = lastSection();
  platformClaims = section;
  const id = slotAt(section, cca.instanceId);
  if (load<u8>(id) != 1) return fail(Code.BadValue, <u32>(id - base), load<u8>(id), 1, cca.instanceId);
  fault = checkDigests(section, cca.platformChallenge);
  if (fault >= 0) fault = checkLifecycle(section);
  return fault < 0 ? fault : addComponents(section);
}

/** The registers of a realm: four, as long as its initial measurement. Returns 0, or a fault. */
function checkRegisters(section: Section): i32 {
  const p = slotAt(section, cca.extensibleMeasurements);
  const end = p + slotLength(section, cca.extensibleMeasurements);
  const size = slotLength(section, cca.initialMeasurement);
  is(Major.Array, p, end);
  const count = argument;
  if (count != REALM_REGISTERS) {
    return fail(Code.BadLength, <u32>(p - base), <u32>count, <u32>REALM_REGISTERS, cca.extensibleMeasurements);
  }
  for (let at = after; at < end; at = after) {
    is(Major.Bytes, at, end);
    if (argument != <u64>size) {
      return fail(Code.BadLength, <u32>(at - base), <u32>argument, size, cca.extensibleMeasurements);
    }
  }
  return 0;
}

/** Adds the realm's claims in [p, end), an item that was checked. Returns 0, or a fault. */
function addRealm(p: usize, end: usize, field: Row): i32 {
  let fault = addClaims(cca.ccaRealm, p, end, 1, field);
  if (fault < 0) return fault;
  realmClaims = lastSection();
  fault = checkDigests(lastSection(), cca.initialMeasurement);
  return fault < 0 ? fault : checkRegisters(lastSection());
}

/** Where the message of a part lies in its byte string: [from, to). */
let from: usize = 0;
let to: usize = 0;

/** Opens the value at p: a byte string, or a conceptual message around one. Returns 0, or a fault. */
function open(p: usize, end: usize, wrapped: bool, part: Row): i32 {
  let at = p;
  if (wrapped) {
    if (!is(Major.Array, at, end)) return fail(Code.OtherType, <u32>(at - base), major, Major.Array, part);
    if (argument < 2 || argument > 3) return fail(Code.BadLength, <u32>(at - base), <u32>argument, 2, part);
    at = after;
    if (!is(Major.Unsigned, at, end) || argument != EAT_CWT) {
      return fail(Code.BadValue, <u32>(at - base), <u32>argument, <u32>EAT_CWT, part);
    }
    at = after;
  }
  if (!is(Major.Bytes, at, end)) return fail(Code.OtherType, <u32>(at - base), major, Major.Bytes, part);
  from = content;
  to = after;
  return 0;
}

/** Reads the value at p as the part of that label. Returns 0, or a fault. */
function addPart(part: Row, p: usize, end: usize, wrapped: bool): i32 {
  let fault = open(p, end, wrapped, part);
  if (fault < 0) return fault;
  const isPlatform = part == cca.platformToken;
  const message = isPlatform ? platform : realm;
  fault = readSign1(message, from, to, 1, part);
  if (fault < 0) return fault;
  return isPlatform
    ? addPlatform(message.payloadContent, message.payloadEnd, part)
    : addRealm(message.payloadContent, message.payloadEnd, part);
}

/** The part whose label is at p; null when there is none, or it may be passed over. */
function partAt(p: usize, end: usize): Row | null {
  read(p, end);
  if (major != Major.Unsigned) return null;
  if (argument == <u64>cca.platformToken.at) return cca.platformToken;
  return argument == <u64>cca.realmToken.at ? cca.realmToken : null;
}

/** Is the key at p the text that tells the collection's type? */
function isType(p: usize, end: usize): bool {
  if (!is(Major.Text, p, end)) return false;
  const name = collectionTypes.next.name;
  return after - content == <usize>name.length && equal(content, name.chars, name.length);
}

/** Parses a token. Returns the bytes it takes, or a fault. */
export function parseCca(): i32 {
  platformClaims = realmClaims = null;
  const stop = check(base, base + total);
  if (stop == 0) return cborFault();
  const size = <u32>(stop - base);
  let fault = add(cca.ccaToken, 0, 0, size);
  if (fault < 0) return fault;
  read(base, stop);
  const wrapped = argument == CcaTag.Messages;
  const map = after;
  if (!is(Major.Map, map, stop)) return fail(Code.OtherType, <u32>(map - base), major, Major.Map, cca.ccaToken);
  for (let key = after; key < stop; ) {
    const value = endOf(key, stop);
    const part = partAt(key, stop);
    if (part) fault = addPart(part, value, stop, wrapped);
    else if (!wrapped || !isType(key, stop))
      fault = fail(Code.BadValue, <u32>(key - base), 0, cca.platformToken.at, cca.ccaCollection);
    if (fault < 0) return fault;
    key = endOf(value, stop);
  }
  if (!platformClaims) return fail(Code.MissingClaim, <u32>(map - base), 0, 0, cca.platformToken);
  if (!realmClaims) return fail(Code.MissingClaim, <u32>(map - base), 0, 0, cca.realmToken);
  return <i32>size;
}

/** Has the map in [p, end) a label that a layout's claims have, but for those that other tokens have as well? */
function hasOwnLabel(p: usize, end: usize, least: u64, most: u64): bool {
  if (check(p, end) != end || !is(Major.Map, p, end)) return false;
  for (let key = after; key < end; key = endOf(endOf(key, end), end)) {
    read(key, end);
    if (major == Major.Unsigned && least <= argument && argument <= most) return true;
  }
  return false;
}

function isRealmMap(p: usize, end: usize): bool {
  return hasOwnLabel(p, end, cca.personalizationValue.at, cca.realmKeyHash.at);
}

/** Are the bytes a map of a platform's claims, or of a realm's? */
export function isCcaClaims(p: usize, length: u32): bool {
  const end = p + length;
  return isRealmMap(p, end) || hasOwnLabel(p, end, cca.platformConfig.at, cca.platformHash.at);
}

/** Parses claims alone. Returns the bytes they take, or a fault. */
export function parseCcaClaims(): i32 {
  platformClaims = realmClaims = null;
  const end = base + total;
  let fault = checkItem(base, end);
  if (fault >= 0) fault = add(cca.ccaClaims, 0, 0, total);
  if (fault < 0) return fault;
  fault = isRealmMap(base, end) ? addRealm(base, end, cca.claims) : addPlatform(base, end, cca.claims);
  return fault < 0 ? fault : <i32>total;
}
