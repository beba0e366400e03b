// Runs the vitest suite with any Node and counts what it did.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { at } from "./run.mjs";
import { FAILED, sum } from "./tally.mjs";

/**
 * @param {string} node the binary to run with
 * @param {string} reporter the vitest reporter that people read
 * @param {{flags?: string[], filters?: string[], without?: string[]}} [which] flags of the binary, paths that names of test files
 *   begin with, and test files that are left out
 * @returns {Promise<import("./tally.mjs").Tally>}
 */
export async function runVitest(node, reporter, { flags = [], filters = [], without = [] } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "tsmkit-vitest-"));
  const file = join(folder, "tally.json");
  const args = [...flags, at("node_modules/vitest/vitest.mjs"), "run", ...filters, "--reporter", reporter];
  const child = spawn(node, [...args, "--reporter", at("tools/tally-reporter.mjs")], {
    cwd: at(),
    stdio: ["ignore", "inherit", "inherit"],
    env: {
      ...process.env,
      // Tests that start `node` get the same one.
      PATH: dirname(node) + delimiter + process.env.PATH,
      TSMKIT_TALLY: file,
      // Each of a thousand processes would read those certificates at its start; tests only ask their own machine.
      NODE_EXTRA_CA_CERTS: undefined,
      // The projects of vitest.config.ts don't hear of --exclude.
      ...(without.length > 0 && { TSMKIT_WITHOUT: without.join(" ") }),
    },
  });
  const [code] = await once(child, "exit");
  try {
    const tally = JSON.parse(readFileSync(file, "utf8"));
    // No tests at all, a missed coverage threshold: vitest fails though no test did.
    return code !== 0 && tally.failed === 0 ? sum([tally, FAILED]) : tally;
  } catch {
    console.error(`vitest ended with exit code ${code} before it could count`);
    return FAILED;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
