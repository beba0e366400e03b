/** The two curves in BigInt, as simple as they can be; multiples of the generators are those of node:crypto. */
import { createECDH } from "node:crypto";
import { seeded } from "../random.ts";
import { CURVES as FIELDS } from "./fieldProbe.ts";

export interface Affine {
  x: bigint;
  y: bigint;
}
/** A point; infinity is undefined. */
export type Point = Affine | undefined;

/** The curves with what ECDSA has besides: y² = x³ - 3x + b, their names and hashes in node:crypto. */
export const CURVES = [
  {
    ...FIELDS[0],
    b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
    node: "prime256v1",
    hash: "sha256",
  },
  {
    ...FIELDS[1],
    b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
    node: "secp384r1",
    hash: "sha384",
  },
] as const;
export type Curve = (typeof CURVES)[number];

export const mod = (a: bigint, m: bigint) => ((a % m) + m) % m;

/** 1 / a modulo a prime. */
export function inverse(a: bigint, m: bigint): bigint {
  let [r, s] = [m, mod(a, m)];
  let [t, u] = [0n, 1n];
  while (s) {
    const q = r / s;
    [r, s] = [s, r - q * s];
    [t, u] = [u, t - q * u];
  }
  return mod(t, m);
}

export const negate = ({ p }: Curve, point: Point): Point => point && { x: point.x, y: mod(-point.y, p) };

export function add({ p }: Curve, a: Point, b: Point): Point {
  if (!a || !b) return a ?? b;
  if (a.x === b.x && a.y !== b.y) return undefined;
  const isSame = a.x === b.x;
  const slope = isSame ? (3n * a.x * a.x - 3n) * inverse(2n * a.y, p) : (b.y - a.y) * inverse(b.x - a.x, p);
  const x = mod(slope * slope - a.x - b.x, p);
  return { x, y: mod(slope * (a.x - x) - a.y, p) };
}

export function multiply(curve: Curve, k: bigint, point: Point): Point {
  let sum: Point;
  for (const bit of k.toString(2)) {
    sum = add(curve, sum, sum);
    if (bit === "1") sum = add(curve, sum, point);
  }
  return sum;
}

/** k times the generator, by node:crypto. */
export function generate({ n, bits, node }: Curve, k: bigint): Point {
  const scalar = mod(k, n);
  if (scalar === 0n) return undefined;
  const ecdh = createECDH(node);
  ecdh.setPrivateKey(scalar.toString(16).padStart(bits / 4, "0"), "hex");
  const hex = ecdh.getPublicKey("hex");
  return { x: BigInt(`0x${hex.slice(2, 2 + bits / 4)}`), y: BigInt(`0x${hex.slice(2 + bits / 4)}`) };
}

/** The point with an x and an even y, if there is one: both p are 3 modulo 4. */
export function lift({ p, b }: Curve, x: bigint): Point {
  const square = mod(x * x * x - 3n * x + b, p);
  let y = 1n;
  for (const bit of ((p + 1n) / 4n).toString(2)) {
    y = (y * y) % p;
    if (bit === "1") y = (y * square) % p;
  }
  if ((y * y) % p !== square) return undefined;
  return { x, y: y % 2n ? p - y : y };
}

/** Numbers in 1 .. end - 1, at random. */
export function scalars(seed: number, end: bigint): () => bigint {
  const random = seeded(seed);
  return () => {
    let number = 0n;
    for (let bits = 0; bits < 448; bits += 32) number = (number << 32n) | BigInt(Math.floor(random() * 2 ** 32));
    return (number % (end - 1n)) + 1n;
  };
}

export interface Signature {
  r: bigint;
  s: bigint;
  /** The number that the digest stands for. */
  e: bigint;
}

/** The signature with which a verification computes these two scalars, for a sum that has the given x. */
export function signatureOf({ n }: Curve, u1: bigint, u2: bigint, x: bigint): Signature {
  const r = x % n;
  const s = mod(r * inverse(u2, n), n);
  return { r, s, e: mod(u1 * s, n) };
}
