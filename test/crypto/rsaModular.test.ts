/** Numbers modulo n against BigInt: at random, and with everything as large as it may be. */
import { beforeAll, expect, test } from "vitest";
import { seeded } from "../random.ts";
import { describeBuilds } from "./fieldProbe.ts";
import { bitsOf, modularPower, type RsaProbe, rsaProbe } from "./rsaProbe.ts";

/** Squarings and products on the core that this engine is given. */
const PRODUCTS = 12_000;
/** Bits of moduli. First those that fill their limbs, of 25 and of 49 bits, and those that need four limbs more. */
const SIZES = [2098, 2154, 2099, 2155, 3918, 3998, 2048, 2049, 3071, 3072, 4095, 4096];
const EXPONENTS = [3n, 5n, 17n, 65537n, 2n ** 63n + 1n, 2n ** 64n - 1n];

describeBuilds((build, share) => {
  let core: RsaProbe;
  const random = seeded(31);
  const integer = (below: number) => Math.floor(random() * below);
  const number = (bits: number) => {
    let all = 0n;
    for (let i = 0; i < bits; i += 32) all = (all << 32n) | BigInt(integer(2 ** 32));
    return all & (2n ** BigInt(bits) - 1n);
  };
  const below = (n: bigint) => number(bitsOf(n) + 64) % n;
  let half = 0n;

  beforeAll(async () => {
    core = await rsaProbe(build);
    half = 1n << BigInt(core.bits - 1);
  });

  /** Limbs next to the ends of their range, by a rule that says which. */
  const extremes = (count: number, low: (i: number) => boolean) =>
    Array.from({ length: count }, (_, i) => (low(i) ? -half : half - 1n));
  const RULES: ((i: number) => boolean)[] = [
    () => true,
    () => false,
    (i) => i % 2 === 0,
    (i) => i % 4 < 2,
    () => random() < 0.5,
  ];

  /** Moduli of so many bits: at random, next to powers of two, and with extreme limbs in what folding multiplies with. */
  function moduli(bits: number): bigint[] {
    const top = 2n ** BigInt(bits);
    return [
      number(bits) | 1n | (top >> 1n),
      top - 1n,
      top - 1n - 2n * number(30),
      (top >> 1n) + 1n,
      (top >> 1n) + 1n + 2n * number(30),
      ...[true, false].map((low) => extremeModulus(bits, () => low)),
      extremeModulus(bits, (i) => i % 2 === 0),
    ];
  }

  /** n with 2^(bits of all limbs) = k n + what has these limbs, but for the lowest, as many as k has. */
  function extremeModulus(bits: number, low: (i: number) => boolean): bigint {
    const whole = 1n << BigInt(core.bits * (core.limbsOf(bits) + 4));
    const full = Math.floor((bits - 3) / core.bits);
    // Above the full limbs a quarter of 2^bits, which is a third of n.
    const last = 2n ** BigInt(bits - 2);
    const target = core.join(extremes(full, low)) + (low(full) ? -last : last);
    let k = whole / (3n * 2n ** BigInt(bits - 2));
    let n = 0n;
    while (n % 2n === 0n) n = (whole - target) / k++;
    const fold = whole % n;
    const difference = (fold > n / 2n ? fold - n : fold) - target;
    expect(bitsOf(difference < 0n ? -difference : difference)).toBeLessThanOrEqual(bitsOf(k));
    expect(bitsOf(n)).toBe(bits);
    return n;
  }

  test("powers", () => {
    let left = Math.ceil(200 * share);
    while (left > 0) {
      const bits = left % 3 ? (SIZES[integer(SIZES.length)] as number) : 2048 + integer(2049);
      for (const n of moduli(bits)) {
        const base = [below(n), n - 1n, n >> 1n, 0n, 1n, 2n ** BigInt(bits - 2)][integer(6)] as bigint;
        const e = EXPONENTS[integer(EXPONENTS.length)] as bigint;
        const power = core.power(n, base, e);
        expect(power === modularPower(base, e, n), `${base} ** ${e} % ${n} is not ${power}`).toBe(true);
        left--;
      }
    }
  });

  test("squares and products, of limbs at random and as large as they may be", () => {
    let [done, largest] = [0, 0n];
    const wanted = Math.ceil(PRODUCTS * share);
    for (let round = 0; done < wanted; round++) {
      const size = SIZES[round % SIZES.length] as number;
      for (const n of moduli(size)) {
        const count = core.limbsOf(size) + 4;
        // Limbs that are extreme as well; or a shift by four limbs, so that the last ones of a number are folded as they are.
        const rule = RULES[integer(RULES.length)] as (i: number) => boolean;
        const shift = 1n << BigInt(4 * core.bits);
        const base = integer(2) ? shift : ((core.join(extremes(count - 8, rule)) % n) + n) % n;
        core.power(n, base, 3n);
        const limbs = core.limbs(count);
        for (let i = 0; i < 16; i++, done++) {
          if (i % 4 === 0) {
            limbs.set(extremes(count, RULES[integer(RULES.length)] as (i: number) => boolean));
            if (integer(2)) limbs[count - 1] = ((limbs[count - 1] as bigint) * 4n) / 3n;
          }
          const before = core.join(limbs);
          const product = before * (i % 3 ? before : base);
          if (i % 3) core.square();
          else core.multiply();
          const wrong = (core.join(limbs) - product) % n;
          expect(wrong === 0n, `${before} times ${i % 3 ? "itself" : base} modulo ${n}`).toBe(true);
          for (const limb of limbs.subarray(0, count - 1))
            if (limb < -half || limb >= half) expect.fail(`limb ${limb}`);
          const last = limbs[count - 1] as bigint;
          if (last > largest) largest = last;
          if (-last > largest) largest = -last;
        }
      }
    }
    expect(Number(largest) / Number(half)).toBeLessThan(1.334);
  });

  test("a last limb that is not carried, though larger than others may be", () => {
    const size = core.bits === 49 ? 2154 : 2098;
    const n = extremeModulus(size, () => false);
    const shift = 1n << BigInt(4 * core.bits);
    core.power(n, shift, 3n);
    const count = core.limbsOf(size) + 4;
    const limbs = core.limbs(count);
    for (const low of [true, false]) {
      limbs.set(extremes(count, () => low));
      const before = core.join(limbs);
      core.multiply();
      expect(Number(limbs[count - 1]) / Number(half)).toBeCloseTo(low ? -1.0625 : 1.0625, 3);
      expect((core.join(limbs) - before * shift) % n === 0n).toBe(true);
      core.square();
      expect((core.join(limbs) - (before * shift) ** 2n) % n === 0n).toBe(true);
    }
  });

  test("rows with factors and limbs as large as there is room for", () => {
    const h = Number(half);
    const room = core.bits === 49 ? 15.999 : 8;
    // Three factors of HALF and the last of 3/2, as in use; four as large as a number of 3 HALF lets them be; ties.
    const most = room / 3 / (core.bits === 49 ? 4 : 2);
    const kinds = [
      { factors: [1, 1, 1, 1.5], limb: 3 },
      { factors: [most, most, most, most], limb: 3 },
      { factors: [1, 1, 1, 1], limb: 0 },
    ];
    for (const { factors, limb } of kinds) {
      for (let signs = 0; signs < 256; signs++) {
        const a = factors.map((size, i) => Math.floor(size * h) * ((signs >> i) & 1 ? -1 : 1));
        const x = Array.from({ length: 8 }, (_, i) => {
          const size = limb ? limb * h - (i % 3) : 2 * i + 1;
          return size * ((signs >> (4 + (i % 4))) & 1 ? -1 : 1);
        });
        const columns = core.rows(a, x);
        expect(core.join(columns)).toBe(core.join(a.map(BigInt)) * core.join(x.map(BigInt)));
        for (const column of columns) expect(Math.abs(Number(column))).toBeLessThanOrEqual(2 ** 52);
      }
    }
  });
});
