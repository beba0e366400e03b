/** What the tests of Ed25519 call: numbers and points, each from the input region to the output region. */
import { INPUT, OUTPUT } from "../../../assembly/arena";
import * as point from "../../../assembly/crypto/ed25519/point";
import { isBelowOrder, reduce } from "../../../assembly/crypto/ed25519/scalar";

export { inputAt, outputAt } from "../../core/probe/regions";

const points = memory.data(3 * 320, 16);

/** Is the number in the input region below the order? */
export function isBelow(): bool {
  return isBelowOrder(INPUT);
}

/** Writes the 64 bytes in the input region modulo the order. */
export function reduced(): void {
  reduce(OUTPUT, INPUT);
}

/** Are the 32 bytes in the input region the encoding of a point? */
export function isPoint(): bool {
  return point.readPoint(points, INPUT);
}

/** Is the sum of two points in the input region, or their difference, the third one? False when one of the two is none. */
export function isSum(isDifference: bool): bool {
  const p = points;
  const q = p + point.POINT;
  const r = q + point.POINT;
  if (!point.readPoint(p, INPUT) || !point.readPoint(q, INPUT + 32)) return false;
  if (isDifference) point.negatePoint(r, q);
  else memory.copy(r, q, point.POINT);
  point.addPoints(r, p, r);
  return point.isEncodingOf(INPUT + 64, r);
}

/** Is the point in the input region of small order? */
export function isSmall(): bool {
  return point.readPoint(points, INPUT) && point.isOfSmallOrder(points);
}
