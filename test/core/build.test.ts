/** What the compiled cores are: no imports, no allocator, memory of a fixed size; and a trap that names its source line. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { CoreExports } from "../../hosts/load.ts";
import { DEBUG_BUILDS, where } from "../../tools/where.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string) => new Uint8Array(readFileSync(join(root, path)));

const RELEASE_BUILDS = { plain: "build/core.wasm", fused: "build/core.fused.wasm" } as const;
const { initialMemory } = JSON.parse(readFileSync(join(root, "asconfig.json"), "utf8")).options;

const moduleOf = (path: string) => new WebAssembly.Module(read(path));
const start = (path: string) => new WebAssembly.Instance(moduleOf(path), {}).exports as unknown as CoreExports;

describe.each(["plain", "fused"] as const)("the %s core", (name) => {
  // What it is made of, and why it is no smaller: docs/crypto.md.
  test("is small", () => {
    const bytes = read(RELEASE_BUILDS[name]);
    expect(bytes.length).toBeLessThan(290_000);
    expect(gzipSync(bytes).length).toBeLessThan(124_000);
  });

  test("allocates nothing: no function of a run-time library is linked in", () => {
    const text = Buffer.from(read(DEBUG_BUILDS[name])).toString("latin1");
    expect(text).toContain("assembly/index/inspect");
    expect(text.match(/~lib\/(rt|string|array)\/[\w/#:]*/g)).toBeNull();
  });

  // An engine without relaxed SIMD can't load the fused core; load.test.ts knows which engines can.
  if (!WebAssembly.validate(read(RELEASE_BUILDS[name]))) return;

  describe.each([RELEASE_BUILDS[name], DEBUG_BUILDS[name]])("%s", (path) => {
    test("imports nothing", () => {
      expect(WebAssembly.Module.imports(moduleOf(path))).toEqual([]);
    });

    test("exports what the other builds do", () => {
      expect(Object.keys(start(path))).toEqual(Object.keys(start(RELEASE_BUILDS.plain)));
    });

    test("has memory that holds all regions and never grows", () => {
      const core = start(path);
      const size = core.memory.buffer.byteLength;
      expect(size).toBe(initialMemory << 16);
      expect(core.outputAt() + (15 << 20) + 64).toBeLessThanOrEqual(size);
      expect(() => core.memory.grow(1)).toThrow(RangeError);
    });

    test("answers", () => {
      const core = start(path);
      new Uint8Array(core.memory.buffer).set(new TextEncoder().encode("00ff"), core.inputAt());
      expect(core.hexDecode(4)).toBe(2);
      expect(core.rowCount()).toBeGreaterThan(300);
    });
  });

  // Bun's traces have no offsets.
  const isBun = process.versions.bun !== undefined;
  test.skipIf(isBun)(`a trap in the debug build leads to its source line${isBun ? " (SKIPPED: on Bun)" : ""}`, () => {
    const core = start(DEBUG_BUILDS[name]);
    // A host that lies about a length makes the core read outside its memory: the one way to a trap there is.
    let stack = "";
    try {
      core.hexEncode(0x7fffffff);
    } catch (error) {
      expect(error).toBeInstanceOf(WebAssembly.RuntimeError);
      stack = (error as Error).stack ?? "";
    }
    const offset = /:(0x[0-9a-f]+)\)/.exec(stack)?.[1];
    expect(offset, stack).toBeDefined();
    expect(where(name, Number(offset))).toMatch(/^assembly\/hex\.ts:\d+:\d+$/);
  });
});
