/**
 * The JSON view: bytes as lower-case hex, 64-bit integers as decimal strings, bit fields as objects of named booleans
 * and numbers with their whole `value`, text as text. One line, members in a fixed order.
 */
import { EK_DIGEST, ekDigest } from "../appraisal/svsmDigests";
import { firstNonZero } from "../bytes";
import { endOf } from "../cbor/reader";
import { Format, formats, forms } from "../formats/evidence";
import { Blob, evidenceMembers } from "../formats/evidenceJson";
import { snpReport } from "../formats/snpReport";
import { entryOf, Flag, Kind, Row } from "../layout";
import { claimsEnd, hasClaims, otherClaim } from "../parse/claims";
import { format, size, tail, version } from "../parse/evidence";
import { isFound, numberOf } from "../parse/found";
import { endBrought, parseBrought, readAs } from "../parse/read";
import { base, Section, sectionAt, sectionCount, sectionOf } from "../parse/sections";
import { productName } from "../parse/snp";
import { ekAt, ekSize } from "../parse/svsm";
import { Text } from "../text";
import { cborJson, label } from "./cbor";
import { derJson } from "./der";
import { bitsOf, hasBits, isShort, lengthOf, placeOf, unnamedBits, valueOf } from "./field";
import { foundJson, wasFound } from "./found";
import { partName } from "./message";
import { char, dec, finish, guidOf, hexNumber, hexOf, jsonChars, key, start, str } from "./out";

const QUOTE: u32 = 34;

function quoted(s: Text): void {
  char(QUOTE);
  str(s);
  char(QUOTE);
}

function bytes(p: usize, n: u32): void {
  char(QUOTE);
  hexOf(p, n);
  char(QUOTE);
}

function number(value: u64, size: u32): void {
  if (size == 8) char(QUOTE);
  dec(value);
  if (size == 8) char(QUOTE);
}

/** {"value":…,"name":…,…,"unnamedBits":[…]} */
function bitField(value: u64, field: Row): void {
  char(123);
  key("value", true);
  number(value, field.size);
  for (let r = field.next; r.inLayout && !r.isField; r = r.next) {
    if (r.kind != Kind.Bits) continue;
    key(r.name);
    if (r.size == 1) str(bitsOf(value, r) ? "true" : "false");
    else dec(bitsOf(value, r));
  }
  let rest = unnamedBits(value, field);
  if (rest) {
    key("unnamedBits");
    char(91);
    while (rest) {
      dec(ctz(rest));
      rest &= rest - 1;
      if (rest) char(44);
    }
    char(93);
  }
  char(125);
}

function field(section: Section, row: Row): void {
  if (isFound(row)) {
    if (hasBits(row)) bitField(numberOf(section, row), row);
    else foundJson(section, row);
    return;
  }
  const p = placeOf(section, row);
  const n = lengthOf(section, row);
  if (row.kind == Kind.Cbor) {
    cborJson(p, p + n);
    return;
  }
  if (row.kind == Kind.Der) {
    derJson(p, p + n);
    return;
  }
  if (row.kind == Kind.Uint || row.kind == Kind.UintBE) {
    const value = valueOf(section, row);
    if (hasBits(row)) bitField(value, row);
    else number(value, n);
  } else if (row.kind == Kind.Text) {
    char(QUOTE);
    jsonChars(p, n);
    char(QUOTE);
  } else if (row.kind == Kind.Guid) {
    char(QUOTE);
    guidOf(p);
    char(QUOTE);
  } else bytes(p, n);
}

/** Reserved bytes that are set, which only an unknown version can have: "unknown":{"0x188":"…"} */
function unknowns(section: Section, first: bool): void {
  let any = false;
  for (let row = section.layout.zeros; changetype<usize>(row); row = row.zeros) {
    if (!row.has(section.version)) continue;
    const p = placeOf(section, row);
    const n = lengthOf(section, row);
    if (firstNonZero(p, n) == n) continue;
    if (any) char(44);
    else {
      key("unknown", first);
      char(123);
    }
    any = true;
    char(QUOTE);
    hexNumber(section.at + row.at, 3);
    char(QUOTE);
    char(58);
    bytes(p, n);
  }
  if (any) char(125);
}

/** Claims that have no name, which others may know: "unknown":{"44299":"..."}, each the hex of its CBOR. */
function otherClaims(section: Section, first: bool): void {
  const end = claimsEnd(section);
  let p = otherClaim(section, 0);
  if (p == 0) return;
  key("unknown", first);
  char(123);
  while (p != 0) {
    char(QUOTE);
    label(p, end, true);
    char(QUOTE);
    char(58);
    const value = endOf(p, end);
    bytes(value, <u32>(endOf(value, end) - value));
    p = otherClaim(section, p);
    if (p != 0) char(44);
  }
  char(125);
}

function sectionJson(section: Section, short: bool): void {
  char(123);
  key("layout", true);
  quoted(section.layout.name);
  const subject = section.subject;
  if (subject) {
    key("of");
    quoted(subject.name);
  }
  key("at");
  dec(section.at);
  key("size");
  dec(section.size);
  key("fields");
  char(123);
  let first = true;
  for (let row = section.layout.next; row.inLayout; row = row.next) {
    if (!row.isField || row.kind == Kind.Zero || !row.has(section.version)) continue;
    if (short && !(row.flags & Flag.Short)) continue;
    if (isFound(row) && !wasFound(section, row)) continue;
    key(row.name, first);
    first = false;
    field(section, row);
  }
  if (hasClaims(section)) otherClaims(section, first);
  else unknowns(section, first);
  str("}}");
}

/** The evidence parsed last, without the brace that closes it. */
function evidence(short: bool): void {
  char(123);
  key("format", true);
  quoted(entryOf(formats, format)!.name);
  key("version");
  dec(version);
  key("size");
  dec(size);
  key("readAs");
  quoted(entryOf(forms, readAs)!.name);
  key("tail");
  dec(tail);
  const report = sectionOf(snpReport);
  if (report) {
    key("product");
    quoted(productName(base + report.at));
  }
  if (format == Format.SvsmManifest && ekSize > 0) {
    key("ekDigest");
    bytes(ekDigest(base + ekAt, ekSize), EK_DIGEST);
  }
  key("sections");
  char(91);
  let first = true;
  for (let i = 0; i < sectionCount(); i++) {
    const section = sectionAt(i);
    if (short && !isShort(section)) continue;
    if (!first) char(44);
    first = false;
    sectionJson(section, short);
  }
  char(93);
}

/** What came with an HCL report: "parts":{"td_quote":{...},...}. Returns 0, or a fault. */
function parts(short: bool): i32 {
  let first = true;
  for (let row = evidenceMembers.next; row.inLayout; row = row.next) {
    const more = parseBrought(row.at);
    if (more < 0) return more;
    if (more == 0) continue;
    if (first) {
      key("parts");
      char(123);
    } else char(44);
    first = false;
    char(QUOTE);
    partName(row);
    str('":');
    evidence(short);
    char(125);
  }
  if (!first) char(125);
  return 0;
}

/** What came with a report, as another member. Returns 0, or a fault. */
function brought(blob: Blob, name: Text, short: bool): i32 {
  const more = parseBrought(blob);
  if (more <= 0) return more;
  key(name);
  evidence(short);
  char(125);
  return 0;
}

/** Renders the evidence parsed last and, when it came as JSON, what came with it. */
export function renderJson(short: bool): i32 {
  start(false);
  const isHcl = format == Format.AzureHclReport;
  evidence(short);
  let fault = isHcl ? parts(short) : brought(Blob.Auxblob, "auxblob", short);
  if (!isHcl && fault >= 0) fault = brought(Blob.Manifestblob, "manifestblob", short);
  if (fault < 0) return fault;
  char(125);
  endBrought();
  return finish();
}
