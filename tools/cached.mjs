// Packages that a suite needs and the project does not: installed by npm below .cache/, and kept between runs.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { locked } from "./lock.mjs";
import { at, capture } from "./run.mjs";

/**
 * The folder below .cache/ that has the package, installed there unless it is. Its install scripts don't run. Throws when
 * npm can't have it.
 */
export function cached(
  /** @type {string} */ folder,
  /** @type {string} */ spec,
  { flags = /** @type {string[]} */ ([]), timeout = 0 } = {},
) {
  return locked("npm", () => install(folder, spec, { flags, timeout }));
}

async function install(/** @type {string} */ folder, /** @type {string} */ spec, { flags, timeout }) {
  const home = at(".cache", folder);
  // npm writes this record last.
  if (!existsSync(join(home, "node_modules/.package-lock.json"))) {
    const all = ["--prefix", home, "--no-save", "--no-package-lock", "--ignore-scripts", ...flags];
    const { ok, output } = await capture("npm", ["install", ...all, spec], timeout ? { timeout } : {});
    if (!ok) throw new Error(`npm can't install ${spec}: ${/error code (\S+)/.exec(output)?.[1] ?? "no answer"}`);
  }
  return home;
}
