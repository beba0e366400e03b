/**
 * An ECDSA signature that a host asks about. Key, signature and message lie one behind the other in the input region. The
 * answer is 1 when the signature holds, 0 when not, and a fault when the question can't be asked.
 */
import { INPUT } from "../../arena";
import { Code, fail } from "../../fault";
import { KeyAlgorithm, SignatureForm } from "../../formats/algorithm";
import { keyAlgorithm, keyCurve, keyPoint, readPoint, readPublicKey } from "../../parse/publicKey";
import { readSignature } from "../../parse/signature";
import { curveBytes } from "../ec/curve";
import { verify } from "../ec/verify";
import { DIGEST, prepare } from "./message";

const RS: usize = memory.data(96, 16);

/**
 * Does the signature in this form hold on this curve? `length` is that of the message or, with `isDigest`, of its digest.
 * The key is a SubjectPublicKeyInfo or a bare point.
 */
export function verifyEcdsa(
  curve: u32,
  hash: u32,
  form: u32,
  keyLength: u32,
  signatureLength: u32,
  length: u32,
  isDigest: bool,
): i32 {
  const size = curveBytes(curve);
  if (size == 0 || form > <u32>SignatureForm.Snp) return fail(Code.BadRequest);
  const signature = INPUT + keyLength;
  if (!readPoint(INPUT, signature) && !readPublicKey(INPUT, signature)) return fail(Code.NoKey);
  if (keyAlgorithm != KeyAlgorithm.Ec || keyCurve != curve) return fail(Code.OtherKey);
  const digested = prepare(hash, signature + signatureLength, length, isDigest);
  if (digested < 0) return digested;
  if (!readSignature(form, signature, signatureLength, RS, size)) return 0;
  return i32(verify(curve, keyPoint, RS, DIGEST, digested));
}
