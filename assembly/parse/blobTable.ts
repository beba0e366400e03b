/**
 * Tables of blobs: entries of a GUID, an offset and a length, side by side, and the blobs behind them in any order. They may
 * have gaps between them, and no byte may belong to two.
 */
import { Code, fail } from "../fault";
import { Row } from "../layout";
import { base } from "./sections";

/** Layout of the entries, whose fields are these three. */
let entry: Row = changetype<Row>(0);
let guid: Row = changetype<Row>(0);
let offset: Row = changetype<Row>(0);
let length: Row = changetype<Row>(0);
/** Where the entries start, how many there are, and the bytes that blobs may lie in. */
let start: u32 = 0;
let count: u32 = 0;
let first: u32 = 0;
let end: u32 = 0;

/** Starts on `entries` entries at `at`, whose blobs lie in [from, to). All that is read of them here is in the evidence. */
export function beginTable(layout: Row, at: u32, entries: u32, from: u32, to: u32): void {
  entry = layout;
  guid = entry.next;
  offset = guid.next;
  length = offset.next;
  start = at;
  count = entries;
  first = from;
  end = to;
}

/** Where entry i lies. */
export function entryAt(i: u32): u32 {
  return start + i * entry.size;
}
/** Where its blob lies, as [from, to) in 64 bits, so that nothing wraps. */
export function blobFrom(i: u32): u64 {
  return offset.u32(base + entryAt(i));
}
export function blobTo(i: u32): u64 {
  return blobFrom(i) + length.u32(base + entryAt(i));
}

/** Checks entry i against the room there is and the entries before it. Returns 0, or a fault. */
export function checkEntry(i: u32): i32 {
  const at = entryAt(i);
  if (blobFrom(i) < first) return fail(Code.OutOfBounds, at + offset.at, <u32>blobFrom(i), first, offset);
  if (blobTo(i) > end)
    return fail(Code.OutOfBounds, at + length.at, <u32>min<u64>(blobTo(i), u32.MAX_VALUE), end, length);
  for (let j: u32 = 0; j < i; j++) {
    const own = guid.of(base + at);
    const other = guid.of(base + entryAt(j));
    if (load<u64>(other) == load<u64>(own) && load<u64>(other, 8) == load<u64>(own, 8)) {
      return fail(Code.Duplicate, at, i, j, guid);
    }
    if (blobFrom(i) < blobTo(j) && blobFrom(j) < blobTo(i)) {
      return fail(Code.Overlap, at + offset.at, <u32>blobFrom(i), <u32>blobTo(j), offset);
    }
  }
  return 0;
}

/** The entry whose blob, which is not empty, starts next at or after `from`, or -1. */
export function nextBlob(from: u64): i32 {
  let best: i32 = -1;
  for (let i: u32 = 0; i < count; i++) {
    if (blobFrom(i) >= from && blobTo(i) > blobFrom(i) && (best < 0 || blobFrom(i) < blobFrom(best))) best = i;
  }
  return best;
}
