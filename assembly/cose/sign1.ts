/**
 * COSE_Sign1, RFC 9052 section 4.2: [protected header, unprotected header, payload, signature]. What is signed is made of the
 * bytes as they came. The algorithm is the protected header's; what the unprotected one says is not signed, and not asked.
 */

import { OUTPUT } from "../arena";
import { after, argument, content, endOf, integerAt, is, major, read } from "../cbor/reader";
import { Curve, curveBytes } from "../crypto/ec/curve";
import { verify } from "../crypto/ec/verify";
import { SIGNATURE, verifyEd25519 } from "../crypto/ed25519/verify";
import { digest, digestSize, Hash } from "../crypto/hash";
import { Code, fail } from "../fault";
import { Major } from "../formats/cbor";
import { alg, CoseAlgorithm, CoseTag, coseHeader, crit, ED25519 } from "../formats/cose";
import { Row } from "../layout";
import { addClaims, checkItem } from "../parse/claims";
import { slotAt, slotLength } from "../parse/found";
import { base, lastSection } from "../parse/sections";

/** Parts of a message, as they lie in the evidence. */
@unmanaged
export class Sign1 {
  /** The protected header, a byte string, with and without its head. */
  header: usize;
  headerContent: usize;
  headerEnd: usize;
  /** The payload, in the same way. */
  payload: usize;
  payloadContent: usize;
  payloadEnd: usize;
  signature: usize;
  signatureEnd: usize;
  /** Its {@link CoseAlgorithm}; 0 when the header does not say, or says something else that must be understood. */
  algorithm: i32;
}

/** The fault of a part that is of another type. */
function otherType(p: usize, wanted: Major, field: Row): i32 {
  return fail(Code.OtherType, <u32>(p - base), load<u8>(p) >> 5, wanted, field);
}

/** Passes over the tag at p, when it is this one. */
export function skipTag(p: usize, end: usize, tag: u64): usize {
  return read(p, end) && major == Major.Tag && argument == tag ? after : p;
}

/**
 * Reads the message that fills [p, end), and adds its protected header as an interpretation of `field`. The payload must be
 * one CBOR item. Returns 0, or a fault.
 */
export function readSign1(message: Sign1, p: usize, end: usize, depth: u32, field: Row): i32 {
  let fault = checkItem(p, end);
  if (fault < 0) return fault;
  const tagged = skipTag(p, end, CoseTag.Cwt);
  const at = skipTag(tagged, end, CoseTag.Sign1);
  if (at == tagged) return otherType(at, Major.Tag, field);
  if (!is(Major.Array, at, end) || argument != 4) return otherType(at, Major.Array, field);
  message.header = after;
  if (!is(Major.Bytes, after, end)) return otherType(message.header, Major.Bytes, field);
  message.headerContent = content;
  message.headerEnd = after;
  if (!is(Major.Map, message.headerEnd, end)) return otherType(message.headerEnd, Major.Map, field);
  message.payload = endOf(message.headerEnd, end);
  if (!is(Major.Bytes, message.payload, end)) return otherType(message.payload, Major.Bytes, field);
  message.payloadContent = content;
  message.payloadEnd = after;
  if (!is(Major.Bytes, message.payloadEnd, end)) return otherType(message.payloadEnd, Major.Bytes, field);
  message.signature = content;
  message.signatureEnd = after;
  fault = checkItem(message.payloadContent, message.payloadEnd);
  return fault < 0 ? fault : readHeader(message, depth, field);
}

/** Reads the protected header; one without bytes says nothing. Returns 0, or a fault. */
function readHeader(message: Sign1, depth: u32, field: Row): i32 {
  message.algorithm = 0;
  if (message.headerContent == message.headerEnd) return 0;
  let fault = checkItem(message.headerContent, message.headerEnd);
  if (fault >= 0) fault = addClaims(coseHeader, message.headerContent, message.headerEnd, depth, field);
  if (fault < 0) return fault;
  const section = lastSection();
  const at = slotAt(section, alg);
  if (at == 0 || slotAt(section, crit) != 0) return 0;
  const value = integerAt(at, at + slotLength(section, alg));
  if (value == <i64>(<i32>value)) message.algorithm = <i32>value;
  return 0;
}

const DIGEST: usize = memory.data(64, 16);
/** The head of an array of four, and the text "Signature1". */
const CONTEXT: usize = memory.data<u8>([0x84, 0x6a, 0x53, 0x69, 0x67, 0x6e, 0x61, 0x74, 0x75, 0x72, 0x65, 0x31], 16);
const CONTEXT_SIZE: usize = 12;
/** What else is signed: a string of no bytes. */
const EXTERNAL: u8 = 0x40;

/** Where what is signed is put together: nothing is handed out while signatures are checked. */
const SIGNED: usize = OUTPUT;

/** Puts together what is signed: Sig_structure of RFC 9052 section 4.4. Returns its bytes. */
function composeSigned(message: Sign1): usize {
  const header = message.headerEnd - message.header;
  const payload = message.payloadEnd - message.payload;
  memory.copy(SIGNED, CONTEXT, CONTEXT_SIZE);
  memory.copy(SIGNED + CONTEXT_SIZE, message.header, header);
  store<u8>(SIGNED + CONTEXT_SIZE + header, EXTERNAL);
  memory.copy(SIGNED + CONTEXT_SIZE + header + 1, message.payload, payload);
  return CONTEXT_SIZE + header + 1 + payload;
}

/** Is the algorithm one for keys on this curve? */
export function fits(message: Sign1, curve: u32): bool {
  const algorithm = message.algorithm;
  if (curve == ED25519) return algorithm == CoseAlgorithm.EdDsa || algorithm == CoseAlgorithm.Ed25519;
  return algorithm == (curve == <u32>Curve.P256 ? CoseAlgorithm.Es256 : CoseAlgorithm.Es384);
}

/** Was the message signed with the key on a curve that lies at `point`: X and Y, or the bytes of an Ed25519 key? */
export function isSignedBy(message: Sign1, curve: u32, point: usize): bool {
  if (!fits(message, curve)) return false;
  const length = message.signatureEnd - message.signature;
  const size = composeSigned(message);
  if (curve == ED25519) return length == SIGNATURE && verifyEd25519(point, message.signature, SIGNED, size);
  if (length != <usize>(2 * curveBytes(curve))) return false;
  const hash = curve == <u32>Curve.P256 ? Hash.Sha256 : Hash.Sha384;
  digest(hash, SIGNED, size, DIGEST);
  return verify(curve, point, message.signature, DIGEST, digestSize(hash));
}
