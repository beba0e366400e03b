// Tells the source line of a place in a debug build of the core: `node tools/where.mjs plain 0x1a2b`, with the core in use
// and the offset that an engine prints behind "wasm-function[…]:" in the stack of a trap.
import { readFileSync } from "node:fs";
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import { at, isMain } from "./run.mjs";

/** The debug builds. A wasm source map has one line, columns are offsets. */
export const DEBUG_BUILDS = { plain: "build/core.debug.wasm", fused: "build/core.fused.debug.wasm" };

/** Line and column in assembly/ of a byte offset in the debug build of a core. */
export function where(/** @type {keyof typeof DEBUG_BUILDS} */ core, /** @type {number} */ offset) {
  const map = new TraceMap(readFileSync(at(`${DEBUG_BUILDS[core]}.map`), "utf8"));
  const { source, line, column } = originalPositionFor(map, { line: 1, column: offset });
  // The compiler puts the name of its output in front of the path.
  return source ? `${source.replace(/^.*?(?=assembly\/)/, "")}:${line}:${(column ?? 0) + 1}` : undefined;
}

if (isMain(import.meta.url)) {
  const [core, ...offsets] = process.argv.slice(2);
  if (!Object.hasOwn(DEBUG_BUILDS, core ?? "")) {
    console.error(`where: name the core, ${Object.keys(DEBUG_BUILDS).join(" or ")}, then offsets`);
    process.exitCode = 1;
  } else for (const offset of offsets) console.log(offset, where(core, Number(offset)) ?? "not in the source map");
}
