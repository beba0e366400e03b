/**
 * The lazy carries of the field. tools/unroll/field.mjs proves bounds for every line that it writes. Here each bound is
 * driven at: the lines run in exact arithmetic, on operands that bring every line near to its bound.
 */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { FILES, LIMITS } from "../../tools/unroll/field.mjs";
import { type Call, extremes } from "./fieldExtremes.ts";
import { type Line, strict, type Unrolled, unrolled } from "./fieldMachine.ts";
import { CURVES, describeBuilds, fieldProbe, Kind, largestLimb, limbBits, numberOf, SLOT } from "./fieldProbe.ts";

/** Magnitudes of a, b and e, and k or ka and kb: all that field.ts allows, in several ways. */
const SHAPES = {
  mul: [
    { magnitudes: [2, 2, 8], factors: [1] },
    { magnitudes: [4, 1, 1], factors: [8] },
    { magnitudes: [1, 4, 4], factors: [2] },
  ],
  sqr: [
    { magnitudes: [2, 8], factors: [1] },
    { magnitudes: [2, 4], factors: [2] },
  ],
  norm: [
    { magnitudes: [4, 4], factors: [1, 1] },
    { magnitudes: [1, 1], factors: [3, -5] },
    { magnitudes: [1, 1], factors: [-8, 0] },
  ],
};
const KINDS = { mul: Kind.MulSub, sqr: Kind.SqrSub, norm: Kind.Norm };

/** What one function is driven with, and where that brings its lines. */
interface Driven {
  f: Unrolled;
  magnitudes: number[];
  found: (Line & { value: number })[];
  calls: Call[];
}

/** Every file with all its functions. */
const files = FILES.map(({ path, make }) => {
  const fused = path.endsWith("Fused.ts");
  const curve = CURVES[path.includes("p256") ? 0 : 1];
  let driven: Driven[] | undefined;
  return {
    name: path.slice(path.lastIndexOf("/") + 1),
    path,
    make,
    fused,
    curve,
    /** Searches once. */
    drive(): Driven[] {
      driven ??= unrolled(make(), limbBits(fused)).flatMap((f) =>
        SHAPES[f.name].map(({ magnitudes, factors }) => {
          const largest = magnitudes.map((magnitude) => largestLimb(fused, magnitude));
          const all = extremes(f, curve.span / limbBits(fused), largest, factors);
          const found = all.map(({ value }, i) => ({ ...(f.lines[i] as Line), value }));
          return { f, magnitudes, found, calls: [...new Set(all.map(({ call }) => call))] };
        }),
      );
      return driven;
    },
  };
});

/** How large the value of a line may be. The bound of a d is that of what it is rounded from. */
function allowed({ text, bound }: Line, fused: boolean): number {
  return /^ *d =/.test(text) ? bound + 2 ** (limbBits(fused) - 1) : bound;
}

/** a * b - k * e, a² - k * e, or ka * a + kb * b. */
function wanted({ name }: Unrolled, { operands, factors }: Call, fused: boolean): bigint {
  const [a = 0n, b = 0n, e = 0n] = operands.map((limbs) => numberOf(limbs, fused));
  const [x = 0n, y = 0n] = factors.map(BigInt);
  return name === "mul" ? a * b - x * e : name === "sqr" ? a * a - x * b : x * a + y * b;
}

describe.each(files)("$name", ({ path, make, fused, curve, drive }) => {
  test("is what the generator makes", () => {
    expect(readFileSync(new URL(`../../${path}`, import.meta.url), "utf8") === make()).toBe(true);
  });

  test("every bound is nearly met, and none is passed", () => {
    for (const { f, magnitudes, found } of drive()) {
      for (const line of found) {
        const what = `${f.name} of ${magnitudes}: ${line.text}`;
        expect(line.value, what).toBeLessThanOrEqual(allowed(line, fused));
        if (line.stated) expect(line.value, what).toBeGreaterThan(line.bound / 2);
      }
    }
  });

  test("nothing is rounded that is not meant to be, and the results are right", () => {
    for (const { f, magnitudes, calls } of drive()) {
      for (const call of calls) {
        const values: number[] = [];
        const r = f.run(strict(limbBits(fused)), values, call.operands, call.factors);
        const what = `${f.name} of ${magnitudes}`;
        expect((numberOf(r, fused) - wanted(f, call, fused)) % curve.p, what).toBe(0n);
        expect(Math.max(...r.map(Math.abs)), what).toBeLessThanOrEqual(largestLimb(fused, 1));
        const beyond = f.lines.filter((line, i) => !(Math.abs(values[i] as number) <= allowed(line, fused)));
        expect(beyond, what).toEqual([]);
      }
    }
  });

  test("with operands that are far too large, it is found that something is lost", () => {
    for (const f of unrolled(make(), limbBits(fused))) {
      const largest = (f.name === "norm" ? [16, 16] : [64, 64, 8]).map((magnitude) => largestLimb(fused, magnitude));
      const factors = f.name === "norm" ? [2 ** 28, 1] : [1];
      const found = extremes(f, curve.span / limbBits(fused), f.name === "sqr" ? largest.slice(1) : largest, factors);
      const exact = () => {
        for (const { call } of found) f.run(strict(limbBits(fused)), [], call.operands, call.factors);
      };
      expect(exact, f.name).toThrow("is not exact");
    }
  });
});

describe("the proof", () => {
  const limits = (change: Partial<typeof LIMITS>) => ({ ...LIMITS, ...change });
  /** The largest whole limit with which the files can be made, one file after the other. */
  const most = (make: (limit: number) => unknown) => {
    let limit = 1;
    for (; ; limit++) {
      try {
        make(limit + 1);
      } catch (error) {
        expect(error).toMatchObject({ message: expect.stringMatching(/^(column|limb) \d+ (can reach|ends at) 2\^/) });
        return limit;
      }
    }
  };

  test("takes these limits and, for all files at once, no larger ones", () => {
    const factors = FILES.map(({ make }) => most((factors) => make(limits({ factors }))));
    const summands = FILES.map(({ make }) => most((summands) => make(limits({ summands }))));
    expect({ factors: Math.min(...factors), summands: Math.min(...summands) }).toEqual(LIMITS);
  });
});

describeBuilds((build) => {
  const own = files.filter(({ fused }) => fused === build.fused);
  describe.each(own)("$name in WebAssembly", ({ curve, fused, drive }) => {
    let core: Awaited<ReturnType<typeof fieldProbe>>;
    beforeAll(async () => {
      core = await fieldProbe(build, curve);
    });

    test("is the same, bit for bit, in both lanes", () => {
      const jobs = core.input + (1 << 20);
      for (const { f, magnitudes, calls } of drive()) {
        for (const { operands, factors } of calls) {
          const r = f.run(strict(limbBits(fused)), [], operands, factors);
          const places = operands.map((limbs, i) => core.put(core.input + i * SLOT, limbs));
          // The last one of sqr is e.
          const [a = 0, b = 0, e = b] = places;
          core.putJobs(jobs, [a, b, e, a, b, e]);
          core.probe.runJobs(KINDS[f.name], jobs, 1, factors[0] as number, factors[1] ?? 0);
          for (const lane of [0, 1]) {
            const theirs = core.limbs(core.output + lane * SLOT);
            if (!theirs.every((limb, i) => limb === r[i])) expect(theirs, `${f.name} of ${magnitudes}`).toEqual(r);
          }
        }
      }
    });
  });
});
