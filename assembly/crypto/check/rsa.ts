/**
 * An RSA signature that a host asks about; see ecdsa.ts beside this file for where things lie and what the answer is. The
 * key is a SubjectPublicKeyInfo.
 */
import { INPUT } from "../../arena";
import { Code, fail } from "../../fault";
import { KeyAlgorithm } from "../../formats/algorithm";
import {
  exponent,
  exponentLength,
  keyAlgorithm,
  keyHash,
  keySalt,
  modulus,
  modulusLength,
  readPublicKey,
} from "../../parse/publicKey";
import { BITS_MAX, BITS_MIN, bitsOf } from "../rsa/message";
import { verifyPkcs1 } from "../rsa/pkcs1";
import { verifyPss } from "../rsa/pss";
import { DIGEST, prepare } from "./message";

/** Bits of an exponent at most. */
const EXPONENT_MAX: u32 = 64;

/** Reads the key of the question. Returns 0, or a fault. */
function readRsa(end: usize): i32 {
  if (!readPublicKey(INPUT, end)) return fail(Code.NoKey);
  if (keyAlgorithm != KeyAlgorithm.Rsa && keyAlgorithm != KeyAlgorithm.RsaPss) return fail(Code.OtherKey);
  const bits = bitsOf(modulus, modulusLength);
  if (bits < BITS_MIN) return fail(Code.KeySize, 0, bits, BITS_MIN);
  if (bits > BITS_MAX) return fail(Code.KeySize, 0, bits, BITS_MAX);
  const odd = load<u8>(modulus + modulusLength - 1) & load<u8>(exponent + exponentLength - 1) & 1;
  const exponentBits = bitsOf(exponent, exponentLength);
  if (!odd || exponentBits < 2 || exponentBits > EXPONENT_MAX) return fail(Code.KeySize);
  return 0;
}

/** RSASSA-PSS with MGF1 of the same hash function; the salt must have `saltLength` bytes. */
export function verifyRsaPss(
  hash: u32,
  saltLength: u32,
  keyLength: u32,
  signatureLength: u32,
  length: u32,
  isDigest: bool,
): i32 {
  const signature = INPUT + keyLength;
  const fault = readRsa(signature);
  if (fault < 0) return fault;
  const digested = prepare(hash, signature + signatureLength, length, isDigest);
  if (digested < 0) return digested;
  if (keyHash >= 0 && (keyHash != <i32>hash || saltLength < keySalt)) return fail(Code.OtherKey);
  const n = modulus;
  return i32(
    verifyPss(hash, n, modulusLength, exponent, exponentLength, signature, signatureLength, DIGEST, saltLength),
  );
}

/** RSASSA-PKCS1-v1_5. */
export function verifyRsaPkcs1(hash: u32, keyLength: u32, signatureLength: u32, length: u32, isDigest: bool): i32 {
  const signature = INPUT + keyLength;
  const fault = readRsa(signature);
  if (fault < 0) return fault;
  if (keyAlgorithm == KeyAlgorithm.RsaPss) return fail(Code.OtherKey);
  const digested = prepare(hash, signature + signatureLength, length, isDigest);
  if (digested < 0) return digested;
  return i32(verifyPkcs1(hash, modulus, modulusLength, exponent, exponentLength, signature, signatureLength, DIGEST));
}
