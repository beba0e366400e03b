/**
 * Looks for operands that bring each line of a generated function (fieldMachine.ts) near to its bound. A line is, but for
 * roundings, a sum of products of limbs, all as large as they may be. With the first factor fixed it is linear in what
 * remains, so that the best signs there are known; of the first factor many signs are tried, all if there are few limbs.
 */
import { seeded } from "../random.ts";
import { rough, type Unrolled } from "./fieldMachine.ts";

/** What a function is called with: the operands, limbs from the lowest on, and k, or ka and kb. */
export interface Call {
  operands: number[][];
  factors: number[];
}

/** The largest value that was found of a line, and with what. */
export interface Extreme {
  value: number;
  call: Call;
}

/** Signs of the first factor that are tried at most. */
const PATTERNS = 1 << 10;
/** By how much limbs fall short of the largest, at random: else low halves of products are all alike. */
const SHORTFALLS = [0, 2 ** -20, 2 ** -20, 2 ** -12, 2 ** -8, 2 ** -4, 2 ** -2, 2 ** -2];

/** Signs of n limbs, the first of them +: all, or as many as are tried. */
function* patterns(n: number, random: () => number): Generator<number[]> {
  const all = 2 ** (n - 1);
  for (let i = 0; i < Math.min(all, PATTERNS); i++) {
    // Among the first are all + and, always of use, alternating ones.
    const bits = all <= PATTERNS || i === 0 ? i : i === 1 ? 0x5555 & (all - 1) : Math.floor(random() * all);
    yield Array.from({ length: n }, (_, j) => ((bits >> j) & 1 ? -1 : 1));
  }
}

/** The extremes of all lines. `largest` is the largest limb of each operand. */
export function extremes(f: Unrolled, n: number, largest: number[], factors: number[]): Extreme[] {
  const random = seeded(n);
  const zeros = () => largest.map(() => new Array<number>(n).fill(0));
  const values: number[] = [];
  /** The values of all lines, with the first factor and one limb of an operand given, and zero otherwise. */
  const lines = (first: number[] | undefined, operand?: number, limb = 0) => {
    const operands = zeros();
    if (first) operands[0] = first;
    if (operand !== undefined) (operands[operand] as number[])[limb] = largest[operand] as number;
    f.run(rough, values, operands, factors);
    return values.slice();
  };
  const limbs = Array.from({ length: n }, (_, limb) => limb);
  const effectsOf = (operand: number, first?: number[]) => limbs.map((limb) => lines(first, operand, limb));

  // Both operands of norm are linear by themselves, and so is the last one of the others.
  const alone = new Map((f.name === "norm" ? [0, 1] : [largest.length - 1]).map((i) => [i, effectsOf(i)]));
  const best = f.lines.map(() => ({ estimate: 0, signs: zeros() }));
  for (const pattern of f.name === "norm" ? [[]] : patterns(n, random)) {
    const first = pattern.map((sign) => sign * (largest[0] as number));
    const square = f.name === "sqr" ? lines(first) : [];
    const effects = new Map(alone);
    if (f.name === "mul") effects.set(1, effectsOf(1, first));
    for (const [i, line] of best.entries()) {
      const towards = (square[i] ?? 0) < 0 ? -1 : 1;
      let estimate = Math.abs(square[i] ?? 0);
      for (const operand of effects.values()) for (const effect of operand) estimate += Math.abs(effect[i] as number);
      if (estimate <= line.estimate) continue;
      line.estimate = estimate;
      if (f.name !== "norm") line.signs[0] = pattern;
      for (const [which, operand] of effects) {
        line.signs[which] = operand.map((effect) => ((effect[i] as number) < 0 ? -towards : towards));
      }
    }
  }

  const found: Extreme[] = f.lines.map(() => ({ value: -1, call: { operands: [], factors } }));
  for (const { signs } of best) {
    for (const shortfall of SHORTFALLS) {
      const size = (i: number) => Math.floor((largest[i] as number) * (1 - shortfall * random()));
      const call = { operands: signs.map((pattern, i) => pattern.map((sign) => sign * size(i))), factors };
      f.run(rough, values, call.operands, factors);
      for (const [i, extreme] of found.entries()) {
        const value = Math.abs(values[i] as number);
        if (value > extreme.value) Object.assign(extreme, { value, call });
      }
    }
  }
  return found;
}
