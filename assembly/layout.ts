/**
 * The format tables: what lies where in a piece of evidence, written once.
 *
 * A layout is a run of rows that reads like the vendor's table. A row says where a field lies, how its bytes are read
 * and what it is called. The core parses with the rows, and hosts read the very same rows out of memory to print types,
 * documents, pages and forged evidence.
 *
 * Rows lie side by side in static memory in the order they are written:
 *
 *     Layout  Uint  Bits Bits Value Value  Bytes  Zero  Layout  Uint …
 *             └ field ┘└── of the field ──┘
 *
 * One row, {@link ROW} bytes, little-endian:
 *
 *     0 kind u8 · 1 since u8 · 2 until u8 · 3 flags u8 · 4 at u32 · 8 size u32 · 12 name · 16 note · 20 text · 24 zeros · 28 more
 *
 * name, note, text and more are pointers to {@link Text}: a u16 length and ASCII characters.
 */
import { Text } from "./text";

/** What a row is. Hosts switch on it: append only. */
export const enum Kind {
  /** Opens a layout; `size` is its length, 0 when it varies. */
  Layout = 0,
  /** Little-endian unsigned integer of 1, 2, 4 or 8 bytes. */
  Uint = 1,
  /** Opaque bytes; size 0 means up to the end of the section. */
  Bytes = 2,
  /** Reserved bytes that must be zero. */
  Zero = 3,
  /** Printable text such as PEM; size 0 means up to the end of the section. */
  Text = 4,
  /** Bits `at` … `at + size − 1` of the field above. */
  Bits = 5,
  /** A value the field or bits above may take, or one entry of a list. */
  Value = 6,
  /** Opens a list of values that belongs to no field. */
  List = 7,
  /** Big-endian unsigned integer of 1, 2, 4 or 8 bytes. */
  UintBE = 8,
  /** A value found by walking: `at` is its slot, `size` its shape. See formats/certificate.ts. */
  Found = 9,
  /** CBOR items, one behind the other; size 0 means up to the end of the section. */
  Cbor = 10,
  /** DER elements; size 0 as above. */
  Der = 11,
  /** A claim of a CBOR map, found by its label: `at` is the label, `size` how its value is read. See {@link claim}. */
  Claim = 12,
  /** A GUID of 16 bytes whose first three parts are little-endian. See guid.ts. */
  Guid = 13,
}

/** Row flags. */
export const enum Flag {
  None = 0,
  /** Shown by the short view. */
  Short = 1,
  /** Found in some sections only. */
  Optional = 2,
  /** Carries the nonce that the evidence was asked for with. */
  Nonce = 4,
  /** A claim whose label the specification leaves open: told by type and size. */
  Unlabelled = 8,
}

/** Bytes of one row. */
export const ROW: usize = 32;
const MAX_ROWS: usize = 2048;
const rows = memory.data(<i32>(ROW * MAX_ROWS), 16);
let used: usize = 0;

/** One row. Never allocated: a reference to it is its address in the table. */
@unmanaged
export class Row {
  kind: u8;
  /** First and last version of the layout that has the field. */
  since: u8;
  until: u8;
  flags: u8;
  /** Bytes from the start of the section; for bits the lowest bit; for a value the value. */
  at: u32;
  /** Bytes; for bits how many; for a value what its list says. */
  size: u32;
  name: Text;
  note: Text;
  text: Text;
  /** The next reserved field of the layout, so that checking them takes no search; address 0 behind the last. */
  zeros: Row;
  /** One more column of an entry of a list. */
  more: Text;

  /** The field of the section that starts at p. */
  u8(p: usize): u32 {
    return load<u8>(p + this.at);
  }
  u16(p: usize): u32 {
    return load<u16>(p + this.at);
  }
  u32(p: usize): u32 {
    return load<u32>(p + this.at);
  }
  u64(p: usize): u64 {
    return load<u64>(p + this.at);
  }
  /** The same of big-endian fields. */
  be16(p: usize): u32 {
    return bswap<u16>(load<u16>(p + this.at));
  }
  be32(p: usize): u32 {
    return bswap<u32>(load<u32>(p + this.at));
  }
  /** Where the field of the section at p lies. */
  of(p: usize): usize {
    return p + this.at;
  }

  /** Only from this version of the layout on. */
  from(version: u8): Row {
    this.since = version;
    return this;
  }
  /** Only up to this version of the layout. */
  upTo(version: u8): Row {
    this.until = version;
    return this;
  }
  /** Part of the short view. */
  short(): Row {
    this.flags |= <u8>Flag.Short;
    return this;
  }
  /** Carries the nonce. */
  nonce(): Row {
    this.flags |= <u8>Flag.Nonce;
    return this;
  }
  /** What it is called in a document that it is found in, and the object there that has it; empty for the document. */
  called(name: Text, owner: Text = ""): Row {
    this.text = name;
    this.more = owner;
    return this;
  }
  /** Not in every section of this layout. */
  optional(): Row {
    this.flags |= <u8>Flag.Optional;
    return this;
  }
  /** A claim without a label so far: what has none, and fits, is taken for it. */
  unlabelled(): Row {
    this.flags |= <u8>Flag.Unlabelled;
    return this;
  }
  bits(low: u32, count: u32, name: Text, note: Text = ""): Row {
    add(Kind.Bits, low, count, name, note);
    return this;
  }
  bit(low: u32, name: Text, note: Text = ""): Row {
    return this.bits(low, 1, name, note);
  }
  /** A value that the field, or the bits last written, may take. */
  value(value: u32, name: Text, note: Text = ""): Row {
    add(Kind.Value, value, 0, name, note);
    return this;
  }
  /** Is the row part of this version of its layout? */
  has(version: u32): bool {
    return this.since <= version && version <= this.until;
  }
  get next(): Row {
    return changetype<Row>(changetype<usize>(this) + ROW);
  }
  /** Does the row belong to the layout opened before it? False behind the last row and where another table opens. */
  get inLayout(): bool {
    return changetype<usize>(this) < rowsEnd() && this.kind != Kind.Layout && this.kind != Kind.List;
  }
  /** Is it a field, not bits or a value of one? */
  get isField(): bool {
    return this.kind != Kind.Bits && this.kind != Kind.Value;
  }
}

/** Where the chain of reserved fields of the layout under construction ends. */
let lastZero = changetype<Row>(rows);

function add(kind: Kind, at: u32, size: u32, name: Text, note: Text): Row {
  if (used == MAX_ROWS) unreachable();
  const row = changetype<Row>(rows + ROW * used++);
  row.kind = <u8>kind;
  row.until = 255;
  row.at = at;
  row.size = size;
  row.name = name;
  row.note = note;
  row.text = "";
  row.more = "";
  if (kind == Kind.Layout) lastZero = row;
  else if (kind == Kind.Zero) {
    lastZero.zeros = row;
    lastZero = row;
  }
  return row;
}

/** A layout under construction: an alias of its first row. */
@unmanaged
export class Layout extends Row {
  uint(at: u32, size: u32, name: Text, note: Text = ""): Row {
    return add(Kind.Uint, at, size, name, note);
  }
  uintBE(at: u32, size: u32, name: Text, note: Text = ""): Row {
    return add(Kind.UintBE, at, size, name, note);
  }
  bytes(at: u32, size: u32, name: Text, note: Text = ""): Row {
    return add(Kind.Bytes, at, size, name, note);
  }
  chars(at: u32, size: u32, name: Text, note: Text = ""): Row {
    return add(Kind.Text, at, size, name, note);
  }
  found(slot: u32, shape: u32, name: Text, note: Text): Row {
    return add(Kind.Found, slot, shape, name, note);
  }
  cbor(at: u32, size: u32, name: Text, note: Text = ""): Row {
    return add(Kind.Cbor, at, size, name, note);
  }
  der(at: u32, size: u32, name: Text, note: Text = ""): Row {
    return add(Kind.Der, at, size, name, note);
  }
  /** The value of a label, as one of formats/found.ts; a string has `least` to `most` bytes, up to 4095. */
  claim(label: u32, shape: u32, least: u32, most: u32, name: Text, note: Text): Row {
    return add(Kind.Claim, label, shape | (least << 8) | (most << 20), name, note);
  }
  guid(at: u32, name: Text, note: Text): Row {
    return add(Kind.Guid, at, 16, name, note);
  }
  zero(at: u32, size: u32): Row {
    return add(Kind.Zero, at, size, "reserved", "Must be zero.");
  }
}

/** Opens a layout; the rows that follow belong to it. `spec` names document and section, `size` 0 means it varies. */
export function layout(name: Text, size: u32, spec: Text): Layout {
  return changetype<Layout>(add(Kind.Layout, 0, size, name, spec));
}

/** A list under construction. */
@unmanaged
export class List extends Row {
  /** One entry: its number, its name, a sentence about it, and up to two more columns that the list defines. */
  entry(value: u32, name: Text, note: Text, text: Text = "", extra: u32 = 0): Row {
    const row = add(Kind.Value, value, extra, name, note);
    row.text = text;
    return row;
  }
}

/** Opens a list of entries. */
export function list(name: Text, note: Text): List {
  return changetype<List>(add(Kind.List, 0, 0, name, note));
}

/** The entry of a list (or of the field or bits at `row`) that has this value; null when there is none. */
export function entryOf(row: Row, value: u32): Row | null {
  for (let r = row.next; r.inLayout && r.kind == Kind.Value; r = r.next) {
    if (r.at == value) return r;
  }
  return null;
}

/** Bytes of one version of a layout whose size varies by version: where its last field ends. */
export function sizeOf(layout: Row, version: u32): u32 {
  let size: u32 = 0;
  for (let r = layout.next; r.inLayout; r = r.next) {
    if (r.isField && r.has(version)) size = max(size, r.at + r.size);
  }
  return size;
}

export function rowsAt(): usize {
  return rows;
}
export function rowCount(): i32 {
  return <i32>used;
}
export function rowsEnd(): usize {
  return rows + ROW * used;
}
