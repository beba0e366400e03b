/** The hex view: every byte of the evidence once, each field on lines of its own, named and coloured. */
import { after, content, major, read } from "../cbor/reader";
import { Major } from "../formats/cbor";
import { Kind, Row } from "../layout";
import * as der from "../parse/der";
import { size, tail } from "../parse/evidence";
import { isFound, slotAt } from "../parse/found";
import { base, Section, sectionAt, sectionCount } from "../parse/sections";
import { cborWords, isEncoded } from "./cbor";
import { derWords, holdsElements, LEVELS } from "./der";
import { lengthOf } from "./field";
import { char, finish, hexDigits, hexOf, pad, Style, start, str, style, written } from "./out";
import { title } from "./text";

const WIDTH: u32 = 16;
const CHARS: u32 = 59;
const NAMES: u32 = 78;

/** What a run of bytes is called, on its first line: a field, and of a tree the item in it. */
let section: Section | null = null;
let row: Row | null = null;
let item: usize = 0;
let itemEnd: usize = 0;

/** Whether the run is a value that was found by walking, which `section` and `row` tell then. */
let isValue: bool = false;

function writeName(): void {
  const field = row;
  if (!field) return;
  const owner = section;
  if (owner) {
    str(owner.layout.name);
    char(46);
  }
  str(field.name);
  if (item == 0 || isValue) return;
  str(": ");
  if (field.kind == Kind.Cbor) cborWords(item, itemEnd, 0);
  else derWords(item, itemEnd, 0);
}

/** The value that was found by {@link valueIn}. */
let valueSection: Section | null = null;
let valueRow: Row | null = null;

/** Where a value begins that was found in the item at p, whose contents are at `from`; 0 when there is none. */
function valueIn(p: usize, from: usize, isString: bool): usize {
  for (let i = 0; i < sectionCount(); i++) {
    const owner = sectionAt(i);
    if (owner.slots == 0) continue;
    for (let r = owner.layout.next; r.inLayout; r = r.next) {
      const slot = isFound(r) ? slotAt(owner, r) : 0;
      if (slot < p || slot > from || (slot == from && !isString)) continue;
      valueSection = owner;
      valueRow = r;
      return slot;
    }
  }
  return 0;
}

/** One line of at most {@link WIDTH} bytes; the name stands on the first line of the run. */
function line(at: u32, n: u32, colour: Style, first: bool): void {
  const begin = written();
  let invisible = style(Style.Dim);
  hexDigits(at, 8);
  invisible += style(Style.Plain);
  char(32);
  invisible += style(colour);
  for (let i: u32 = 0; i < n; i++) {
    if (i % 8 == 0) char(32);
    hexOf(base + at + i, 1);
    char(32);
  }
  pad(begin, CHARS, invisible);
  char(124);
  for (let i: u32 = 0; i < n; i++) {
    const c: u32 = load<u8>(base + at + i);
    char(c - 32 < 95 ? c : 46);
  }
  char(124);
  if (first && row) {
    pad(begin, NAMES, invisible);
    writeName();
  }
  style(Style.Plain);
  char(10);
}

let turn: u32 = 0;

/** The lines of one run, in the colour that is next. */
function lines(at: u32, n: u32): void {
  const colour = <Style>(Style.Red + (turn++ % 6));
  for (let i: u32 = 0; i < n; i += WIDTH) line(at + i, min(WIDTH, n - i), colour, i == 0);
}

/** The run of an item's bytes; two where it has a value that was found: its head, and the value. */
function valueRun(at: usize, stop: usize, from: usize, isString: bool): void {
  const owner = section;
  const field = row;
  const slot = valueIn(at, from, isString);
  if (slot != at) lines(<u32>(at - base), <u32>((slot ? slot : stop) - at));
  if (slot == 0) return;
  isValue = true;
  section = valueSection;
  row = valueRow;
  lines(<u32>(slot - base), <u32>(stop - slot));
  isValue = false;
  section = owner;
  row = field;
}

/** A run for each item of the CBOR in [p, end): all of one that holds no items, the head of one that does. */
function cborRuns(p: usize, end: usize, opened: u32): void {
  for (let at = p; at < end; ) {
    read(at, end);
    const from = content;
    const stop = after;
    const isString = major == Major.Bytes || major == Major.Text;
    // A string that is a value as a whole, such as a key, is one.
    const opens = major == Major.Bytes && isEncoded(from, stop, opened) && valueIn(at, from, true) != from;
    item = at;
    itemEnd = end;
    if (opens) lines(<u32>(at - base), <u32>(from - at));
    else valueRun(at, stop, from, isString);
    if (opens) cborRuns(from, stop, opened + 1);
    at = stop;
  }
}

/** The same for DER. */
function derRuns(p: usize, end: usize, depth: u32): void {
  for (let at = p; at < end; ) {
    const inner = depth < LEVELS ? holdsElements(at, end) : 0;
    der.read(at, end);
    const stop = der.after;
    const from = der.content;
    item = at;
    itemEnd = end;
    if (inner) lines(<u32>(at - base), <u32>(inner - at));
    // A number may have a zero for its sign in front, bits the number of those that are not in use.
    else valueRun(at, stop, from + 1, from < stop);
    if (inner) derRuns(inner, stop, depth + 1);
    at = stop;
  }
}

function field(owner: Section, r: Row): void {
  section = owner;
  row = r;
  item = 0;
  const at = owner.at + r.at;
  const size = lengthOf(owner, r);
  if (r.kind == Kind.Cbor) cborRuns(base + at, base + at + size, 0);
  else if (r.kind == Kind.Der) derRuns(base + at, base + at + size, 0);
  else lines(at, size);
}

/** Renders the evidence parsed last. */
export function renderHex(coloured: bool): i32 {
  start(coloured);
  title();
  char(10);
  turn = 0;
  for (let i = 0; i < sectionCount(); i++) {
    const owner = sectionAt(i);
    if (owner.overlay) continue;
    for (let r = owner.layout.next; r.inLayout; r = r.next) {
      if (r.isField && r.has(owner.version)) field(owner, r);
    }
  }
  row = null;
  for (let i: u32 = 0; i < tail; i += WIDTH) line(size + i, min(WIDTH, tail - i), Style.Dim, false);
  return finish();
}
