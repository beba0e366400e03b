/**
 * `tsmkit/crypto`: SHA-2, HMAC, ECDSA, Ed25519 and RSA verification by the core. Everything is synchronous. A check returns whether
 * the signature holds, and throws only when it can't be asked: no key, a key of another kind, a digest of another length.
 */
import { type Core, sharedCore } from "./core.ts";
import { lastFault, tsmError } from "./errors.ts";

/** Hash functions: FIPS 180-4. */
export type HashName = "SHA-256" | "SHA-384" | "SHA-512";

/** Curves: NIST SP 800-186, section 3.2.1. */
export type CurveName = "P-256" | "P-384";

/**
 * How an ECDSA signature is written:
 *
 * - `p1363`: r and s side by side, big-endian, 32 bytes each on P-256 and 48 on P-384. Intel, COSE, JOSE.
 * - `der`: SEQUENCE of two INTEGERs, strictly. X.509.
 * - `snp`: r and s side by side, little-endian, 72 bytes each; alone or as the 512 bytes of the report's signature.
 */
export type SignatureForm = "p1363" | "der" | "snp";

/** What was signed: a message, or its digest by the same hash. */
export type Signed = { message: Uint8Array } | { digest: Uint8Array };

/** An ECDSA signature to check. */
export type EcdsaCheck = Signed & {
  curve: CurveName;
  /** Of a digest longer than the curve's order the leftmost bytes count. */
  hash: HashName;
  /** A SubjectPublicKeyInfo in DER, or a point: X and Y, big-endian, with or without the byte 04 before them. */
  publicKey: Uint8Array;
  signature: Uint8Array;
  form: SignatureForm;
};

/** An Ed25519 signature to check: RFC 8032 section 5.1, without context or prehash. */
export interface Ed25519Check {
  /** A SubjectPublicKeyInfo in DER (RFC 8410), or the bare 32 bytes. */
  publicKey: Uint8Array;
  /** 64 bytes. */
  signature: Uint8Array;
  /** Key, signature and message have 4 MiB at most. */
  message: Uint8Array;
}

/** An RSA signature to check. */
export type RsaCheck = Signed & {
  hash: HashName;
  /** A SubjectPublicKeyInfo in DER; the modulus has 2048 to 4096 bits, the exponent at most 64. */
  publicKey: Uint8Array;
  signature: Uint8Array;
};

/** An RSASSA-PSS signature to check; the mask is MGF1 of the same hash. */
export type RsaPssCheck = RsaCheck & {
  /** Bytes of salt that the signature must have; as many as the digest has, unless told. */
  saltLength?: number;
};

/** Numbers of the core, and bytes of a digest. */
const HASHES: Record<HashName, { id: number; size: number }> = {
  "SHA-256": { id: 0, size: 32 },
  "SHA-384": { id: 1, size: 48 },
  "SHA-512": { id: 2, size: 64 },
};
/** All hash functions. */
export const HASH_NAMES = Object.keys(HASHES) as HashName[];
const CURVES: Record<CurveName, number> = { "P-256": 0, "P-384": 1 };
const FORMS: Record<SignatureForm, number> = { p1363: 0, der: 1, snp: 2 };

/** The entry of a table, or an error that lists its names. */
function chosen<T>(table: Record<string, T>, what: string, name: string): T {
  if (Object.hasOwn(table, name)) return table[name] as T;
  const names = Object.keys(table).join(", ");
  throw tsmError("bad-request", `${what} is ${JSON.stringify(name)}, expected one of ${names}`);
}

/** Throws unless it is bytes. */
function checked(what: string, bytes: Uint8Array): Uint8Array {
  if (bytes instanceof Uint8Array) return bytes;
  throw tsmError("bad-request", `${what} is of type ${bytes === null ? "null" : typeof bytes}, expected a Uint8Array`);
}

/** Hands bytes of any length to the core, as much at once as its input region takes. */
function feed(core: Core, bytes: Uint8Array, update: (length: number) => void): void {
  const most = core.exports.inputMax();
  for (let at = 0; at < bytes.length; at += most) {
    update(core.put(bytes.length > most ? bytes.subarray(at, at + most) : bytes));
  }
}

/** The digest of any number of bytes by a hash function. */
export function digest(hash: HashName, message: Uint8Array): Uint8Array {
  const core = sharedCore();
  core.exports.hashBegin(chosen(HASHES, "hash", hash).id);
  feed(core, checked("message", message), core.exports.hashUpdate);
  return core.bytes(core.exports.hashEnd());
}

/** SHA-256 of any number of bytes: 32 bytes. */
export const sha256 = (message: Uint8Array): Uint8Array => digest("SHA-256", message);
/** SHA-384 of any number of bytes: 48 bytes. */
export const sha384 = (message: Uint8Array): Uint8Array => digest("SHA-384", message);
/** SHA-512 of any number of bytes: 64 bytes. */
export const sha512 = (message: Uint8Array): Uint8Array => digest("SHA-512", message);

/** HMAC (RFC 2104) under a key of any length; as many bytes as the hash has. Compare it in constant time. */
export function hmac({ hash, key, message }: { hash: HashName; key: Uint8Array; message: Uint8Array }): Uint8Array {
  const core = sharedCore();
  const { id } = chosen(HASHES, "hash", hash);
  const size = core.put(checked("key", key));
  if (size < 0)
    throw tsmError("bad-request", `key has ${key.length} bytes, expected ${core.exports.inputMax()} at most`);
  core.exports.hmacBegin(id, size);
  feed(core, checked("message", message), core.exports.hmacUpdate);
  return core.bytes(core.exports.hmacEnd());
}

/** What the core's doors for signatures take behind the numbers of the algorithm. */
type Lengths = [keyLength: number, signatureLength: number, length: number];
type Door = (...signed: [...Lengths, isDigest: number]) => number;

/** Puts key, signature and what was signed behind one another, and asks with their lengths. */
function askAbout(core: Core, parts: Uint8Array[], door: (...lengths: Lengths) => number): boolean {
  let at = 0;
  for (const part of parts) at += core.put(part, at);
  const answer = door(...(parts.map((part) => part.length) as Lengths));
  if (answer < 0) throw lastFault(core);
  return answer === 1;
}

/** Asks about a message, or about its digest where that is given or the message is too long. */
function ask(check: RsaCheck | EcdsaCheck, door: Door): boolean {
  const core = sharedCore();
  const publicKey = checked("publicKey", check.publicKey);
  const signature = checked("signature", check.signature);
  const { size } = chosen(HASHES, "hash", check.hash);
  const before = publicKey.length + signature.length;
  const most = core.exports.inputMax();
  if (before > most - size) throw tsmError("bad-request", `publicKey and signature have ${before} bytes, of ${most}`);
  let isDigest = "digest" in check;
  let signed = isDigest
    ? checked("digest", (check as { digest: Uint8Array }).digest)
    : checked("message", (check as { message: Uint8Array }).message);
  if (isDigest && signed.length !== size) {
    throw tsmError("bad-request", `digest has ${signed.length} bytes, expected ${size} of ${check.hash}`);
  }
  if (signed.length > most - before) {
    signed = digest(check.hash, signed);
    isDigest = true;
  }
  return askAbout(core, [publicKey, signature, signed], (...lengths) => door(...lengths, isDigest ? 1 : 0));
}

/**
 * Does an ECDSA signature hold? A number out of its range, a form that is not kept to and a point that is not on the curve
 * are a no. A key that comes again is checked faster; see {@link forgetKeys}.
 *
 * @throws TsmError `no-key`, `other-key`, `bad-request`.
 */
export function verifyEcdsa(check: EcdsaCheck): boolean {
  const curve = chosen(CURVES, "curve", check.curve);
  const form = chosen(FORMS, "form", check.form);
  const { id } = chosen(HASHES, "hash", check.hash);
  return ask(check, (...rest) => sharedCore().exports.verifyEcdsa(curve, id, form, ...rest));
}

/**
 * Does an Ed25519 signature hold? RFC 8032 section 5.1.7, strictly: S below the order, R and the key as section 5.1.2 encodes them,
 * nothing that only holds times the cofactor. A key that is no such encoding is a no, as are a key and an R of small order.
 *
 * @throws TsmError `no-key`, `other-key`, `bad-request`.
 */
export function verifyEd25519(check: Ed25519Check): boolean {
  const core = sharedCore();
  const parts = (["publicKey", "signature", "message"] as const).map((name) => checked(name, check[name]));
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  const most = core.exports.inputMax();
  if (size > most) throw tsmError("bad-request", `publicKey, signature and message have ${size} bytes, of ${most}`);
  return askAbout(core, parts, core.exports.verifyEd25519);
}

/**
 * Does an RSASSA-PSS signature hold? RFC 8017 section 8.1.
 *
 * @throws TsmError `no-key`, `other-key`, `key-size`, `bad-request`.
 */
export function verifyRsaPss(check: RsaPssCheck): boolean {
  const { id, size } = chosen(HASHES, "hash", check.hash);
  const { saltLength = size } = check;
  if (!Number.isInteger(saltLength) || saltLength < 0 || saltLength > 512) {
    throw tsmError("bad-request", `saltLength is ${saltLength}, expected a whole number from 0 to 512`);
  }
  return ask(check, (...rest) => sharedCore().exports.verifyRsaPss(id, saltLength, ...rest));
}

/**
 * Does an RSASSA-PKCS1-v1_5 signature hold? RFC 8017 section 8.2, with NULL parameters in the DigestInfo.
 *
 * @throws TsmError `no-key`, `other-key`, `key-size`, `bad-request`.
 */
export function verifyRsaPkcs1(check: RsaCheck): boolean {
  const { id } = chosen(HASHES, "hash", check.hash);
  return ask(check, (...rest) => sharedCore().exports.verifyRsaPkcs1(id, ...rest));
}

/** Keys that have tables now: those used often lately, eight at most. */
export const heldKeys = (): number => sharedCore().exports.heldKeys();

/** Forgets all keys that were seen, and their tables. */
export const forgetKeys = (): void => sharedCore().exports.forgetKeys();
