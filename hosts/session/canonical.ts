/** JSON in one spelling, so that its hash can be compared: JCS, RFC 8785. */

/** JSON values without what JSON can't say. */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

/** Writes a value: members in the order of their names' UTF-16 units, no white space, numbers and strings as JavaScript does. */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonicalJson(value[name] as Json)}`).join(",")}}`;
}
