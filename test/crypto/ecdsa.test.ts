/**
 * ECDSA verification of signatures made at random, by keys in every state: new, seen before, with tables, and having lost
 * them. 10,000 signatures a curve, or as many as TSMKIT_SIGNATURES says, on the core that this engine is given, and a
 * twentieth on every other build; each is also tried with one bit wrong.
 */
import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { randomBytes, seeded } from "../random.ts";
import { type EcdsaProbe, ecdsaProbe } from "./ecdsaProbe.ts";
import { type Affine, CURVES, type Curve, generate, inverse, mod, type Signature, scalars } from "./ecdsaReference.ts";
import { describeBuilds } from "./fieldProbe.ts";
import { toBytes } from "./rsaProbe.ts";

const SIGNATURES = Number(process.env.TSMKIT_SIGNATURES ?? 10_000);
/** Keys; the first ones come most often, so that some keep their tables, and others get and lose them. */
const KEYS = 30;
/** One signature in so many is that of a message, and node:crypto is asked as well: of each one where TSMKIT_ASKED is 1. */
const ASKED = Number(process.env.TSMKIT_ASKED ?? 100);

interface Key {
  d: bigint;
  point: Affine;
  node: KeyObject;
}

function keysOf(curve: Curve): Key[] {
  const random = scalars(curve.bits, curve.n);
  return Array.from({ length: KEYS }, () => {
    const d = random();
    const point = generate(curve, d) as Affine;
    const [x, y] = [point.x, point.y].map((number) => toBytes(number, curve.bits / 8).toString("base64url"));
    const key = { kty: "EC", crv: curve.name, x: x as string, y: y as string };
    return { d, point, node: createPublicKey({ format: "jwk", key }) };
  });
}

/**
 * Scalars k with the x of k G, at random and for next to nothing: the sums of every point of a row with every one of a
 * column, with one inversion a row.
 */
function* nonces(curve: Curve, count: number): Generator<{ k: bigint; x: bigint }> {
  const { p, n } = curve;
  const random = scalars(curve.bits + 1, n);
  const point = () => {
    const k = random();
    return { k, ...(generate(curve, k) as Affine) };
  };
  const columns = Array.from({ length: 200 }, point);
  for (let made = 0; made < count; made += columns.length) {
    const row = point();
    const products = [1n];
    for (const [i, { x }] of columns.entries()) products.push(((products[i] as bigint) * (x - row.x)) % p);
    // 1 / the product of all differences up to the one at hand.
    let rest = inverse(products[columns.length] as bigint, p);
    for (let i = columns.length; i-- > 0; ) {
      const { k, x, y } = columns[i] as ReturnType<typeof point>;
      const slope = (((rest * (products[i] as bigint)) % p) * (y - row.y)) % p;
      rest = (rest * (x - row.x)) % p;
      yield { k: (row.k + k) % n, x: mod(slope * slope - row.x - x, p) };
    }
  }
}

/** The key and the signature with one bit wrong somewhere. */
function spoiled({ bits }: Curve, point: Affine, signature: Signature, random: () => number): [Affine, Signature] {
  const wrong = { ...point, ...signature };
  const part = (["x", "y", "r", "s", "e"] as const)[Math.floor(random() * 5)] ?? "x";
  wrong[part] ^= 1n << BigInt(Math.floor(random() * bits));
  return [wrong, wrong];
}

describeBuilds((build, share) => {
  let core: EcdsaProbe;
  beforeAll(async () => {
    core = await ecdsaProbe(build);
  });

  describe.each(CURVES)("$name", (curve) => {
    const { bits, n, hash } = curve;
    const keys = keysOf(curve);
    const what = (key: Key, { r, s, e }: Signature) => `d ${key.d}, r ${r}, s ${s}, e ${e}`;

    /** Signatures with the keys they are of, and their numbers; some of messages, which node:crypto takes. */
    function* signatures(seed: number, count: number, which = (_i: number, random: number) => KEYS * random ** 8) {
      const random = seeded(seed);
      const scalar = scalars(seed, n);
      let i = -1;
      for (const { k, x } of nonces(curve, count)) {
        const key = keys[Math.floor(which(++i, random()))] as Key;
        const r = x % n;
        if (Math.floor(random() * ASKED)) {
          // Any s will do, with the digest that belongs to it.
          const s = scalar();
          yield { i, key, signature: { r, s, e: mod(s * k - r * key.d, n) } };
          continue;
        }
        const message = randomBytes(random, 40);
        const e = BigInt(`0x${createHash(hash).update(message).digest("hex")}`);
        const s = mod((e + r * key.d) * inverse(k, n), n);
        const bytes = Buffer.concat([r, s].map((number) => toBytes(number, bits / 8)));
        const asked = { key: key.node, dsaEncoding: "ieee-p1363" as const };
        expect(verify(hash, message, asked, bytes), "by node:crypto").toBe(true);
        yield { i, key, signature: { r, s, e } };
      }
    }

    /** Verifies all, right and wrong, each after preparing. */
    function run(seed: number, count: number, prepare: () => void) {
      const random = seeded(seed);
      let done = 0;
      for (const { key, signature } of signatures(seed, count)) {
        prepare();
        if (!core.verify(curve, key.point, signature)) expect.fail(what(key, signature));
        prepare();
        const [point, wrong] = spoiled(curve, key.point, signature, random);
        if (core.verify(curve, point, wrong)) expect.fail(`${point.x}, ${point.y}, ${what(key, wrong)}`);
        done++;
      }
      expect(done).toBeGreaterThanOrEqual(count);
    }

    test("keys that come again", () => {
      core.forgetKeys();
      run(1, SIGNATURES * share, () => {});
      expect(core.heldKeys()).toBe(8);
    }, 600_000);

    test("keys that are ever new", () => {
      run(2, (SIGNATURES * share) / 10, () => core.forgetKeys());
      expect(core.heldKeys()).toBe(0);
    }, 600_000);

    test("tables that are ever new", () => {
      // The third use of a key builds its tables, the fourth finds them.
      const four = (i: number) => Math.floor(i / 4) % KEYS;
      for (const { i, key, signature } of signatures(3, (SIGNATURES * share) / 20, four)) {
        if (i % 4 === 0) core.forgetKeys();
        if (!core.verify(curve, key.point, signature)) expect.fail(what(key, signature));
        expect(core.heldKeys()).toBe(i % 4 < 2 ? 0 : 1);
      }
    }, 600_000);
  });

  test.each(CURVES)("$name: signatures by node:crypto, of digests longer and shorter than its numbers", (curve) => {
    const random = seeded(4);
    const size = curve.bits / 8;
    const pair = (bytes: Buffer) =>
      [bytes.subarray(0, size), bytes.subarray(size)].map((half) => BigInt(`0x${half.toString("hex")}`));
    for (let i = 0; i < 40 * Math.sqrt(share); i++) {
      const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: curve.node });
      const [x = 0n, y = 0n] = pair(publicKey.export({ format: "der", type: "spki" }).subarray(-2 * size));
      for (const hash of ["sha1", "sha256", "sha384", "sha512"]) {
        const message = randomBytes(random, 100);
        const digest = createHash(hash).update(message).digest();
        const [r = 0n, s = 0n] = pair(sign(hash, message, { key: privateKey, dsaEncoding: "ieee-p1363" }));
        expect(core.verifyDigest(curve, { x, y }, { r, s }, digest), hash).toBe(true);
        digest[0] = (digest[0] as number) ^ 1;
        expect(core.verifyDigest(curve, { x, y }, { r, s }, digest), hash).toBe(false);
      }
    }
  });
});
