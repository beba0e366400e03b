/** What the compiled core is: no imports, no allocator, memory of a fixed size; and a trap that names its source line. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { CoreExports } from "../../hosts/core.ts";
import { where } from "../../tools/where.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const built = (name: string) => new Uint8Array(readFileSync(join(root, "build", name)));

describe.each(["core.wasm", "core.debug.wasm"])("%s", (name) => {
  const bytes = built(name);
  const module = new WebAssembly.Module(bytes);

  test("imports nothing", () => {
    expect(WebAssembly.Module.imports(module)).toEqual([]);
  });

  test("has memory that never grows", () => {
    const { memory } = new WebAssembly.Instance(module, {}).exports as unknown as CoreExports;
    const size = memory.buffer.byteLength;
    expect(size).toBe(20 << 20);
    expect(() => memory.grow(1)).toThrow(RangeError);
  });

  test("answers as the other build does", () => {
    const exports = new WebAssembly.Instance(module, {}).exports as unknown as CoreExports;
    new Uint8Array(exports.memory.buffer).set(new TextEncoder().encode("00ff"), exports.inputAt());
    expect(exports.hexDecode(4)).toBe(2);
    expect(exports.rowCount()).toBeGreaterThan(300);
  });
});

test("the core allocates nothing: no function of a run-time library is linked in", () => {
  const folder = mkdtempSync(join(tmpdir(), "tsmkit-"));
  try {
    const asc = join(root, "node_modules/assemblyscript/bin/asc.js");
    const output = ["--outFile", join(folder, "core.wasm"), "--textFile", join(folder, "core.wat")];
    execFileSync(process.execPath, [asc, "--config", "asconfig.json", "--target", "release", ...output], { cwd: root });
    const text = readFileSync(join(folder, "core.wat"), "utf8");
    expect(text).toContain("(func $assembly/");
    expect(text.match(/\(func \$~lib\/rt\S*/g)).toBeNull();
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);

test("the core is small", () => {
  expect(built("core.wasm").length).toBeLessThan(110_000);
});

test("a trap in the debug build leads to its source line", () => {
  const exports = new WebAssembly.Instance(new WebAssembly.Module(built("core.debug.wasm")), {})
    .exports as unknown as CoreExports;
  // A host that lies about a length makes the core read outside its memory: the one way to a trap there is.
  let stack = "";
  try {
    exports.hexEncode(0x7fffffff);
  } catch (error) {
    expect(error).toBeInstanceOf(WebAssembly.RuntimeError);
    stack = (error as Error).stack ?? "";
  }
  const offset = /:(0x[0-9a-f]+)\)/.exec(stack)?.[1];
  expect(offset, stack).toBeDefined();
  expect(where(Number(offset))).toMatch(/^assembly\/hex\.ts:\d+:\d+$/);
});
