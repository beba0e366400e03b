/** Public keys: SubjectPublicKeyInfo of RFC 5280 section 4.1, with keys of RFC 5480, RFC 3279 and RFC 8410; and bare points. */
import { Curve, curveBytes } from "../crypto/ec/curve";
import { KEY } from "../crypto/ed25519/verify";
import { KeyAlgorithm, keyAlgorithms, namedCurves } from "../formats/algorithm";
import { after, content, is, readUnsigned, Tag } from "./der";
import { algorithm, isNullOrNone, known, parameters, parametersEnd } from "./oid";
import { pssHash, pssSalt, readPssParameters } from "./pssParameters";

/** What the key read last is. */
export let keyAlgorithm: KeyAlgorithm = KeyAlgorithm.None;
/** Of an EC key: its curve, and where X lies, before Y; big-endian. Of an Ed25519 key: where its 32 bytes lie. */
export let keyCurve: u32 = 0;
export let keyPoint: usize = 0;
/** Of an RSA key: where its numbers lie, big-endian without leading zeros, and their bytes. */
export let modulus: usize = 0;
export let modulusLength: u32 = 0;
export let exponent: usize = 0;
export let exponentLength: u32 = 0;
/** Of an RSA key for PSS: the one hash function it is for, -1 for any, and the fewest bytes of salt. */
export let keyHash: i32 = -1;
export let keySalt: u32 = 0;

/** The byte before an uncompressed point: SEC 1, section 2.3.3. */
const UNCOMPRESSED: u8 = 4;

/** Takes the point in [p, end): X and Y, with 4 before them or, where `bare`, without. */
function takePoint(curve: u32, p: usize, end: usize, bare: bool): bool {
  const size = <usize>(2 * curveBytes(curve));
  if (end - p == size + 1 && load<u8>(p) == UNCOMPRESSED) p++;
  else if (!bare || end - p != size) return false;
  keyAlgorithm = KeyAlgorithm.Ec;
  keyCurve = curve;
  keyPoint = p;
  return true;
}

/** Takes RSAPublicKey { modulus, publicExponent }, which must fill [p, end). */
function takeRsa(p: usize, end: usize): bool {
  if (!is(Tag.Sequence, p, end) || after != end || !readUnsigned(content, end)) return false;
  modulus = content;
  modulusLength = <u32>(after - content);
  if (!readUnsigned(after, end) || after != end) return false;
  exponent = content;
  exponentLength = <u32>(after - content);
  return true;
}

/** Reads the bare point in [p, end), whose curve its length tells. Returns false when it is none. */
export function readPoint(p: usize, end: usize): bool {
  return takePoint(Curve.P256, p, end, true) || takePoint(Curve.P384, p, end, true);
}

/** Takes the 32 bytes of an Ed25519 key, which must be all of [p, end). Whether they are those of a point is not asked. */
export function readEdwards(p: usize, end: usize): bool {
  if (end - p != KEY) return false;
  keyAlgorithm = KeyAlgorithm.Ed25519;
  keyPoint = p;
  return true;
}

/** Reads the SubjectPublicKeyInfo that fills [p, end). Returns false when it is none, or of a kind not known here. */
export function readPublicKey(p: usize, end: usize): bool {
  if (!is(Tag.Sequence, p, end) || after != end) return false;
  const row = algorithm(keyAlgorithms, content, end);
  if (!row) return false;
  const from = parameters;
  const to = parametersEnd;
  if (!is(Tag.BitString, to, end) || after != end || content == end || load<u8>(content) != 0) return false;
  const bits = content + 1;
  keyAlgorithm = <KeyAlgorithm>row.at;
  keyHash = -1;
  keySalt = 0;
  if (keyAlgorithm == KeyAlgorithm.Ec) {
    if (!is(Tag.Oid, from, to) || after != to) return false;
    const curve = known(namedCurves, content, after);
    return curve != null && takePoint(curve.at, bits, end, false);
  }
  // RFC 8410 section 3: no parameters.
  if (keyAlgorithm == KeyAlgorithm.Ed25519) return from == to && readEdwards(bits, end);
  if (keyAlgorithm == KeyAlgorithm.RsaPss && from < to) {
    if (!readPssParameters(from, to)) return false;
    keyHash = pssHash;
    keySalt = pssSalt;
  } else if (!isNullOrNone()) return false;
  return takeRsa(bits, end);
}
