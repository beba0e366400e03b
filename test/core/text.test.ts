/** Texts lie in the core as ASCII, each once; and what the transform behind that makes of string literals. */
import { readFileSync } from "node:fs";
import { main } from "assemblyscript/asc";
import { describe, expect, test } from "vitest";
import { tables } from "../../hosts/rows.ts";
import Ascii from "../../tools/ascii.mjs";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url));

describe.each(["build/core.wasm", "build/core.fused.wasm"])("%s", (path) => {
  const bytes = read(path);
  const { layouts, lists, listNotes } = tables();
  const texts = new Set([
    ...[...layouts.values()].flatMap(({ name, spec, fields }) => [
      name,
      spec,
      ...fields.flatMap((f) => [f.name, f.note]),
    ]),
    ...[...lists.values()].flat().flatMap(({ name, note, text }) => [name, note, text]),
    ...listNotes.values(),
  ]);

  test("has every text of the tables once", () => {
    const often = [...texts].filter((text) => {
      const stored = Buffer.from([text.length & 255, text.length >> 8, ...Buffer.from(text)]);
      return text.length > 3 && (!bytes.includes(stored) || bytes.indexOf(stored) !== bytes.lastIndexOf(stored));
    });
    expect(often).toEqual([]);
    expect(texts.size).toBeGreaterThan(400);
  });

  test("has none of them in UTF-16", () => {
    expect([...texts].filter((text) => text.length > 1 && bytes.includes(Buffer.from(text, "utf16le")))).toEqual([]);
  });
});

/** Compiles a program with the transform. Returns its exports, or throws what the compiler says. */
async function compile(source: string): Promise<Record<string, () => number>> {
  const files: Record<string, string> = {
    "assembly/index.ts": `import { Text } from "./text";\n${source}`,
    "assembly/text.ts": read("assembly/text.ts").toString(),
  };
  let binary = new Uint8Array();
  const options = ["assembly/index.ts", "--runtime", "stub", "--use", "abort=", "--outFile", "out.wasm"];
  const { error, stderr } = await main(options, {
    readFile: (name) => files[name] ?? null,
    writeFile: (_, contents) => {
      binary = contents as Uint8Array<ArrayBuffer>;
    },
    listFiles: () => [],
    transforms: [Ascii as never],
  });
  if (error) throw new Error(`${error.message}\n${stderr}`);
  return new WebAssembly.Instance(new WebAssembly.Module(binary), {}).exports as Record<string, () => number>;
}

describe("a string literal", () => {
  test("is a text wherever it stands", async () => {
    const program = await compile(`
      const held: Text = "held";
      function size(text: Text = "default"): u32 { return text.length; }
      function pick(first: bool): Text { return first ? "one" : "another"; }
      export function variable(): u32 { return held.length; }
      export function parameter(): u32 { return size(); }
      export function argument(): u32 { return size(""); }
      export function result(): u32 { return size(pick(true)) + size(pick(false)); }
      export function characters(): u32 { const text: Text = "\\nA~"; return text.charAt(0) + text.charAt(2); }
      export function same(): bool { return changetype<usize>(pick(true)) == changetype<usize>("one"); }
    `);
    const said = Object.entries(program).flatMap(([name, run]) => (typeof run === "function" ? [[name, run()]] : []));
    expect(Object.fromEntries(said)).toEqual({
      variable: 4,
      parameter: 7,
      argument: 0,
      result: 10,
      characters: 136,
      same: 1,
    });
  });

  test.each(["caf\u00e9", "a\tb", "\u2026"])("is refused unless it is ASCII: %j", async (text) => {
    const source = `export function size(): u32 { const text: Text = ${JSON.stringify(text)}; return text.length; }`;
    await expect(compile(source)).rejects.toThrow("is no ASCII text");
  });
});
