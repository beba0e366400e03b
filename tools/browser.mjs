// npm run test:browser: the portable parts of tsmkit in Chromium, in pages under a strict policy and in a Web Worker.
import { readFileSync } from "node:fs";
import { at } from "./run.mjs";
import { bundleForBrowsers, CHROMIUM_NEEDS, obtainChromium, servePages } from "./runtimes/chromium.mjs";
import { runSuite } from "./suite.mjs";
import { FAILED, PASSED, skip, sum } from "./tally.mjs";

/** The pages in test/browser, and where each may connect to. */
const PAGES = { page: "'none'", streamed: "'self'" };
const ENTRIES = [...Object.keys(PAGES), "worker"];

/** Milliseconds for all pages together; a page that hangs is closed then. */
const LIMIT = 240_000;

/** Prints one check. */
function check(/** @type {string} */ name, /** @type {string | undefined} */ error) {
  console.log(error === undefined ? `ok ${name}` : `FAILED ${name}: ${error}`);
  return error === undefined ? PASSED : FAILED;
}

/** Opens a page and waits for its results. */
async function visit(browser, /** @type {string} */ url, /** @type {string} */ name) {
  /** @type {string[]} */
  const errors = [];
  const tallies = [];
  try {
    const page = await browser.newPage();
    page.on("pageerror", (error) => errors.push(error.stack));
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    await page.goto(`${url}/${name}.html`);
    const realms = await page.evaluate(() => globalThis.results);
    if (!realms) throw new Error("it gave no results");
    for (const [realm, results] of Object.entries(realms)) {
      for (const result of results) tallies.push(check(`${realm} > ${result.name}`, result.error));
    }
  } catch (error) {
    errors.push(error.message);
  }
  tallies.push(check(`${name}.html has results and no errors`, errors.length ? errors.join("\n") : undefined));
  return sum(tallies);
}

/** Opens the pages one after the other. */
async function test(chromium) {
  const scripts = await bundleForBrowsers(Object.fromEntries(ENTRIES.map((name) => [name, `test/browser/${name}.ts`])));
  const tallies = [check(`the bundle has ${scripts.size} files and needs nothing of Node`)];
  const core = new Map([["core.wasm", ["application/wasm", readFileSync(at("dist/core.wasm"))]]]);
  const url = await servePages(scripts, PAGES, core);
  const browser = await chromium.launch();
  const limit = setTimeout(() => browser.close(), LIMIT);
  try {
    console.log(`Chromium ${browser.version()}`);
    for (const name of Object.keys(PAGES)) tallies.push(await visit(browser, url, name));
  } finally {
    clearTimeout(limit);
    await browser.close();
  }
  return sum(tallies);
}

/** Gets what is needed, then tests; without a browser there is one skipped check. */
async function suite() {
  const chromium = await obtainChromium().catch((error) => error);
  if (chromium instanceof Error) return skip("Chromium", `${chromium.message}; ${CHROMIUM_NEEDS}`);
  return test(chromium);
}

await runSuite("test:browser", suite);
