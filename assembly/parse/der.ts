/** A strict reader of DER: definite, minimal lengths, low tag numbers, nothing outside its parent. */

/** Tags that certificates use. */
export const enum Tag {
  Boolean = 0x01,
  Integer = 0x02,
  BitString = 0x03,
  OctetString = 0x04,
  Null = 0x05,
  Oid = 0x06,
  Enumerated = 0x0a,
  Utf8String = 0x0c,
  PrintableString = 0x13,
  Ia5String = 0x16,
  UtcTime = 0x17,
  GeneralizedTime = 0x18,
  Sequence = 0x30,
  Set = 0x31,
  /** [0] to [3]: members that may be left out. */
  Context0 = 0xa0,
  Context1 = 0xa1,
  Context2 = 0xa2,
  Context3 = 0xa3,
}

/** The bit of a tag that tells of elements within. */
const CONSTRUCTED: u32 = 0x20;

/** The element read last: its tag, its contents as [content, after). */
export let tag: u32 = 0;
export let content: usize = 0;
export let after: usize = 0;

/** Reads the element at p, which must end at or before `end`. Returns false when there is none in strict DER. */
export function read(p: usize, end: usize): bool {
  if (end - p < 2 || p >= end) return false;
  tag = load<u8>(p);
  if ((tag & 31) == 31) return false;
  let length: u32 = load<u8>(p + 1);
  content = p + 2;
  if (length >= 128) {
    const count = length & 127;
    if (count == 0 || count > 3 || end - content < count) return false;
    length = 0;
    for (let i: u32 = 0; i < count; i++) length = (length << 8) | load<u8>(content + i);
    if (length < 128 || length >> (8 * (count - 1)) == 0) return false;
    content += count;
  }
  if (<usize>length > end - content) return false;
  after = content + length;
  return true;
}

/** Reads the element at p and tells whether it has this tag. */
export function is(wanted: Tag, p: usize, end: usize): bool {
  return read(p, end) && tag == <u32>wanted;
}

/** Reads the element at p as an INTEGER that is not negative, in the fewest bytes; [content, after) is then without a sign. */
export function readUnsigned(p: usize, end: usize): bool {
  if (!is(Tag.Integer, p, end) || content == after) return false;
  const first: u32 = load<u8>(content);
  if (first >= 128) return false;
  if (first != 0 || after - content == 1) return true;
  content++;
  return load<u8>(content) >= 128;
}

/** Is the element that fills [p, end) the INTEGER `value`, of one byte? */
export function isNumber(p: usize, end: usize, value: u32): bool {
  return readUnsigned(p, end) && after == end && after - content == 1 && load<u8>(content) == value;
}

/** Is [p, end) a run of elements, and so on within those that are constructed, down to a depth? */
export function areWhole(p: usize, end: usize, depth: u32 = 8): bool {
  while (p < end) {
    if (!read(p, end)) return false;
    const next = after;
    if ((tag & CONSTRUCTED) != 0 && (depth == 0 || !areWhole(content, next, depth - 1))) return false;
    p = next;
  }
  return true;
}

/** Is the element at p NULL, and the last one? */
export function isLastNull(p: usize, end: usize): bool {
  return is(Tag.Null, p, end) && content == after && after == end;
}
