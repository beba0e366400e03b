// Tells by content, not by time, whether what was built is still what the sources say.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { at } from "./run.mjs";

/** Everything a build reads. */
const SOURCES = [
  "assembly",
  "hosts",
  "wit",
  "tools/as-bind.mjs",
  "tools/ascii.mjs",
  "tools/build.mjs",
  "tools/canonical.mjs",
  "tools/components.mjs",
  "tools/emit",
  "tools/emit.mjs",
  "tools/handler.mjs",
  "tools/inspector/build.mjs",
  "asconfig.json",
  "tsconfig.json",
  "package-lock.json",
];

/** What a build writes among its sources. */
const WRITTEN = new Set([at("hosts/core.bytes.ts"), at("hosts/formats.ts"), at("wit/types.wit")]);

/** @returns {string[]} */
function filesBelow(/** @type {string} */ path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !WRITTEN.has(file))
    .sort();
}

/** One hash over the names and the contents of all sources. */
export function sourceHash() {
  const hash = createHash("sha256");
  for (const file of SOURCES.flatMap((source) => filesBelow(at(source)))) {
    hash.update(`${file}\0`).update(readFileSync(file));
  }
  return hash.digest("hex");
}
