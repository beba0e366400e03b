/**
 * Finds claims: the values of a CBOR map by their labels, as the rows of a layout have them. What a row says of type and size
 * is kept to, and what is not optional must be there. Labels without a row are left where they are, to be shown.
 */
import { after, argument, check, content, endOf, is, major, problem, problemAt, read } from "../cbor/reader";
import { readCoseKey } from "../cose/key";
import { Code, fail } from "../fault";
import { Major } from "../formats/cbor";
import { Shape } from "../formats/found";
import { Flag, Kind, ROW, Row } from "../layout";
import { shapeOf, slotAt, slotLength, slotOf } from "./found";
import { addFound, base, Section } from "./sections";

/** Places and lengths of all claims of one piece of evidence. */
const POOL: usize = 16384;
const pool = memory.data(16384, 8);
let used: usize = 0;

/** Forgets the claims found so far. */
export function forgetClaims(): void {
  used = 0;
}

/** The fault of what {@link check} found. */
export function cborFault(): i32 {
  return fail(Code.Cbor, <u32>(problemAt - base), problem);
}

/** Checks that [p, end) is one CBOR item. Returns 0, or a fault. */
export function checkItem(p: usize, end: usize): i32 {
  const stop = check(p, end);
  if (stop == 0) return cborFault();
  return stop == end ? 0 : fail(Code.Trailing, <u32>(stop - base), <u32>(end - stop), 0);
}

/** The row of a label; null when it has none. */
function rowOf(layout: Row, label: u64): Row | null {
  for (let row = layout.next; row.inLayout; row = row.next) {
    if (row.kind == Kind.Claim && <u64>row.at == label && !(row.flags & Flag.Unlabelled)) return row;
  }
  return null;
}

/** The fault of a value that is of another type than its row has it. */
function otherType(p: usize, row: Row): i32 {
  return fail(Code.OtherType, <u32>(p - base), load<u8>(p) >> 5, typeOf(shapeOf(row)), row);
}

function typeOf(shape: Shape): Major {
  if (shape == Shape.Bytes || shape == Shape.Key) return Major.Bytes;
  if (shape == Shape.Text) return Major.Text;
  return shape == Shape.BytesList || shape == Shape.Parts ? Major.Array : Major.Unsigned;
}

/** Does the value at p look like that of a claim which has no label? */
function looksLike(row: Row, p: usize, end: usize): bool {
  const shape = shapeOf(row);
  if (!is(typeOf(shape), p, end)) return false;
  if (shape == Shape.Key) return readCoseKey(content, after);
  return shape != Shape.Bytes || (leastOf(row) <= argument && argument <= mostOf(row));
}

/**
 * The claim without a label that the value at p is: the first that it looks like or, when that was found already, the next of
 * the very same type and size. Null when there is none.
 */
function unlabelledRow(layout: Row, slots: usize, p: usize, end: usize): Row | null {
  let looks: u32 = 0;
  for (let row = layout.next; row.inLayout; row = row.next) {
    if (row.kind != Kind.Claim || !(row.flags & Flag.Unlabelled)) continue;
    if (looks ? row.size != looks : !looksLike(row, p, end)) continue;
    looks = row.size;
    if (load<usize>(slots + 8 * slotOf(layout, row)) == 0) return row;
  }
  return null;
}

function leastOf(row: Row): u64 {
  return (row.size >> 8) & 0xfff;
}
function mostOf(row: Row): u64 {
  return row.size >> 20;
}

/** Checks the size of the string read last. Returns 0, or a fault. */
function sized(p: usize, row: Row): i32 {
  const least = leastOf(row);
  const most = mostOf(row);
  if (least <= argument && argument <= most) return 0;
  return fail(Code.BadLength, <u32>(p - base), <u32>argument, <u32>(argument < least ? least : most), row);
}

/** Keeps the value at p, which ends at `end`, in its slot. Returns 0, or a fault. */
function take(slots: usize, layout: Row, row: Row, p: usize, end: usize): i32 {
  const shape = shapeOf(row);
  read(p, end);
  const negative = shape == Shape.Integer && major == Major.Negative;
  if (major != <u32>typeOf(shape) && !negative) return otherType(p, row);
  let from = content;
  if (shape == Shape.Bytes || shape == Shape.Text) {
    const fault = sized(p, row);
    if (fault < 0) return fault;
  } else if (shape == Shape.BytesList) {
    for (let at = after; at < end; at = after) {
      if (!is(Major.Bytes, at, end)) return otherType(at, row);
      const fault = sized(at, row);
      if (fault < 0) return fault;
    }
    from = p;
  } else if (shape != Shape.Key) from = shape == Shape.Number && end - p > 1 ? p + 1 : p; // a small number stands in its head
  const slot = slots + 8 * slotOf(layout, row);
  store<usize>(slot, from);
  store<u32>(slot, <u32>(end - from), 4);
  return 0;
}

/** Reads the pairs of the map at p into slots. Returns 0, or a fault. */
function takePairs(layout: Row, slots: usize, p: usize, end: usize): i32 {
  if (!is(Major.Map, p, end)) return fail(Code.OtherType, <u32>(p - base), major, Major.Map, layout);
  let pairs = argument;
  for (let at = after; pairs > 0; pairs--) {
    read(at, end);
    const label = major == Major.Unsigned ? argument : u64.MAX_VALUE;
    const value = endOf(at, end);
    at = endOf(value, end);
    const known = rowOf(layout, label);
    const row = known ? known : unlabelledRow(layout, slots, value, at);
    if (!row) continue;
    const fault = take(slots, layout, row, value, at);
    if (fault < 0) return fault;
  }
  for (let row = layout.next; row.inLayout; row = row.next) {
    if (row.kind != Kind.Claim || row.flags & Flag.Optional) continue;
    if (load<usize>(slots + 8 * slotOf(layout, row)) == 0) return fail(Code.MissingClaim, <u32>(p - base), 0, 0, row);
  }
  return 0;
}

/** Rows of the layout that have slots, its own among them. */
function slotCount(layout: Row): u32 {
  let last = layout;
  for (let row = layout.next; row.inLayout; row = row.next) last = row;
  return <u32>slotOf(layout, last) + 1;
}

/**
 * Adds the claims of the map that fills [p, end), an item that was checked, as an interpretation of `field`. Returns 0, or a
 * fault.
 */
export function addClaims(layout: Row, p: usize, end: usize, depth: u32, field: Row): i32 {
  const size: usize = 8 * slotCount(layout);
  if (size > POOL - used) return fail(Code.TooMany, <u32>(p - base), <u32>(used / ROW), <u32>(POOL / ROW), layout);
  const slots = pool + used;
  memory.fill(slots, 0, size);
  const fault = takePairs(layout, slots, p, end);
  if (fault < 0) return fault;
  used += size;
  store<usize>(slots, p);
  store<u32>(slots, <u32>(end - p), 4);
  return addFound(layout, slots, <u32>(p - base), <u32>(end - p), depth, field);
}

/** Digests have 32, 48 or 64 bytes: checks the strings in the value of a claim. Returns 0, or a fault. */
export function checkDigests(section: Section, row: Row): i32 {
  const p = slotAt(section, row);
  const length = slotLength(section, row);
  return (length & 15) == 0 ? 0 : fail(Code.BadLength, <u32>(p - base), length, length < 48 ? 48 : 64, row);
}

/** Does the section hold claims? */
export function hasClaims(section: Section): bool {
  return section.slots != 0 && section.layout.next.kind == Kind.Claim;
}

/** Where the map of the section's claims ends. */
export function claimsEnd(section: Section): usize {
  return load<usize>(section.slots) + load<u32>(section.slots, 4);
}

/** Was the value at p, which ends at `end`, taken for a claim without a label? */
function isTaken(section: Section, p: usize, end: usize): bool {
  for (let row = section.layout.next; row.inLayout; row = row.next) {
    if (row.kind != Kind.Claim || !(row.flags & Flag.Unlabelled)) continue;
    const at = slotAt(section, row);
    if (p <= at && at < end) return true;
  }
  return false;
}

/** The next key of the section's map whose label has no row: behind the pair of `key`, or the first of all with 0; else 0. */
export function otherClaim(section: Section, key: usize): usize {
  const end = claimsEnd(section);
  let at = key ? endOf(endOf(key, end), end) : 0;
  if (at == 0) {
    read(load<usize>(section.slots), end);
    at = after;
  }
  while (at < end) {
    read(at, end);
    const known = rowOf(section.layout, major == Major.Unsigned ? argument : u64.MAX_VALUE);
    const value = endOf(at, end);
    const next = endOf(value, end);
    if (!known && !isTaken(section, value, next)) return at;
    at = next;
  }
  return 0;
}
