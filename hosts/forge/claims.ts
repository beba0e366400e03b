/** Maps of claims from fields by name, by the format tables. */
import { Kind, layout } from "../rows.ts";
import type { Cbor } from "./cbor.ts";

/** Claims by name; those that are undefined are left out. A label in decimal adds a claim that has no name. */
export type Claims = Record<string, Cbor | undefined>;

/** Private labels are below this: RFC 8392 section 9.1.1. */
const PRIVATE = -65536;

/**
 * The label of a claim; one that has none yet gets a private one. Throws RangeError on a name that the layout does not have.
 */
export function labelOf(format: string, name: string): number {
  if (/^\d+$/.test(name)) return Number(name);
  const { fields } = layout(format);
  const row = fields.find((field) => field.kind === Kind.Claim && field.name === name);
  if (!row) throw new RangeError(`${format} has no claim ${name}`);
  return row.unlabelled ? PRIVATE - 1 - fields.indexOf(row) : row.at;
}

/** The map of some claims, in the order they are given. */
export function claimsMap(format: string, claims: Claims): Map<Cbor, Cbor> {
  const map = new Map<Cbor, Cbor>();
  for (const [name, value] of Object.entries(claims)) if (value !== undefined) map.set(labelOf(format, name), value);
  return map;
}
