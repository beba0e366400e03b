/** Which byte of evidence belongs to which field, as the core's hex view has it. */
import type { Section } from "./formats.ts";
import { decodeHex } from "./hex.ts";
import { inspect, type ReadOptions, render } from "./inspect.ts";
import { isFound, tables } from "./rows.ts";

/** A run of bytes, and the field that they make up. */
export interface FieldRange {
  /** `layout.field`; undefined for zero bytes that follow the evidence. */
  name: string | undefined;
  /** The first byte, and the one behind the last. */
  from: number;
  to: number;
}

/** The bytes of evidence, whatever form it came in, and what each of them is. */
export interface ByteMap {
  bytes: Uint8Array;
  /** Every byte is in one of them, in order. */
  ranges: FieldRange[];
}

/** Columns of the hex view: the place, the bytes, the name on the first line of a field. */
const PLACE_END = 8;
const BYTES_END = 59;
const NAME = 78;

/**
 * Maps evidence byte by byte. What interprets a field, such as the parts of a TCB, lies within that field.
 *
 * @throws TsmError as `inspect`.
 */
export function byteMap(input: Uint8Array | string, options: Pick<ReadOptions, "form"> = {}): ByteMap {
  const { size, tail } = inspect(input, options);
  const bytes = new Uint8Array(size + tail);
  const ranges: FieldRange[] = [];
  for (const line of render(input, { ...options, view: "hex" })
    .split("\n")
    .slice(2, -1)) {
    const from = Number.parseInt(line.slice(0, PLACE_END), 16);
    const part = decodeHex(line.slice(PLACE_END, BYTES_END).replaceAll(" ", ""));
    bytes.set(part, from);
    // The first line of a field has its name; the zero bytes behind the evidence have none.
    const name = line.slice(NAME).trim() || undefined;
    const last = ranges.at(-1);
    if (!last || name !== undefined || from === size) ranges.push({ name, from, to: from + part.length });
    else last.to += part.length;
  }
  return { bytes, ranges: ranges.sort((a, b) => a.from - b.from) };
}

/** The bytes of a field of a section: from, and behind the last. What was found by walking has the bytes of its section. */
export function rangeOf({ ranges }: ByteMap, { layout, at, size }: Section, field: string): [number, number] {
  const end = at + size;
  const own = ranges.find(({ name, from }) => name === `${layout}.${field}` && from >= at && from < end);
  if (own) return [own.from, own.to];
  const row = tables()
    .layouts.get(layout)
    ?.fields.find((one) => one.name === field && !isFound(one));
  return row ? [at + row.at, row.size === 0 ? end : at + row.at + row.size] : [at, end];
}
