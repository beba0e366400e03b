/** The doors of the core: everything a host may call. A negative result is a fault; see {@link faultAt}. */
import "./formats/index";
import { appraise as appraiseEvidence } from "./appraisal/appraise";
import * as endorsements from "./appraisal/endorsements";
import { endorse as keepEndorsement, trustRoots } from "./appraisal/intake";
import { Expectation, expect } from "./appraisal/nonce";
import { verdict } from "./appraisal/outcomes";
import { readPolicy, resetPolicy } from "./appraisal/policyReader";
import { forgetRoots } from "./appraisal/roots";
import { EVIDENCE_MAX, INPUT, INPUT_MAX, OUTPUT } from "./arena";
import { forgetKeys as forgetEcKeys } from "./crypto/ec/keys";
import { digestSize, Hasher } from "./crypto/hash";
import * as hmac from "./crypto/hmac";
import { Code, fail, fault } from "./fault";
import { Form } from "./formats/evidence";
import * as hex from "./hex";
import * as evidence from "./parse/evidence";
import { asBytes, evidenceAt, read } from "./parse/read";
import { renderHex } from "./render/hexview";
import { renderJson } from "./render/json";
import { renderMessage } from "./render/message";
import { renderText } from "./render/text";
import { verdictJson, verdictText } from "./render/verdict";
import * as machine from "./request/machine";
import { operation } from "./request/operation";
import * as options from "./request/options";
import { forgetSignatures } from "./x509/signed";

export {
  classAt,
  classFailed,
  classLine,
  classMade,
  classRead,
  classRegister,
  classShow,
  classStore,
  classUnregister,
} from "./class/doors";
export { verifyEcdsa } from "./crypto/check/ecdsa";
export { verifyEd25519 } from "./crypto/check/ed25519";
export { verifyRsaPkcs1, verifyRsaPss } from "./crypto/check/rsa";
export { heldKeys } from "./crypto/ec/keys";
export { fused } from "./crypto/fused";
export { eventsExpect, eventsJson, eventsParse, eventsReset, eventsTable, eventsText } from "./eventlog/doors";
export { rowCount, rowsAt } from "./layout";
export { sectionCount, sectionsAt } from "./parse/sections";

/** Start of the input region: hosts write here before a call. */
export function inputAt(): usize {
  return INPUT;
}
/** Bytes the input region takes. */
export function inputMax(): u32 {
  return INPUT_MAX;
}
/** Start of the output region: results lie here until the next call. */
export function outputAt(): usize {
  return OUTPUT;
}
/** Bytes of evidence taken at most. */
export function evidenceMax(): u32 {
  return EVIDENCE_MAX;
}
/** The record of the last fault: code, row, at, got, want, errno, attribute (u32 each). */
export function faultAt(): usize {
  return changetype<usize>(fault);
}
/** Renders the last fault as a sentence. Returns its bytes. */
export function faultMessage(): i32 {
  return renderMessage();
}

/** Encodes `length` bytes of the input region as hex. Returns the digits. */
export function hexEncode(length: u32): i32 {
  return <i32>(hex.encode(INPUT, length, OUTPUT) - OUTPUT);
}
/** Decodes `length` hex digits of the input region. Returns the bytes, or a fault. */
export function hexDecode(length: u32): i32 {
  return hex.decode(INPUT, length, OUTPUT);
}

const hasher = changetype<Hasher>(memory.data(offsetof<Hasher>(), 16));

/** Starts the digest of a message. Returns its bytes, or a fault when there is no such hash function. */
export function hashBegin(hash: u32): i32 {
  const size = digestSize(hash);
  if (size == 0) return fail(Code.BadRequest);
  hasher.begin(hash);
  return <i32>size;
}
/** Takes `length` bytes of the input region as the next of the message. */
export function hashUpdate(length: u32): void {
  hasher.update(INPUT, length);
}
/** Writes the digest to the output region. Returns its bytes. */
export function hashEnd(): i32 {
  return <i32>hasher.end(OUTPUT);
}

/** Starts a message authentication code under `length` bytes of key in the input region. Returns its bytes, or a fault. */
export function hmacBegin(hash: u32, length: u32): i32 {
  const size = digestSize(hash);
  if (size == 0) return fail(Code.BadRequest);
  hmac.hmacBegin(hash, INPUT, length);
  return <i32>size;
}
/** Takes `length` bytes of the input region as the next of the message. */
export function hmacUpdate(length: u32): void {
  hmac.hmacUpdate(INPUT, length);
}
/** Writes the code to the output region. Returns its bytes. */
export function hmacEnd(): i32 {
  return <i32>hmac.hmacEnd(OUTPUT);
}

/** Parses `length` bytes of evidence in the input region into sections. Returns 0, or a fault. */
export function parse(length: u32): i32 {
  asBytes();
  return length > EVIDENCE_MAX ? fail(Code.TooLarge, 0, length, EVIDENCE_MAX) : evidence.parse(INPUT, length);
}

/** Views that {@link inspect} renders. */
export const enum View {
  Json = 0,
  Text = 1,
  Hex = 2,
}

/** Flags of {@link inspect}: 1 short, 2 colours. */
export const enum ViewFlag {
  Short = 1,
  Colours = 2,
}

/** Reads `length` bytes of the input region in a form, parses and renders them. Returns the view's bytes, or a fault. */
export function inspect(form: u32, length: u32, view: u32, flags: u32): i32 {
  if (form > <u32>Form.Json || view > <u32>View.Hex) return fail(Code.BadRequest);
  const size = read(<Form>form, length);
  if (size < 0) return size;
  const result = evidence.parse(evidenceAt, size);
  if (result < 0) return result;
  if (view == View.Json) return renderJson((flags & ViewFlag.Short) != 0);
  if (view == View.Text) return renderText((flags & ViewFlag.Short) != 0, (flags & ViewFlag.Colours) != 0);
  return renderHex((flags & ViewFlag.Colours) != 0);
}

/** Forgets all keys that were seen, with their tables, and which certificates and lists they signed. */
export function forgetKeys(): void {
  forgetEcKeys();
  forgetSignatures();
}

/** Forgets all endorsements, and the roots that were handed in. */
export function endorseReset(): void {
  endorsements.forget();
  forgetRoots();
}
/**
 * Keeps `length` bytes of the input region as an endorsement: a certificate, a revocation list, a table, or collateral.
 * Returns 0, or a fault.
 */
export function endorse(length: u32): i32 {
  return keepEndorsement(INPUT, length);
}
/** Trusts public keys, or keeps certificates and trusts the keys of those that name themselves as roots'. Returns 0, or a fault. */
export function trustRoot(length: u32): i32 {
  return trustRoots(INPUT, length);
}
/** Takes `length` bytes of the input region as the policy from now on; none with 0. Returns 0, or a fault. */
export function policySet(length: u32): i32 {
  resetPolicy();
  return length == 0 ? 0 : readPolicy(INPUT, INPUT + length);
}
/** Says what nonce to expect: 0 nothing is said, 1 `length` bytes of the input region, 2 none. Returns 0, or a fault. */
export function expectNonce(said: u32, length: u32): i32 {
  return said > <u32>Expectation.Waived ? fail(Code.BadRequest) : expect(<Expectation>said, INPUT, length);
}
/**
 * Appraises `length` bytes of the input region in a form, at a time in seconds since 1970. Returns the verdict, as a number
 * of {@link outcomeNames}, or a fault.
 */
export function appraise(form: u32, length: u32, nowHigh: u32, nowLow: u32): i32 {
  if (form > <u32>Form.Json) return fail(Code.BadRequest);
  const fault = appraiseEvidence(<Form>form, length, <i64>(((<u64>nowHigh) << 32) | nowLow));
  return fault < 0 ? fault : <i32>verdict();
}
/** Renders the appraisal made last: 0 as JSON, 1 as text. Flags as those of {@link inspect}. Returns its bytes, or a fault. */
export function renderVerdict(view: u32, flags: u32): i32 {
  if (view > <u32>View.Text) return fail(Code.BadRequest);
  return view == View.Json ? verdictJson() : verdictText((flags & ViewFlag.Colours) != 0);
}

/** Forgets the last request and its options. */
export function requestReset(): void {
  options.reset();
}
/** Sets an option to `length` bytes of the input region. Returns 0, or a fault. */
export function requestBytes(option: u32, length: u32): i32 {
  return options.setBytes(option, length);
}
/** Sets an option to a number. Returns 0, or a fault. */
export function requestNumber(option: u32, value: u32): i32 {
  return options.setNumber(option, value);
}
/** Starts the request. */
export function requestBegin(): void {
  machine.begin();
}
/** Names the next file verb; its arguments are at {@link requestAt}. */
export function requestNext(): u32 {
  return machine.next();
}
/** Takes the verb's result: a number of bytes in the input region, or a negative error number. */
export function requestFeed(result: i32): void {
  machine.feed(result);
}
/** Gives the request up: what follows only removes its entry. */
export function requestCancel(): void {
  machine.cancel();
}
/** The record of the operation. */
export function requestAt(): usize {
  return changetype<usize>(operation);
}
