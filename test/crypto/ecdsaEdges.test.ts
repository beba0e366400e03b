/** Signatures and keys made to hit what random ones never do. */
import { beforeAll, describe, expect, test } from "vitest";
import { halvingScalars, meetingScalars, meets, shapeOf } from "./ecdsaComb.ts";
import { type EcdsaProbe, ecdsaProbe } from "./ecdsaProbe.ts";
import {
  type Affine,
  add,
  CURVES,
  type Curve,
  generate,
  inverse,
  lift,
  mod,
  multiply,
  negate,
  type Point,
  type Signature,
  scalars,
  signatureOf,
} from "./ecdsaReference.ts";
import { describeBuilds } from "./fieldProbe.ts";

/** Uses of a key until it has had tables for a while: without, when they are built, and with. */
const USES = 6;

/** Looked for once. */
const MEETING = new Map(CURVES.map((curve) => [curve as Curve, meetingScalars(curve)]));

/** Points whose y is small. */
const LOW: Affine[] = [
  { x: 0xd7325d7646cd60d80a92738ceb345f844cffaf35841022cab176f692de8de1d7n, y: 5n },
  {
    x: 0x2261b2bf605c22f2f3aef6338719b2c486388ad5240719a5257315969ef01ba27f0a104c89704773a81fdabee6ab5c78n,
    y: 1n,
  },
];

/** The point with the smallest x from `from` on. */
function lowest(curve: Curve, from: bigint): Affine {
  for (let x = from; ; x++) {
    const point = lift(curve, x);
    if (point) return point;
  }
}

/** An x that no point of the curve has. */
function without(curve: Curve, from: bigint): bigint {
  for (let x = from; ; x++) if (!lift(curve, x)) return x;
}

describeBuilds((build, share) => {
  let core: EcdsaProbe;
  beforeAll(async () => {
    core = await ecdsaProbe(build);
  });

  describe.each(CURVES)("$name", (curve) => {
    const { n, p, bits } = curve;
    const end = 2n ** BigInt(bits);
    const low = LOW[curve.curve] as Affine;
    const scalar = scalars(bits, n);

    /** Is the signature taken, or refused, in every state of the key? */
    function holds(isTaken: boolean, point: Affine, signature: Signature, what: string) {
      core.forgetKeys();
      for (let use = 1; use <= USES; use++) {
        if (core.verify(curve, point, signature) !== isTaken) {
          expect.fail(`${what} ${isTaken ? "refused" : "taken"} at use ${use}`);
        }
      }
    }

    /** The key d G, and u1 G + u2 d G: the signature for it holds, one for another x does not. */
    function check(d: bigint, u1: bigint, u2: bigint, what: string) {
      const point = generate(curve, d) as Affine;
      const sum = generate(curve, u1 + u2 * d);
      if (sum) holds(true, point, signatureOf(curve, u1, u2, sum.x), what);
      // Infinity is not what comes out when it is overlooked: the double.
      const wrong = sum ? sum.x + 1n : (generate(curve, 2n * u1) as Affine).x;
      holds(false, point, signatureOf(curve, u1, u2, wrong), `${what}, wrong`);
    }

    /** A key for which u1 G + u2 Q is this point. */
    function keyFor(sum: Affine, u1: bigint, u2: bigint): Affine {
      const rest = add(curve, sum, negate(curve, generate(curve, u1)));
      return multiply(curve, inverse(u2, n), rest) as Affine;
    }

    /** Some key with a signature. */
    function some() {
      const [d, u1, u2] = [scalar(), scalar(), scalar()];
      const sum = generate(curve, u1 + u2 * d) as Affine;
      return { d, point: generate(curve, d) as Affine, signature: signatureOf(curve, u1, u2, sum.x) };
    }

    test("no point of the curve is a key", () => {
      const { point, signature } = some();
      const { x, y } = point;
      holds(true, point, signature, "a right one");
      const wrong: [string, Affine][] = [
        ["x one off", { x: x + 1n, y }],
        ["y one off", { x, y: y + 1n }],
        ["x and y exchanged", { x: y, y: x }],
        ["infinity as zeros", { x: 0n, y: 0n }],
        ["infinity as (0, 1)", { x: 0n, y: 1n }],
        ["all ones", { x: end - 1n, y: end - 1n }],
        ["(p, p)", { x: p, y: p }],
        ["an x that no point has", { x: without(curve, x), y }],
      ];
      for (const [what, key] of wrong) holds(false, key, signature, what);
      expect(core.heldKeys()).toBe(0);
    });

    test("coordinates that are not below p are refused, though the point is right modulo p", () => {
      // (0, y) is on both curves.
      for (const point of [lowest(curve, 0n), lowest(curve, 1n), low]) {
        const [u1, u2] = [scalar(), scalar()];
        const sum = add(curve, generate(curve, u1), multiply(curve, u2, point)) as Affine;
        const signature = signatureOf(curve, u1, u2, sum.x);
        holds(true, point, signature, `(${point.x}, ${point.y})`);
        if (point.x + p < end) holds(false, { x: point.x + p, y: point.y }, signature, "x + p");
        if (point.y + p < end) holds(false, { x: point.x, y: point.y + p }, signature, "y + p");
      }
      expect([low.y, lowest(curve, 1n).x].every((number) => number + p < end)).toBe(true);
      expect(lowest(curve, 0n).x).toBe(0n);
    });

    test("r and s that are not in 1 .. n - 1", () => {
      const { point, signature } = some();
      for (const bad of [0n, n, n + 1n, p, end - 1n]) {
        holds(false, point, { ...signature, r: bad }, `r ${bad}`);
        holds(false, point, { ...signature, s: bad }, `s ${bad}`);
        holds(false, point, { ...signature, r: bad, s: bad }, `both ${bad}`);
        holds(false, point, { r: bad, s: bad, e: 0n }, `both ${bad}, of 0`);
      }
    });

    test("r + n and s + n in place of r and s", () => {
      const d = scalar();
      const point = generate(curve, d) as Affine;
      // s = 1: e = k - r d.
      const k = scalar();
      const r = (generate(curve, k) as Affine).x % n;
      const signature = { r, s: 1n, e: mod(k - r * d, n) };
      holds(true, point, signature, "s = 1");
      holds(false, point, { ...signature, s: n + 1n }, "s = n + 1");
      const sum = lowest(curve, 1n);
      const [u1, u2] = [scalar(), scalar()];
      const small = signatureOf(curve, u1, u2, sum.x);
      const key = keyFor(sum, u1, u2);
      holds(true, key, small, "r small");
      holds(false, key, { ...small, r: small.r + n }, "r + n");
    });

    test("s and n - s hold both, as ECDSA has it", () => {
      const { point, signature } = some();
      holds(true, point, signature, "s");
      holds(true, point, { ...signature, s: n - signature.s }, "n - s");
    });

    test("the x of the sum lies in n .. p - 1", () => {
      const sum = lowest(curve, n + 1n);
      expect(sum.x).toBeLessThan(p);
      const [u1, u2] = [scalar(), scalar()];
      const signature = signatureOf(curve, u1, u2, sum.x);
      expect(signature.r).toBe(sum.x - n);
      const key = keyFor(sum, u1, u2);
      holds(true, key, signature, "r = x - n");
      holds(false, key, { ...signature, e: signature.e ^ 1n }, "another digest");
      holds(false, key, { ...signature, r: sum.x }, "r = x");
    });

    test("r + n lies below p, but x is r", () => {
      const sum = lowest(curve, 1n);
      expect(sum.x + n).toBeLessThan(p);
      const [u1, u2] = [scalar(), scalar()];
      holds(true, keyFor(sum, u1, u2), signatureOf(curve, u1, u2, sum.x), "r = x");
    });

    test("r + n does not lie below p, and x is r + n modulo p, or modulo 2^bits", () => {
      const sum = lowest(curve, 1n);
      for (const modulus of [p, end]) {
        const r = sum.x + modulus - n;
        const [u1, u2] = [scalar(), scalar()];
        const signature = signatureOf(curve, u1, u2, r);
        expect(signature.r).toBe(r);
        holds(false, keyFor(sum, u1, u2), signature, `r ${r}`);
      }
    });

    test("digests that are 0 modulo n: u1 is 0", () => {
      for (const d of [1n, n - 1n, scalar()]) check(d, 0n, scalar(), `d ${d}`);
      const d = scalar();
      const u2 = scalar();
      const signature = signatureOf(curve, 0n, u2, (generate(curve, u2 * d) as Affine).x);
      holds(true, generate(curve, d) as Affine, { ...signature, e: n }, "a digest that is n");
    });

    test("digests that are not below n stand for what they are modulo n", () => {
      const d = scalar();
      for (const e of [1n, 2n, end - 1n - n]) {
        const k = scalar();
        const r = (generate(curve, k) as Affine).x % n;
        const signature = { r, s: mod((e + r * d) * inverse(k, n), n), e };
        const point = generate(curve, d) as Affine;
        holds(true, point, signature, `${e}`);
        holds(true, point, { ...signature, e: e + n }, `${e} + n`);
      }
    });

    test("digests of every length: short ones are numbers, of long ones the leftmost bytes count", () => {
      const { d, point } = some();
      const bytes = Buffer.from(Array.from({ length: 80 }, (_, i) => 255 - 3 * i));
      for (let length = 0; length <= bytes.length; length++) {
        const k = scalar();
        const r = (generate(curve, k) as Affine).x % n;
        const digest = bytes.subarray(0, length);
        const e = BigInt(`0x0${digest.subarray(0, bits / 8).toString("hex")}`);
        const s = mod((e + r * d) * inverse(k, n), n);
        expect(core.verifyDigest(curve, point, { r, s }, digest), `${length}`).toBe(true);
        if (length === 0) continue;
        const other = Buffer.from(digest).fill(0, length - 1);
        expect(core.verifyDigest(curve, point, { r, s }, other), `${length}, last byte 0`).toBe(length > bits / 8);
      }
    });

    test("keys that are small multiples of the generator, with small factors: sums meet on the way", () => {
      const small = [1n, 2n, n - 1n, ...(share === 1 ? [n - 2n, (n + 1n) / 2n] : [])];
      for (const d of small) {
        for (const u1 of [0n, ...small]) for (const u2 of small) check(d, u1, u2, `d ${d}, u1 ${u1}, u2 ${u2}`);
      }
    });

    test("keys that are powers of 2 times the generator, as teeth of the comb are, or their opposites", () => {
      const { columns, tables, apart } = shapeOf(curve);
      for (const i of [
        1,
        columns - 1,
        columns,
        columns + 1,
        columns * tables,
        apart,
        7 * apart,
        bits - columns,
        bits - 1,
      ]) {
        const d = 2n ** BigInt(i) % n;
        for (const key of [d, n - d]) check(key, scalar(), scalar(), `2^${i}`);
        for (const u2 of [1n, 2n, n - 1n]) check(d, d, u2, `2^${i}, u1 the same, u2 ${u2}`);
      }
    });

    test("u1 G and u2 Q are equal, or opposite", () => {
      for (let i = 0; i < 3; i++) {
        const [d, u2] = [scalar(), scalar()];
        check(d, mod(u2 * d, n), u2, "equal");
        check(d, mod(-u2 * d, n), u2, "opposite");
      }
    });

    test("scalars with which a comb meets equal or opposite points", () => {
      const all = MEETING.get(curve) ?? [];
      expect(all.length).toBeGreaterThan(0);
      for (const k of all) {
        expect(meets(curve, k)).toBe(true);
        check(scalar(), k, scalar(), `u1 ${k}`);
        check(scalar(), scalar(), k, `u2 ${k}`);
      }
    });

    test("scalars with which the two halves of the generator's comb are equal", () => {
      const all = halvingScalars(curve);
      expect(all.length).toBeGreaterThan(0);
      for (const k of all) check(scalar(), k, scalar(), `u1 ${k}`);
    });

    test("complete sums are right for small multiples of any points, 0 among them", () => {
      const { point } = some();
      const multiples: Point[] = [undefined];
      for (let i = 0; i < 20; i++) multiples.push(add(curve, multiples[i], point));
      const signed = (i: number) => (i < 0 ? negate(curve, multiples[-i]) : multiples[i]);
      for (const [a, b] of [
        [1, 1],
        [1, -1],
        [1, 2],
        [2, -1],
        [3, 1],
      ] as const) {
        const [p, q] = [signed(a) as Affine, signed(b) as Affine];
        for (const u1 of [0, 1, 2, 3, 4]) {
          for (const u2 of [0, 1, 2, 3, 4]) {
            const sum = signed(a * u1 + b * u2);
            const found = core.sum(curve, BigInt(u1), p, BigInt(u2), q);
            expect(found, `${u1} * ${a} + ${u2} * ${b}`).toEqual(sum && [sum.x, (2n * sum.y) % curve.p]);
          }
        }
        const [u1, u2] = [n - 1n, n - 2n];
        const sum = signed(-a - 2 * b);
        expect(core.sum(curve, u1, p, u2, q), `-${a} - 2 * ${b}`).toEqual(sum && [sum.x, (2n * sum.y) % curve.p]);
      }
    });

    test("a rare case with tables, after another key was looked at", () => {
      const [d, u2] = [scalar(), scalar()];
      const point = generate(curve, d) as Affine;
      const sum = generate(curve, 2n * u2 * d) as Affine;
      const signature = signatureOf(curve, mod(u2 * d, n), u2, sum.x);
      holds(true, point, signature, "equal");
      for (const other of CURVES) {
        const key = generate(other, 77n) as Affine;
        expect(core.verify(other, key, { r: 1n, s: 1n, e: 1n })).toBe(false);
        expect(core.verify(curve, point, signature)).toBe(true);
      }
    });
  });

  test("a number that names no curve", () => {
    expect(core.verifyInput(2, 32)).toBe(0);
    expect(core.verifyInput(0xffffffff, 32)).toBe(0);
  });
});
