/** Public keys of two coordinates, as COSE_Key has them: RFC 9052 section 7.1, RFC 9053 section 7.1.1. */
import { after, argument, check, content, endOf, integerAt, is, major, read } from "../cbor/reader";
import { curveBytes } from "../crypto/ec/curve";
import { Major } from "../formats/cbor";
import { coseCurves, EC2, KeyLabel } from "../formats/cose";
import { entryOf } from "../layout";

/** The key read last: its curve, and X and Y side by side. */
export let coseCurve: u32 = 0;
export const COSE_POINT: usize = memory.data(96, 16);

/** Copies the byte string at p to a place of `size` bytes. Returns false when it is none of that size. */
function coordinate(p: usize, end: usize, to: usize, size: u32): bool {
  if (p == 0 || !is(Major.Bytes, p, end) || argument != <u64>size) return false;
  memory.copy(to, content, size);
  return true;
}

/** Reads the key that fills [p, end). Returns false when it is none, or of another kind or curve. */
export function readCoseKey(p: usize, end: usize): bool {
  if (check(p, end) != end || !is(Major.Map, p, end)) return false;
  let type: i64 = 0;
  let curve: i64 = 0;
  let x: usize = 0;
  let y: usize = 0;
  for (let key = after; key < end; ) {
    const value = endOf(key, end);
    read(key, end);
    const label = major <= Major.Negative ? integerAt(key, end) : 0;
    read(value, end);
    const number = major <= Major.Negative ? integerAt(value, end) : 0;
    if (label == KeyLabel.Type) type = number;
    else if (label == KeyLabel.Curve) curve = number;
    else if (label == KeyLabel.X) x = value;
    else if (label == KeyLabel.Y) y = value;
    key = endOf(value, end);
  }
  const row = type == EC2 && <u64>curve <= u32.MAX_VALUE ? entryOf(coseCurves, <u32>curve) : null;
  if (!row) return false;
  coseCurve = row.size;
  const size = curveBytes(coseCurve);
  return coordinate(x, end, COSE_POINT, size) && coordinate(y, end, COSE_POINT + size, size);
}
