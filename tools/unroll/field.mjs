// Writes assembly/crypto/ec/unrolled/: the multiplications that a verification spends its time in, for either curve and
// either core. With --check it writes nothing, and fails where a file differs.
//
// It is the proof of the lazy carries as well: it knows the largest value that every variable can have, and stops where
// that is not exact in a float64. The bounds stand in the output.
import { readFileSync, writeFileSync } from "node:fs";
import { at, isMain } from "../run.mjs";

/**
 * How what lies above the top limb folds into the limbs below: 2^(48 * limbs) is the sum of sign * 2^(48 * limb) over
 * `whole`, plus 2^32 times that sum over `shifted`.
 * @typedef {{name: string, rule: string, limbs: number, whole: number[][], shifted: number[][]}} Curve
 * @type {Curve[]}
 */
const CURVES = [
  {
    name: "p256",
    rule: "2^288 = 1 + 2^32 - 2^96 - 2^128 - 2^192 modulo p",
    limbs: 6,
    whole: [
      [0, 1],
      [2, -1],
      [4, -1],
    ],
    shifted: [
      [0, 1],
      [2, -1],
    ],
  },
  {
    name: "p384",
    rule: "2^384 = 1 - 2^32 + 2^96 + 2^128 modulo p",
    limbs: 8,
    whole: [
      [0, 1],
      [2, 1],
    ],
    shifted: [
      [0, -1],
      [2, 1],
    ],
  },
];

/** Largest product of the magnitudes of two factors, and largest sum of all that is added or subtracted. */
export const LIMITS = { factors: 4, summands: 8 };

const EXACT = 2 ** 53;
const add = (a, b) => `f64x2.add(${a}, ${b})`;
const sub = (a, b) => `f64x2.sub(${a}, ${b})`;
const mul = (a, b) => `f64x2.mul(${a}, ${b})`;
const madd = (a, b, c) => `f64x2.relaxed_madd(${a}, ${b}, ${c})`;
const plus = (sign, a, b) => (sign > 0 ? add(a, b) : sub(a, b));
/** The k-th limbs of two elements, one in each lane. */
const gather = (p, k) => `v128.load64_lane(${p}At1, v128.load64_zero(${p}At0, ${8 * k}), 1, ${8 * k})`;

/**
 * What a variable can be: a sum of independent quantities, each known by its largest absolute value. Kept as a sum so that
 * what cancels is seen to cancel.
 */
class Sum {
  /** @type {Map<{max: number}, number>} */
  parts = new Map();

  /** Anything up to `max`. */
  static of(max) {
    const sum = new Sum();
    sum.parts.set({ max }, 1);
    return sum;
  }
  plus(other, factor = 1) {
    const sum = new Sum();
    for (const [part, f] of this.parts) sum.parts.set(part, f);
    for (const [part, f] of other.parts) sum.parts.set(part, (sum.parts.get(part) ?? 0) + f * factor);
    return sum;
  }
  get max() {
    let max = 0;
    for (const [part, factor] of this.parts) max += part.max * Math.abs(factor);
    return max;
  }
}

/** The lines of one function, and what each column can be. */
class Body {
  lines = [];
  /** @type {Sum[]} */
  columns = [];

  say(line, max = 0) {
    this.lines.push(`  ${line}${max ? ` // < 2^${Math.ceil(Math.log2(max) * 10) / 10}` : ""}`);
  }
  /** Column k becomes what the expression says; it must be exact. */
  column(k, expression, sum, said = false) {
    if (!(sum.max < EXACT)) throw new Error(`column ${k} can reach 2^${Math.log2(sum.max)}`);
    this.columns[k] = sum;
    this.say(`c${k} = ${expression};`, said ? sum.max : 0);
  }
  /** Adds to column k, or subtracts. */
  add(k, sign, expression, sum, said = false) {
    this.column(k, plus(sign, `c${k}`, expression), this.columns[k].plus(sum, sign), said);
  }
  max(k) {
    return this.columns[k].max;
  }
}

/** The products of column k: two factors, and whether the first is a doubled one. */
function products(k, n, square) {
  const terms = [];
  for (let i = Math.max(0, k - n + 1); i < Math.min(n, k + 1); i++) {
    const j = k - i;
    if (!square) terms.push([`a${i}`, `b${j}`, 1]);
    else if (i < j) terms.push([`d${i}`, `a${j}`, 2]);
    else if (i === j) terms.push([`a${i}`, `a${i}`, 1]);
  }
  return terms;
}

/**
 * 48-bit limbs. fma(x, y, s) adds a product to s and rounds it at 2^48; fma(x, y, s - t) is the part below, exactly.
 * s starts at C = 1.5 * 2^100, whose last bit is worth 2^48, and keeps that bit while the sum stays below 2^99.
 */
const fused = {
  bits: 48,
  why: "48-bit limbs; a product is split at 2^48 by fused operations, and both parts are exact.",
  carries: 1,
  /** Every column of the product, from the highest on, since folding starts there; its high parts go to the one above. */
  columns(body, n, square, product) {
    for (let k = 2 * n - 2; k >= 0; k--) {
      let sum = 0;
      let spilled = 0;
      const terms = products(k, n, square);
      for (const [i, [x, y, weight]] of terms.entries()) {
        const size = weight * product + 2 ** 47;
        if (i === 0) {
          body.say(`s = ${madd(x, y, "C")};`);
          body.column(k, madd(x, y, sub("C", "s")), Sum.of(2 ** 47));
          sum = size;
        } else if (sum + size < 2 ** 99) {
          body.say(`t = ${madd(x, y, "s")};`);
          body.add(k, 1, madd(x, y, sub("s", "t")), Sum.of(2 ** 47));
          body.say("s = t;");
          sum += size;
        } else {
          body.say(`u = ${sub("s", "C")};`, sum);
          body.say(`s = ${madd(x, y, "C")};`);
          body.add(k, 1, madd(x, y, sub("C", "s")), Sum.of(2 ** 47));
          spilled = sum;
          sum = size;
        }
        if (!(sum < 2 ** 99)) throw new Error(`the high parts of column ${k} can reach 2^${Math.log2(sum)}`);
      }
      body.say(`h = ${sub("s", "C")};`, sum);
      if (spilled) body.say(`h = ${add("h", "u")};`, sum + spilled);
      const high = Sum.of((sum + spilled) / 2 ** 48);
      if (k === 2 * n - 2) body.column(k + 1, mul("h", "DOWN"), high, true);
      else body.column(k + 1, madd("h", "DOWN", `c${k + 1}`), body.columns[k + 1].plus(high), true);
    }
  },
  /** Column k, which lies above the top, goes into those it is congruent to. */
  fold(body, curve, k) {
    const q = k - curve.limbs;
    const column = body.columns[k];
    const low = Sum.of(2 ** 47);
    const high = Sum.of(column.max / 2 ** 16 + 1);
    body.say(`d = ${sub("C", madd(`c${k}`, "T", "C"))};`, column.max * 2 ** 32);
    body.say(`t = ${madd(`c${k}`, "T", "d")};`, low.max);
    for (const [limb, sign] of curve.whole) body.add(q + limb, sign, `c${k}`, column, true);
    for (const [limb, sign] of curve.shifted) {
      body.add(q + limb, sign, "t", low);
      const carried = madd("d", sign > 0 ? "MINUS_DOWN" : "DOWN", `c${q + limb + 1}`);
      body.column(q + limb + 1, carried, body.columns[q + limb + 1].plus(high, sign));
    }
  },
  minus: (k) => madd(gather("e", k), "f", `c${k}`),
  carry: (k) => madd("d", "MINUS_DOWN", `c${k}`),
  /** The carry out of the top, in d as its negative, goes back in. */
  around(body, curve, carried) {
    body.say(`t = ${mul("d", "DOWN")};`, carried);
    const limbs = new Set([...curve.whole, ...curve.shifted].map(([limb]) => limb));
    for (const limb of limbs) {
      const whole = curve.whole.find(([l]) => l === limb)?.[1] ?? 0;
      const shifted = curve.shifted.find(([l]) => l === limb)?.[1] ?? 0;
      if (!shifted) body.add(limb, -whole, "t", Sum.of(carried));
      else {
        const factor = `v128.load(K, ${shifted > 0 ? 96 : whole < 0 ? 80 : 64})`;
        const sum = body.columns[limb].plus(Sum.of(carried * (1 + 2 ** 32)));
        body.column(limb, madd("t", factor, `c${limb}`), sum);
      }
    }
  },
};

/** 24-bit limbs: a column of products is exact as it is. Twice as many limbs, so that limb i of 48 bits is limb 2i. */
const plain = {
  bits: 24,
  why: "24-bit limbs; a whole column of products is exact without fused operations.",
  carries: 2,
  columns(body, n, square, product) {
    let before = 0;
    for (let k = 0; k < 2 * n; k++) {
      for (const [i, [x, y, weight]] of products(k, n, square).entries()) {
        if (i === 0) body.column(k, mul(x, y), Sum.of(weight * product));
        else body.add(k, 1, mul(x, y), Sum.of(weight * product));
      }
      // Columns above the top are carried at once, so that folding starts from small ones.
      if (k === 2 * n - 1) body.column(k, `f64x2.neg(${mul("h", "DOWN")})`, Sum.of(before), true);
      else if (k >= n) {
        const own = body.max(k);
        body.say(`d = ${sub("C", add(`c${k}`, "C"))};`, own);
        body.column(k, add(`c${k}`, "d"), Sum.of(2 ** 23));
        if (k > n) body.add(k, -1, mul("h", "DOWN"), Sum.of(before), true);
        body.say("h = d;");
        before = own / 2 ** 24 + 1;
      }
    }
  },
  fold(body, curve, k) {
    const q = k - 2 * curve.limbs;
    const column = body.columns[k];
    const shifted = new Sum().plus(column, 2 ** 8);
    body.say(`t = ${mul(`c${k}`, "T")};`, shifted.max);
    for (const [limb, sign] of curve.whole) body.add(q + 2 * limb, sign, `c${k}`, column, true);
    for (const [limb, sign] of curve.shifted) body.add(q + 2 * limb + 1, sign, "t", shifted, true);
  },
  minus: (k) => add(`c${k}`, mul(gather("e", k), "f")),
  carry: (k) => sub(`c${k}`, mul("d", "DOWN")),
  around(body, curve, carried) {
    body.say(`t = ${mul("d", "DOWN")};`, carried);
    for (const [limb, sign] of curve.whole) body.add(2 * limb, -sign, "t", Sum.of(carried));
    body.say(`t = ${mul("t", "T")};`, carried * 2 ** 8);
    for (const [limb, sign] of curve.shifted) body.add(2 * limb + 1, -sign, "t", Sum.of(carried * 2 ** 8));
  },
};

/** One pass of carries over all limbs at once: each keeps what is below half of its range and hands the rest up. */
function carryPass(body, curve, kind, n) {
  const half = 2 ** (kind.bits - 1);
  let top = 0;
  for (let k = n - 1; k >= 0; k--) {
    const carried = body.max(k) / 2 ** kind.bits + 1;
    body.say(`d = ${sub("C", add(`c${k}`, "C"))};`, body.max(k));
    body.column(k, add(`c${k}`, "d"), Sum.of(half));
    if (k < n - 1) body.column(k + 1, kind.carry(k + 1), body.columns[k + 1].plus(Sum.of(carried)));
    else {
      body.say("u = d;");
      top = carried;
    }
  }
  body.say("d = u;");
  kind.around(body, curve, top);
}

/** Carries until the limbs are normal, then stores them. */
function finish(body, curve, kind, n, passes) {
  for (let pass = 0; pass < passes; pass++) carryPass(body, curve, kind, n);
  const normal = 2 ** (kind.bits - 1) * (1 + 2 ** -9);
  for (let k = 0; k < n; k++) {
    if (!(body.max(k) <= normal)) throw new Error(`limb ${k} ends at 2^${Math.log2(body.max(k))}`);
    body.say(`v128.store64_lane(rAt0, c${k}, 0, ${8 * k});`);
    body.say(`v128.store64_lane(rAt1, c${k}, 1, ${8 * k});`, body.max(k));
  }
}

/** The constants that a function reads; see constants.ts. */
const constants = (kind, wanted) => {
  const names = { C: 0, DOWN: 16, MINUS_DOWN: 32, T: 48 };
  const unneeded = kind === plain ? ["MINUS_DOWN"] : [];
  return wanted
    .filter((name) => !unneeded.includes(name))
    .map((name) => `  const ${name} = v128.load(K, ${names[name]});`);
};

/** r = a * b − f * e, or a² − f * e, for two independent sets of elements; without e when f is 0. */
function multiply(curve, kind, limits, square) {
  const n = (curve.limbs * 48) / kind.bits;
  const normal = 2 ** (kind.bits - 1) * (1 + 2 ** -9);
  const body = new Body();
  const all = (name, count) => Array.from({ length: count }, (_, k) => `${name}${k}: v128`).join(", ");
  for (let k = 0; k < n; k++) body.say(`const a${k} = ${gather("a", k)};`);
  if (square) for (let k = 0; k < n - 1; k++) body.say(`const d${k} = ${add(`a${k}`, `a${k}`)};`);
  else for (let k = 0; k < n; k++) body.say(`const b${k} = ${gather("b", k)};`);
  body.say(`let ${all("c", 2 * n)};`);
  body.say("let d: v128, h: v128, s: v128, t: v128, u: v128;");
  kind.columns(body, n, square, limits.factors * normal * normal);
  for (let k = 2 * n - 1; k >= n; k--) kind.fold(body, curve, k);
  body.say("if (k != 0) {");
  body.say("  const f = f64x2.splat(-k);");
  for (let k = 0; k < n; k++)
    body.column(k, kind.minus(k), body.columns[k].plus(Sum.of(limits.summands * normal)), true);
  body.say("}");
  finish(body, curve, kind, n, kind.carries);
  const factors = square ? ["a"] : ["a", "b"];
  const args = ["r", ...factors, "e"].flatMap((x) => [`${x}At0: usize`, `${x}At1: usize`]);
  return [
    `/** r0 = ${factors.length > 1 ? "a0 * b0" : "a0 * a0"} - k * e0 and r1 = ${factors.length > 1 ? "a1 * b1" : "a1 * a1"} - k * e1. See field.ts for the magnitudes. */`,
    `export function ${square ? "sqr" : "mul"}(${args.join(", ")}, k: f64): void {`,
    ...constants(kind, ["C", "DOWN", "MINUS_DOWN", "T"]),
    ...body.lines,
    "}",
  ];
}

/** r = ka * a + kb * b with small limbs again, for two independent sets. */
function normalize(curve, kind, limits) {
  const n = (curve.limbs * 48) / kind.bits;
  const normal = 2 ** (kind.bits - 1) * (1 + 2 ** -9);
  const body = new Body();
  for (let k = 0; k < n; k++) {
    body.columns[k] = Sum.of(limits.summands * normal);
    const sum = add(mul(gather("a", k), "x"), mul(gather("b", k), "y"));
    body.say(`let c${k} = ${sum};`, body.max(k));
  }
  body.say("let d: v128, t: v128, u: v128;");
  finish(body, curve, kind, n, 1);
  const args = ["r", "a", "b"].flatMap((x) => [`${x}At0: usize`, `${x}At1: usize`]);
  return [
    "/** r0 = ka * a0 + kb * b0 and r1 = ka * a1 + kb * b1, of magnitude 1 again. See field.ts for the magnitudes. */",
    `export function norm(${args.join(", ")}, ka: f64, kb: f64): void {`,
    ...constants(kind, kind === plain ? ["C", "DOWN", "T"] : ["C", "DOWN", "MINUS_DOWN"]),
    "  const x = f64x2.splat(ka), y = f64x2.splat(kb);",
    ...body.lines,
    "}",
  ];
}

/** The text of one file. */
function file(curve, kind, limits) {
  return [
    "// Made by tools/unroll/field.mjs; change that.",
    `// ${kind.why} ${curve.rule}.`,
    'import { K } from "../constants";',
    "",
    ...multiply(curve, kind, limits, false),
    "",
    ...multiply(curve, kind, limits, true),
    "",
    ...normalize(curve, kind, limits),
    "",
  ].join("\n");
}

/** Every file: its path in the repository, and what makes its text. That throws where the proof fails. */
export const FILES = CURVES.flatMap((curve) =>
  Object.entries({ Fused: fused, Plain: plain }).map(([suffix, kind]) => ({
    path: `assembly/crypto/ec/unrolled/${curve.name}${suffix}.ts`,
    make: (limits = LIMITS) => file(curve, kind, limits),
  })),
);

if (isMain(import.meta.url)) {
  const check = process.argv.includes("--check");
  for (const { path, make } of FILES) {
    const text = make();
    if (!check) writeFileSync(at(path), text);
    else if (readFileSync(at(path), "utf8") !== text) {
      console.error(`${path} is not what tools/unroll/field.mjs makes; run it`);
      process.exitCode = 1;
    }
  }
}
