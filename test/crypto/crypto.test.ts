/** The public face `tsmkit/crypto`: forms, digests, misuse, long messages, keys that come again. */
import { createHash, createHmac, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  type EcdsaCheck,
  forgetKeys,
  heldKeys,
  hmac,
  sha256,
  sha384,
  sha512,
  verifyEcdsa,
  verifyEd25519,
  verifyRsaPkcs1,
  verifyRsaPss,
} from "../../hosts/crypto.ts";
import { snp } from "../../hosts/forge/index.ts";
import { BUILDS_HERE, use } from "./builds.ts";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const reversed = (bytes: Uint8Array, size: number) => Buffer.concat([Buffer.from(bytes).reverse(), Buffer.alloc(size)]);
const spki = (key: KeyObject) => new Uint8Array(key.export({ format: "der", type: "spki" }));
const message = new TextEncoder().encode("a message");

/** A key of 2048 bits with id-RSASSA-PSS, SHA-384, MGF1 of it and at least 48 bytes of salt: RFC 4055 section 1.2. */
function pssOnly(key: Uint8Array): Uint8Array {
  const sha384 = "300d06096086480165030402020500";
  const parameters = `3034a00f${sha384}a11c301a06092a864886f70d010108${sha384}a203020130`;
  const algorithm = `304106092a864886f70d01010a${parameters}`;
  // Behind the outer head of four bytes and rsaEncryption with NULL, 15 bytes.
  const bits = Buffer.from(key.subarray(19)).toString("hex");
  const length = ((algorithm.length + bits.length) / 2).toString(16).padStart(4, "0");
  return new Uint8Array(Buffer.from(`3082${length}${algorithm}${bits}`, "hex"));
}

const p384 = generateKeyPairSync("ec", { namedCurve: "P-384" });
const p256 = generateKeyPairSync("ec", { namedCurve: "P-256" });
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const small = generateKeyPairSync("rsa", { modulusLength: 1024 });

const p1363 = new Uint8Array(sign("sha384", message, { key: p384.privateKey, dsaEncoding: "ieee-p1363" }));
const good: EcdsaCheck = {
  curve: "P-384",
  hash: "SHA-384",
  publicKey: spki(p384.publicKey),
  message,
  signature: p1363,
  form: "p1363",
};
const pss = new Uint8Array(sign("sha384", message, { key: rsa.privateKey, padding: 6, saltLength: 48 }));
const goodPss = { hash: "SHA-384", publicKey: spki(rsa.publicKey), message, signature: pss } as const;
const pkcs1 = new Uint8Array(sign("sha256", message, rsa.privateKey));
const goodPkcs1 = { hash: "SHA-256", publicKey: spki(rsa.publicKey), message, signature: pkcs1 } as const;

const withCode = (code: string, message = /./) =>
  expect.objectContaining({ name: "TsmError", code, message: expect.stringMatching(message) });

let before: (typeof BUILDS_HERE)[number];
afterAll(() => void use(before));

describe.each(BUILDS_HERE)("on the %s core", (build) => {
  beforeAll(() => {
    before ??= BUILDS_HERE.at(-1) as typeof before;
    expect(use(build)).toBe(true);
  });
  beforeEach(forgetKeys);

  test("hashes give what node:crypto gives, as bytes of the caller's own", () => {
    const digests = [sha256(message), sha384(message), sha512(message)];
    const theirs = ["sha256", "sha384", "sha512"].map((name) => createHash(name).update(message).digest("hex"));
    sha256(new Uint8Array(100));
    expect(digests.map(hex)).toEqual(theirs);
  });

  test("hashes and MACs of more than the input region", () => {
    const long = new Uint8Array((9 << 20) + 17).map((_, i) => i * 7 + (i >> 9));
    expect(hex(sha384(long))).toBe(createHash("sha384").update(long).digest("hex"));
    expect(hex(hmac({ hash: "SHA-256", key: message, message: long }))).toBe(
      createHmac("sha256", message).update(long).digest("hex"),
    );
  });

  test("a signature of more than the input region", () => {
    const long = new Uint8Array(5 << 20).fill(3);
    const signature = new Uint8Array(sign("sha384", long, { key: p384.privateKey, dsaEncoding: "ieee-p1363" }));
    expect(verifyEcdsa({ ...good, message: long, signature })).toBe(true);
    long[0] = 4;
    expect(verifyEcdsa({ ...good, message: long, signature })).toBe(false);
  });

  test("the same signature in every form, the same key in every form", () => {
    const [r, s] = [p1363.subarray(0, 48), p1363.subarray(48)];
    const snpForm = new Uint8Array(Buffer.concat([reversed(r, 24), reversed(s, 24)]));
    const filled = new Uint8Array(512);
    filled.set(snpForm);
    const der = new Uint8Array(sign("sha384", message, p384.privateKey));
    const point = good.publicKey.subarray(-97);
    for (const publicKey of [good.publicKey, point, point.subarray(1)]) {
      expect(verifyEcdsa({ ...good, publicKey })).toBe(true);
      expect(verifyEcdsa({ ...good, publicKey, signature: snpForm, form: "snp" })).toBe(true);
      expect(verifyEcdsa({ ...good, publicKey, signature: filled, form: "snp" })).toBe(true);
      expect(verifyEcdsa({ ...good, publicKey, signature: der, form: "der" })).toBe(true);
      expect(verifyEcdsa({ ...good, publicKey, signature: der, form: "p1363" })).toBe(false);
      expect(verifyEcdsa({ ...good, publicKey, form: "der" })).toBe(false);
      expect(verifyEcdsa({ ...good, publicKey, form: "snp" })).toBe(false);
    }
    for (const at of [48, 71, 120, 143, 144, 511]) {
      const changed = filled.slice();
      changed[at] = 1;
      expect(verifyEcdsa({ ...good, signature: changed, form: "snp" }), `byte ${at}`).toBe(false);
    }
  });

  test("a forged report's signature, as it stands in the report", async () => {
    const { report, certificates } = await snp();
    const from = hex(certificates.leaf).indexOf("0006052b8104002203620004".slice(2)) / 2;
    expect(from).toBeGreaterThan(0);
    const publicKey = certificates.leaf.subarray(from + 10, from + 10 + 97);
    const check = { ...good, publicKey, message: report.subarray(0, 0x2a0), form: "snp" } as const;
    expect(verifyEcdsa({ ...check, signature: report.subarray(0x2a0) })).toBe(true);
    report[0x2a0] = (report[0x2a0] as number) ^ 1;
    expect(verifyEcdsa({ ...check, signature: report.subarray(0x2a0) })).toBe(false);
  });

  test("a digest in place of the message", () => {
    const { message: _, ...rest } = good;
    expect(verifyEcdsa({ ...rest, digest: sha384(message) })).toBe(true);
    expect(verifyEcdsa({ ...rest, digest: sha384(p1363) })).toBe(false);
    const { message: __, ...restPss } = goodPss;
    expect(verifyRsaPss({ ...restPss, digest: sha384(message) })).toBe(true);
    const { message: ___, ...restPkcs1 } = goodPkcs1;
    expect(verifyRsaPkcs1({ ...restPkcs1, digest: sha256(message) })).toBe(true);
  });

  test("hashes other than the curve's own", () => {
    for (const [hash, name] of [
      ["SHA-256", "sha256"],
      ["SHA-384", "sha384"],
      ["SHA-512", "sha512"],
    ] as const) {
      for (const [curve, { privateKey, publicKey }] of [
        ["P-256", p256],
        ["P-384", p384],
      ] as const) {
        const signature = new Uint8Array(sign(name, message, { key: privateKey, dsaEncoding: "ieee-p1363" }));
        const check = { curve, hash, publicKey: spki(publicKey), message, signature, form: "p1363" } as const;
        expect(verifyEcdsa(check), `${curve} ${hash}`).toBe(true);
      }
    }
  });

  test("RSA: the salt has the length that is told", () => {
    expect(verifyRsaPss(goodPss)).toBe(true);
    expect(verifyRsaPss({ ...goodPss, saltLength: 48 })).toBe(true);
    for (const saltLength of [0, 20, 47, 49, 512]) expect(verifyRsaPss({ ...goodPss, saltLength })).toBe(false);
    expect(verifyRsaPss({ ...goodPss, hash: "SHA-512", saltLength: 48 })).toBe(false);
    expect(verifyRsaPkcs1(goodPkcs1)).toBe(true);
    expect(verifyRsaPkcs1({ ...goodPkcs1, hash: "SHA-384" })).toBe(false);
    expect(verifyRsaPkcs1({ ...goodPkcs1, signature: pss })).toBe(false);
  });

  test("an RSA key for PSS alone is held to its parameters", () => {
    const publicKey = pssOnly(goodPss.publicKey);
    expect(verifyRsaPss({ ...goodPss, publicKey })).toBe(true);
    const longer = new Uint8Array(sign("sha384", message, { key: rsa.privateKey, padding: 6, saltLength: 64 }));
    expect(verifyRsaPss({ ...goodPss, publicKey, signature: longer, saltLength: 64 })).toBe(true);
    const other = withCode("other-key");
    expect(() => verifyRsaPss({ ...goodPss, publicKey, hash: "SHA-256" })).toThrow(other);
    expect(() => verifyRsaPss({ ...goodPss, publicKey, saltLength: 32 })).toThrow(other);
    expect(() => verifyRsaPkcs1({ ...goodPkcs1, publicKey })).toThrow(other);
  });

  test("tables are built for a key that comes again, and forgotten on demand", () => {
    for (let i = 0; i < 6; i++) expect(verifyEcdsa(good)).toBe(true);
    expect(heldKeys()).toBe(1);
    expect(verifyEcdsa({ ...good, message: p1363 })).toBe(false);
    forgetKeys();
    expect(heldKeys()).toBe(0);
    expect(verifyEcdsa(good)).toBe(true);
  });

  describe("misuse", () => {
    const point = good.publicKey.subarray(-97);
    const compressed = Buffer.concat([Buffer.of(2), point.subarray(1, 49)]);
    test.each([
      ["no bytes", new Uint8Array()],
      ["a compressed point", new Uint8Array(compressed)],
      ["a point with another byte before it", point.map((byte, i) => (i === 0 ? 5 : byte))],
      ["a truncated SubjectPublicKeyInfo", good.publicKey.subarray(0, -1)],
      ["a SubjectPublicKeyInfo with a byte behind it", new Uint8Array([...good.publicKey, 0])],
      ["a PEM", new TextEncoder().encode(`${p384.publicKey.export({ format: "pem", type: "spki" })}`)],
    ])("a key that is %s", (_, publicKey) => {
      expect(() => verifyEcdsa({ ...good, publicKey })).toThrow(withCode("no-key"));
      expect(() => verifyRsaPss({ ...goodPss, publicKey })).toThrow(withCode("no-key"));
    });

    test("a key for something else", () => {
      const other = withCode("other-key");
      expect(() => verifyEcdsa({ ...good, curve: "P-256" })).toThrow(other);
      expect(() => verifyEcdsa({ ...good, publicKey: spki(p256.publicKey) })).toThrow(other);
      expect(() => verifyEcdsa({ ...good, publicKey: spki(rsa.publicKey) })).toThrow(other);
      expect(() => verifyRsaPss({ ...goodPss, publicKey: good.publicKey })).toThrow(other);
      expect(() => verifyRsaPkcs1({ ...goodPkcs1, publicKey: good.publicKey })).toThrow(other);
      const ed25519 = spki(generateKeyPairSync("ed25519").publicKey);
      expect(() => verifyEcdsa({ ...good, publicKey: ed25519 })).toThrow(other);
      expect(() => verifyRsaPss({ ...goodPss, publicKey: ed25519 })).toThrow(other);
      expect(() => verifyRsaPkcs1({ ...goodPkcs1, publicKey: ed25519 })).toThrow(other);
      for (const publicKey of [p256, p384, rsa].map((keys) => spki(keys.publicKey))) {
        expect(() => verifyEd25519({ publicKey, message, signature: new Uint8Array(64) })).toThrow(other);
      }
      const x25519 = spki(generateKeyPairSync("x25519").publicKey);
      expect(() => verifyEcdsa({ ...good, publicKey: x25519 })).toThrow(withCode("no-key"));
    });

    test("an RSA key that is too small", () => {
      const size = withCode("key-size", /expected at least 2048, got 1024/);
      expect(() => verifyRsaPss({ ...goodPss, publicKey: spki(small.publicKey) })).toThrow(size);
    });

    test("a digest of another length, names that do not exist, things that are no bytes", () => {
      const { message: _, ...rest } = good;
      const call = (changed: object) => () => verifyEcdsa({ ...good, ...changed } as EcdsaCheck);
      expect(() => verifyEcdsa({ ...rest, digest: message })).toThrow(withCode("bad-request", /digest has 9 bytes/));
      expect(call({ curve: "P-521" })).toThrow(withCode("bad-request", /curve is "P-521"/));
      expect(call({ hash: "SHA-1" })).toThrow(withCode("bad-request", /hash is "SHA-1"/));
      expect(call({ form: "raw" })).toThrow(withCode("bad-request", /form is "raw"/));
      expect(call({ signature: "00" })).toThrow(withCode("bad-request", /signature is of type string/));
      expect(call({ message: undefined })).toThrow(withCode("bad-request", /message is of type undefined/));
      expect(call({ publicKey: null })).toThrow(withCode("bad-request", /publicKey is of type null/));
      expect(call({ signature: new Uint8Array(5 << 20) })).toThrow(withCode("bad-request", /have 5243000 bytes/));
      for (const saltLength of [-1, 1.5, 513, Number.NaN]) {
        expect(() => verifyRsaPss({ ...goodPss, saltLength })).toThrow(withCode("bad-request", /saltLength/));
      }
      const key = new Uint8Array(5 << 20);
      expect(() => hmac({ hash: "SHA-256", key, message })).toThrow(withCode("bad-request", /key has/));
    });
  });

  test("a signature of any bytes is a no, not an error", () => {
    for (const length of [0, 1, 8, 64, 96, 97, 103, 144, 255, 256, 257, 512]) {
      for (const byte of [0, 0x30, 0xff]) {
        const signature = new Uint8Array(length).fill(byte);
        for (const form of ["p1363", "der", "snp"] as const) {
          expect(verifyEcdsa({ ...good, signature, form })).toBe(false);
        }
        expect(verifyRsaPss({ ...goodPss, signature })).toBe(false);
        expect(verifyRsaPkcs1({ ...goodPkcs1, signature })).toBe(false);
      }
    }
  });
});
