// How a suite of package.json runs: set up, run, count. And folders that are there for so long.
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setup } from "./setup.mjs";
import { conclude, FAILED } from "./tally.mjs";

/** Sets up and runs a suite, and ends it with its tally. What it throws is one failure. */
export async function runSuite(
  /** @type {string} */ name,
  /** @type {() => Promise<import("./tally.mjs").Tally>} */ suite,
) {
  try {
    await setup();
    conclude(await suite());
  } catch (error) {
    console.error(`FAILED ${name}: ${error.message}`);
    conclude(FAILED);
  }
}

/**
 * Runs work with an empty folder, which goes away behind it. Its path has no links.
 * @template T
 * @returns {Promise<T>}
 */
export async function inFolder(/** @type {string} */ name, /** @type {(folder: string) => Promise<T>} */ work) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), `tsmkit-${name}-`)));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
