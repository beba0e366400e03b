/** Writes and reads single fields by the format tables; evidence made with this parses by the same rows. */
import { type Field, fieldsOf, Kind, type Layout } from "./rows.ts";

/** What a field may be set to: a number, bytes, or named bits (others stay 0). */
export type FieldValue = number | bigint | Uint8Array | Record<string, number | boolean>;

function setUint(view: DataView, { at, kind, size }: Field, value: bigint): void {
  for (let i = 0; i < size; i++) {
    const shift = kind === Kind.UintBE ? size - 1 - i : i;
    view.setUint8(at + i, Number((value >> BigInt(8 * shift)) & 0xffn));
  }
}

function joinBits(field: Field, bits: Record<string, number | boolean>): bigint {
  let value = 0n;
  for (const [name, set] of Object.entries(bits)) {
    const row = field.bits.find((b) => b.name === name);
    if (!row) throw new RangeError(`${field.name} has no bits called ${name}`);
    if (BigInt(Number(set)) >> BigInt(row.size)) throw new RangeError(`${field.name}.${name} has ${row.size} bits`);
    value |= BigInt(Number(set)) << BigInt(row.at);
  }
  return value;
}

/**
 * Makes one section: every named field set, all other bytes zero. Fields of varying size take what they are given.
 * Throws RangeError on a name the version does not have, on bytes of the wrong length and on numbers that don't fit.
 */
export function encodeSection(layout: Layout, version: number, values: Record<string, FieldValue>): Uint8Array {
  const fields = fieldsOf(layout, version);
  for (const name of Object.keys(values)) {
    if (!fields.some((f) => f.name === name)) throw new RangeError(`${layout.name} ${version} has no field ${name}`);
  }
  const sizeOf = (f: Field) => f.size || (values[f.name] as Uint8Array | undefined)?.length || 0;
  const bytes = new Uint8Array(Math.max(0, ...fields.map((f) => f.at + sizeOf(f))));
  const view = new DataView(bytes.buffer);
  for (const field of fields) {
    const value = values[field.name];
    if (value === undefined) continue;
    if (value instanceof Uint8Array) {
      if (value.length !== sizeOf(field))
        throw new RangeError(`${field.name} takes ${field.size} bytes, not ${value.length}`);
      bytes.set(value, field.at);
      continue;
    }
    const number = typeof value === "object" ? joinBits(field, value) : BigInt(value);
    if (number < 0n || number >> BigInt(8 * field.size)) throw new RangeError(`${field.name} has ${field.size} bytes`);
    setUint(view, field, number);
  }
  return bytes;
}

/** The bytes of one field of a section that starts at `at`. */
export function fieldBytes(bytes: Uint8Array, layout: Layout, version: number, name: string, at = 0): Uint8Array {
  const field = fieldsOf(layout, version).find((f) => f.name === name);
  if (!field) throw new RangeError(`${layout.name} ${version} has no field ${name}`);
  return bytes.subarray(at + field.at, field.size ? at + field.at + field.size : undefined);
}

/** The little-endian number in one field, of at most 4 bytes, of a section that starts at `at`. */
export function fieldNumber(bytes: Uint8Array, layout: Layout, version: number, name: string, at = 0): number {
  return fieldBytes(bytes, layout, version, name, at).reduceRight((number, byte) => number * 256 + byte, 0);
}
