/**
 * Claims that tools write down in JSON, as the CBOR that they stand for: members by the names that the rows of a layout have
 * there ({@link Row.called}), byte strings in base64. What comes of it is read by the rules of claims, as if it had come so.
 */
import { Code, fail } from "../fault";
import { Major } from "../formats/cbor";
import { ccaComponent, ccaPlatform, ccaRealm } from "../formats/cca";
import { Shape } from "../formats/found";
import * as json from "../json/reader";
import { Kind, Row } from "../layout";
import { shapeOf } from "./found";
import { decodeBase64 } from "./text";

/** Where the document begins; faults count characters from there. */
let start: usize = 0;
/** Where the next byte goes, and the fault that ended the writing; 0 for none. */
let to: usize = 0;
let fault: i32 = 0;

/** The row whose value the member has that was read last; null when there is none. */
function rowNamed(layout: Row): Row | null {
  for (let row = layout.next; row.inLayout; row = row.next) {
    if (row.kind == Kind.Claim && row.text.length > 0 && json.stringIs(row.text)) return row;
  }
  return null;
}

/** The layout whose claims the JSON in [p, end) has, told by its first member; null when it has none. */
export function claimsLayout(p: usize, end: usize): Row | null {
  json.begin(p, end);
  if (json.peek() != 123 || !json.object() || !json.member()) return null;
  if (rowNamed(ccaPlatform)) return ccaPlatform;
  return rowNamed(ccaRealm) ? ccaRealm : null;
}

/** Room before what an item holds, until it is known how long its head is. */
const HEAD_MAX: usize = 9;

/** Begins an item. Returns where. */
function open(): usize {
  const at = to;
  to += HEAD_MAX;
  return at;
}

/** Ends the item that began at `at`: writes its head, in the fewest bytes, and moves what it holds up to it. */
function close(at: usize, major: Major, value: u64): void {
  const bytes: u32 = value < 24 ? 0 : value < 0x100 ? 1 : value < 0x10000 ? 2 : value <= u32.MAX_VALUE ? 4 : 8;
  store<u8>(at, <u8>(((<u32>major) << 5) | (bytes == 0 ? <u32>value : 24 + ctz(bytes))));
  for (let i: u32 = 0; i < bytes; i++) store<u8>(at + 1 + i, <u8>(value >> (8 * (bytes - 1 - i))));
  const from = at + HEAD_MAX;
  memory.copy(at + 1 + bytes, from, to - from);
  to -= HEAD_MAX - 1 - bytes;
}

/** A number of its own. */
function number(major: Major, value: u64): void {
  close(open(), major, value);
}

/** The string that comes next: as it is, or the bytes that it spells in base64. */
function string(major: Major): void {
  const at = open();
  if (!json.string()) return;
  if (major == Major.Text) to += json.copyString(to);
  else {
    const size = decodeBase64(start, <u32>(json.from - start), <u32>(json.to - start), to);
    if (size < 0) fault = size;
    else to += size;
  }
  close(at, major, to - at - HEAD_MAX);
}

/** The array that comes next: of byte strings, or of maps of claims. */
function array(layout: Row | null): void {
  const at = open();
  let count: u64 = 0;
  if (!json.array()) return;
  while (fault >= 0 && json.element()) {
    count++;
    if (layout) map(layout);
    else string(Major.Bytes);
  }
  close(at, Major.Array, count);
}

function value(row: Row): void {
  const shape = shapeOf(row);
  if (shape == Shape.Number) number(Major.Unsigned, json.unsigned(u32.MAX_VALUE));
  else if (shape == Shape.Parts) array(ccaComponent);
  else if (shape == Shape.BytesList) array(null);
  else string(shape == Shape.Text ? Major.Text : Major.Bytes);
}

/** The object that comes next, as a map. What has no name among the claims would be lost: it is refused. */
function map(layout: Row): void {
  const at = open();
  let count: u64 = 0;
  if (!json.object()) return;
  while (fault >= 0 && json.member()) {
    const row = rowNamed(layout);
    if (!row) {
      fault = fail(Code.Json, <u32>(json.from - start), load<u8>(json.from));
      return;
    }
    number(Major.Unsigned, row.at);
    value(row);
    count++;
  }
  close(at, Major.Map, count);
}

/**
 * Writes the claims in the JSON of [p, end) to `at`, which has as much room as the JSON takes. Returns the bytes of their CBOR,
 * or a fault.
 */
export function encodeClaims(layout: Row, p: usize, end: usize, at: usize): i32 {
  start = p;
  to = at;
  fault = 0;
  json.begin(p, end);
  map(layout);
  if (fault < 0) return fault;
  if (json.finish()) return <i32>(to - at);
  return fail(Code.Json, <u32>(json.problemAt - p), json.problemAt < end ? load<u8>(json.problemAt) : 0);
}
