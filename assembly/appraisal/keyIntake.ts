/**
 * Reads public keys that a verifier hands in to be trusted: SubjectPublicKeyInfo in DER or PEM, COSE_Key, JWK (RFC 7517), a set
 * or a list of JWKs, and lists of {"instance-id", "implementation-id", "pkey": JWK} as Veraison's tools have them.
 */
import { COSE_POINT, coseCurve, pointBytes, readCoseKey } from "../cose/key";
import { Curve, curveBytes } from "../crypto/ec/curve";
import { KeyAlgorithm } from "../formats/algorithm";
import { ED25519 } from "../formats/cose";
import * as json from "../json/reader";
import { keyAlgorithm, keyCurve, keyPoint, readPublicKey } from "../parse/publicKey";
import { decodeBase64, decodeHex } from "../parse/text";
import { nextPem } from "../x509/pem";
import { Added } from "./endorsements";
import { IMPLEMENTATION_ID, INSTANCE_ID, keepTrustedKey, nextTrustedKey } from "./keys";

/** Bytes of a SubjectPublicKeyInfo on a known curve at most. */
const SPKI_MAX: i32 = 256;
const spki = memory.data(256 + 64, 16);

/** Keeps a key of a curve, whose bytes lie at p. */
function keep(curve: u32, p: usize): Added {
  const key = nextTrustedKey();
  if (!key) return Added.Full;
  key.curve = curve;
  memory.copy(key.point, p, pointBytes(curve));
  keepTrustedKey();
  return Added.Yes;
}

/** A key in DER, or as a COSE_Key. */
export function addKey(p: usize, length: usize): Added {
  if (readPublicKey(p, p + length)) {
    if (keyAlgorithm == KeyAlgorithm.Ed25519) return keep(ED25519, keyPoint);
    return keyAlgorithm == KeyAlgorithm.Ec ? keep(keyCurve, keyPoint) : Added.No;
  }
  return readCoseKey(p, p + length) ? keep(coseCurve, COSE_POINT) : Added.No;
}

/** The key in a PEM block; No when there is none. */
export function addPemKey(p: usize, end: usize): Added {
  const length = nextPem(p, end, "PUBLIC KEY", spki, SPKI_MAX);
  return length > 0 ? addKey(spki, length) : Added.No;
}

/** A decoded string of a JWK, and behind it the bytes that decoding may touch. */
const DECODED_MAX: u32 = 64;
const decoded = memory.data(64 + 16, 16);

/** What the members of one key have said so far. */
let isEc: bool = false;
let isOkp: bool = false;
let curve: i32 = -1;
/** X and Y, 48 bytes apart, and how many bytes each has. */
const COORDINATE: u32 = 48;
const coordinates = memory.data(96, 16);
let xLength: u32 = 0;
let yLength: u32 = 0;
const implementation = memory.data(32, 16);
const instance = memory.data(33, 16);
let hasImplementation: bool = false;
let hasInstance: bool = false;
/** How many keys were kept, and whether all could be. */
let kept: u32 = 0;
let added: Added = Added.Yes;

function forget(): void {
  isEc = isOkp = hasImplementation = hasInstance = false;
  curve = -1;
  xLength = yLength = 0;
}

/** Decodes the base64 of the string read last to `to`. Returns its bytes; 0 when it is none, or too long. */
function takeCoordinate(to: usize): u32 {
  const length = <u32>(json.to - json.from);
  if (length > DECODED_MAX) return 0;
  const size = decodeBase64(json.from, 0, length, decoded);
  if (size <= 0 || <u32>size > COORDINATE) return 0;
  memory.copy(to, decoded, size);
  return size;
}

/** Decodes the hex of the string read last to `to`. Returns false when it does not have that many bytes. */
function takeId(to: usize, size: u32): bool {
  const length = <u32>(json.to - json.from);
  if (length == 2 * size && decodeHex(json.from, 0, length, to) == <i32>size) return true;
  added = Added.No;
  return false;
}

/** The curve whose name is the string read last; -1 when it is none that is known. */
function curveNamed(): i32 {
  if (json.stringIs("Ed25519")) return ED25519;
  return json.stringIs("P-256") ? Curve.P256 : json.stringIs("P-384") ? Curve.P384 : -1;
}

/** A member whose name was just read. */
function takeMember(): void {
  if (json.stringIs("keys")) {
    takeList();
    return forget();
  }
  if (json.stringIs("pkey")) return takeMembers();
  const kty = json.stringIs("kty");
  const crv = json.stringIs("crv");
  const x = json.stringIs("x");
  const y = json.stringIs("y");
  const kind = json.stringIs("implementation-id");
  const one = json.stringIs("instance-id");
  if (json.peek() != 34) return json.skip();
  json.string();
  if (kty) {
    isEc = json.stringIs("EC");
    isOkp = json.stringIs("OKP");
  } else if (crv) curve = curveNamed();
  else if (x) xLength = takeCoordinate(coordinates);
  else if (y) yLength = takeCoordinate(coordinates + COORDINATE);
  else if (kind) hasImplementation = takeId(implementation, IMPLEMENTATION_ID);
  else if (one) hasInstance = takeId(instance, INSTANCE_ID);
}

function takeMembers(): void {
  if (json.object()) while (json.member()) takeMember();
}

/** An object: a key, or a set of keys. */
function takeObject(): void {
  forget();
  takeMembers();
  if (xLength == 0 && yLength == 0) return;
  const edwards = curve == ED25519;
  const size = curve < 0 ? 0 : edwards ? pointBytes(curve) : curveBytes(curve);
  const key = nextTrustedKey();
  if (!(edwards ? isOkp : isEc) || xLength != size || yLength != (edwards ? 0 : size)) added = Added.No;
  else if (!key) added = Added.Full;
  else {
    key.curve = curve;
    memory.copy(key.point, coordinates, size);
    memory.copy(key.point + size, coordinates + COORDINATE, yLength);
    key.hasImplementation = u32(hasImplementation);
    key.hasInstance = u32(hasInstance);
    memory.copy(key.implementation, implementation, IMPLEMENTATION_ID);
    memory.copy(key.instance, instance, INSTANCE_ID);
    keepTrustedKey();
    kept++;
  }
}

function takeList(): void {
  if (json.array()) while (json.element()) takeObject();
}

/** Keys in the JSON of [p, end). No when something is wrong, or when there is none. Changes nothing but the keys. */
export function addJsonKeys(p: usize, end: usize): Added {
  kept = 0;
  added = Added.Yes;
  json.begin(p, end);
  if (json.peek() == 91) takeList();
  else takeObject();
  if (!json.finish() || (added == Added.Yes && kept == 0)) return Added.No;
  return added;
}
