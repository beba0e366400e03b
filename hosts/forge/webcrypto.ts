/** WebCrypto in the few words the forge needs. Bytes in, bytes out; the same in browsers, Deno and Node. */

/** Gives `length` unpredictable bytes, or, in a test that must repeat itself, predictable ones. */
export type Random = (length: number) => Uint8Array;

/** Random bytes of the platform. */
export const systemRandom: Random = (length) => crypto.getRandomValues(new Uint8Array(length));

/** Curves of the signing keys. */
export type Curve = "P-256" | "P-384";
/** What a signing key is of: a curve for ECDSA, or Ed25519. */
export type KeyKind = Curve | "Ed25519";
/** Digests in use. */
export type Digest = "SHA-1" | "SHA-256" | "SHA-384" | "SHA-512";

const source = (bytes: Uint8Array) => bytes as Uint8Array<ArrayBuffer>;

/** Bytes as one unsigned big-endian number. */
export function toBigInt(bytes: Uint8Array): bigint {
  return bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

/** The digest of some bytes. */
export async function digest(name: Digest, bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest(name, source(bytes)));
}

/** A key pair on a curve, with the public key as SubjectPublicKeyInfo. */
export interface KeyPair {
  privateKey: CryptoKey;
  spki: Uint8Array;
}

async function keyPair({ privateKey, publicKey }: CryptoKeyPair): Promise<KeyPair> {
  return { privateKey, spki: new Uint8Array(await crypto.subtle.exportKey("spki", publicKey)) };
}

/** Makes a key pair. WebCrypto takes its own randomness for it, and for every signature. */
export async function generateKey(kind: KeyKind): Promise<KeyPair> {
  const algorithm = kind === "Ed25519" ? { name: kind } : { name: "ECDSA", namedCurve: kind };
  return keyPair((await crypto.subtle.generateKey(algorithm, false, ["sign", "verify"])) as CryptoKeyPair);
}

const PKCS1 = "RSASSA-PKCS1-v1_5";
const PSS = { name: "RSA-PSS", hash: "SHA-384" };

/** Makes an RSA key pair for an authority of AMD's form; 4096 bits, AMD's length, take a second or more. */
export async function generateRsaKey(modulusLength = 4096): Promise<KeyPair> {
  const algorithm = { ...PSS, modulusLength, publicExponent: Uint8Array.of(1, 0, 1) };
  return keyPair(await crypto.subtle.generateKey(algorithm, true, ["sign"]));
}

/** Makes an RSA key pair for RSASSA-PKCS1-v1_5 with SHA-256, as virtual TPMs have it, with the public key as a JWK. */
export async function generatePkcs1Key(modulusLength: number): Promise<{ privateKey: CryptoKey; jwk: JsonWebKey }> {
  const algorithm = { name: PKCS1, hash: "SHA-256", modulusLength, publicExponent: Uint8Array.of(1, 0, 1) };
  const { privateKey, publicKey } = await crypto.subtle.generateKey(algorithm, false, ["sign", "verify"]);
  return { privateKey, jwk: await crypto.subtle.exportKey("jwk", publicKey) };
}

/** Signs with such a key. */
export async function signPkcs1(key: CryptoKey, bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.sign(PKCS1, key, source(bytes)));
}

/** Imports the PKCS #8 private key of a curve. */
export function importEcKey(pkcs8: Uint8Array, namedCurve: Curve): Promise<CryptoKey> {
  return crypto.subtle.importKey("pkcs8", source(pkcs8), { name: "ECDSA", namedCurve }, false, ["sign"]);
}

/** Imports an RSA private key in PKCS #8, for RSASSA-PSS with SHA-384. It may leave again, to sign with other digests. */
export function importRsaKey(pkcs8: Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey("pkcs8", source(pkcs8), PSS, true, ["sign"]);
}

/** Signs with ECDSA: R and S side by side, big-endian, each as long as the curve's order. */
export async function signEcdsa(key: CryptoKey, hash: Digest, bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.sign({ name: "ECDSA", hash }, key, source(bytes)));
}

/** Signs with Ed25519: 64 bytes. */
export async function signEd25519(key: CryptoKey, bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.sign({ name: "Ed25519" }, key, source(bytes)));
}

/** Signs with RSASSA-PSS, MGF1 with the same digest. WebCrypto ties an RSA key to one digest: other ones need it anew. */
export async function signPss(
  key: CryptoKey,
  bytes: Uint8Array,
  hash: Digest,
  saltLength: number,
): Promise<Uint8Array> {
  let signer = key;
  if ((key.algorithm as RsaHashedKeyAlgorithm).hash.name !== hash) {
    const pkcs8 = await crypto.subtle.exportKey("pkcs8", key);
    signer = await crypto.subtle.importKey("pkcs8", pkcs8, { ...PSS, hash }, false, ["sign"]);
  }
  return new Uint8Array(await crypto.subtle.sign({ name: "RSA-PSS", saltLength }, signer, source(bytes)));
}

/** Bytes as base64. */
export function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

/** The bytes of some base64. */
export function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}
