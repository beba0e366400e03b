/** What two pieces of evidence say differently. */
import type { Section } from "../../formats.ts";
import { broughtWith, type Inspection } from "../../inspect.ts";

/** One field that differs; a side that lacks it is undefined. */
export interface Difference {
  /** `layout.field`, or `layout.field.bit`. */
  name: string;
  left: string | undefined;
  right: string | undefined;
}

/** The two sides, compared. */
export interface Comparison {
  differences: Difference[];
  /** Fields that are the same. */
  same: number;
}

function flat(name: string, value: unknown, into: Map<string, string>): void {
  if (typeof value !== "object" || value === null) {
    into.set(name, String(value));
    return;
  }
  for (const [key, member] of Object.entries(value)) {
    // The whole of a field is the sum of its bits.
    if (key !== "value") flat(`${name}.${key}`, member, into);
  }
}

/** All fields by name; a layout that occurs again has a number. */
function fieldsOf(inspection: Inspection, prefix = ""): Map<string, string> {
  const fields = new Map<string, string>();
  const seen = new Map<string, number>();
  const nameOf = ({ layout, of }: Section): string => {
    const name = of === undefined ? layout : `${layout}(${of})`;
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return times === 1 ? name : `${name}[${times}]`;
  };
  for (const section of inspection.sections) flat(`${prefix}${nameOf(section)}`, section.fields, fields);
  for (const [part, brought] of Object.entries(broughtWith(inspection))) {
    for (const [name, value] of fieldsOf(brought, `${part}.`)) fields.set(name, value);
  }
  return fields;
}

/** Compares two pieces of evidence field by field, in the order of the first. */
export function compare(left: Inspection, right: Inspection): Comparison {
  const [ours, theirs] = [fieldsOf(left), fieldsOf(right)];
  const names = [...new Set([...ours.keys(), ...theirs.keys()])];
  const differences = names
    .map((name): Difference => ({ name, left: ours.get(name), right: theirs.get(name) }))
    .filter((one) => one.left !== one.right);
  return { differences, same: names.length - differences.length };
}
