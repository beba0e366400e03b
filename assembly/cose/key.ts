/** Public keys as COSE_Key has them: RFC 9052 section 7.1; RFC 9053 sections 7.1.1 and 7.2. */
import { after, argument, check, content, endOf, integerAt, is, major, read } from "../cbor/reader";
import { curveBytes } from "../crypto/ec/curve";
import { KEY } from "../crypto/ed25519/verify";
import { Major } from "../formats/cbor";
import { coseCurves, EC2, ED25519, KeyLabel, OKP } from "../formats/cose";
import { entryOf } from "../layout";

/** The key read last: its curve, and X and Y side by side; of Ed25519 its bytes. */
export let coseCurve: u32 = 0;
export const COSE_POINT: usize = memory.data(96, 16);

/** Bytes of a key on a curve: X and Y, or those of Ed25519. */
export function pointBytes(curve: u32): u32 {
  return curve == ED25519 ? <u32>KEY : 2 * curveBytes(curve);
}

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
  const row = <u64>curve <= u32.MAX_VALUE ? entryOf(coseCurves, <u32>curve) : null;
  if (!row || type != (row.size == ED25519 ? OKP : EC2)) return false;
  coseCurve = row.size;
  if (coseCurve == ED25519) return y == 0 && coordinate(x, end, COSE_POINT, <u32>KEY);
  const size = curveBytes(coseCurve);
  return coordinate(x, end, COSE_POINT, size) && coordinate(y, end, COSE_POINT + size, size);
}
