// npm run test:inspector [-- --shots]: the inspector in Chromium, from its one file and embedded. With --shots it writes the
// pictures of the documents.
import { parseArgs } from "node:util";
import { accessChecks } from "./inspector/access.mjs";
import { inputChecks } from "./inspector/input.mjs";
import { openChecks } from "./inspector/open.mjs";
import { shoot } from "./inspector/shots.mjs";
import { speedChecks } from "./inspector/speed.mjs";
import { noVectors, verdictChecks } from "./inspector/verdicts.mjs";
import { viewChecks } from "./inspector/views.mjs";
import { CHROMIUM_NEEDS, obtainChromium } from "./runtimes/chromium.mjs";
import { runSuite } from "./suite.mjs";
import { FAILED, PASSED, skip, sum } from "./tally.mjs";

const GROUPS = [viewChecks, inputChecks, accessChecks, openChecks, speedChecks, verdictChecks];

/** Milliseconds for one check; a page that hangs fails then. */
const LIMIT = 60_000;

async function run(/** @type {string} */ name, /** @type {() => Promise<unknown>} */ work) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it took more than ${LIMIT} ms`)), LIMIT);
  });
  try {
    const said = await Promise.race([work(), late]);
    console.log(`ok ${name}${said ? `: ${said}` : ""}`);
    return PASSED;
  } catch (error) {
    console.log(`FAILED ${name}: ${error.message}`);
    return FAILED;
  } finally {
    clearTimeout(timer);
  }
}

async function suite(/** @type {boolean} */ shots, /** @type {string | undefined} */ only) {
  const chromium = await obtainChromium().catch((/** @type {Error} */ error) => error);
  if (chromium instanceof Error) return skip("the inspector in Chromium", `${chromium.message}; ${CHROMIUM_NEEDS}`);
  const browser = await chromium.launch();
  const tallies = [];
  try {
    console.log(`Chromium ${browser.version()}`);
    if (shots) await shoot(browser);
    for (const group of GROUPS) {
      for (const [name, work] of group(browser)) {
        if (!only || name.includes(only)) tallies.push(await run(name, work));
      }
    }
  } finally {
    await browser.close();
  }
  if (noVectors) tallies.push(skip("real evidence in the inspector", noVectors));
  return sum(tallies);
}

await runSuite("test:inspector", async () => {
  const { values } = parseArgs({ options: { shots: { type: "boolean", default: false }, only: { type: "string" } } });
  return suite(values.shots, values.only);
});
