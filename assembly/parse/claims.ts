/**
 * Finds claims: the values of a CBOR map by their labels, as the rows of a layout have them. What a row says of type and size
 * is kept to, and what is not optional must be there. Labels without a row are left where they are, to be shown.
 */
import { after, argument, check, content, endOf, is, major, problem, problemAt, read } from "../cbor/reader";
import { Code, fail } from "../fault";
import { Major } from "../formats/cbor";
import { Shape } from "../formats/found";
import { Flag, Kind, ROW, Row } from "../layout";
import { shapeOf, slotOf } from "./found";
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
    if (row.kind == Kind.Claim && <u64>row.at == label) return row;
  }
  return null;
}

/** The fault of a value that is of another type than its row has it. */
function otherType(p: usize, row: Row): i32 {
  return fail(Code.OtherType, <u32>(p - base), load<u8>(p) >> 5, typeOf(shapeOf(row)), row);
}

function typeOf(shape: Shape): Major {
  if (shape == Shape.Bytes) return Major.Bytes;
  if (shape == Shape.Text) return Major.Text;
  return shape == Shape.BytesList || shape == Shape.Parts ? Major.Array : Major.Unsigned;
}

/** Checks the size of the string read last. Returns 0, or a fault. */
function sized(p: usize, row: Row): i32 {
  const least: u64 = (row.size >> 8) & 0xfff;
  const most: u64 = row.size >> 20;
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
  } else from = shape == Shape.Number && end - p > 1 ? p + 1 : p; // a small number stands in its head
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
    const row = rowOf(layout, label);
    at = endOf(value, end);
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

/** Does the section hold claims? */
export function hasClaims(section: Section): bool {
  return section.slots != 0 && section.layout.next.kind == Kind.Claim;
}

/** Where the map of the section's claims ends. */
export function claimsEnd(section: Section): usize {
  return load<usize>(section.slots) + load<u32>(section.slots, 4);
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
    if (!rowOf(section.layout, major == Major.Unsigned ? argument : u64.MAX_VALUE)) return at;
    at = endOf(endOf(at, end), end);
  }
  return 0;
}
