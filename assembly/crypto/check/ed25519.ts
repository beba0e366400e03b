/**
 * An Ed25519 signature that a host asks about; see ecdsa.ts beside this file for where things lie and what the answer is. The
 * key is a SubjectPublicKeyInfo or the bare 32 bytes.
 */
import { INPUT } from "../../arena";
import { Code, fail } from "../../fault";
import { KeyAlgorithm } from "../../formats/algorithm";
import { keyAlgorithm, keyPoint, readEdwards, readPublicKey } from "../../parse/publicKey";
import { SIGNATURE, verifyEd25519 as verify } from "../ed25519/verify";

/** Does the signature of the message hold? There is no digest to ask with: the hash begins with bytes of the signature and the key. */
export function verifyEd25519(keyLength: u32, signatureLength: u32, length: u32): i32 {
  const signature = INPUT + keyLength;
  if (!readEdwards(INPUT, signature) && !readPublicKey(INPUT, signature)) return fail(Code.NoKey);
  if (keyAlgorithm != KeyAlgorithm.Ed25519) return fail(Code.OtherKey);
  return i32(signatureLength == SIGNATURE && verify(keyPoint, signature, signature + SIGNATURE, length));
}
