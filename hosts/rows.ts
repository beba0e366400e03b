/** Reads the format tables out of the core: the one reader that types, documents, pages and the forge share. */
import { type Core, sharedCore } from "./core.ts";

/** Kinds of rows, as in assembly/layout.ts. */
export const Kind = {
  Layout: 0,
  Uint: 1,
  Bytes: 2,
  Zero: 3,
  Text: 4,
  Bits: 5,
  Value: 6,
  List: 7,
  UintBE: 8,
  Found: 9,
  Cbor: 10,
  Der: 11,
  Claim: 12,
  Guid: 13,
} as const;

/** Shapes of found values and of claims, as in assembly/formats/found.ts. */
export const Shape = {
  Bytes: 1,
  Number: 2,
  Flag: 3,
  Text: 4,
  Time: 5,
  Name: 6,
  Integer: 7,
  BytesList: 8,
  Parts: 9,
  Key: 10,
  Oid: 11,
} as const;

/** Fields whose values are found by walking. */
export const isFound = ({ kind }: Field): boolean => kind === Kind.Found || kind === Kind.Claim;

/** The shape of such a field. */
export const shapeOf = ({ size }: Field): number => size & 255;

/** One value a field may take, or one entry of a list. */
export interface Value {
  value: number;
  name: string;
  note: string;
  /** What the list says: a GUID, a kind, a sentence. */
  text: string;
  /** What the list says: a mode, a range. */
  extra: number;
  /** What the list says: a remedy. */
  more: string;
}

/** Some bits of a field: `size` bits from bit `at` on. */
export interface Bits {
  at: number;
  size: number;
  name: string;
  note: string;
  values: Value[];
}

/**
 * One field: `size` bytes from byte `at` of its section on; size 0 means up to the section's end. A field of kind Found
 * lies where its encoding puts it: `at` is its slot, `size` its {@link Shape}.
 */
export interface Field {
  kind: number;
  /** First and last version of the layout that has the field. */
  since: number;
  until: number;
  /** Part of the short view. */
  short: boolean;
  /** Not in every section of its layout. */
  optional: boolean;
  /** A claim whose label the specification leaves open. */
  unlabelled: boolean;
  at: number;
  size: number;
  name: string;
  note: string;
  bits: Bits[];
  values: Value[];
}

/** One layout; size 0 means that it varies. */
export interface Layout {
  name: string;
  size: number;
  /** Document and section. */
  spec: string;
  fields: Field[];
}

/** Every table of the core, by name, in the order they are written. */
export interface Tables {
  layouts: Map<string, Layout>;
  lists: Map<string, Value[]>;
  /** Notes of the lists. */
  listNotes: Map<string, string>;
  /** `layout`, or `layout.field`, of every row by its index. */
  names: string[];
}

/** Bytes of a row in memory. */
export const ROW = 32;
const ascii = new TextDecoder();

/** Reads the tables of a core. */
export function readTables({ exports, view }: Core): Tables {
  const text = (at: number) => ascii.decode(new Uint8Array(view.buffer, at + 2, view.getUint16(at, true)));
  const tables: Tables = { layouts: new Map(), lists: new Map(), listNotes: new Map(), names: [] };
  let fields: Field[] = [];
  let values: Value[] = [];
  let owner = "";
  const start = exports.rowsAt();
  for (let p = start; p < start + ROW * exports.rowCount(); p += ROW) {
    const kind = view.getUint8(p);
    const at = view.getUint32(p + 4, true);
    const size = view.getUint32(p + 8, true);
    const name = text(view.getUint32(p + 12, true));
    const note = text(view.getUint32(p + 16, true));
    if (kind === Kind.Layout || kind === Kind.List) owner = name;
    tables.names.push(owner === name ? name : `${owner}.${name}`);
    if (kind === Kind.Layout) {
      fields = [];
      tables.layouts.set(name, { name, size, spec: note, fields });
    } else if (kind === Kind.List) {
      values = [];
      tables.lists.set(name, values);
      tables.listNotes.set(name, note);
    } else if (kind === Kind.Value) {
      const [more, column] = [text(view.getUint32(p + 28, true)), text(view.getUint32(p + 20, true))];
      values.push({ value: at, name, note, text: column, extra: size, more });
    } else if (kind === Kind.Bits) {
      values = [];
      fields.at(-1)?.bits.push({ at, size, name, note, values });
    } else {
      values = [];
      const [since, until, flags] = [view.getUint8(p + 1), view.getUint8(p + 2), view.getUint8(p + 3)];
      const [short, optional, unlabelled] = [1, 2, 8].map((flag) => (flags & flag) !== 0) as [
        boolean,
        boolean,
        boolean,
      ];
      fields.push({ kind, since, until, short, optional, unlabelled, at, size, name, note, bits: [], values });
    }
  }
  return tables;
}

let shared: Tables | undefined;

/** The tables of the core in use. */
export function tables(): Tables {
  shared ??= readTables(sharedCore());
  return shared;
}

/** A layout by name; an unknown name is a mistake in the calling code. */
export function layout(name: string): Layout {
  const found = tables().layouts.get(name);
  if (!found) throw new RangeError(`no layout is called ${name}`);
  return found;
}

/** A list by name; an unknown name is a mistake in the calling code. */
export function list(name: string): Value[] {
  const found = tables().lists.get(name);
  if (!found) throw new RangeError(`no list is called ${name}`);
  return found;
}

/** The fields that a version of a layout has. */
export function fieldsOf({ fields }: Layout, version: number): Field[] {
  return fields.filter((f) => f.since <= version && version <= f.until);
}

/** The values that a field, or some bits of it, may take, by their names. */
export function valuesOf(name: string, field: string, bits?: string): Value[] {
  const row = layout(name).fields.find((one) => one.name === field);
  const holder = bits === undefined ? row : row?.bits.find((one) => one.name === bits);
  return holder?.values ?? [];
}

/** What a value is called of those that {@link valuesOf} tells. */
export function valueName(value: number, ...of: Parameters<typeof valuesOf>): string {
  return valuesOf(...of).find((one) => one.value === value)?.name ?? "unknown";
}
