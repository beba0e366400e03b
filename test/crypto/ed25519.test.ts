/**
 * Ed25519 verification against RFC 8032, node:crypto, and signatures made point by point: what is no point, not written as it is
 * to be, of small order, or of mixed order.
 */

import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ed25519 as noble } from "@noble/curves/ed25519.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Ed25519Check, verifyEd25519 } from "../../hosts/crypto.ts";
import { randomBytes, seeded } from "../random.ts";
import { haveVectors, vectorsNote, vectorsRoot } from "../vectors.ts";
import * as der from "../x509/der.ts";
import { BUILDS_HERE, use } from "./builds.ts";
import { type EdwardsPoint, encoded, L, number, P, Point, SMALL } from "./ed25519Reference.ts";

const hex = (text: string) => new Uint8Array(Buffer.from(text, "hex"));
const mod = (n: bigint) => ((n % L) + L) % L;
const bytesOf = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts));
const sha512 = (...parts: Uint8Array[]) =>
  new Uint8Array(
    createHash("sha512")
      .update(bytesOf(...parts))
      .digest(),
  );

/** Heads of PKCS #8 and SubjectPublicKeyInfo: RFC 8410, sections 7 and 4. */
const PKCS8 = hex("302e020100300506032b657004220420");
const SPKI = hex("302a300506032b6570032100");
const spki = (key: Uint8Array) => bytesOf(SPKI, key);
const privateKey = (seed: Uint8Array) =>
  createPrivateKey({ key: Buffer.from(bytesOf(PKCS8, seed)), format: "der", type: "pkcs8" });
const publicKey = (key: Uint8Array) => createPublicKey({ key: Buffer.from(spki(key)), format: "der", type: "spki" });
const bare = (key: KeyObject) =>
  new Uint8Array(createPublicKey(key).export({ format: "der", type: "spki" }) as Buffer).slice(-32);
const asked = (key: Uint8Array, signature: Uint8Array, message: Uint8Array) =>
  verify(null, message, publicKey(key), signature);

/** RFC 8032, section 7.1: seed, public key, message, signature. */
const VECTORS = [
  [
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    "",
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
  ],
  [
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
    "72",
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
  ],
  [
    "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
    "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
    "af82",
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
  ],
  [
    "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
    "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
    createHash("sha512").update("abc").digest("hex"),
    "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
  ],
].map((row) => row.map(hex)) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array][];

/** A signature by the equation: R = r B + more, S = r + k a; `as` writes R. */
function signedBy(
  a: bigint,
  key: Uint8Array,
  message: Uint8Array,
  { r = 12345n, more = Point.ZERO as EdwardsPoint, as = (point: EdwardsPoint) => point.toBytes() } = {},
): Uint8Array {
  const R = as((r ? Point.BASE.multiply(r) : Point.ZERO).add(more));
  const k = number(sha512(R, key, message));
  return bytesOf(R, encoded(mod(r + k * a)));
}

/** S B - k A is R, whatever the order of A and R is and however A is written. */
function equationHolds(key: Uint8Array, signature: Uint8Array, message: Uint8Array): boolean {
  const [R, s] = [signature.slice(0, 32), number(signature.slice(32))];
  const kA = Point.fromBytes(key, true).multiplyUnsafe(mod(number(sha512(R, key, message))));
  return Buffer.from((s ? Point.BASE.multiply(s) : Point.ZERO).subtract(kA).toBytes()).equals(R);
}

const message = new TextEncoder().encode("a message");
const seed = randomBytes(seeded(1), 32);
const key = bare(privateKey(seed));
const signature = new Uint8Array(sign(null, message, privateKey(seed)));
const good: Ed25519Check = { publicKey: key, message, signature };

const withCode = (code: string, message = /./) =>
  expect.objectContaining({ name: "TsmError", code, message: expect.stringMatching(message) });

let before: (typeof BUILDS_HERE)[number];
afterAll(() => void use(before));

describe.each(BUILDS_HERE)("on the %s core", (build) => {
  beforeAll(() => {
    before ??= BUILDS_HERE.at(-1) as typeof before;
    expect(use(build)).toBe(true);
  });
  const holds = (key: Uint8Array, signature: Uint8Array, about: Uint8Array = message) => {
    const answers = [key, spki(key)].map((publicKey) => verifyEd25519({ publicKey, signature, message: about }));
    expect(answers[0]).toBe(answers[1]);
    return answers[0];
  };

  test.each(VECTORS.map((row, i) => [i + 1, ...row] as const))(
    "RFC 8032, section 7.1: vector %i",
    (_, seed, key, message, signature) => {
      expect(bare(privateKey(seed))).toEqual(key);
      expect(new Uint8Array(sign(null, message, privateKey(seed)))).toEqual(signature);
      expect(holds(key, signature, message)).toBe(true);
    },
  );

  test.skipIf(!haveVectors)(`a certification request that a RISC-V guest made${vectorsNote}`, () => {
    const request = der.parse(readFileSync(join(vectorsRoot, "riscv/salus-test-ed25519.csr.der")));
    const [signed, spki] = [der.at(request, 0), der.at(request, 0, 2)].map(der.encode) as [Buffer, Buffer];
    const signature = (der.at(request, 2).inside as Buffer).subarray(1);
    expect(verifyEd25519({ publicKey: spki, signature, message: signed })).toBe(true);
    expect(verifyEd25519({ publicKey: spki, signature, message: signed.subarray(1) })).toBe(false);
  });

  test("2000 random keys and messages, and as many that are spoiled, as node:crypto has it", () => {
    const random = seeded(25519);
    let right = 0;
    for (let i = 0; i < 2000; i++) {
      const own = privateKey(randomBytes(random, 32));
      const parts = [bare(own), new Uint8Array(0), randomBytes(random, i % 300)] as [
        Uint8Array,
        Uint8Array,
        Uint8Array,
      ];
      parts[1] = new Uint8Array(sign(null, parts[2], own));
      const [publicKey, signature, message] = parts;
      if (verifyEd25519({ publicKey, signature, message })) right++;
      const part = parts[i % (message.length ? 3 : 2)] as Uint8Array;
      const bit = Math.floor(random() * 8 * part.length);
      part[bit >> 3] = (part[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(verifyEd25519({ publicKey, signature, message })).toBe(asked(publicKey, signature, message));
    }
    expect(right).toBe(2000);
  });

  test("messages of every length around the blocks of the hash, and a long one", () => {
    const random = seeded(3);
    for (const length of [...Array.from({ length: 200 }, (_, i) => i), 1 << 20]) {
      const message = length < 200 ? randomBytes(random, length) : new Uint8Array(length).fill(7);
      expect(holds(key, new Uint8Array(sign(null, message, privateKey(seed))), message)).toBe(true);
    }
  });

  test("every bit of key, signature and message flipped is a no", () => {
    expect(verifyEd25519(good)).toBe(true);
    for (const name of ["publicKey", "signature", "message"] as const) {
      for (let bit = 0; bit < 8 * good[name].length; bit++) {
        const bytes = good[name].slice();
        bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7));
        expect(verifyEd25519({ ...good, [name]: bytes }), `${name}, bit ${bit}`).toBe(false);
      }
    }
  });

  test("S with the order added, so often as it fits in 32 bytes, is a no", () => {
    const [R, S] = [signature.slice(0, 32), number(signature.slice(32))];
    expect(holds(key, bytesOf(R, encoded(S)))).toBe(true);
    for (let s = S + L; s < 2n ** 256n; s += L) expect(holds(key, bytesOf(R, encoded(s)))).toBe(false);
  });

  test("keys that meet special sums: B, -B, and their neighbours", () => {
    for (const a of [1n, 2n, 3n, 8n, L - 1n, L - 2n, (L + 1n) / 2n]) {
      const A = Point.BASE.multiply(a).toBytes();
      for (const r of [1n, 2n, L - 1n, a, L - a]) {
        const made = signedBy(a, A, message, { r });
        expect(asked(A, made, message)).toBe(true);
        expect(holds(A, made)).toBe(true);
      }
    }
  });

  test("an R of small order is a no, also where the equation holds", () => {
    const A = Point.BASE.multiply(99n).add(SMALL[1] as EdwardsPoint);
    let right = 0;
    for (const more of SMALL) {
      for (let n = 0; n < 16; n++) {
        const about = Uint8Array.of(n);
        const made = signedBy(99n, A.toBytes(), about, { r: 0n, more });
        if (equationHolds(A.toBytes(), made, about)) right++;
        expect(holds(A.toBytes(), made, about)).toBe(false);
      }
    }
    expect(right).toBeGreaterThan(4);
    const neutral = signedBy(99n, Point.BASE.multiply(99n).toBytes(), message, { r: 0n });
    expect(equationHolds(Point.BASE.multiply(99n).toBytes(), neutral, message)).toBe(true);
    expect(holds(Point.BASE.multiply(99n).toBytes(), neutral)).toBe(false);
  });

  test("an R that is written in another way is a no, though hashed as it stands", () => {
    const A = Point.BASE.multiply(99n).toBytes();
    // The neutral point: y = 1 with the sign of an x that is 0, and y = 1 + p, with and without.
    const writings = [1n + 2n ** 255n, 1n + P, 1n + P + 2n ** 255n];
    for (const writing of writings) {
      expect(holds(A, signedBy(99n, A, message, { r: 0n, as: () => encoded(writing) }))).toBe(false);
    }
    // Any point with the sign of the other x.
    for (let r = 1n; r < 20n; r++) {
      const other = (point: EdwardsPoint) => point.negate().toBytes();
      expect(holds(A, signedBy(99n, A, message, { r }))).toBe(true);
      expect(holds(A, signedBy(99n, A, message, { r, as: other }))).toBe(false);
    }
  });

  test("no multiple of the cofactor is let pass", () => {
    const A = Point.BASE.multiply(99n).toBytes();
    for (const [i, more] of SMALL.entries()) {
      const made = signedBy(99n, A, message, { more });
      expect(noble.verify(made, message, A, { zip215: true })).toBe(true);
      expect(asked(A, made, message)).toBe(i === 0);
      expect(holds(A, made)).toBe(i === 0);
    }
  });

  test("keys of small order are refused, however they are written", () => {
    const writings = new Set<bigint>();
    for (const point of SMALL) {
      const y = number(point.toBytes()) & (2n ** 255n - 1n);
      for (const n of [y, y + P]) if (n < 2n ** 255n) for (const sign of [0n, 2n ** 255n]) writings.add(n + sign);
    }
    // Five numbers y, with either sign; 0 and 1 also with the prime added.
    expect(writings.size).toBe(14);
    let held = 0;
    for (const n of writings) {
      const A = encoded(n);
      for (let i = 0; i < 8; i++) {
        const about = Uint8Array.of(i);
        for (const more of SMALL) {
          const made = bytesOf(Point.BASE.multiply(5n).add(more).toBytes(), encoded(5n));
          if (equationHolds(A, made, about)) held++;
          expect(holds(A, made, about)).toBe(false);
        }
      }
    }
    // They would hold for whoever does not ask.
    expect(held).toBeGreaterThan(50);
  });

  test("keys of mixed order, as node:crypto has it: k counts modulo the order", () => {
    let right = 0;
    for (const [i, more] of SMALL.entries()) {
      if (i === 0) continue;
      const A = Point.BASE.multiply(99n).add(more).toBytes();
      for (let n = 0; n < 32; n++) {
        const about = Uint8Array.of(n);
        const made = signedBy(99n, A, about);
        const answer = holds(A, made, about);
        expect(answer).toBe(asked(A, made, about));
        if (answer) right++;
      }
    }
    expect(right).toBeGreaterThan(20);
    expect(right).toBeLessThan(7 * 32);
  });

  test("a signature of another length is a no, whatever follows it", () => {
    for (let length = 0; length <= 130; length++) {
      const bytes = new Uint8Array(length);
      bytes.set(signature.subarray(0, length));
      expect(holds(key, bytes), `${length} bytes`).toBe(length === 64);
    }
    // The core finds the message behind the signature: what lies there, or lay there before, must not complete either.
    expect(verifyEd25519(good)).toBe(true);
    const short = { signature: signature.slice(0, 63), message: bytesOf(signature.slice(63), message.slice(0, -1)) };
    expect(verifyEd25519({ ...good, ...short })).toBe(false);
    const long = {
      signature: bytesOf(signature, message.slice(0, 1)),
      message: bytesOf(message.slice(1), new Uint8Array(1)),
    };
    expect(verifyEd25519({ ...good, ...long })).toBe(false);
  });

  describe("misuse", () => {
    const call = (changed: object) => () => verifyEd25519({ ...good, ...changed } as Ed25519Check);
    test.each([
      ["no bytes", new Uint8Array()],
      ["31 bytes", key.slice(1)],
      ["33 bytes", bytesOf(key, Uint8Array.of(0))],
      ["a SubjectPublicKeyInfo that breaks off", spki(key).slice(0, -1)],
      ["a SubjectPublicKeyInfo with a byte behind it", bytesOf(spki(key), Uint8Array.of(0))],
      ["a SubjectPublicKeyInfo with NULL parameters", bytesOf(hex("302c300706032b65700500032100"), key)],
      ["a SubjectPublicKeyInfo with a key of 31 bytes", bytesOf(hex("3029300506032b6570032000"), key.slice(1))],
      [
        "a SubjectPublicKeyInfo with a key of 33 bytes",
        bytesOf(hex("302b300506032b6570032200"), key, Uint8Array.of(0)),
      ],
      ["a SubjectPublicKeyInfo with an unused bit", bytesOf(hex("302a300506032b6570032101"), key)],
      ["a SubjectPublicKeyInfo of X25519", bytesOf(hex("302a300506032b656e032100"), key)],
      ["a SubjectPublicKeyInfo of Ed448", bytesOf(hex("302a300506032b6571032100"), key)],
    ])("a key that is %s", (_, publicKey) => {
      expect(call({ publicKey })).toThrow(withCode("no-key"));
    });

    test("things that are no bytes, and more of them than there is room for", () => {
      expect(call({ publicKey: null })).toThrow(withCode("bad-request", /publicKey is of type null/));
      expect(call({ signature: "00" })).toThrow(withCode("bad-request", /signature is of type string/));
      expect(call({ message: undefined })).toThrow(withCode("bad-request", /message is of type undefined/));
      const most = (4 << 20) - 96;
      const long = new Uint8Array(most + 1);
      expect(call({ message: long })).toThrow(withCode("bad-request", /have 4194305 bytes, of 4194304/));
      const longest = long.subarray(1);
      const signature = new Uint8Array(sign(null, longest, privateKey(seed)));
      expect(verifyEd25519({ ...good, message: longest, signature })).toBe(true);
    });
  });
});
