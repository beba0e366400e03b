/**
 * The sentences about bundles that are refused, written behind what the caller has put into the output. Each returns false, as
 * does whatever comes upon one.
 */
import { Row } from "../layout";
import { partName } from "../render/message";
import { char, dec, str } from "../render/out";
import { Text } from "../text";

/** Says something of the bundle. */
export function refuse(what: Text): bool {
  str(what);
  return false;
}

/** endorsements[i] */
function itemName(i: i32): void {
  str("endorsements[");
  dec(i);
  char(93);
}

/** Says something of an endorsement, or of a member of it. */
export function refuseItem(i: i32, member: Text, what: Text): bool {
  itemName(i);
  str(member);
  str(what);
  return false;
}

/** Bytes from outside, with a question mark for each that does anything but show. */
export function plain(from: usize, to: usize): void {
  for (let p = from; p < to; p++) {
    const c: u32 = load<u8>(p);
    char(c < 32 || c == 127 ? 63 : c);
  }
}

/** evidence, or evidence.member */
function evidenceName(row: Row | null): void {
  str("evidence");
  if (!row) return;
  char(46);
  partName(row);
}

/** Says something of a member of the evidence, or of element i of it. */
export function refuseValue(row: Row, what: Text, i: i32 = -1): bool {
  evidenceName(row);
  if (i >= 0) {
    char(91);
    dec(i);
    char(93);
  }
  str(what);
  return false;
}

/** Whose members are gone through, besides those of an item, which has its number. */
export const WHOLE: i32 = -2;
export const EVIDENCE: i32 = -1;

/** Says that a member is not known: of the bundle, of an object of the evidence or all of it, or of an item. */
export function refuseMember(i: i32, object: Row | null, from: usize, to: usize): bool {
  if (i >= 0) itemName(i);
  else if (i == WHOLE) str("the bundle");
  else evidenceName(object);
  str(' has a member "');
  plain(from, to);
  str('", which is not known');
  return false;
}
