/** The module itself: what it imports and exports, its memory, its size. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const bytes = readFileSync(at("dist/tsm.wasm"));
const module = new WebAssembly.Module(bytes);
const { wasi } = JSON.parse(readFileSync(at("asconfig.json"), "utf8")).targets;

describe("tsm.wasm", () => {
  it("imports functions of WASI preview 1 and nothing else", () => {
    const imports = WebAssembly.Module.imports(module);
    expect(new Set(imports.map(({ module }) => module))).toEqual(new Set(["wasi_snapshot_preview1"]));
    expect(new Set(imports.map(({ kind }) => kind))).toEqual(new Set(["function"]));
  });

  it("exports what engines look for", () => {
    const exports = WebAssembly.Module.exports(module).map(({ name }) => name);
    expect(exports.sort()).toEqual(["_start", "memory"]);
  });

  it("is small", () => {
    expect(bytes.length).toBeLessThan(300_000);
  });

  // What makes a component of it, the adapter from preview 1, grows the memory by a page for its stack and one for its state.
  it("has memory that holds its whole map, and two pages more for an adapter", () => {
    const nothing = new Proxy({}, { get: () => () => 52 });
    const { exports } = new WebAssembly.Instance(module, { wasi_snapshot_preview1: nothing });
    const memory = exports.memory as WebAssembly.Memory;
    expect(memory.buffer.byteLength).toBe(wasi.initialMemory << 16);
    expect(wasi.maximumMemory).toBe(wasi.initialMemory + 2);
    expect(() => memory.grow(3)).toThrow(RangeError);
  });

  it("allocates nothing: no function of a run-time library is linked in", () => {
    const text = readFileSync(at("build/tsm.debug.wasm")).toString("latin1");
    expect(text).toContain("assembly/wasi/index/_start");
    expect(text.match(/~lib\/(rt|string|array)\/[\w/#:]*/g)).toBeNull();
  });
});
