/**
 * The public area of a TPM's storage key, such as an endorsement key (EK): TPMT_PUBLIC, all integers big-endian.
 * Source: TCG TPM 2.0 Library, Part 2: Structures, section 12.2.4 and the structures it is made of; TCG EK Credential Profile
 * 2.5, annex B, for what an EK has.
 */
import { layout, list } from "../layout";

/** Algorithms, by Part 2 section 6.3. */
export const enum TpmAlg {
  Rsa = 0x0001,
  Aes = 0x0006,
  Sha256 = 0x000b,
  Sha384 = 0x000c,
  Sha512 = 0x000d,
  Null = 0x0010,
  Ecc = 0x0023,
  Cfb = 0x0043,
}

/** Curves, by Part 2 section 6.4; layout versions of {@link eccPoint}. */
export const CURVE_P256: u8 = 3;
export const CURVE_P384: u8 = 4;

/** Bits of objectAttributes, by Part 2 section 8.3. */
export const enum KeyAttribute {
  FixedTpm = 1,
  FixedParent = 4,
  SensitiveDataOrigin = 5,
  Restricted = 16,
  Decrypt = 17,
  Sign = 18,
}

export const publicArea = layout("tpmPublic", 0, "TPM 2.0 Part 2 section 12.2.4, TPMT_PUBLIC");
const p = publicArea;
export const type = p.uintBE(0, 2, "type", "Kind of the key.").short().value(TpmAlg.Rsa, "RSA").value(TpmAlg.Ecc, "ECC");
export const nameAlg = p.uintBE(2, 2, "nameAlg", "The hash that the key's name is made with.").value(TpmAlg.Sha256, "SHA-256").value(TpmAlg.Sha384, "SHA-384").value(TpmAlg.Sha512, "SHA-512");
export const objectAttributes = p
  .uintBE(4, 4, "objectAttributes", "What the key is for, and what may be done with it.")
  .short()
  .bit(KeyAttribute.FixedTpm, "fixedTpm", "It can't leave its TPM.")
  .bit(2, "stClear", "It can't be used after a restart.")
  .bit(KeyAttribute.FixedParent, "fixedParent", "It can't be moved to another parent.")
  .bit(KeyAttribute.SensitiveDataOrigin, "sensitiveDataOrigin", "The TPM made its private part.")
  .bit(6, "userWithAuth", "Its password is enough to use it.")
  .bit(7, "adminWithPolicy", "Administration takes its policy.")
  .bit(10, "noDa", "Guessing its password locks nothing.")
  .bit(11, "encryptedDuplication", "When it is moved it is encrypted.")
  .bit(KeyAttribute.Restricted, "restricted", "It works on structures of the TPM only.")
  .bit(KeyAttribute.Decrypt, "decrypt", "It decrypts.")
  .bit(KeyAttribute.Sign, "sign", "It signs.")
  .bit(19, "x509Sign", "It signs certificates.");
export const authPolicySize = p.uintBE(8, 2, "authPolicySize", "Bytes of authPolicy.");
export const authPolicy = p.bytes(10, 0, "authPolicy", "Digest of the policy by which it is used; none when empty.");

export const cipher = layout("tpmCipher", 8, "TPM 2.0 Part 2 sections 12.2.3.5 and 12.2.3.6, what parameters of RSA and ECC begin with");
export const symmetric = cipher.uintBE(0, 2, "symmetric", "Cipher of what the key protects.").value(TpmAlg.Aes, "AES");
export const symmetricBits = cipher.uintBE(2, 2, "symmetricBits", "Bits of the cipher's key.");
export const symmetricMode = cipher.uintBE(4, 2, "symmetricMode", "Mode of the cipher.").value(TpmAlg.Cfb, "CFB");
export const scheme = cipher.uintBE(6, 2, "scheme", "Scheme that the key is bound to.").value(TpmAlg.Null, "none");

export const rsaParameters = layout("tpmRsaParameters", 6, "TPM 2.0 Part 2 section 12.2.3.5, TPMS_RSA_PARMS behind its cipher");
export const keyBits = rsaParameters.uintBE(0, 2, "keyBits", "Bits of the modulus.").short();
export const exponent = rsaParameters.uintBE(2, 4, "exponent", "Public exponent; 0 stands for 65537.");

export const eccParameters = layout("tpmEccParameters", 4, "TPM 2.0 Part 2 section 12.2.3.6, TPMS_ECC_PARMS behind its cipher");
export const curve = eccParameters.uintBE(0, 2, "curve", "Curve of the point.").short().value(CURVE_P256, "NIST P-256").value(CURVE_P384, "NIST P-384");
export const kdf = eccParameters.uintBE(2, 2, "kdf", "How the key derives others.").value(TpmAlg.Null, "none");

export const rsaKey = layout("tpmRsaKey", 0, "TPM 2.0 Part 2 section 11.2.4.5, TPM2B_PUBLIC_KEY_RSA");
export const modulusSize = rsaKey.uintBE(0, 2, "modulusSize", "Bytes of the modulus.");
export const modulus = rsaKey.bytes(2, 0, "modulus", "The modulus, big-endian.");

/** Layout versions are curves. */
export const eccPoint = layout("tpmEccPoint", 0, "TPM 2.0 Part 2 section 11.2.5.2, TPMS_ECC_POINT");
export const xSize = eccPoint.uintBE(0, 2, "xSize", "Bytes of x.").from(CURVE_P256);
eccPoint.bytes(2, 32, "x", "X of the point, big-endian.").from(CURVE_P256).upTo(CURVE_P256);
export const ySizeP256 = eccPoint.uintBE(34, 2, "ySize", "Bytes of y.").from(CURVE_P256).upTo(CURVE_P256);
eccPoint.bytes(36, 32, "y", "Y of the point, big-endian.").from(CURVE_P256).upTo(CURVE_P256);
eccPoint.bytes(2, 48, "x", "X of the point, big-endian.").from(CURVE_P384);
export const ySizeP384 = eccPoint.uintBE(50, 2, "ySize", "Bytes of y.").from(CURVE_P384);
eccPoint.bytes(52, 48, "y", "Y of the point, big-endian.").from(CURVE_P384);

/** Bytes of digests, by algorithm: extra. */
export const nameAlgs = list("tpmNameAlgorithm", "Hashes that names of TPM keys are made with; extra = bytes of a digest.");
nameAlgs.entry(TpmAlg.Sha256, "SHA-256", "Names begin with 000b.", "", 32);
nameAlgs.entry(TpmAlg.Sha384, "SHA-384", "Names begin with 000c.", "", 48);
nameAlgs.entry(TpmAlg.Sha512, "SHA-512", "Names begin with 000d.", "", 64);
