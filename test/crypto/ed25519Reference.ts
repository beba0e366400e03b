/** edwards25519 in numbers and points: RFC 8032, section 5.1. */
import { ed25519 } from "@noble/curves/ed25519.js";

/** Points of any order. */
export const { Point } = ed25519;
export type EdwardsPoint = InstanceType<typeof Point>;

/** The prime of the field, and the order of the base point. */
export const P = 2n ** 255n - 19n;
export const L = 2n ** 252n + 27742317777372353535851937790883648493n;

/** A number in little-endian bytes, and the number of such bytes. */
export const encoded = (n: bigint, size = 32): Uint8Array =>
  new Uint8Array(Buffer.from(n.toString(16).padStart(2 * size, "0"), "hex")).reverse();
export const number = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).reverse().toString("hex")}`);

const TORSION = Point.fromHex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05");
/** All points whose order divides 8: the multiples of one of order 8. */
export const SMALL: EdwardsPoint[] = Array.from({ length: 8 }, (_, i) =>
  i === 0 ? Point.ZERO : TORSION.multiplyUnsafe(BigInt(i)),
);
