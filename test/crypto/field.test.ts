/**
 * The field of either curve against BigInt, on elements at random and of every extreme kind, in all magnitudes that
 * field.ts allows: a million results of the core that this engine is given, or as many as TSMKIT_RESULTS says, and a
 * twentieth of every other build.
 */
import { beforeAll, describe, expect, test } from "vitest";
import { randomBytes, seeded } from "../random.ts";
import { elements, near } from "./fieldElements.ts";
import { CURVES, describeBuilds, fieldProbe, Kind, largestLimb, numberOf, SLOT } from "./fieldProbe.ts";

const RESULTS = Number(process.env.TSMKIT_RESULTS ?? 1_000_000);

/** Operations, of both lanes, in one call. */
const JOBS = 10_000;

/** Operations, the magnitudes of a, b and e (0: the element 0), and k or ka and kb. */
const SHAPES: [kind: keyof typeof Kind, a: number, b: number, e: number, x: number, y: number][] = [
  ["Mul", 1, 1, 0, 0, 0],
  ["Mul", 2, 2, 0, 0, 0],
  ["Mul", 4, 1, 0, 0, 0],
  ["MulSub", 1, 4, 1, 1, 0],
  ["MulSub", 1, 3, 1, 2, 0],
  ["MulSub", 2, 2, 1, 3, 0],
  ["MulSub", 2, 1, 1, 8, 0],
  ["MulSub", 1, 1, 2, 4, 0],
  ["MulSub", 2, 2, 8, 1, 0],
  ["Sqr", 1, 0, 0, 0, 0],
  ["Sqr", 2, 0, 0, 0, 0],
  ["SqrSub", 1, 0, 1, 2, 0],
  ["SqrSub", 1, 0, 3, 1, 0],
  ["SqrSub", 2, 0, 8, 1, 0],
  ["Norm", 1, 1, 0, 1, -1],
  ["Norm", 1, 3, 0, 3, 1],
  ["Norm", 2, 2, 0, -3, 1],
  ["Norm", 4, 4, 0, 1, -1],
  ["Norm", 8, 0, 0, 1, 0],
  ["Sum", 1, 1, 0, 2, -2],
  ["Sum", 3, 4, 0, -1, 1],
];

/** What an operation computes. */
function wanted(kind: keyof typeof Kind, a: bigint, b: bigint, e: bigint, x: bigint, y: bigint): bigint {
  if (kind.startsWith("Mul")) return a * b - x * e;
  return kind.startsWith("Sqr") ? a * a - x * e : x * a + y * b;
}

describeBuilds((build, share) => {
  const { fused } = build;

  describe.each(CURVES)("$name", (numbers) => {
    const { p, bits } = numbers;
    let core: Awaited<ReturnType<typeof fieldProbe>>;
    /** The places of elements, and the numbers they stand for, by magnitude. */
    const pools = new Map<number, { places: number[]; values: bigint[] }>();
    const pool = (magnitude: number) => pools.get(magnitude) ?? { places: [], values: [] };
    beforeAll(async () => {
      core = await fieldProbe(build, numbers);
      // Behind the jobs.
      let at = core.input + 24 * JOBS;
      for (const magnitude of [0, 1, 2, 3, 4, 8]) {
        const all = elements(numbers, fused, magnitude);
        const places = all.map((limbs, i) => core.put(at + SLOT * i, limbs));
        pools.set(magnitude, { places, values: all.map((limbs) => numberOf(limbs, fused)) });
        at += SLOT * all.length;
      }
    });

    test.each(SHAPES)(
      "%s of magnitudes %i, %i and %i, times %i and %i",
      (kind, ma, mb, me, x, y) => {
        const random = seeded(Kind[kind] + 10 * ma + 100 * mb + 1000 * me);
        const from = [pool(ma), pool(mb), pool(me)];
        const value = (chosen: number[], i: number) => from[i]?.values[chosen[i] as number] as bigint;
        const most = kind === "Sum" ? Infinity : largestLimb(fused, 1);
        for (let left = (RESULTS * share) / CURVES.length / SHAPES.length; left > 0; left -= 2 * JOBS) {
          const chosen = Array.from({ length: 2 * Math.min(JOBS, Math.ceil(left / 2)) }, () =>
            from.map(({ places }) => Math.floor(random() * places.length)),
          );
          core.putJobs(
            core.input,
            chosen.flatMap((set) => set.map((which, i) => from[i]?.places[which] as number)),
          );
          core.probe.runJobs(Kind[kind], core.input, chosen.length / 2, x, y);
          for (const [i, set] of chosen.entries()) {
            const at = core.output + SLOT * i;
            const [a, b, e] = [value(set, 0), value(set, 1), value(set, 2)];
            const difference = core.number(at) - wanted(kind, a, b, e, BigInt(x), BigInt(y));
            const isRight = kind === "Sum" ? difference === 0n : difference % p === 0n;
            if (!isRight || !(core.largest(at) <= most)) {
              expect.fail(`${kind} of ${a}, ${b} and ${e}, times ${x} and ${y}: ${core.limbs(at)}`);
            }
          }
        }
      },
      600_000,
    );

    test("elements become the numbers 0 .. p - 1", () => {
      const { places, values } = pool(1);
      for (const [i, place] of places.entries()) {
        core.probe.toWords(core.output, place);
        const value = values[i] as bigint;
        expect(core.words(core.output), `${core.limbs(place)}`).toBe(((value % p) + p) % p);
        expect(core.probe.isNull(place) === 1, `${value}`).toBe(value % p === 0n);
      }
    });

    test("numbers become elements of magnitude 1, whether below p or not", () => {
      const at = [0, 1, 2, 3].map((i) => core.input + SLOT * i) as [number, number, number, number];
      const random = seeded(31);
      const all = near(p, bits);
      for (let i = 0; i < 10_000; i++)
        all.push(BigInt(`0x${Buffer.from(randomBytes(random, bits / 8)).toString("hex")}`));
      for (const number of all.filter((number) => number >= 0n && number < 2n ** BigInt(bits))) {
        const others = 2n ** BigInt(bits) - 1n - number;
        core.probe.fromWords(at[0], core.putWords(at[1], number), at[2], core.putWords(at[3], others));
        for (const [place, value] of [
          [at[0], number],
          [at[2], others],
        ] as const) {
          expect((core.number(place) - value) % p, `${value}`).toBe(0n);
          expect(core.largest(place), `${value}`).toBeLessThanOrEqual(largestLimb(fused, 1));
        }
      }
    });

    test("a * b - a * b is null, in whatever way a and b are written", () => {
      const { places } = pool(2);
      const product = core.output;
      for (const [i, a] of places.entries()) {
        const b = places[(7 * i + 1) % places.length] as number;
        const c = places[(7 * i + 2) % places.length] as number;
        core.probe.mul(product, a, b, product + SLOT, b, c);
        core.probe.mulSub(product, b, a, product, product + SLOT, c, b, product + SLOT, 1);
        expect(core.probe.isNull(product) && core.probe.isNull(product + SLOT), `${core.limbs(product)}`).toBe(1);
      }
    });

    test("a result may take the place of any operand, of its own lane or the other", () => {
      const { places, values } = pool(1);
      const own = [0, 1, 2, 3, 4, 5].map((i) => core.output + SLOT * i);
      const [a0, b0, e0, a1, b1, e1] = own as [number, number, number, number, number, number];
      for (const r0 of own) {
        for (const r1 of own.filter((at) => at !== r0)) {
          const chosen = own.map((at, i) => {
            const which = (31 * (r0 - a0) + 17 * (r1 - a0) + 1009 * i) % places.length;
            core.probe.copy(at, places[which] as number);
            return values[which] as bigint;
          });
          const [x0 = 0n, y0 = 0n, z0 = 0n, x1 = 0n, y1 = 0n, z1 = 0n] = chosen;
          core.probe.mulSub(r0, a0, b0, e0, r1, a1, b1, e1, 3);
          expect((core.number(r0) - (x0 * y0 - 3n * z0)) % p).toBe(0n);
          expect((core.number(r1) - (x1 * y1 - 3n * z1)) % p).toBe(0n);
        }
      }
    });

    test("an inverse times the element is 1; 0 has none", () => {
      const { places, values } = pool(1);
      const [r, one] = [core.output, core.output + SLOT];
      core.probe.setOne(one);
      expect(core.number(one)).toBe(1n);
      for (const [i, a] of places.entries()) {
        const value = values[i] as bigint;
        core.probe.copy(r, one);
        expect(core.probe.inverse(r, a) === 1, `${value}`).toBe(value % p !== 0n);
        expect((core.number(r) * (value % p === 0n ? 1n : value) - 1n) % p, `${value}`).toBe(0n);
      }
    });
  });
});
