/**
 * The sums of the comb (assembly/crypto/ec/comb.ts) as multiples of the point: which scalars make it add equal or opposite
 * points, for any point of the order n. What a signature makes is at random; these are looked for.
 */
import { type Curve, mod } from "./ecdsaReference.ts";

const TEETH = 8;

/** Tables, columns, and bits between teeth. */
export function shapeOf({ bits }: Curve) {
  return bits === 384 ? { tables: 8, columns: 6, apart: 48 } : { tables: 4, columns: 8, apart: 32 };
}

/** The digits of a scalar: bit i is the sign of 2^i, for the signed sum is k modulo n. */
export const digitsOf = ({ bits, n }: Curve, k: bigint) => mod((k + 2n ** BigInt(bits) - 1n) * ((n + 1n) / 2n), n);

/** What digits stand for. */
export const scalarOf = ({ bits }: Curve, digits: bigint) => 2n * digits - (2n ** BigInt(bits) - 1n);

/** The places of the digits that choose an entry of table j in the last column. */
function places(curve: Curve, j: number): bigint[] {
  const { columns, apart } = shapeOf(curve);
  return Array.from({ length: TEETH }, (_, t) => BigInt(columns * j + apart * t));
}

/** Powers of 2 with the signs that the digits have there. */
const entry = (at: bigint[], digits: bigint, up = 0n) =>
  at.reduce((sum, i) => sum + ((digits >> (i + up)) & 1n ? 1n << i : -(1n << i)), 0n);

/** Does a walk through all tables add equal or opposite points? */
export function meets(curve: Curve, k: bigint): boolean {
  const { tables, columns } = shapeOf(curve);
  const digits = digitsOf(curve, k);
  let sum: bigint | undefined;
  for (let c = columns - 1; c >= 0; c--) {
    if (sum !== undefined) sum *= 2n;
    for (let j = 0; j < tables; j++) {
      const next = entry(places(curve, j), digits, BigInt(c));
      if (sum !== undefined && ((sum - next) % curve.n === 0n || (sum + next) % curve.n === 0n)) return true;
      sum = (sum ?? 0n) + next;
    }
  }
  return false;
}

/**
 * Scalars with which the walk through all tables meets equal or opposite points on its way. Sums of powers of 2 do so
 * only when they wrap around n, which is in the last column; so an entry of one of the last two tables is chosen there,
 * and what comes before is made to equal it, or its opposite.
 */
export function meetingScalars(curve: Curve): bigint[] {
  const { tables } = shapeOf(curve);
  const before = places(curve, tables - 2);
  const last = places(curve, tables - 1);
  const choices = (at: bigint[]) =>
    Array.from({ length: 2 ** TEETH }, (_, bits) => at.reduce((sum, i, t) => sum | (BigInt((bits >> t) & 1) << i), 0n));
  const mask = (at: bigint[]) => at.reduce((sum, i) => sum | (1n << i), 0n);
  const found = new Set<bigint>();
  /** Takes the scalar when its digits are the chosen ones at these places. */
  const consider = (k: bigint, at: bigint, chosen: bigint) => {
    if ((digitsOf(curve, k) & at) === chosen) found.add(k);
  };
  for (const choice of choices(last)) {
    const rest = entry(last, choice);
    consider(mod(2n * rest, curve.n), mask(last), choice);
    for (const other of choices(before)) {
      const at = entry(before, other);
      for (const sum of [at, -at]) consider(mod(sum + at + rest, curve.n), mask(before) | mask(last), choice | other);
    }
  }
  return [...found];
}

/**
 * Scalars for which the sums of the even and of the odd tables, made apart when a key is new, are equal: then their
 * difference is n or -n, of which there is one way to write it.
 */
export function halvingScalars(curve: Curve): bigint[] {
  const { tables, columns } = shapeOf(curve);
  let odd = 0n;
  for (let j = 1; j < tables; j += 2)
    for (const i of places(curve, j)) for (let c = 0; c < columns; c++) odd |= 1n << (i + BigInt(c));
  return [curve.n, -curve.n].flatMap((difference) => {
    const digits = ((difference + 2n ** BigInt(curve.bits) - 1n) / 2n) ^ odd;
    const k = mod(scalarOf(curve, digits), curve.n);
    return digitsOf(curve, k) === digits ? [k] : [];
  });
}

/** All pairs of multiples of a point that are added while its tables are built. */
export function* summands(curve: Curve): Generator<[bigint, bigint]> {
  const { tables } = shapeOf(curve);
  for (let j = 0; j < tables; j++) {
    const teeth = places(curve, j).map((i) => 1n << i);
    // Entry 0 is the last tooth less all others; then each tooth, twice, doubles the entries.
    let first = teeth.pop() as bigint;
    for (const tooth of teeth) {
      yield [first, -tooth];
      first -= tooth;
    }
    const entries = [first];
    for (const tooth of teeth) {
      for (const entry of entries.slice()) {
        yield [entry, 2n * tooth];
        entries.push(entry + 2n * tooth);
      }
    }
  }
}
