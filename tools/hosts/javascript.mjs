// Hosts that import the built package: each runs test/matrix/runners/javascript.mjs, Chromium a page of the same.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { at } from "../run.mjs";
import { bundleForBrowsers, servePages } from "../runtimes/chromium.mjs";
import { askForList } from "./ask.mjs";
import { REPORT } from "./start.mjs";

const RUNNER = at("test/matrix/runners/javascript.mjs");
/** Imports tsmkit, inspects one piece of evidence, ends. */
const FIRST = at("bench/fresh/inspect.mjs");

/** Milliseconds for a page. */
const LIMIT = 60_000;

const paired = (cases, texts) => cases.map((one, i) => ({ case: one, text: texts[i] }));

/**
 * A runtime that runs a script: all cases with TSMs in the process, then the requests once more over served ones.
 * @param {(directories: string[]) => string[]} command starts it, given the directories that it may use, the last for writing too
 */
export function scriptHost(version, command, env = {}) {
  return {
    version,
    first: (/** @type {string} */ folder) => ({
      command: [...command([]), FIRST, readFileSync(join(folder, REPORT)).toString("base64")],
      env,
    }),
    async ask({ folder, cases, withServed, lack }) {
      const texts = await askForList([...command([folder]), RUNNER, folder], { env });
      const answers = paired(cases, texts);
      if (lack) return { answers, skipped: [{ name: "served requests", capability: "request", reason: lack }] };
      const served = await withServed((directory) =>
        askForList([...command([folder, directory]), RUNNER, folder, directory], { env }),
      );
      const requests = cases.filter(({ call }) => call === "request");
      return { answers: [...answers, ...paired(requests, served)], skipped: [] };
    },
  };
}

/** Serves the folder beside the page. */
async function serveFolder(folder, cases) {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  const others = new Map(
    names.map((name) => [`folder/${name}`, ["application/octet-stream", readFileSync(join(folder, name))]]),
  );
  others.set("folder.json", ["application/json", Buffer.from(JSON.stringify({ files: names, cases }))]);
  const scripts = await bundleForBrowsers({ page: "test/matrix/runners/page.mjs" });
  return servePages(scripts, { page: "'self'" }, others);
}

/** What a page answers. */
async function askPage(chromium, folder, cases) {
  const url = await serveFolder(folder, cases);
  const browser = await chromium.launch();
  const limit = setTimeout(() => browser.close(), LIMIT);
  try {
    const page = await browser.newPage();
    await page.goto(`${url}/page.html`);
    await page.waitForFunction(() => globalThis.answers !== undefined);
    return await page.evaluate(() => globalThis.answers);
  } finally {
    clearTimeout(limit);
    await browser.close();
  }
}

/** Chromium: all cases in a page under a strict policy, with TSMs in the page. */
export function pageHost(chromium) {
  const casesOf = (/** @type {string} */ folder) => JSON.parse(readFileSync(join(folder, "cases.json"), "utf8"));
  return {
    version: chromium.version,
    first: (/** @type {string} */ folder) => ({ run: () => askPage(chromium, folder, casesOf(folder)) }),
    ask: async ({ folder, cases }) => ({ answers: paired(cases, await askPage(chromium, folder, cases)), skipped: [] }),
  };
}
