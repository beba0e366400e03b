/**
 * Algorithms of keys and signatures by their object identifiers: RFC 3279, RFC 4055, RFC 5480, RFC 5758, RFC 8410. In each list an
 * entry's note is the identifier and its text is the identifier's DER.
 */
import { list } from "../layout";

/** What a public key is for. */
export const enum KeyAlgorithm {
  None = 0,
  Ec = 1,
  Rsa = 2,
  /** An RSA key for PSS alone. */
  RsaPss = 3,
  Ed25519 = 4,
}

export const keyAlgorithms = list("keyAlgorithm", "Algorithms of public keys; text = DER of the OID.");
keyAlgorithms.entry(KeyAlgorithm.Ec, "ecPublicKey", "1.2.840.10045.2.1", "2a8648ce3d0201");
keyAlgorithms.entry(KeyAlgorithm.Rsa, "rsaEncryption", "1.2.840.113549.1.1.1", "2a864886f70d010101");
keyAlgorithms.entry(KeyAlgorithm.RsaPss, "rsassaPss", "1.2.840.113549.1.1.10", "2a864886f70d01010a");
keyAlgorithms.entry(KeyAlgorithm.Ed25519, "ed25519", "1.3.101.112", "2b6570");

/** Entry value = number of the curve, as in crypto/ec/curve.ts. */
export const namedCurves = list("namedCurve", "Curves; text = DER of the OID.");
namedCurves.entry(0, "P-256", "1.2.840.10045.3.1.7", "2a8648ce3d030107");
namedCurves.entry(1, "P-384", "1.3.132.0.34", "2b81040022");

/** Entry value = number of the hash function, as in crypto/hash.ts. */
export const hashAlgorithms = list("hashAlgorithm", "Hash functions; text = DER of the OID.");
hashAlgorithms.entry(0, "SHA-256", "2.16.840.1.101.3.4.2.1", "608648016503040201");
hashAlgorithms.entry(1, "SHA-384", "2.16.840.1.101.3.4.2.2", "608648016503040202");
hashAlgorithms.entry(2, "SHA-512", "2.16.840.1.101.3.4.2.3", "608648016503040203");

export const maskFunctions = list("maskFunction", "Mask generation functions; text = DER of the OID.");
maskFunctions.entry(1, "mgf1", "1.2.840.113549.1.1.8", "2a864886f70d010108");

/** How a signature is made. */
export const enum Scheme {
  Ecdsa = 0,
  RsaPkcs1 = 1,
  /** Its hash function stands in its parameters. */
  RsaPss = 2,
  /** It signs the message itself, not its digest; the hash function is that of RFC 8032. */
  Ed25519 = 3,
}

/** Entry value = 4 x scheme + number of the hash function. */
export const signatureAlgorithms = list("signatureAlgorithm", "Algorithms of signatures; value = 4 x scheme + hash function, text = DER of the OID.");
signatureAlgorithms.entry(0, "ecdsaWithSha256", "1.2.840.10045.4.3.2", "2a8648ce3d040302");
signatureAlgorithms.entry(1, "ecdsaWithSha384", "1.2.840.10045.4.3.3", "2a8648ce3d040303");
signatureAlgorithms.entry(2, "ecdsaWithSha512", "1.2.840.10045.4.3.4", "2a8648ce3d040304");
signatureAlgorithms.entry(4, "sha256WithRsa", "1.2.840.113549.1.1.11", "2a864886f70d01010b");
signatureAlgorithms.entry(5, "sha384WithRsa", "1.2.840.113549.1.1.12", "2a864886f70d01010c");
signatureAlgorithms.entry(6, "sha512WithRsa", "1.2.840.113549.1.1.13", "2a864886f70d01010d");
signatureAlgorithms.entry(8, "rsassaPssSignature", "1.2.840.113549.1.1.10", "2a864886f70d01010a");
signatureAlgorithms.entry(14, "ed25519Signature", "1.3.101.112", "2b6570");

/** How the bytes of an ECDSA signature are written. */
export const enum SignatureForm {
  P1363 = 0,
  Der = 1,
  Snp = 2,
}

export const signatureForms = list("signatureForm", "Forms of an ECDSA signature.");
signatureForms.entry(SignatureForm.P1363, "p1363", "r and s side by side, big-endian, each as long as the curve's order: IEEE P1363.");
signatureForms.entry(SignatureForm.Der, "der", "SEQUENCE of the INTEGERs r and s: RFC 3279 section 2.2.3.");
signatureForms.entry(SignatureForm.Snp, "snp", "r and s side by side, little-endian, 72 bytes each: AMD 56860, table of the report's signature.");
