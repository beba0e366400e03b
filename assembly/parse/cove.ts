/** RISC-V CoVE evidence: three signed tokens, bare or in a CBOR certificate; those in an X.509 certificate are read with it. */
import { equal } from "../bytes";
import { after, argument, check, content, endOf, integerAt, is, read } from "../cbor/reader";
import { readSign1, Sign1, skipTag } from "../cose/sign1";
import { Code, fail } from "../fault";
import { Major } from "../formats/cbor";
import { CoseTag } from "../formats/cose";
import * as cove from "../formats/cove";
import { CoveState, SUBMODULES, UCCS } from "../formats/cove";
import { Row } from "../layout";
import { addClaims, cborFault, checkDigests, checkItem, otherClaim } from "./claims";
import { slotAt, slotLength } from "./found";
import { add, base, lastSection, Section, total } from "./sections";

/** The messages of the evidence parsed last. */
export const platform = changetype<Sign1>(memory.data(offsetof<Sign1>(), 4));
export const tsm = changetype<Sign1>(memory.data(offsetof<Sign1>(), 4));
export const tvm = changetype<Sign1>(memory.data(offsetof<Sign1>(), 4));
/** The claims in them. */
export let platformClaims: Section | null = null;
export let tsmClaims: Section | null = null;
export let tvmClaims: Section | null = null;
/** The CBOR certificate around them, when there is one. */
export const envelope = changetype<Sign1>(memory.data(offsetof<Sign1>(), 4));
export let isEnveloped: bool = false;

/** Forgets the evidence that was parsed before. */
export function forgetCove(): void {
  platformClaims = tsmClaims = tvmClaims = null;
  isEnveloped = false;
}

/** Where the map of tokens lies in a set of claims that begins as one of CoVE does; else 0. */
function tokensIn(p: usize, end: usize): usize {
  const map = skipTag(p, end, UCCS);
  if (!is(Major.Map, map, end) || argument != 1) return 0;
  if (!is(Major.Unsigned, after, end) || argument != SUBMODULES) return 0;
  const tokens = after;
  return is(Major.Map, tokens, end) && argument > 0 && is(Major.Text, after, end) ? tokens : 0;
}

/** Where the array of a signed message begins that looks like one; else 0. */
function messageAt(p: usize, end: usize): usize {
  const tagged = skipTag(p, end, CoseTag.Cwt);
  const at = skipTag(tagged, end, CoseTag.Sign1);
  return at > tagged && is(Major.Array, at, end) && argument == 4 ? at : 0;
}

/** Is it a signed message whose payload has tokens among its claims? */
function isCertificate(p: usize, end: usize): bool {
  const array = messageAt(p, end);
  if (array == 0) return false;
  read(array, end);
  if (!is(Major.Bytes, endOf(endOf(after, end), end), end)) return false;
  const stop = after;
  if (!is(Major.Map, skipTag(content, stop, CoseTag.Cwt), stop)) return false;
  let pairs = argument;
  for (let key = after; pairs > 0 && key < stop; pairs--) {
    const value = endOf(key, stop);
    if (tokensIn(value, stop)) return true;
    key = endOf(value, stop);
  }
  return false;
}

/** Do the bytes begin as evidence of CoVE does? */
export function isCove(p: usize, length: u32): bool {
  return tokensIn(p, p + length) != 0 || isCertificate(p, p + length);
}

/** Is it a signed web token, or another signed message? */
export function isMessage(p: usize, length: u32): bool {
  return messageAt(p, p + length) != 0;
}

/** Checks the state of a platform. Returns 0, or a fault. */
function checkState(section: Section): i32 {
  const p = slotAt(section, cove.state);
  const value = integerAt(p, p + slotLength(section, cove.state));
  if (1 <= value && value <= <i64>CoveState.Recovery) return 0;
  return fail(Code.BadValue, <u32>(p - base), <u32>value, CoveState.Recovery, cove.state);
}

/** Adds the maps of an array, `least` to `most`, each as a section of its own. Returns 0, or a fault. */
function addParts(section: Section, row: Row, layout: Row, least: u64, most: u64, depth: u32): i32 {
  const p = slotAt(section, row);
  if (p == 0) return 0;
  const end = p + slotLength(section, row);
  is(Major.Array, p, end);
  if (argument < least || argument > most) {
    return fail(Code.BadLength, <u32>(p - base), <u32>argument, <u32>(argument < least ? least : most), row);
  }
  for (let item = after; item < end; ) {
    const next = endOf(item, end);
    let fault = addClaims(layout, item, next, depth, row);
    if (fault >= 0) fault = checkPart(lastSection());
    if (fault < 0) return fault;
    item = next;
  }
  return 0;
}

/** Checks the digests of a component, or of a register. Returns 0, or a fault. */
function checkPart(section: Section): i32 {
  if (section.layout == cove.coveMeasurement) return checkDigests(section, cove.measurementValue);
  const fault = checkDigests(section, cove.componentMeasurement);
  return fault < 0 ? fault : checkDigests(section, cove.componentSigner);
}

function addPlatform(p: usize, end: usize, depth: u32): i32 {
  let fault = addClaims(cove.covePlatform, p, end, depth, cove.platformToken);
  if (fault < 0) return fault;
  const section = lastSection();
  platformClaims = section;
  fault = checkState(section);
  if (fault < 0) return fault;
  return addParts(section, cove.platformComponents, cove.coveComponent, 1, cove.COMPONENTS_MAX, depth + 1);
}

function addTsm(p: usize, end: usize, depth: u32): i32 {
  const fault = addClaims(cove.coveTsm, p, end, depth, cove.tsmToken);
  if (fault < 0) return fault;
  const section = lastSection();
  tsmClaims = section;
  const count = cove.TSM_COMPONENTS;
  return addParts(section, cove.tsmComponents, cove.coveComponent, count, count, depth + 1);
}

function addTvm(p: usize, end: usize, depth: u32): i32 {
  let fault = addClaims(cove.coveTvm, p, end, depth, cove.tvmToken);
  if (fault < 0) return fault;
  const section = lastSection();
  tvmClaims = section;
  const most = cove.REGISTERS_MAX;
  fault = addParts(section, cove.measurements, cove.coveMeasurement, 1, most, depth + 1);
  return fault < 0 ? fault : addParts(section, cove.moreMeasurements, cove.coveMeasurement, 1, most, depth + 1);
}

/** The token whose name is the text at p; null when it has none. */
function tokenNamed(p: usize, end: usize): Row | null {
  if (!is(Major.Text, p, end)) return null;
  for (let row = cove.coveTokens.next; row.inLayout; row = row.next) {
    const name = row.name;
    if (after - content == <usize>name.length && equal(content, name.chars, name.length)) return row;
  }
  return null;
}

/** Adds the token in [p, end). Returns 0, or a fault. */
function addToken(token: Row, p: usize, end: usize, depth: u32): i32 {
  const message = token == cove.platformToken ? platform : token == cove.tsmToken ? tsm : tvm;
  const fault = readSign1(message, p, end, depth, token);
  if (fault < 0) return fault;
  const claims = skipTag(message.payloadContent, message.payloadEnd, CoseTag.Cwt);
  if (token == cove.platformToken) return addPlatform(claims, message.payloadEnd, depth);
  return token == cove.tsmToken ? addTsm(claims, message.payloadEnd, depth) : addTvm(claims, message.payloadEnd, depth);
}

/** Adds the tokens in the set of claims that fills [p, end), an item that was checked. Returns 0, or a fault. */
function addTokens(p: usize, end: usize, depth: u32): i32 {
  const map = tokensIn(p, end);
  if (map == 0) return fail(Code.OtherType, <u32>(p - base), load<u8>(p) >> 5, Major.Map, cove.coveTokens);
  is(Major.Map, map, end);
  for (let key = after; key < end; ) {
    const value = endOf(key, end);
    const next = endOf(value, end);
    const token = tokenNamed(key, end);
    if (!token) return fail(Code.BadValue, <u32>(key - base), load<u8>(key), 0, cove.coveTokens);
    const fault = addToken(token, value, next, depth);
    if (fault < 0) return fault;
    key = next;
  }
  if (!platformClaims) return fail(Code.MissingClaim, <u32>(map - base), 0, 0, cove.platformToken);
  if (!tsmClaims) return fail(Code.MissingClaim, <u32>(map - base), 0, 0, cove.tsmToken);
  return tvmClaims ? 0 : fail(Code.MissingClaim, <u32>(map - base), 0, 0, cove.tvmToken);
}

/** Checks and adds the evidence that fills [p, end), part of what is parsed. Returns 0, or a fault. */
export function addCove(p: usize, end: usize, depth: u32): i32 {
  const fault = checkItem(p, end);
  return fault < 0 ? fault : addTokens(p, end, depth);
}

/** Adds the CBOR certificate in [base, stop), and the tokens in it: the one claim that has any. Returns 0, or a fault. */
function addCertificate(stop: usize): i32 {
  let fault = readSign1(envelope, base, stop, 1, cove.evidence);
  if (fault < 0) return fault;
  const end = envelope.payloadEnd;
  fault = addClaims(cove.coveCertificate, skipTag(envelope.payloadContent, end, CoseTag.Cwt), end, 1, cove.evidence);
  if (fault < 0) return fault;
  isEnveloped = true;
  const section = lastSection();
  let tokens: usize = 0;
  for (let key = otherClaim(section, 0); key != 0; key = otherClaim(section, key)) {
    const value = endOf(key, end);
    if (!tokensIn(value, end)) continue;
    if (tokens) return fail(Code.TooMany, <u32>(value - base), 2, 1, cove.coveTokens);
    tokens = value;
  }
  return tokens ? addTokens(tokens, endOf(tokens, end), 1) : fail(Code.MissingClaim, section.at, 0, 0, cove.coveTokens);
}

/** Parses evidence. Returns the bytes it takes, or a fault. */
export function parseCove(): i32 {
  const stop = check(base, base + total);
  if (stop == 0) return cborFault();
  const size = <u32>(stop - base);
  let fault = add(cove.coveEvidence, 0, 0, size);
  if (fault >= 0) fault = tokensIn(base, stop) ? addTokens(base, stop, 1) : addCertificate(stop);
  return fault < 0 ? fault : <i32>size;
}
