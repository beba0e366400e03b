/** X25519 against RFC 7748, noble and node:crypto. */
import { createPrivateKey, createPublicKey, diffieHellman } from "node:crypto";
import { x25519 as noble } from "@noble/curves/ed25519.js";
import { beforeAll, describe, expect, test } from "vitest";
import { randomBytes, seeded } from "../random.ts";
import { BUILDS } from "./compile.ts";
import { type HpkeProbe, hpkeProbe } from "./hpkeProbe.ts";

const hex = (text: string) => new Uint8Array(Buffer.from(text, "hex"));
const digits = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

const P = 2n ** 255n - 19n;
/** Little-endian. */
const encoded = (n: bigint) => hex(n.toString(16).padStart(64, "0")).reverse();

/** RFC 7748, section 5.2: scalar, u-coordinate, result. */
const VECTORS = [
  [
    "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
    "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
    "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552",
  ],
  [
    "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
    "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493",
    "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957",
  ],
].map((row) => row.map(hex)) as [Uint8Array, Uint8Array, Uint8Array][];

/** Section 6.1. */
const ALICE = hex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
const ALICE_PUBLIC = "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a";
const BOB = hex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
const BOB_PUBLIC = "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f";
const SHARED = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742";

/** u-coordinates of the points whose order divides 8, on the curve and on its twist. */
const LOW_ORDER = [
  0n,
  1n,
  325606250916557431795983626356110631294008115727848805560023387167927233504n,
  39382357235489614581723060781553021112529911719440698176882885853963445705823n,
  P - 1n,
];

for (const [name, build] of BUILDS) {
  describe(name, () => {
    let probe: HpkeProbe;
    beforeAll(async () => {
      probe = await hpkeProbe(build);
    });
    const count = build.debug ? 20 : 2000;

    test("RFC 7748, section 5.2: two vectors", () => {
      for (const [scalar, u, result] of VECTORS) expect(probe.x25519(scalar, u).shared).toEqual(result);
    });

    test("RFC 7748, section 5.2: a thousand rounds", () => {
      let k = encoded(9n);
      let u = k;
      for (let i = 1; i <= 1000; i++) {
        [k, u] = [probe.x25519(k, u).shared, k];
        if (i === 1) expect(digits(k)).toBe("422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079");
      }
      expect(digits(k)).toBe("684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51");
    });

    test("RFC 7748, section 6.1", () => {
      expect(digits(probe.publicKey(ALICE))).toBe(ALICE_PUBLIC);
      expect(digits(probe.publicKey(BOB))).toBe(BOB_PUBLIC);
      for (const [key, theirs] of [
        [ALICE, BOB_PUBLIC],
        [BOB, ALICE_PUBLIC],
      ] as const) {
        const { shared, usable } = probe.x25519(key, hex(theirs));
        expect([digits(shared), usable]).toEqual([SHARED, true]);
      }
    });

    test(`${count} random keys and points, as noble has it`, () => {
      const random = seeded(25519);
      for (let i = 0; i < count; i++) {
        const [key, u] = [randomBytes(random, 32), randomBytes(random, 32)];
        expect(probe.x25519(key, u)).toEqual({ shared: noble.getSharedSecret(key, u), usable: true });
        if (i % 8 === 0) expect(probe.publicKey(key)).toEqual(noble.getPublicKey(key));
      }
    });

    test("keys of node:crypto", () => {
      const jwk = (x: Uint8Array, d?: Uint8Array) => ({
        kty: "OKP",
        crv: "X25519",
        x: Buffer.from(x).toString("base64url"),
        ...(d && { d: Buffer.from(d).toString("base64url") }),
      });
      const random = seeded(7);
      for (let i = 0; i < 20; i++) {
        const [key, other] = [randomBytes(random, 32), randomBytes(random, 32)];
        const theirs = probe.publicKey(other);
        const shared = diffieHellman({
          privateKey: createPrivateKey({ key: jwk(probe.publicKey(key), key), format: "jwk" }),
          publicKey: createPublicKey({ key: jwk(theirs), format: "jwk" }),
        });
        expect(probe.x25519(key, theirs).shared).toEqual(new Uint8Array(shared));
      }
    });

    test("coordinates around the prime, and those that are not reduced, count modulo it", () => {
      for (let d = -25n; d <= 18n; d++) {
        if (d >= -1n && d <= 1n) continue;
        const u = P + d;
        const { shared } = probe.x25519(ALICE, encoded(u));
        expect(shared).toEqual(probe.x25519(ALICE, encoded(((u % P) + P) % P)).shared);
        expect(shared).toEqual(noble.getSharedSecret(ALICE, encoded(u % P)));
      }
    });

    test("the highest bit of a coordinate does not count", () => {
      const u = hex(BOB_PUBLIC);
      u[31] = (u[31] ?? 0) | 128;
      expect(digits(probe.x25519(ALICE, u).shared)).toBe(SHARED);
    });

    test("points of low order give zeros, and are refused", () => {
      const random = seeded(8);
      for (const u of [...LOW_ORDER, P, P + 1n]) {
        for (const top of [0n, 2n ** 255n]) {
          const key = randomBytes(random, 32);
          expect(probe.x25519(key, encoded(u + top))).toEqual({ shared: new Uint8Array(32), usable: false });
        }
      }
    });

    test("nothing is left of a key", () => {
      const before = probe.kept();
      probe.x25519(ALICE, hex(BOB_PUBLIC));
      expect(probe.kept()).toEqual(before);
    });
  });
}
