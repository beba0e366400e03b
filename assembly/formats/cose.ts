/** COSE: signed messages of one signer, and keys. Source: RFC 9052 sections 3.1, 4.2 and 7; RFC 9053 sections 2 and 7. */
import { layout, list } from "../layout";
import { Shape } from "./found";

/** Tags: of COSE_Sign1, and of a CBOR web token (RFC 8392 section 6), which may stand before it. */
export const enum CoseTag {
  Sign1 = 18,
  Cwt = 61,
}

/** Algorithms, by their numbers at IANA; RFC 9053 section 2, RFC 9864 section 2.2. */
export const enum CoseAlgorithm {
  Es256 = -7,
  EdDsa = -8,
  Ed25519 = -19,
  Es384 = -35,
  Es512 = -36,
}

const STRING: u32 = 4095;

/** What is said in the protected header, which is signed. */
export const coseHeader = layout("coseHeader", 0, "RFC 9052 section 3.1, protected header");
export const alg = coseHeader
  .claim(1, Shape.Integer, 0, 0, "alg", "Algorithm of the signature.")
  .optional()
  .short()
  .value(<u32>CoseAlgorithm.Es256, "ES256", "ECDSA with SHA-256.")
  .value(<u32>CoseAlgorithm.EdDsa, "EdDSA", "EdDSA.")
  .value(<u32>CoseAlgorithm.Ed25519, "Ed25519", "EdDSA on Ed25519.")
  .value(<u32>CoseAlgorithm.Es384, "ES384", "ECDSA with SHA-384.")
  .value(<u32>CoseAlgorithm.Es512, "ES512", "ECDSA with SHA-512.");
export const crit = coseHeader.claim(2, Shape.Parts, 0, 0, "crit", "Labels that must be understood.").optional();
coseHeader.claim(4, Shape.Bytes, 0, STRING, "kid", "Tells the signer's key.").optional();

/** Labels of COSE_Key. */
export const enum KeyLabel {
  Type = 1,
  Curve = -1,
  X = -2,
  Y = -3,
}

/** Types of keys: with one coordinate, and with two. */
export const OKP: i64 = 1;
export const EC2: i64 = 2;

/** Stands for Ed25519 beside the numbers of crypto/ec/curve.ts. */
export const ED25519: u32 = 2;

/** Entry value = number of the curve at IANA, extra = that of crypto/ec/curve.ts, or {@link ED25519}. */
export const coseCurves = list("coseCurve", "Curves of COSE keys; extra = number of the curve in the core.");
coseCurves.entry(1, "P-256", "NIST P-256.", "", 0);
coseCurves.entry(2, "P-384", "NIST P-384.", "", 1);
coseCurves.entry(6, "Ed25519", "Edwards25519, for signatures.", "", ED25519);
