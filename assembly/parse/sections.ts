/**
 * What a parser finds: sections, each the place of one layout in the evidence. Reading a field means section + row, so
 * nothing is copied.
 */
import { firstNonZero } from "../bytes";
import { Code, fail, fault } from "../fault";
import { Kind, Row } from "../layout";

/** One section, 32 bytes: layout, subject (row addresses), version, depth, at, size, slots, spare (u32 each). */
@unmanaged
export class Section {
  layout: Row;
  /** The row this section interprets: a field it lies over, or an entry that says what it is. Null for none. */
  subject: Row | null;
  /** Version of the layout. */
  version: u32;
  depth: u32;
  /** Bytes from the start of the evidence. */
  at: u32;
  size: u32;
  /** Where the found values of a certificate lie: place and length for each slot; 0 for other sections. */
  slots: usize;

  /** Does it lie over a field of another section, whose bytes are accounted for there? */
  get overlay(): bool {
    const subject = this.subject;
    return subject !== null && subject.kind != Kind.Value;
  }
}

const SECTION: usize = 32;
/** Sections one piece of evidence has at most. */
export const MAX_SECTIONS: i32 = 160;
const sections = memory.data(<i32>SECTION * MAX_SECTIONS, 8);
let count: i32 = 0;
let found: u32 = 0;

/** The evidence in hand. */
export let base: usize = 0;
export let total: u32 = 0;

/** Where it starts in the evidence around it, how many bytes that has, and what it is there; see {@link enter}. */
export let origin: u32 = 0;
let around: u32 = 0;
let within: Row | null = null;

/** Starts on `length` bytes at p; forgets what was found before. */
export function begin(p: usize, length: u32): void {
  base = p;
  total = length;
  count = 0;
  found = 0;
  origin = 0;
  within = null;
}

/**
 * Goes to evidence that lies in the evidence in hand, at [at, at + size): until {@link leave} it is the one in hand, and whoever
 * reads it need not know what is around it. Its sections are added as parts of the whole.
 */
export function enter(at: u32, size: u32, part: Row): void {
  around = total;
  origin = at;
  within = part;
  base += at;
  total = size;
}

/** Goes back to the evidence around. Takes what came of the reading, and returns it; a fault is told in the bytes of the whole. */
export function leave(result: i32 = 0): i32 {
  if (result < 0) fault.at += origin;
  base -= origin;
  total = around;
  origin = 0;
  within = null;
  return result;
}

export function sectionsAt(): usize {
  return sections;
}
export function sectionCount(): i32 {
  return count;
}
export function sectionAt(i: i32): Section {
  return changetype<Section>(sections + SECTION * i);
}

/** The section added last. */
export function lastSection(): Section {
  return sectionAt(count - 1);
}

/** The first section of a layout; null when there is none. */
export function sectionOf(layout: Row): Section | null {
  for (let i = 0; i < count; i++) if (sectionAt(i).layout == layout) return sectionAt(i);
  return null;
}

/** Fails with truncated unless the evidence has `end` bytes. */
export function need(end: u64, row: Row | null = null): i32 {
  return end <= total ? 0 : fail(Code.Truncated, total, total, <u32>min<u64>(end, u32.MAX_VALUE), row);
}

/** Fails unless every reserved byte of the section is zero. */
function checkReserved(section: Section): i32 {
  for (let row = section.layout.zeros; changetype<usize>(row); row = row.zeros) {
    if (!row.has(section.version)) continue;
    const size = row.size ? row.size : section.size - row.at;
    const at = section.at - origin + row.at;
    const i = firstNonZero(base + at, size);
    if (i < size) return fail(Code.NotZero, at + i, load<u8>(base + at + i), 0, row);
  }
  return 0;
}

/** Adds a section without judging its reserved bytes. */
export function addUnchecked(
  layout: Row,
  version: u32,
  at: u32,
  size: u32,
  depth: u32 = 0,
  subject: Row | null = null,
): i32 {
  const fault = need(<u64>at + size, layout);
  if (fault < 0) return fault;
  if (count == MAX_SECTIONS) return fail(Code.TooMany, at, count + 1, count);
  const section = sectionAt(count++);
  section.layout = layout;
  section.subject = subject ? subject : within;
  section.version = version;
  section.depth = depth;
  section.at = origin + at;
  section.size = size;
  section.slots = 0;
  return 0;
}

/** Sections with found values so far. */
export function foundCount(): u32 {
  return found;
}

/** Adds a section whose values were found by walking, an interpretation of a field of the section before it. */
export function addFound(layout: Row, slots: usize, at: u32, size: u32, depth: u32, field: Row): i32 {
  const fault = addUnchecked(layout, 0, at, size, depth, field);
  if (fault < 0) return fault;
  sectionAt(count - 1).slots = slots;
  found++;
  return 0;
}

/** Adds a section after checking that it lies inside the evidence and that its reserved bytes are zero. */
export function add(layout: Row, version: u32, at: u32, size: u32, depth: u32 = 0, subject: Row | null = null): i32 {
  const fault = addUnchecked(layout, version, at, size, depth, subject);
  return fault < 0 ? fault : checkReserved(sectionAt(count - 1));
}
