/** docs/core-abi.md against the built core and the sources: exports, arguments, limits, records and numbers. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { list } from "../../hosts/rows.ts";
import { code, root, tableOf, textOf } from "./documents.ts";

const PATH = "docs/core-abi.md";
const source = (path: string) => readFileSync(join(root, "assembly", path), "utf8");
const bytes = readFileSync(join(root, "build/core.wasm"));
const built = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(bytes)), {}).exports;

const exported = tableOf(PATH, "Exports");

test("every export is told, and nothing else", () => {
  expect(exported.map((row) => code(row.Export)).sort()).toEqual(Object.keys(built).sort());
});

test.each(exported.map((row): [string, string] => [code(row.Export), row.Arguments ?? ""]))(
  "%s takes (%s)",
  (name, listed) => {
    const what = built[name];
    if (typeof what === "function") expect(what.length).toBe(listed.split(",").filter((a) => a.trim()).length);
    else expect(listed).toBe("");
  },
);

test("globals have the values told", () => {
  for (const row of exported) {
    const what = built[code(row.Export)];
    if (what instanceof WebAssembly.Global) expect(row["What it does"]).toBe(`Global: ${what.value}.`);
  }
});

/** A number that a source declares, such as `MAX: u32 = 1 << 20`. */
function declared(path: string, name: string): number {
  const [, value = ""] = new RegExp(`const ${name}: \\w+ = (\\d+(?: << \\d+)?);`).exec(source(path)) ?? [];
  const [number, shift = "0"] = value.split(" << ");
  return Number(number) * 2 ** Number(shift);
}

test("limits are the sources'", () => {
  const told = Object.fromEntries(tableOf(PATH, "Regions").map((row) => [row.Limit, Number(row.Number)]));
  expect(told).toEqual({
    Input: declared("arena.ts", "INPUT_MAX"),
    "Evidence, or one report": declared("arena.ts", "EVIDENCE_MAX"),
    Output: declared("arena.ts", "OUTPUT_MAX"),
    "Endorsements, decoded": declared("arena.ts", "ENDORSEMENTS_MAX"),
    Sections: declared("parse/sections.ts", "MAX_SECTIONS"),
    "Blobs of a certificate table": declared("parse/snp.ts", "MAX_BLOBS"),
    "Depth of JSON": declared("json/reader.ts", "MAX_DEPTH"),
    "Bytes of a nonce": declared("formats/configfs.ts", "INBLOB_MAX"),
  });
  const { inputMax, evidenceMax } = built as Record<string, () => number>;
  expect([inputMax?.(), evidenceMax?.()]).toEqual([told.Input, told["Evidence, or one report"]]);
});

test("the memory is as large as told", () => {
  const { memory } = built as { memory: WebAssembly.Memory };
  const mebibytes = memory.buffer.byteLength / 2 ** 20;
  expect(textOf(PATH)).toContain(`**Memory:** ${mebibytes} MiB`);
  expect(textOf("docs/architecture.md")).toContain(`\n    ${mebibytes} MiB  `);
  expect(textOf("LIMITATIONS.md")).toContain(`has ${mebibytes} MiB of address space`);
});

const SIZES: Record<string, number> = { u8: 1, u32: 4, u64: 8, usize: 4 };

/** Members of an unmanaged class with their offsets; references are addresses. */
function members(path: string, name: string): { offset: number; type: string; name: string }[] {
  const [, body = ""] = new RegExp(`^(?:export )?class ${name} \\{\\n(.*?)^\\}`, "ms").exec(source(path)) ?? [];
  let end = 0;
  return [...body.matchAll(/^ {2}(\w+): ([\w |]+);$/gm)].map(([, member = "", type = ""]) => {
    const size = SIZES[type] ?? 4;
    const offset = Math.ceil(end / size) * size;
    end = offset + size;
    return { offset, type: `u${8 * size}`, name: member };
  });
}

describe("a record lies as told", () => {
  test.each([
    ["Fault", "fault.ts"],
    ["Section", "parse/sections.ts"],
    ["Row", "layout.ts"],
    ["Operation", "request/operation.ts"],
  ])("%s", (name, path) => {
    const told = tableOf(PATH, name).map((row) => ({
      offset: Number(row.Offset),
      type: row.Type,
      name: row.Member,
    }));
    expect(told).toEqual(members(path, name));
    expect(told.length).toBeGreaterThan(6);
  });

  test.each([
    ["Section", "parse/sections.ts", "SECTION"],
    ["Row", "layout.ts", "ROW"],
  ])("and is as long as told: %s", (name, path, constant) => {
    const size = declared(path, constant);
    expect(textOf(PATH)).toMatch(new RegExp(`### ${name}\n\n${size} bytes each`));
  });
});

/** Names and numbers of an enumeration. */
function enumeration(path: string, name: string): [number, string][] {
  const [, body = ""] = new RegExp(`^export const enum ${name} \\{\\n(.*?)^\\}`, "ms").exec(source(path)) ?? [];
  return [...body.matchAll(/^ {2}(\w+) = (\d+),$/gm)].map(([, member = "", value]) => [Number(value), member]);
}

describe("an enumeration has the numbers told", () => {
  test.each([
    ["Form", "formats/evidence.ts", "Form"],
    ["View", "index.ts", "View"],
    ["ViewFlag", "index.ts", "ViewFlag"],
    ["Fusion", "crypto/fused.ts", "Fusion"],
    ["Expectation", "appraisal/nonce.ts", "Expectation"],
    ["Hash", "crypto/hash.ts", "Hash"],
    ["Curve", "crypto/ec/curve.ts", "Curve"],
    ["Signature form", "formats/algorithm.ts", "SignatureForm"],
    ["Kind", "layout.ts", "Kind"],
    ["Options that are bytes", "request/options.ts", "Bytes"],
    ["Options that are numbers", "request/options.ts", "Numbers"],
    ["Verb", "request/operation.ts", "Verb"],
    ["Attribute", "formats/configfs.ts", "Attribute"],
    ["Class attribute", "formats/class.ts", "ClassAttribute"],
  ])("%s", (heading, path, name) => {
    const told = tableOf(PATH, heading).map((row) => [Number(row.Number), row.Name]);
    expect(told).toEqual(enumeration(path, name));
    expect(told.length).toBeGreaterThan(1);
  });

  test.each([
    ["Attribute", "configfsAttribute"],
    ["Class attribute", "classAttribute"],
  ])("and has the names of its files: %s", (heading, name) => {
    const told = tableOf(PATH, heading).slice(1);
    const files = list(name).map(({ value, name }) => [value, name]);
    expect(told.map((row) => [Number(row.Number), code(row.File)])).toEqual(files);
  });
});
