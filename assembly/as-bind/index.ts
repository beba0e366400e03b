/**
 * The doors of the core for as-bind: bytes and text cross as typed arrays and strings, where the raw doors take lengths of
 * what lies in the input region. Null, or a number below 0, is a fault: see {@link faultMember}.
 *
 * The heap holds what one call takes and gives, and nothing else: as-bind pins arguments, and every call that takes any
 * frees the rest, so what a call gives lives until the next. Hosts copy it out.
 */
// First of all, since the order of imports is the order of the tables.
import "../index";
import { Expectation } from "../appraisal/nonce";
import { INPUT, INPUT_MAX, OUTPUT, STORE_END } from "../arena";
import { Code, fail } from "../fault";
import * as core from "../index";

export { inputMax } from "../index";

if (STORE_END > <usize>ASC_MEMORY_BASE) ERROR();

/** Puts bytes into the input region. Returns how many, or a fault. */
function take(bytes: Uint8Array): i32 {
  __collect();
  const length = bytes.length;
  if (<u32>length > INPUT_MAX) return fail(Code.TooLarge, 0, length, INPUT_MAX);
  memory.copy(INPUT, bytes.dataStart, length);
  return length;
}

/** Puts text into the input region, as UTF-8. Returns how many bytes, or a fault. */
function takeText(text: string): i32 {
  __collect();
  const length = String.UTF8.byteLength(text);
  if (<u32>length > INPUT_MAX) return fail(Code.TooLarge, 0, length, INPUT_MAX);
  String.UTF8.encodeUnsafe(changetype<usize>(text), text.length, INPUT);
  return length;
}

/** A copy of ASCII text in the output region; null for a length that is a fault. */
function given(length: i32): string | null {
  if (length < 0) return null;
  const at = __new((<usize>length) << 1, idof<string>());
  let i: usize = 0;
  for (; i + 16 <= <usize>length; i += 16) {
    const chars = v128.load(OUTPUT + i);
    v128.store(at + (i << 1), i16x8.extend_low_i8x16_u(chars));
    v128.store(at + (i << 1), i16x8.extend_high_i8x16_u(chars), 16);
  }
  for (; i < <usize>length; i++) store<u16>(at + (i << 1), load<u8>(OUTPUT + i));
  return changetype<string>(at);
}

/** As the raw door; the view as text. */
export function inspect(evidence: Uint8Array, form: u32, view: u32, flags: u32): string | null {
  const length = take(evidence);
  return given(length < 0 ? length : core.inspect(form, length, view, flags));
}

/** As the raw door. */
export function endorseReset(): void {
  core.endorseReset();
}
/** As the raw door. */
export function endorse(item: Uint8Array): i32 {
  const length = take(item);
  return length < 0 ? length : core.endorse(length);
}
/** As the raw door. */
export function trustRoot(item: Uint8Array): i32 {
  const length = take(item);
  return length < 0 ? length : core.trustRoot(length);
}
/** As the raw door; an empty text for the default policy. */
export function policySet(policy: string): i32 {
  const length = takeText(policy);
  return length < 0 ? length : core.policySet(length);
}
/** Expects a nonce, 1 to 64 bytes. Returns 0, or a fault. */
export function expectNonce(nonce: Uint8Array): i32 {
  const length = take(nonce);
  return length < 0 ? length : core.expectNonce(Expectation.Given, length);
}
/** Says that no nonce is expected. */
export function waiveNonce(): void {
  core.expectNonce(Expectation.Waived, 0);
}
/** Appraises evidence in a form, at a time in seconds since 1970. Returns the verdict as JSON. */
export function appraise(evidence: Uint8Array, form: u32, now: u64): string | null {
  const length = take(evidence);
  const verdict = length < 0 ? length : core.appraise(form, length, <u32>(now >> 32), <u32>now);
  return given(verdict < 0 ? verdict : core.renderVerdict(core.View.Json, 0));
}

/** Encodes bytes as lower-case hex. */
export function encodeHex(bytes: Uint8Array): string | null {
  const length = take(bytes);
  return given(length < 0 ? length : core.hexEncode(length));
}
/** Decodes hex digits of either case, with nothing between them. */
export function decodeHex(digits: string): Uint8Array | null {
  const length = takeText(digits);
  const size = length < 0 ? length : core.hexDecode(length);
  if (size < 0) return null;
  const bytes = new Uint8Array(size);
  memory.copy(bytes.dataStart, OUTPUT, size);
  return bytes;
}

/** As the raw door. */
export function rowsAt(): u32 {
  return <u32>core.rowsAt();
}
/** A member of the last fault: 0 code, 1 row, 2 at, 3 got, 4 want, 5 errno, 6 attribute. */
export function faultMember(i: u32): u32 {
  return i > 6 ? 0 : load<u32>(core.faultAt() + ((<usize>i) << 2));
}
/** The last fault as a sentence. */
export function faultMessage(): string | null {
  return given(core.faultMessage());
}
