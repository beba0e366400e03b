/**
 * What one attempt has read, by attribute, while the machine goes on: for hosts that have no memory of their own. It lies in
 * the region for endorsements, which nobody needs meanwhile. Forget it at each {@link Verb.Create}: an attempt that is made
 * again has nothing of the one before.
 */
import { INPUT, STORE, STORE_END } from "../arena";
import { Attribute } from "../formats/configfs";
import { Errno } from "../formats/errno";
import { isSpace } from "../parse/text";

/** Of each attribute: where its bytes lie, 0 when there are none, and how many. */
const places = memory.data(12 * 8, 4);
let used: usize = STORE;
/** Readers may look a few bytes behind what they read. */
const GAP: usize = 64;

/** Forgets everything. */
export function forget(): void {
  memory.fill(places, 0, 12 * 8);
  used = STORE;
}

/** Keeps `length` bytes at p. Returns them, or a negative error number when there is no room. */
export function keep(attribute: Attribute, p: usize, length: u32): i32 {
  if (<usize>length + GAP > STORE_END - used) return -(<i32>Errno.EFBIG);
  const place = places + 8 * <usize>attribute;
  store<usize>(place, used);
  store<u32>(place, length, 4);
  memory.copy(used, p, length);
  used = (used + length + GAP) & ~15;
  return <i32>length;
}

/** Was the attribute read, or written? */
export function isKept(attribute: Attribute): bool {
  return keptAt(attribute) != 0;
}
/** Where its bytes lie. */
export function keptAt(attribute: Attribute): usize {
  return load<usize>(places + 8 * <usize>attribute);
}
/** How many they are; 0 when there are none. */
export function keptLength(attribute: Attribute): u32 {
  return load<u32>(places + 8 * <usize>attribute, 4);
}
/** How many of them are text: those before the white space at the end. */
export function textLength(attribute: Attribute): u32 {
  let length = keptLength(attribute);
  while (length > 0 && isSpace(load<u8>(keptAt(attribute) + length - 1))) length--;
  return length;
}

/** Puts the outblob into the input region, as what is parsed and shown next. Returns its bytes. */
export function outblobToInput(): u32 {
  memory.copy(INPUT, keptAt(Attribute.Outblob), keptLength(Attribute.Outblob));
  return keptLength(Attribute.Outblob);
}
