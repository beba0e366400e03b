/**
 * Runs the generated multiplications (assembly/crypto/ec/unrolled/) line by line outside of WebAssembly: as they are but
 * for their types, with numbers in place of vectors, and with arithmetic of one's own.
 */
import { compileFunction } from "node:vm";

/** What the lines compute with: float64, rounded as one likes. */
export interface Arithmetic {
  add(a: number, b: number): number;
  sub(a: number, b: number): number;
  mul(a: number, b: number): number;
  madd(a: number, b: number, c: number): number;
}

/** A line whose value must stay below a bound: what it assigns or, where that is a memory cell, stores. */
export interface Line {
  text: string;
  bound: number;
  /** Does a comment say so? Else it is a column, which must stay below 2^53. */
  stated: boolean;
}

/** A function of a generated file, with limbs of either lane. */
export interface Unrolled {
  name: "mul" | "sqr" | "norm";
  lines: Line[];
  /** Returns r, for a, b and e as far as the function has them, and k, or ka and kb. Fills in the value of each line. */
  run(arithmetic: Arithmetic, values: number[], operands: number[][], factors: number[]): number[];
}

/** The constants, as constants.ts says. */
function constantsOf(bits: number): number[] {
  const t = bits === 48 ? 2 ** 32 : 2 ** 8;
  return [1.5 * 2 ** (52 + bits), 2 ** -bits, -(2 ** -bits), t, t - 1, t + 1, -(t + 1)];
}

const FUNCTION = /^export function (\w+)\(([^)]*)\): void \{\n(.*?)\n\}$/gms;
const ASSIGNED = /^ *(?:const |let )?(\w+) = .*;$/;
const STORED = /^ *v128\.store64_lane\(\w+, (\w+), .*;$/;

/** The functions of a generated file with limbs of so many bits. */
export function unrolled(file: string, bits: number): Unrolled[] {
  return [...file.matchAll(FUNCTION)].map(([, name, parameters, body]) => {
    const lines: Line[] = [];
    const code = `${body}`.split("\n").map((text) => {
      const [line = "", power] = text.replace(/: v128/g, "").split(" // < 2^");
      const stated = power !== undefined;
      const variable = (ASSIGNED.exec(line) ?? (stated ? STORED.exec(line) : null))?.[1];
      if (!variable || !(stated || /^c\d+$/.test(variable))) return line;
      return `${line} values[${lines.push({ text, bound: 2 ** Number(power ?? 53), stated }) - 1}] = ${variable};`;
    });
    const names = `${parameters}`.replace(/: \w+/g, "").split(", ");
    const run = compileFunction(code.join("\n"), ["f64x2", "v128", "K", "values", ...names]);
    const constants = constantsOf(bits);
    return {
      name: name as Unrolled["name"],
      lines,
      run({ add, sub, mul, madd }, values, operands, factors) {
        const r: number[] = [];
        const f64x2 = { add, sub, mul, relaxed_madd: madd, splat: (x: number) => x, neg: (x: number) => -x };
        const v128 = {
          load: (_table: unknown, at: number) => constants[at / 16],
          load64_zero: (from: number[], at: number) => from[at / 8],
          // One lane is enough, for both do the same.
          load64_lane: (_other: unknown, vector: number) => vector,
          store64_lane: (to: number[], vector: number, lane: number, at: number) => {
            if (lane === 0) to[at / 8] = vector;
          },
        };
        run(f64x2, v128, 0, values, ...[r, ...operands].flatMap((limbs) => [limbs, undefined]), ...factors);
        return r;
      },
    };
  });
}

/** Fast, and nearly right: a product is rounded before something is added to it. */
export const rough: Arithmetic = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  madd: (a, b, c) => a * b + c,
};

/** Every value is a whole number of 2^-48, and a product one of 2^-96. */
const UNIT = 2 ** 48;
const units = (x: number) => BigInt(x * UNIT);

/**
 * Float64 as IEEE 754 has it, by whole numbers: a BigInt becomes a Number with one rounding, to nearest, ties to even.
 * Throws when a result is not exact, unless it is meant to be rounded: those results lie where C is, so that their last
 * bit is worth a limb.
 */
export function strict(bits: number): Arithmetic {
  const round = (exact: bigint, unit: number) => {
    const rounded = Number(exact);
    const result = rounded / unit;
    const isMeant = result >= 2 ** (52 + bits) && result < 2 ** (53 + bits);
    if (BigInt(rounded) !== exact && !isMeant) throw new RangeError(`${result} is not exact`);
    return result;
  };
  return {
    add: (a, b) => round(units(a) + units(b), UNIT),
    sub: (a, b) => round(units(a) - units(b), UNIT),
    mul: (a, b) => round(units(a) * units(b), UNIT * UNIT),
    madd: (a, b, c) => round(units(a) * units(b) + (units(c) << 48n), UNIT * UNIT),
  };
}
