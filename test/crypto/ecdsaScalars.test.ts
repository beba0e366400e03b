/** The scalars of a verification, and the digits they are written with. */
import { beforeAll, describe, expect, test } from "vitest";
import { digitsOf, scalarOf, summands } from "./ecdsaComb.ts";
import { type EcdsaProbe, ecdsaProbe } from "./ecdsaProbe.ts";
import { CURVES, type Curve, scalars } from "./ecdsaReference.ts";
import { near } from "./fieldElements.ts";
import { describeBuilds } from "./fieldProbe.ts";

const RANDOM = 20_000;

/** Scalars below n: extreme ones, and others at random. */
function someOf({ n, bits }: Curve, share: number): bigint[] {
  const extreme = near(n, bits);
  for (let i = 1n; i < BigInt(bits); i++) extreme.push(2n ** i - 1n, 2n ** i, 2n ** i + 1n, n - 2n ** i);
  for (const byte of ["55", "aa", "0f", "f0", "1f", "10", "11", "f1", "7f", "80"]) {
    extreme.push(BigInt(`0x${byte.repeat(bits / 8)}`));
  }
  const random = scalars(1, n);
  for (let i = 0; i < RANDOM * share; i++) extreme.push(random());
  return [...new Set(extreme)].filter((k) => k >= 0n && k < n);
}

describeBuilds((build, share) => {
  describe.each(CURVES)("$name", (curve) => {
    const all = someOf(curve, share);
    let core: EcdsaProbe;
    beforeAll(async () => {
      core = await ecdsaProbe(build);
    });

    test("u1 = e / s and u2 = r / s; r and s lie in 1 .. n - 1", () => {
      const { n, bits } = curve;
      for (const [i, r] of all.entries()) {
        const s = all[(7 * i + 3) % all.length] as bigint;
        const e = i % 3 ? (all[(5 * i + 1) % all.length] as bigint) : 2n ** BigInt(bits) - 1n - r;
        const found = core.scalars(curve, { r, s, e });
        if (r === 0n || s === 0n) expect(found).toBe(undefined);
        else if (!found) expect.fail(`r ${r}, s ${s}`);
        else {
          const [u1, u2] = found;
          const isRight = u1 < n && u2 < n && (u1 * s - e) % n === 0n && (u2 * s - r) % n === 0n;
          if (!isRight) expect.fail(`r ${r}, s ${s}, e ${e}: ${u1}, ${u2}`);
        }
      }
      for (const bad of [0n, n, n + 1n, 2n ** BigInt(bits) - 1n]) {
        expect(core.scalars(curve, { r: bad, s: 1n, e: 1n })).toBe(undefined);
        expect(core.scalars(curve, { r: 1n, s: bad, e: 1n })).toBe(undefined);
      }
    });

    test("digits of a comb", () => {
      for (const k of all) {
        const digits = core.combDigits(curve, k);
        expect((scalarOf(curve, digits) - k) % curve.n, `${k}`).toBe(0n);
        // There are two ways to write some scalars; the tests that look for rare ones need to know which it is.
        expect(digits, `${k}`).toBe(digitsOf(curve, k));
      }
    });

    test("digits of a window: odd, below 16, and with four zeros between", () => {
      for (const k of all) {
        const { digits, top } = core.windowDigits(curve, k);
        let sum = 0n;
        let last = -5;
        for (const [i, digit] of digits.entries()) {
          if (digit === 0) continue;
          if (digit % 2 === 0 || Math.abs(digit) > 15 || i < last + 5) expect.fail(`${k}: ${digits}`);
          sum += BigInt(digit) << BigInt(i);
          last = i;
        }
        expect(sum, `${k}`).toBe(k);
        expect(top, `${k}`).toBe(Math.max(last, 0));
      }
    });
  });
});

test.each(CURVES)("the tables of any point of $name can be built", (curve) => {
  // Points have the order n, a prime: multiples are equal, or opposite, when their scalars are so modulo n, for one point
  // as for all. So what is said of scalars here holds for every key.
  let sums = 0;
  for (const [a, b] of summands(curve)) {
    if (a % curve.n === 0n || (a - b) % curve.n === 0n || (a + b) % curve.n === 0n) expect.fail(`${a} and ${b}`);
    sums++;
  }
  expect(sums).toBe((curve.bits === 384 ? 8 : 4) * (7 + 127));
});
