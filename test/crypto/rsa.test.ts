/**
 * RSA signatures: those that node:crypto makes, and what must be refused. Wycheproof's are in wycheproof.test.ts, numbers
 * modulo n in rsaModular.test.ts.
 */
import { constants, sign } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { randomBytes, seeded } from "../random.ts";
import { describeBuilds } from "./fieldProbe.ts";
import {
  digestInfo,
  HASHES,
  makeKey,
  type PssFlaws,
  pkcs1,
  pss,
  type RsaKey,
  sha,
  signEncoded,
  sizeOf,
} from "./rsaForge.ts";
import { type RsaProbe, type RsaSigned, rsaProbe, toBytes, toNumber } from "./rsaProbe.ts";

/** Of 2049 bits the encoded message of PSS has a byte less than n. */
const SIZES = [2048, 2049, 2052, 3072, 4096];
const KEYS = new Map(SIZES.map((bits) => [bits, makeKey(bits)]));
const keyOf = (bits: number) => KEYS.get(bits) as RsaKey;
const message = new TextEncoder().encode("a message");

const numbers = (key: RsaKey) => ({ n: toBytes(key.n, sizeOf(key)), e: toBytes(key.e, 3) });
const signed = (key: RsaKey, hash: number, signature: Uint8Array): RsaSigned => ({
  ...numbers(key),
  hash,
  signature,
  digest: sha(hash, message),
});
const nodePss = (key: RsaKey, hash: number, saltLength: number) =>
  sign(HASHES[hash], message, { key: key.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength });
const nodePkcs1 = (key: RsaKey, hash: number) => sign(HASHES[hash], message, key.privateKey);

describeBuilds((build, share) => {
  let core: RsaProbe;
  const random = seeded(41);
  beforeAll(async () => {
    core = await rsaProbe(build);
  });

  describe.each(share === 1 ? SIZES : [2048, 2049])("a key of %i bits", (bits) => {
    const key = keyOf(bits);

    test.each([0, 1, 2])("signatures with hash function %i", (hash) => {
      const size = 32 + 16 * hash;
      const wrongDigest = (rsa: RsaSigned) => ({ ...rsa, digest: sha(hash, rsa.digest) });
      const largest = Math.ceil((bits - 1) / 8) - size - 2;
      for (const salt of [0, size, 20, largest]) {
        const rsa = signed(key, hash, nodePss(key, hash, salt));
        expect(core.verifyPss(rsa, salt), `salt of ${salt}`).toBe(true);
        expect(core.verifyPss(wrongDigest(rsa), salt)).toBe(false);
        expect(core.verifyPss({ ...rsa, hash: (hash + 1) % 3 }, salt)).toBe(false);
        expect(core.verifyPkcs1(rsa)).toBe(false);
        for (const other of [0, salt - 1, salt + 1, size + 1, largest + 1, 2 ** 31, 2 ** 32 - 1])
          if (other !== salt) expect(core.verifyPss(rsa, other), `salt of ${salt}, not ${other}`).toBe(false);
      }
      const rsa = signed(key, hash, nodePkcs1(key, hash));
      expect(core.verifyPkcs1(rsa)).toBe(true);
      expect(core.verifyPkcs1(wrongDigest(rsa))).toBe(false);
      expect(core.verifyPkcs1({ ...rsa, hash: (hash + 1) % 3 })).toBe(false);
      expect(core.verifyPss(rsa, size)).toBe(false);
    });

    test("any byte of a signature changed", () => {
      const [own, other] = [nodePss(key, 1, 48), nodePkcs1(key, 0)];
      for (let i = 0; i < own.length; i += share === 1 ? 1 : 17) {
        const change = 1 + Math.floor(random() * 255);
        for (const signature of [own, other]) signature[i] = (signature[i] as number) ^ change;
        expect(core.verifyPss(signed(key, 1, own), 48), `byte ${i}`).toBe(false);
        expect(core.verifyPkcs1(signed(key, 0, other)), `byte ${i}`).toBe(false);
        for (const signature of [own, other]) signature[i] = (signature[i] as number) ^ change;
      }
      expect(core.verifyPss(signed(key, 1, own), 48) && core.verifyPkcs1(signed(key, 0, other))).toBe(true);
    });

    test("signatures out of range, and of other lengths", () => {
      const size = sizeOf(key);
      const signature = nodePkcs1(key, 0);
      const refused = (bytes: Uint8Array) => {
        expect(core.verifyPkcs1(signed(key, 0, bytes))).toBe(false);
        expect(core.verifyPss(signed(key, 0, bytes), 32)).toBe(false);
      };
      for (const number of [0n, 1n, key.n - 1n, key.n]) refused(toBytes(number, size));
      const above = toNumber(signature) + key.n;
      // It fits whatever the signature is where n has one bit more than whole bytes.
      if (above < 2n ** BigInt(8 * size)) refused(toBytes(above, size));
      else expect(bits % 8).not.toBe(1);
      refused(Buffer.concat([new Uint8Array(1), signature]));
      refused(Buffer.concat([signature, new Uint8Array(1)]));
      refused(signature.subarray(1));
      refused(signature.subarray(0, -1));
      refused(new Uint8Array(0));
    });
  });

  test("keys of other sizes, and hash functions that are none", () => {
    const rsa = signed(keyOf(2048), 0, nodePkcs1(keyOf(2048), 0));
    expect(core.verifyPkcs1(rsa)).toBe(true);
    expect(core.verifyPkcs1({ ...rsa, e: toBytes(65537n, 8) })).toBe(true);
    const zero = new Uint8Array(1);
    const two = (bits: number) => toBytes(2n ** BigInt(bits - 1) + 1n, Math.ceil(bits / 8));
    // One is a signature of one under any key: what is said of it is said of the key.
    const one = (n: Uint8Array) => ({ n, signature: toBytes(1n, n.length) });
    const others: Partial<RsaSigned>[] = [
      { hash: 3 },
      { hash: 2 ** 32 - 1 },
      { e: new Uint8Array(0) },
      { e: zero },
      { e: toBytes(1n, 1) },
      { e: toBytes(65536n, 3) },
      { e: toBytes(65537n, 9) },
      { n: Buffer.concat([zero, rsa.n]) },
      { n: Buffer.concat([zero, rsa.n]), signature: Buffer.concat([zero, rsa.signature]) },
      { n: toBytes(toNumber(rsa.n) - 1n, 256) },
      one(two(2047)),
      one(two(1024)),
      one(two(4097)),
      one(two(4104)),
      one(new Uint8Array(256)),
    ];
    for (const other of others) {
      expect(core.verifyPkcs1({ ...rsa, ...other })).toBe(false);
      expect(core.verifyPss({ ...rsa, ...other }, 32)).toBe(false);
    }
  });

  test.each([0, 1, 2])("forged PKCS#1 paddings of hash function %i", (hash) => {
    const key = keyOf(2048);
    const size = sizeOf(key);
    const digest = sha(hash, message);
    const info = digestInfo(hash, digest);
    const good = pkcs1(size, info);
    const accepts = (encoded: Uint8Array) => core.verifyPkcs1(signed(key, hash, signEncoded(key, encoded)));
    expect(accepts(good)).toBe(true);

    const changed = (at: number, byte: number) => Buffer.from(good).fill(byte, at, at + 1);
    const short = (garbage: number, padding = size - garbage - info.length - 3) =>
      Buffer.concat([good.subarray(0, 2 + padding), zeros(1), info, randomBytes(random, garbage)]);
    const zeros = (count: number) => Buffer.alloc(count);
    const long = Buffer.concat([Buffer.from([0x30, 0x81]), info.subarray(1)]);
    const forged: [what: string, encoded: Buffer][] = [
      ["garbage behind the digest, padding of 8", short(size - info.length - 11)],
      ["one byte behind the digest", short(1)],
      ["a zero behind the digest", Buffer.concat([short(1).subarray(0, -1), zeros(1)])],
      ["no padding", short(size - info.length - 3)],
      ["no NULL", pkcs1(size, digestInfo(hash, digest, zeros(0)))],
      ["a parameter that is no NULL", pkcs1(size, digestInfo(hash, digest, Buffer.from("0501", "hex")))],
      ["a long NULL", pkcs1(size, digestInfo(hash, digest, Buffer.from("058100", "hex")))],
      ["garbage as parameter", pkcs1(size, digestInfo(hash, digest, Buffer.from(`0408${"ab".repeat(8)}`, "hex")))],
      ["a length in two bytes", pkcs1(size, long)],
      ["the digest alone", pkcs1(size, digest)],
      ["the name of another hash function", pkcs1(size, digestInfo((hash + 1) % 3, digest))],
      ["a digest cut short", pkcs1(size, digestInfo(hash, digest.subarray(1)))],
      ["block type 0", changed(1, 0)],
      ["block type 2", changed(1, 2)],
      ["a first byte that is not 0", changed(0, 1)],
      ["a zero in the padding", changed(20, 0)],
      ["another byte in the padding", changed(20, 0xfe)],
      ["no zero behind the padding", changed(size - info.length - 1, 0xff)],
      ["a bit of the digest", changed(size - 1, (good[size - 1] as number) ^ 1)],
    ];
    for (const [what, encoded] of forged) {
      expect(encoded.length, what).toBe(size);
      expect(accepts(encoded), what).toBe(false);
    }
  });

  test("a cube that begins like an encoded message, under a key with e = 3", () => {
    const n = toBytes(2n ** 2048n - 1n, 256);
    const info = digestInfo(0, sha(0, message));
    const start = Buffer.concat([Buffer.from([0, 1]), Buffer.alloc(8, 0xff), Buffer.alloc(1), info]);
    const wanted = toNumber(start) << BigInt(8 * (256 - start.length));
    let root = 1n << 683n;
    for (let next = root; ; root = next) {
      next = (2n * root + wanted / (root * root)) / 3n;
      if (next >= root) break;
    }
    root += 1n;
    expect(toBytes(root ** 3n, 256).subarray(0, start.length)).toEqual(start);
    const rsa = { n, e: toBytes(3n, 1), hash: 0, digest: sha(0, message), signature: toBytes(root, 256) };
    expect(core.verifyPkcs1(rsa)).toBe(false);
  });

  test.each(share === 1 ? [2048, 2049, 2052] : [2049])("forged PSS encodings under a key of %i bits", (bits) => {
    const key = keyOf(bits);
    const hash = 1;
    const digest = sha(hash, message);
    const accepts = (encoded: Uint8Array, saltLength = 48) =>
      core.verifyPss(signed(key, hash, signEncoded(key, encoded)), saltLength);
    /** With a salt that leaves the encoded message below n. */
    const encode = (flaws: PssFlaws, saltLength = 48) => {
      for (;;) {
        const encoded = pss(bits, hash, digest, randomBytes(random, saltLength), flaws);
        if (toNumber(encoded) < key.n) return encoded;
      }
    };
    expect(accepts(encode({}))).toBe(true);
    const separator = Math.ceil((bits - 1) / 8) - 48 - 1 - 48 - 1;
    const forged: [what: string, encoded: Buffer][] = [
      ["another trailer", encode({ trailer: 0xcc })],
      ["a bit above those of the encoded message", encode({ first: 1 << ((bits - 1) % 8) })],
      ["no 1 before the salt", encode({ separator: 0 })],
      ["2 before the salt", encode({ separator: 2 })],
      ["0x81 before the salt", encode({ separator: 0x81 })],
      ["a 1 before the 1", encode({ padded: separator - 1 })],
      ["a 1 at the start of the padding", encode({ padded: 0 })],
      ["a 1 in the padding", encode({ padded: 100 })],
      ["a digest of other bytes than zeros", encode({ zeros: randomBytes(random, 8) })],
      ["a digest of seven zeros", encode({ zeros: new Uint8Array(7) })],
      ["a salt of 47 bytes", encode({}, 47)],
      ["a salt of 49 bytes", encode({}, 49)],
    ];
    for (const [what, encoded] of forged) expect(accepts(encoded), what).toBe(false);
    expect(accepts(encode({}, 47), 47)).toBe(true);
  });
});
