/** The tables are whole: every version of every layout covers every byte exactly once, and every part has its words. */
import { describe, expect, test } from "vitest";
import { type Field, fieldsOf, isFound, Kind, type Layout, tables } from "../../hosts/rows.ts";

const { layouts, lists } = tables();

/** The versions at which a layout changes. */
function versionsOf({ fields }: Layout): number[] {
  return [...new Set([0, ...fields.flatMap((f) => [f.since, Math.min(f.until + 1, 255)])])].filter((v) =>
    fields.some((f) => f.since <= v && v <= f.until),
  );
}

/** Layouts of values that lie where an encoding puts them have no bytes to account for. */
const placed = [...layouts.values()].filter((l) => !l.fields.some(isFound));

const cases = placed.flatMap((l) => versionsOf(l).map((v): [string, number, Layout] => [l.name, v, l]));

describe("every version of a layout", () => {
  test.each(cases)("%s version %i covers every byte exactly once, in order", (_, version, layout) => {
    let end = 0;
    let open = false;
    for (const field of fieldsOf(layout, version)) {
      expect(open, `${field.name} follows a field without end`).toBe(false);
      expect(field.at, field.name).toBe(end);
      end += field.size;
      open = field.size === 0;
    }
    if (layout.size) expect(end).toBe(layout.size);
  });

  test.each(cases)("%s version %i has no name twice", (_, version, layout) => {
    const names = fieldsOf(layout, version)
      .filter((f) => f.kind !== Kind.Zero)
      .map((f) => f.name);
    expect(new Set(names).size).toBe(names.length);
  });
});

test("what a certificate or a claim may hold has a slot of its own", () => {
  for (const name of ["certificate", "hclClaims", "hclKey"]) {
    const slots = layouts.get(name)?.fields.map((f) => f.at);
    expect(slots).toEqual(slots?.map((_, i) => i));
  }
  for (const oid of lists.get("certificateOid") ?? []) {
    expect(layouts.get("certificate")?.fields[oid.value]?.name).toBe(oid.name);
  }
});

const fields = placed.flatMap((l) => l.fields.map((f): [string, Field] => [`${l.name}.${f.name}`, f]));

test.each(fields)("%s says what it is", (_, field) => {
  expect(field.name).toMatch(/^[a-z][A-Za-z0-9]*$/);
  expect(field.note).toMatch(/\.$/);
  let end = 0;
  for (const bits of field.bits) {
    expect(bits.at, bits.name).toBeGreaterThanOrEqual(end);
    end = bits.at + bits.size;
  }
  expect(end).toBeLessThanOrEqual(8 * field.size);
});

test.each([...layouts.values()].map((l): [string, Layout] => [l.name, l]))("%s names its source", (_, layout) => {
  expect(layout.spec.length).toBeGreaterThan(10);
});

test("text in the tables is ASCII, which is what the core renders", () => {
  const text = JSON.stringify([[...layouts], [...lists]]);
  expect([...text].filter((c) => c.charCodeAt(0) > 126)).toEqual([]);
});

test.each([...lists])("list %s has no value or name twice", (name, values) => {
  // Several ranges may belong to one product, several drivers may carry one kind of report, and an extension have two OIDs.
  if (["snpCpuid", "configfsProvider", "certificateOtherOid"].includes(name)) return;
  expect(new Set(values.map((v) => v.value)).size).toBe(values.length);
  // A member's name is that of its object and its own.
  const names = values.map((v) => (["policyMember", "evidenceMember"].includes(name) ? `${v.text}.${v.name}` : v.name));
  expect(new Set(names).size).toBe(values.length);
});
