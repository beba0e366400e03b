// Tells the source line of a place in the debug build of the core: `node tools/where.mjs 0x1a2b`, with the offset that
// an engine prints behind "wasm-function[…]:" in the stack of a trap.
import { readFileSync } from "node:fs";
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import { at, isMain } from "./run.mjs";

/** Line and column in assembly/ of a byte offset in build/core.debug.wasm. A wasm source map has one line, columns are offsets. */
export function where(/** @type {number} */ offset) {
  const map = new TraceMap(readFileSync(at("build/core.debug.wasm.map"), "utf8"));
  const { source, line, column } = originalPositionFor(map, { line: 1, column: offset });
  // The compiler puts the name of its output in front of the path.
  return source ? `${source.replace(/^.*?(?=assembly\/)/, "")}:${line}:${(column ?? 0) + 1}` : undefined;
}

if (isMain(import.meta.url)) {
  for (const offset of process.argv.slice(2)) console.log(offset, where(Number(offset)) ?? "not in the source map");
}
