/** RSA keys as numbers, and signatures of any encoded message: RFC 8017, sections 5.2.1, 9.1.1 and 9.2. */
import { createHash, createPrivateKey, generatePrimeSync, type KeyObject } from "node:crypto";
import { inverse } from "./ecdsaReference.ts";
import { bitsOf, modularPower, toBytes, toNumber } from "./rsaProbe.ts";

/** The hash functions by their numbers. */
export const HASHES = ["sha256", "sha384", "sha512"] as const;

export interface RsaKey {
  bits: number;
  n: bigint;
  e: bigint;
  d: bigint;
  privateKey: KeyObject;
}

/** A key of so many bits, with e = 65537. From primes, since OpenSSL takes odd sizes less exactly. */
export function makeKey(bits: number): RsaKey {
  const e = 65537n;
  const [p, q] = [bits + 1, bits].map((both) => generatePrimeSync(both >> 1, { bigint: true })) as [bigint, bigint];
  const [n, phi] = [p * q, (p - 1n) * (q - 1n)];
  if (bitsOf(n) !== bits || phi % e === 0n) return makeKey(bits);
  const d = inverse(e, phi);
  const parts = { n, e, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) };
  const texts = Object.entries(parts).map(([name, number]) => {
    return [name, toBytes(number, Math.ceil(bitsOf(number) / 8)).toString("base64url")];
  });
  const key = { kty: "RSA", ...Object.fromEntries(texts) };
  return { bits, n, e, d, privateKey: createPrivateKey({ format: "jwk", key }) };
}

export const sizeOf = ({ bits }: { bits: number }) => Math.ceil(bits / 8);

/** The signature that an encoded message is recovered from. */
export function signEncoded(key: RsaKey, encoded: Uint8Array): Buffer {
  const message = toNumber(encoded);
  if (message >= key.n) throw new RangeError("the encoded message is not below n");
  return toBytes(modularPower(message, key.d, key.n), sizeOf(key));
}

export const sha = (hash: number, ...pieces: Uint8Array[]) =>
  pieces.reduce((all, piece) => all.update(piece), createHash(HASHES[hash] as string)).digest();

/** DigestInfo, with what may be wrong with it. */
export function digestInfo(hash: number, digest: Uint8Array, parameters = Buffer.from("0500", "hex")): Buffer {
  const oid = Buffer.from([0x06, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, hash + 1]);
  const algorithm = Buffer.concat([Buffer.from([0x30, oid.length + parameters.length]), oid, parameters]);
  const head = Buffer.from([0x30, algorithm.length + 2 + digest.length]);
  return Buffer.concat([head, algorithm, Buffer.from([4, digest.length]), digest]);
}

/** 0, 1, padding, 0, what is padded. */
export function pkcs1(size: number, info: Uint8Array): Buffer {
  const padding = Buffer.alloc(size - info.length - 3, 0xff);
  return Buffer.concat([Buffer.from([0, 1]), padding, Buffer.from([0]), info]);
}

/** What may be wrong with an encoded message of PSS. */
export interface PssFlaws {
  /** The byte before the salt, instead of 1. */
  separator?: number;
  /** A padding byte that is not zero, by its place; of the first one only the bits that count. */
  padded?: number;
  trailer?: number;
  /** Bits set in the first byte of the encoded message, as long as the modulus. */
  first?: number;
  /** What the digest is made with, instead of eight zeros. */
  zeros?: Uint8Array;
}

/** The encoded message of PSS, as long as the modulus. */
export function pss(bits: number, hash: number, digest: Uint8Array, salt: Uint8Array, flaws: PssFlaws = {}): Buffer {
  const length = Math.ceil((bits - 1) / 8);
  const made = sha(hash, flaws.zeros ?? new Uint8Array(8), digest, salt);
  const block = Buffer.alloc(length - made.length - 1);
  block.set(salt, block.length - salt.length);
  block[block.length - salt.length - 1] = flaws.separator ?? 1;
  if (flaws.padded !== undefined) block[flaws.padded] = 1;
  const mask: Buffer[] = [];
  for (let i = 0; i * made.length < block.length; i++) mask.push(sha(hash, made, toBytes(BigInt(i), 4)));
  const whole = Buffer.concat(mask);
  for (const [i, byte] of block.entries()) block[i] = byte ^ (whole[i] as number);
  block[0] = (block[0] as number) & (0xff >> (8 * length - bits + 1));
  const encoded = Buffer.alloc(Math.ceil(bits / 8));
  const message = Buffer.concat([block, made, Buffer.from([flaws.trailer ?? 0xbc])]);
  encoded.set(message, encoded.length - length);
  encoded[0] = (encoded[0] as number) | (flaws.first ?? 0);
  return encoded;
}
