/** The text view, for people: one field a line, decoded bits and values, colours on request. */
import { EK_DIGEST, ekDigest } from "../appraisal/svsmDigests";
import { firstNonZero } from "../bytes";
import { after, content, endOf, integerAt, read } from "../cbor/reader";
import { Format, formats, forms } from "../formats/evidence";
import { evidenceMembers } from "../formats/evidenceJson";
import { Shape } from "../formats/found";
import { snpReport } from "../formats/snpReport";
import { entryOf, Flag, Kind, Row } from "../layout";
import { claimsEnd, hasClaims, otherClaim } from "../parse/claims";
import { format, size, tail, version } from "../parse/evidence";
import { isFound, numberOf, shapeOf, slotAt, slotLength } from "../parse/found";
import { endBrought, parseBrought, readAs } from "../parse/read";
import { base, foundCount, Section, sectionAt, sectionCount, sectionOf } from "../parse/sections";
import { productName } from "../parse/snp";
import { ekAt, ekSize } from "../parse/svsm";
import { Text } from "../text";
import { cborWords, label } from "./cbor";
import { bitsOf, hasBits, isShort, lengthOf, placeOf, unnamedBits, valueOf } from "./field";
import { foundText, wasFound } from "./found";
import { char, dec, finish, guidOf, hexNumber, hexOf, pad, printable, Style, start, str, style, written } from "./out";
import { cborLines, derLines } from "./tree";

/** Column of the values. */
const VALUES: u32 = 28;
/** Column of the notes. */
const NOTES: u32 = 34;
/** Bytes shown on one line. */
const WIDTH: u32 = 32;

function newline(): void {
  char(10);
}

/** Indent and name, padded to the column of the values. */
function name(text: Text, indent: u32): void {
  const line = written();
  for (let i: u32 = 0; i < indent; i++) char(32);
  let invisible = style(Style.Cyan);
  str(text);
  invisible += style(Style.Plain);
  pad(line, VALUES, invisible);
}

function note(text: Text): void {
  if (text.length == 0) return;
  style(Style.Dim);
  str(text);
  style(Style.Plain);
}

/** " (ECDSA P-384 with SHA-384)", when the value has a name. */
function valueName(row: Row, value: i64): void {
  const entry = value >= i32.MIN_VALUE && value <= <i64>u32.MAX_VALUE ? entryOf(row, <u32>value) : null;
  if (!entry) return;
  str(" (");
  str(entry.name);
  char(41);
}

/** Bytes in lines of {@link WIDTH}. */
function bytes(p: usize, n: u32): void {
  if (n == 0) str("(none)");
  for (let i: u32 = 0; i < n; i += WIDTH) {
    if (i) {
      newline();
      for (let k: u32 = 0; k < VALUES; k++) char(32);
    }
    hexOf(p + i, min(WIDTH, n - i));
  }
}

/** One line for each named bit. */
function bitLines(value: u64, field: Row, indent: u32): void {
  for (let r = field.next; r.inLayout && !r.isField; r = r.next) {
    if (r.kind != Kind.Bits) continue;
    newline();
    name(r.name, indent);
    const line = written();
    const bits = bitsOf(value, r);
    if (r.size == 1) str(bits ? "yes" : "no");
    else dec(bits);
    if (r.size > 1) valueName(r, bits);
    pad(line, NOTES - VALUES);
    note(r.note);
  }
  const rest = unnamedBits(value, field);
  if (!rest) return;
  newline();
  name("unnamedBits", indent);
  hexNumber(rest, 1);
}

/** The bits that are set or that choose a named value, on one line. */
function bitWords(value: u64, field: Row): void {
  for (let r = field.next; r.inLayout && !r.isField; r = r.next) {
    if (r.kind != Kind.Bits) continue;
    const bits = bitsOf(value, r);
    const entry = entryOf(r, <u32>bits);
    if (bits == 0 && !entry) continue;
    char(32);
    str(r.name);
    if (r.size == 1) continue;
    char(61);
    if (entry) str(entry.name);
    else dec(bits);
  }
}

/** The parts of a field that another section interprets, on one line: bootloader 4, tee 0, … */
function parts(parent: Section, row: Row, indent: u32): void {
  for (let i = 0; i < sectionCount(); i++) {
    const section = sectionAt(i);
    if (section.slots || section.subject != row || section.at != parent.at + row.at) continue;
    newline();
    name("", indent);
    let first = true;
    for (let r = section.layout.next; r.inLayout; r = r.next) {
      if (!r.isField || r.kind == Kind.Zero || !r.has(section.version)) continue;
      if (!first) str(", ");
      first = false;
      str(r.name);
      char(32);
      dec(valueOf(section, r));
    }
  }
}

/** A value that was found by walking. */
function found(section: Section, row: Row, indent: u32, short: bool): void {
  const shape = shapeOf(row);
  const p = slotAt(section, row);
  const n = slotLength(section, row);
  if (hasBits(row)) return bitNumber(numberOf(section, row), row, indent, short);
  if (shape == Shape.BytesList) return byteStrings(p, p + n);
  if (shape == Shape.Key || (shape == Shape.Bytes && row.kind == Kind.Claim)) return bytes(p, n);
  foundText(section, row);
  if (shape == Shape.Integer) valueName(row, integerAt(p, p + n));
}

/** The byte strings of an array, each on a line. */
function byteStrings(p: usize, end: usize): void {
  read(p, end);
  for (let at = after, first = true; at < end; first = false) {
    if (!first) {
      newline();
      name("", 0);
    }
    read(at, end);
    const next = after;
    bytes(content, <u32>(next - content));
    at = next;
  }
}

/** Claims that have no name: their labels, and what they say in few words. */
function otherClaims(section: Section, indent: u32): void {
  const end = claimsEnd(section);
  for (let p = otherClaim(section, 0); p != 0; p = otherClaim(section, p)) {
    name("unknown", indent);
    label(p, end, false);
    str(": ");
    cborWords(endOf(p, end), end);
    newline();
  }
}

/** An integer with named bits. */
function bitNumber(value: u64, row: Row, indent: u32, short: bool): void {
  hexNumber(value, 1);
  if (short) bitWords(value, row);
  else bitLines(value, row, indent + 2);
}

function field(section: Section, row: Row, indent: u32, short: bool): void {
  name(row.name, indent);
  if (isFound(row)) {
    found(section, row, indent, short);
    newline();
    return;
  }
  const p = placeOf(section, row);
  const n = lengthOf(section, row);
  if (row.kind == Kind.Uint || row.kind == Kind.UintBE) {
    const value = valueOf(section, row);
    if (!hasBits(row)) {
      if (row.size == 8) hexNumber(value, 1);
      else dec(value);
      valueName(row, value);
    } else bitNumber(value, row, indent, short);
  } else if (row.kind == Kind.Cbor || row.kind == Kind.Der) {
    dec(n);
    str(" bytes");
    if (foundCount() > 0) return newline();
    newline();
    if (row.kind == Kind.Cbor) cborLines(p, p + n);
    else derLines(p, p + n);
    return;
  } else if (row.kind == Kind.Text) {
    dec(n);
    str(" bytes");
    if (foundCount() == 0) {
      newline();
      printable(p, n > 0 && load<u8>(p + n - 1) == 10 ? n - 1 : n);
    }
  } else if (row.kind == Kind.Zero) {
    bytes(p, n);
  } else if (row.kind == Kind.Guid) {
    guidOf(p);
  } else {
    bytes(p, n);
    parts(section, row, indent);
  }
  newline();
}

function sectionText(section: Section, short: bool): void {
  const indent: u32 = short ? 0 : 2 * section.depth;
  const subject = section.subject;
  for (let k: u32 = 0; k < indent; k++) char(32);
  style(Style.Bold);
  str(section.layout.name);
  if (subject) {
    str(" of ");
    str(subject.name);
  }
  style(Style.Plain);
  str("  ");
  style(Style.Dim);
  str("at ");
  hexNumber(section.at, 3);
  str(", ");
  dec(section.size);
  str(" bytes; ");
  str(section.layout.note);
  style(Style.Plain);
  newline();
  for (let row = section.layout.next; row.inLayout; row = row.next) {
    if (!row.isField || !row.has(section.version) || (short && !(row.flags & Flag.Short))) continue;
    if (isFound(row) && !wasFound(section, row)) continue;
    // Reserved bytes are worth a line only when they are set: the version is newer than the tables.
    if (row.kind == Kind.Zero) {
      const n = lengthOf(section, row);
      if (firstNonZero(placeOf(section, row), n) == n) continue;
    }
    field(section, row, indent + 2, short);
  }
  if (hasClaims(section)) otherClaims(section, indent + 2);
}

/** The title line every view begins with. */
export function title(): void {
  style(Style.Bold);
  str(entryOf(formats, format)!.text);
  style(Style.Plain);
  if (version) {
    str(", version ");
    dec(version);
  }
  const report = sectionOf(snpReport);
  if (report) {
    str(", ");
    str(productName(base + report.at));
  } else if (format == Format.SvsmManifest && ekSize > 0) {
    str(", EK sha256:");
    hexOf(ekDigest(base + ekAt, ekSize), EK_DIGEST);
  }
  str(", ");
  dec(size);
  str(" bytes");
  if (tail) {
    str(" and a tail of ");
    dec(tail);
    str(" zero bytes");
  }
  str(", read as ");
  str(entryOf(forms, readAs)!.name);
  newline();
}

/** Writes the evidence parsed last behind what is there. */
export function writeText(short: bool): void {
  title();
  for (let i = 0; i < sectionCount(); i++) {
    const section = sectionAt(i);
    if ((section.overlay && !section.slots) || (short && !isShort(section))) continue;
    newline();
    sectionText(section, short);
  }
}

/** Renders the evidence parsed last and, when it came as JSON, what came with it. */
export function renderText(short: bool, coloured: bool): i32 {
  start(coloured);
  writeText(short);
  for (let row = evidenceMembers.next; row.inLayout; row = row.next) {
    const more = parseBrought(row.at);
    if (more < 0) return more;
    if (more == 0) continue;
    newline();
    writeText(short);
  }
  endBrought();
  return finish();
}
