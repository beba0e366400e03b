/** Sections of evidence from defaults and overrides, by the format tables. */
import { encodeSection, type FieldValue } from "../fields.ts";
import { type Field, fieldsOf, layout } from "../rows.ts";

/** Fields by name. */
export type Fields = Record<string, FieldValue>;

const isBits = (value: FieldValue | undefined): value is Record<string, number | boolean> =>
  typeof value === "object" && !(value instanceof Uint8Array);

/** Lays later fields over earlier ones; named bits are laid over single bits of the same field. */
export function overlay(...layers: (Fields | undefined)[]): Fields {
  const merged: Fields = {};
  for (const [name, value] of layers.flatMap((fields) => Object.entries(fields ?? {}))) {
    const below = merged[name];
    merged[name] = isBits(value) && isBits(below) ? { ...below, ...value } : value;
  }
  return merged;
}

/** The row of a field. */
export function fieldOf(format: string, version: number, name: string): Field {
  const found = fieldsOf(layout(format), version).find((field) => field.name === name);
  if (!found) throw new RangeError(`${format} ${version} has no field ${name}`);
  return found;
}

/** Bytes of a field. */
export function sizeOf(format: string, version: number, name: string): number {
  return fieldOf(format, version, name).size;
}

/** Bytes with zeros behind them, as long as a field. */
export function padded(format: string, version: number, name: string, bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(sizeOf(format, version, name));
  whole.set(bytes);
  return whole;
}

/** Those of some fields that a version of a layout has. */
export function known(format: string, version: number, fields: Fields): Fields {
  const names = new Set(fieldsOf(layout(format), version).map((field) => field.name));
  return Object.fromEntries(Object.entries(fields).filter(([name]) => names.has(name)));
}

/** Throws RangeError on a field that a version of a layout does not have. */
export function assertKnown(format: string, version: number, fields: Fields = {}): void {
  for (const name of Object.keys(fields)) fieldOf(format, version, name);
}

/** Makes one section; see {@link encodeSection}. */
export function encode(format: string, version: number, fields: Fields): Uint8Array {
  return encodeSection(layout(format), version, fields);
}
