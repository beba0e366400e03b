/** As much of JSON Schema (draft 2020-12) as the policy's schema uses; a keyword besides is an error. */

/** A schema, or a part of one. */
export interface Schema {
  [keyword: string]: unknown;
}

const typeOf = (value: unknown): string =>
  value === null ? "null" : Array.isArray(value) ? "array" : Number.isInteger(value) ? "integer" : typeof value;
const isObject = (value: unknown): value is Record<string, unknown> => typeOf(value) === "object";

/** By keyword: may the value stand under this part of `schema`? A keyword for another type says nothing. */
const KEYWORDS: Record<string, (keyword: never, value: unknown, schema: Schema) => boolean> = {
  type: (type: string, value) => typeOf(value) === type,
  const: (constant: unknown, value) => value === constant,
  enum: (values: unknown[], value) => values.includes(value),
  pattern: (pattern: string, value) => typeof value !== "string" || new RegExp(pattern, "u").test(value),
  minimum: (least: number, value) => typeof value !== "number" || value >= least,
  maximum: (most: number, value) => typeof value !== "number" || value <= most,
  items: (items: Schema, value) => !Array.isArray(value) || value.every((item) => isValid(items, item)),
  minItems: (least: number, value) => !Array.isArray(value) || value.length >= least,
  properties: (properties: Record<string, Schema>, value) =>
    !isObject(value) || Object.entries(properties).every(([name, s]) => !(name in value) || isValid(s, value[name])),
  additionalProperties: (allowed: false, value, schema) =>
    allowed || !isObject(value) || Object.keys(value).every((name) => name in (schema.properties as object)),
  required: (names: string[], value) => !isObject(value) || names.every((name) => name in value),
  minProperties: (least: number, value) => !isObject(value) || Object.keys(value).length >= least,
};
/** They judge nothing. */
const ANNOTATIONS = ["$schema", "title", "description", "default", "examples"];

/** Does the schema take the value? */
export function isValid(schema: Schema, value: unknown): boolean {
  return Object.entries(schema).every(([name, keyword]) => {
    if (ANNOTATIONS.includes(name)) return true;
    const judge = KEYWORDS[name];
    if (!judge) throw new Error(`the schema uses ${name}`);
    return judge(keyword as never, value, schema);
  });
}
