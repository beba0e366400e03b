/**
 * Whether what is signed was signed with the key of a certificate. What holds is remembered, so that the public key of a
 * chain that comes again is not used again: a chain is checked once, and its times every time.
 */
import { equal } from "../bytes";
import { curveBytes } from "../crypto/ec/curve";
import { verify } from "../crypto/ec/verify";
import { SIGNATURE, verifyEd25519 } from "../crypto/ed25519/verify";
import { digest, digestSize, Hash, Hasher } from "../crypto/hash";
import { verifyPkcs1 } from "../crypto/rsa/pkcs1";
import { verifyPss } from "../crypto/rsa/pss";
import { KeyAlgorithm, Scheme, SignatureForm } from "../formats/algorithm";
import { readSignature } from "../parse/signature";
import { Signed } from "./envelope";
import { Certificate } from "./record";

/** Answers remembered at most; the oldest gives way. */
const HELD_MAX: u32 = 64;
/** SHA-256 over key, signature, its algorithm and the digest of what was signed, of each answer. */
const KEY: u32 = 32;
const held = memory.data(64 * 32, 16);
let count: u32 = 0;

const hasher = changetype<Hasher>(memory.data(offsetof<Hasher>(), 16));
const DIGEST: usize = memory.data(64, 16);
const ASKED: usize = memory.data(32, 16);
/** r and s. */
const RS: usize = memory.data(2 * 48, 16);

/** How often all was forgotten: what a record notes holds until the next time. */
let forgotten: u64 = 0;

/** Forgets which signatures held. */
export function forgetSignatures(): void {
  count = 0;
  forgotten++;
}

/** What is noted where a signature of this issuer was found to hold. */
export function stampOf(issuer: Certificate): u64 {
  return (forgotten << 32) | issuer.id;
}

/** Notes that it was signed with the issuer's key, where that is known without the key. */
export function noteSignedBy(signed: Signed, issuer: Certificate): void {
  signed.signedBy = stampOf(issuer);
}

/** Was it signed with the issuer's key? Whether the issuer may sign it is not asked. */
export function isSignedBy(signed: Signed, issuer: Certificate): bool {
  if (signed.signedBy == stampOf(issuer)) return true;
  if (!fits(signed, issuer) || !isKnownOrHolds(signed, issuer)) return false;
  noteSignedBy(signed, issuer);
  return true;
}

/** The same without remembering, for a key that is in no certificate: of the record only the key's members count. */
export function holdsUnder(signed: Signed, key: Certificate): bool {
  if (!fits(signed, key)) return false;
  digest(signed.hash, signed.tbs, signed.tbsEnd - signed.tbs, DIGEST);
  return holds(signed, key);
}

/** The same for records that were not asked about before: what they say may have been. */
function isKnownOrHolds(signed: Signed, issuer: Certificate): bool {
  digest(signed.hash, signed.tbs, signed.tbsEnd - signed.tbs, DIGEST);
  // What the signature's hash function tells apart need not be hashed by another, least of all long lists.
  hasher.begin(Hash.Sha256);
  hasher.update(issuer.spki, issuer.spkiEnd - issuer.spki);
  hasher.update(signed.algorithm, signed.derEnd - signed.algorithm);
  hasher.update(DIGEST, digestSize(signed.hash));
  hasher.end(ASKED);
  if (isHeld()) return true;
  if (!holds(signed, issuer)) return false;
  memory.copy(held + KEY * (count++ % HELD_MAX), ASKED, KEY);
  return true;
}

function isHeld(): bool {
  for (let i: u32 = 0; i < min(count, HELD_MAX); i++) {
    if (equal(held + KEY * i, ASKED, KEY)) return true;
  }
  return false;
}

/** Is the algorithm one for the issuer's key? */
function fits(signed: Signed, issuer: Certificate): bool {
  const algorithm = issuer.keyAlgorithm;
  if (signed.scheme == Scheme.Ecdsa) return algorithm == KeyAlgorithm.Ec;
  if (signed.scheme == Scheme.Ed25519) return algorithm == KeyAlgorithm.Ed25519;
  if (algorithm == KeyAlgorithm.Rsa) return true;
  if (algorithm != KeyAlgorithm.RsaPss || signed.scheme != Scheme.RsaPss) return false;
  // RFC 4055 section 3.3: the parameters of the key bind the signature, which may have more salt.
  return issuer.keyHash < 0 || (issuer.keyHash == <i32>signed.hash && signed.salt >= issuer.keySalt);
}

/** Does the signature over {@link DIGEST}, or over what it is the digest of, hold? */
function holds(signed: Signed, issuer: Certificate): bool {
  const hash = signed.hash;
  const at = signed.signature;
  const length = <u32>(signed.signatureEnd - at);
  if (signed.scheme == Scheme.Ecdsa) {
    const curve = issuer.keyCurve;
    if (!readSignature(SignatureForm.Der, at, length, RS, curveBytes(curve))) return false;
    return verify(curve, issuer.keyPoint, RS, DIGEST, digestSize(hash));
  }
  if (signed.scheme == Scheme.Ed25519) {
    return length == SIGNATURE && verifyEd25519(issuer.keyPoint, at, signed.tbs, signed.tbsEnd - signed.tbs);
  }
  const n = issuer.modulus;
  const e = issuer.exponent;
  return signed.scheme == Scheme.RsaPss
    ? verifyPss(hash, n, issuer.modulusLength, e, issuer.exponentLength, at, length, DIGEST, signed.salt)
    : verifyPkcs1(hash, n, issuer.modulusLength, e, issuer.exponentLength, at, length, DIGEST);
}
