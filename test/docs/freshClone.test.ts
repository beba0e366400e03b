/** Scripts of package.json start on a fresh clone, where no package is installed yet. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./documents.ts";

const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: Record<string, string> };
/** Scripts that say themselves that they need the packages, or that npm runs after it installed them. */
const INSTALLED = ["check", "format", "emit", "unroll", "prepack", "build"];
const entries = Object.entries(scripts).flatMap(([name, command]) =>
  INSTALLED.includes(name) ? [] : [[name, /^node (\S+)/.exec(command)?.[1] ?? ""] as const],
);

/** What a script and the files it imports load as they start, but for files of ours and Node's own modules. */
function packagesOf(path: string, seen = new Set<string>()): string[] {
  if (seen.has(path)) return [];
  seen.add(path);
  const imports = readFileSync(path, "utf8").matchAll(/^(?:import|export)\b(?:[^;"]*\bfrom)? "([^"]+)";$/gm);
  return [...imports].flatMap(([, name = ""]) => {
    if (name.startsWith("node:")) return [];
    return name.startsWith(".") ? packagesOf(join(dirname(path), name), seen) : [name];
  });
}

test.each(entries)("npm run %s needs no package to start: %s", (_, script) => {
  expect(packagesOf(join(root, script))).toEqual([]);
});
