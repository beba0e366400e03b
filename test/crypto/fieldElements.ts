/** Elements of the field of every extreme kind, and at random. */
import { seeded } from "../random.ts";
import { type CurveNumbers, largestLimb, limbBits } from "./fieldProbe.ts";

/** How many elements of a magnitude are at random. */
const RANDOM = 1500;

/** Numbers next to 0, to p and its multiples and parts, and to powers of 2; either sign. */
export function near(p: bigint, bits: number): bigint[] {
  const middles = [0n, p, 2n * p, 3n * p, (p - 1n) / 2n, 2n ** BigInt(bits) - p];
  for (let i = 4; i <= bits; i += 4) middles.push(2n ** BigInt(i));
  for (let i = 16; i < bits; i += 16) middles.push(p - 2n ** BigInt(i));
  return middles.flatMap((middle) => [-1n, 0n, 1n].flatMap((step) => [middle + step, -middle - step]));
}

/** A number as limbs of magnitude 1, but for the highest, which takes what is left. */
function limbsOf(number: bigint, count: number, bits: number): number[] {
  const limbs: number[] = [];
  let rest = number;
  while (limbs.length < count - 1) {
    const limb = BigInt.asIntN(bits, rest);
    limbs.push(Number(limb));
    rest = (rest - limb) >> BigInt(bits);
  }
  return [...limbs, Number(rest)];
}

/** The same number with another limb i: one less above it. */
function loosened(limbs: number[], i: number, bits: number): number[] {
  return limbs.map((limb, j) => (j === i ? limb + 2 ** bits : j === i + 1 ? limb - 1 : limb));
}

/** Elements of a magnitude: the limbs of each, lowest first. */
export function elements({ p, bits, span }: CurveNumbers, fused: boolean, magnitude: number): number[][] {
  const size = limbBits(fused);
  const count = span / size;
  const most = largestLimb(fused, magnitude);
  const fill = (limb: (i: number) => number) => Array.from({ length: count }, (_, i) => limb(i));
  const all = [fill(() => 0)];
  if (magnitude === 0) return all;

  for (const limb of [most, -most]) {
    all.push(fill(() => limb));
    all.push(fill((i) => (i % 2 ? limb : -limb)));
    for (let place = 0; place < count; place++) {
      all.push(fill((i) => (i === place ? limb : 0)));
      all.push(fill((i) => (i < place ? limb : -limb)));
    }
  }
  for (let power = 1; power <= most; power *= 2) {
    all.push(fill(() => power));
    all.push(fill((i) => (i % 2 ? power : -power)));
  }
  for (const [i, number] of near(p, bits).entries()) {
    const limbs = limbsOf(number, count, size);
    all.push(limbs, loosened(limbs, i % (count - 1), size));
  }

  const random = seeded(magnitude);
  // Two numbers of 32 bits, so that the lowest bits are random as well.
  const below = (end: number) => Math.floor((random() + random() / 2 ** 32) * end);
  const kinds = [
    () => below(2 * most + 1) - most,
    () => (below(2) ? most : -most),
    () => (below(3) - 1) * most,
    () => (below(2) ? 1 : -1) * (most - below(256)),
    () => (below(2) ? 1 : -1) * Math.min(most, 2 ** below(size + 3)),
    () => below(3) - 1,
  ];
  for (let i = 0; i < RANDOM; i++) all.push(fill(kinds[i % kinds.length] as () => number));
  return all.filter((limbs) => limbs.every((limb) => Math.abs(limb) <= most));
}
