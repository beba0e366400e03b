// npm test: all that a change has to pass. Ends with one line that counts over everything.
import { at, capture } from "./run.mjs";
import { runSuite } from "./suite.mjs";
import { FAILED, PASSED, sum } from "./tally.mjs";
import { runVitest } from "./vitest.mjs";

/** Runs a script as one check. */
async function check(/** @type {string} */ name, /** @type {string} */ script, /** @type {string[]} */ ...args) {
  const start = performance.now();
  const { ok, output } = await capture(process.execPath, [at(script), ...args]);
  if (output.trim()) console.log(output.trim());
  console.log(`${ok ? "ok" : "FAILED"} ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
  return ok ? PASSED : FAILED;
}

async function suite() {
  const tallies = await Promise.all([
    check("lint", "node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings", "."),
    check("emitted files", "tools/emit.mjs", "--check"),
    check("types", "node_modules/typescript/bin/tsc", "-p", "tsconfig.test.json"),
  ]);
  tallies.push(await runVitest(process.execPath, "default"), await check("package", "tools/package-test.mjs"));
  return sum(tallies);
}

await runSuite("test", suite);
