// npm run test:browser: the portable parts of tsmkit in Chromium, in pages under a strict policy and in a Web Worker.
// Gets Debian's browser when it may; playwright-core steers it and brings none of its own.
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { cached } from "./cached.mjs";
import { at, capture } from "./run.mjs";
import { setup } from "./setup.mjs";
import { conclude, FAILED, PASSED, skip, sum } from "./tally.mjs";

const PLAYWRIGHT = "playwright-core@1.65.1";

const NEEDS = `it needs Debian's package "chromium", or another that starts by this name, and ${PLAYWRIGHT} of npm`;

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--disable-quic",
];

/** The pages in test/browser, and where each may connect to. */
const PAGES = { page: "'none'", streamed: "'self'" };
const ENTRIES = [...Object.keys(PAGES), "worker"];

/** Milliseconds for all pages together; a page that hangs is closed then. */
const LIMIT = 60_000;

/** Prints one check. */
function check(/** @type {string} */ name, /** @type {string | undefined} */ error) {
  console.log(error === undefined ? `ok ${name}` : `FAILED ${name}: ${error}`);
  return error === undefined ? PASSED : FAILED;
}

/** Runs a program to its end; throws the line of its output that says why it failed. */
async function sh(/** @type {string} */ command, /** @type {string[]} */ args, /** @type {RegExp} */ reason) {
  const { ok, output } = await capture(command, args);
  if (!ok) throw new Error(`${[command, ...args].join(" ")}: ${reason.exec(output)?.[0] ?? output.trim()}`);
  return output;
}

/** The path of Chromium, installed first where this process may. Throws when it can't be had or doesn't run here. */
async function obtainChromium() {
  const find = () => capture("sh", ["-c", "command -v chromium"]);
  if (!(await find()).ok && process.getuid?.() === 0) {
    console.error("test:browser: installing Debian's chromium");
    await sh("apt-get", ["update"], /^E: .*/m);
    await sh("apt-get", ["install", "-y", "--no-install-recommends", "chromium"], /^E: .*/m);
  }
  const { ok, output } = await find();
  if (!ok) throw new Error("no chromium on the PATH");
  // Ubuntu's package of this name is a script that asks for a snap.
  await sh(output.trim(), ["--version"], /^.+$/m);
  return output.trim();
}

/** Playwright's way to Chromium, installed below .cache/ unless it is there. Throws when it can't be had. */
async function obtainPlaywright() {
  return createRequire(`${await cached(PLAYWRIGHT, PLAYWRIGHT)}/`)("playwright-core").chromium;
}

/** Bundles the entries for browsers, as they import the built package. Throws when one needs more than that. */
async function bundle() {
  const { rolldown } = await import("rolldown");
  const input = Object.fromEntries(ENTRIES.map((name) => [name, at(`test/browser/${name}.ts`)]));
  const bundler = await rolldown({ input, cwd: at(), platform: "browser", logLevel: "silent" });
  const { output } = await bundler.generate({ format: "es" });
  await bundler.close();
  const files = new Map(output.map(({ fileName, code }) => [fileName, code]));
  for (const { fileName, code, imports, dynamicImports } of output) {
    const foreign = [...imports, ...dynamicImports].filter((name) => !files.has(name));
    if (foreign.length) throw new Error(`${fileName} imports ${foreign.join(", ")}`);
    if (/["'`]node:/.test(code)) throw new Error(`${fileName} names a module of Node`);
  }
  return files;
}

/** Serves scripts, core.wasm and one HTML file a page, with the page's policy. Returns the address. */
async function serve(/** @type {Map<string, string>} */ scripts) {
  const served = new Map([["core.wasm", ["application/wasm", readFileSync(at("dist/core.wasm"))]]]);
  for (const [name, code] of scripts) served.set(name, ["text/javascript", code]);
  for (const name of Object.keys(PAGES)) {
    const html = `<!doctype html><title>tsmkit: ${name}</title><script type="module" src="${name}.js"></script>`;
    served.set(`${name}.html`, ["text/html", html]);
  }
  const server = createServer((request, response) => {
    const name = request.url?.slice(1) ?? "";
    const [type, body] = served.get(name) ?? [];
    const connect = PAGES[name.replace(/\.html$/, "")] ?? "'none'";
    response.writeHead(type ? 200 : 404, {
      "content-type": type ?? "text/plain",
      "content-security-policy": `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src ${connect}`,
    });
    response.end(body);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  // Whoever needs it waits for the browser.
  server.unref();
  return `http://127.0.0.1:${server.address().port}`;
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
async function test(/** @type {string} */ executablePath, chromium) {
  const scripts = await bundle();
  const tallies = [check(`the bundle has ${scripts.size} files and needs nothing of Node`)];
  const url = await serve(scripts);
  const browser = await chromium.launch({ executablePath, args: FLAGS });
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
  const parts = await Promise.all([obtainChromium(), obtainPlaywright()]).catch((error) => error);
  if (parts instanceof Error) return skip("Chromium", `${parts.message}; ${NEEDS}`);
  return test(...parts);
}

try {
  await setup();
  conclude(await suite());
} catch (error) {
  console.error(`test:browser: ${error.message}`);
  conclude(FAILED);
}
