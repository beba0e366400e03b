/** Public areas of TPM storage keys, as endorsement keys are: RSA, and ECC on P-256 and P-384, protecting with AES-CFB. */
import { Code, fail } from "../fault";
import * as tpm from "../formats/tpmPublic";
import { CURVE_P256, CURVE_P384, TpmAlg } from "../formats/tpmPublic";
import { entryOf, Row, sizeOf } from "../layout";
import { add, base, need } from "./sections";

/** Exponent of keys whose area says another one than 0. */
const EXPONENT: u32 = 65537;

/** Bytes of a digest of the name algorithm of the area at p; 0 for one that is not known. */
function digestSize(p: usize): u32 {
  const row = entryOf(tpm.nameAlgs, tpm.nameAlg.be16(p));
  return row ? row.size : 0;
}

/** Does a public area start at p, by its type and its name algorithm? */
export function isPublic(p: usize, length: u32): bool {
  if (length < tpm.objectAttributes.at) return false;
  const type = tpm.type.be16(p);
  return (type == TpmAlg.Rsa || type == TpmAlg.Ecc) && digestSize(p) > 0;
}

/** Fails unless a field of two bytes of the section at `at` holds this. */
function expect(row: Row, at: u32, want: u32): i32 {
  const got = row.be16(base + at);
  return got == want ? 0 : fail(Code.BadValue, at + row.at, got, want, row);
}

/** Fails unless a size of two bytes of the section at `at` is this. */
function expectSize(row: Row, at: u32, want: u32): i32 {
  const got = row.be16(base + at);
  return got == want ? 0 : fail(Code.BadLength, at + row.at, got, want, row);
}

/** Adds what the parameters at `at` begin with: a cipher, and no scheme. */
function addCipher(at: u32, depth: u32): i32 {
  let fault = need(<u64>at + tpm.cipher.size, tpm.cipher);
  if (fault >= 0) fault = expect(tpm.symmetric, at, TpmAlg.Aes);
  if (fault >= 0 && tpm.symmetricBits.be16(base + at) != 256) fault = expect(tpm.symmetricBits, at, 128);
  if (fault >= 0) fault = expect(tpm.symmetricMode, at, TpmAlg.Cfb);
  if (fault >= 0) fault = expect(tpm.scheme, at, TpmAlg.Null);
  return fault < 0 ? fault : add(tpm.cipher, 0, at, tpm.cipher.size, depth);
}

/** The rest of the parameters, and the modulus. Returns where they end, or a fault. */
function rsa(at: u32, depth: u32): i32 {
  let fault = add(tpm.rsaParameters, 0, at, tpm.rsaParameters.size, depth);
  if (fault < 0) return fault;
  const bits = tpm.keyBits.be16(base + at);
  if (bits != 3072 && bits != 4096) fault = expect(tpm.keyBits, at, 2048);
  const exponent = tpm.exponent.be32(base + at);
  if (fault >= 0 && exponent != 0 && exponent != EXPONENT) {
    fault = fail(Code.BadValue, at + tpm.exponent.at, exponent, EXPONENT, tpm.exponent);
  }
  at += tpm.rsaParameters.size;
  const end = at + tpm.modulus.at + bits / 8;
  if (fault >= 0) fault = need(end, tpm.rsaKey);
  if (fault >= 0) fault = expectSize(tpm.modulusSize, at, bits / 8);
  if (fault >= 0) fault = add(tpm.rsaKey, 0, at, end - at, depth);
  return fault < 0 ? fault : <i32>end;
}

/** The rest of the parameters, and the point. Returns where they end, or a fault. */
function ecc(at: u32, depth: u32): i32 {
  let fault = add(tpm.eccParameters, 0, at, tpm.eccParameters.size, depth);
  if (fault < 0) return fault;
  const curve = tpm.curve.be16(base + at);
  if (curve != CURVE_P384) fault = expect(tpm.curve, at, CURVE_P256);
  if (fault >= 0) fault = expect(tpm.kdf, at, TpmAlg.Null);
  at += tpm.eccParameters.size;
  const ySize = curve == CURVE_P384 ? tpm.ySizeP384 : tpm.ySizeP256;
  const bytes = ySize.at - tpm.xSize.size;
  const end = at + sizeOf(tpm.eccPoint, curve);
  if (fault >= 0) fault = need(end, tpm.eccPoint);
  if (fault >= 0) fault = expectSize(tpm.xSize, at, bytes);
  if (fault >= 0) fault = expectSize(ySize, at, bytes);
  if (fault >= 0) fault = add(tpm.eccPoint, curve, at, end - at, depth);
  return fault < 0 ? fault : <i32>end;
}

/** Parses the public area at `at`, of a type and a name algorithm that are known. Returns where it ends, or a fault. */
export function parsePublic(at: u32, depth: u32): i32 {
  let fault = need(<u64>at + tpm.authPolicy.at, tpm.publicArea);
  if (fault < 0) return fault;
  const policy = tpm.authPolicySize.be16(base + at);
  if (policy != 0) fault = expectSize(tpm.authPolicySize, at, digestSize(base + at));
  const end = at + tpm.authPolicy.at + policy;
  if (fault >= 0) fault = add(tpm.publicArea, 0, at, end - at, depth);
  if (fault >= 0) fault = addCipher(end, depth);
  if (fault < 0) return fault;
  const next = end + tpm.cipher.size;
  return tpm.type.be16(base + at) == TpmAlg.Rsa ? rsa(next, depth) : ecc(next, depth);
}
