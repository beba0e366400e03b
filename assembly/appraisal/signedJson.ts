/** Whether a value of Intel's was signed with the key of a certificate: ECDSA P-256 with SHA-256, r and s side by side. */
import { Curve } from "../crypto/ec/curve";
import { verify } from "../crypto/ec/verify";
import { digest, Hash } from "../crypto/hash";
import { Certificate } from "../x509/record";
import { stampOf } from "../x509/signed";
import { SignedJson } from "./endorsements";

const DIGEST: usize = memory.data(32, 16);

/** Does the signature over its exact bytes hold? A value that is asked about again is not checked again. */
export function isSignedRaw(signer: Certificate, value: SignedJson): bool {
  if (value.signedBy == stampOf(signer)) return true;
  digest(Hash.Sha256, value.from, value.to - value.from, DIGEST);
  if (!verify(Curve.P256, signer.keyPoint, value.signature, DIGEST, 32)) return false;
  value.signedBy = stampOf(signer);
  return true;
}
