// Chromium, and what a page in it needs: scripts for browsers, and a server with a policy for each page. Debian's browser,
// installed where this process may; playwright-core steers it and brings none of its own.
import { once } from "node:events";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { cached } from "../cached.mjs";
import { at, capture } from "../run.mjs";

const PLAYWRIGHT = "playwright-core@1.65.1";

/** What has to be there. */
export const CHROMIUM_NEEDS = `it needs Debian's package "chromium", or another that starts by this name, and ${PLAYWRIGHT} of npm`;

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--disable-quic",
];

/** Runs a program to its end; throws the line of its output that says why it failed. */
async function sh(/** @type {string} */ command, /** @type {string[]} */ args, /** @type {RegExp} */ reason) {
  const { ok, output } = await capture(command, args);
  if (!ok) throw new Error(`${[command, ...args].join(" ")}: ${reason.exec(output)?.[0] ?? output.trim()}`);
  return output;
}

/** Chromium's path and version, installed first where this process may. Throws when it can't be had or doesn't run here. */
async function obtainBrowser() {
  const find = () => capture("sh", ["-c", "command -v chromium"]);
  if (!(await find()).ok && process.getuid?.() === 0) {
    console.error("installing Debian's chromium");
    await sh("apt-get", ["update"], /^E: .*/m);
    await sh("apt-get", ["install", "-y", "--no-install-recommends", "chromium"], /^E: .*/m);
  }
  const { ok, output } = await find();
  if (!ok) throw new Error("no chromium on the PATH");
  // Ubuntu's package of this name is a script that asks for a snap.
  const version = await sh(output.trim(), ["--version"], /^.+$/m);
  return { executablePath: output.trim(), version: /Chromium (\d\S*)/.exec(version)?.[1] ?? version.trim() };
}

/** Playwright's way to Chromium, installed below .cache/ unless it is there. Throws when it can't be had. */
async function obtainPlaywright() {
  return createRequire(`${await cached(PLAYWRIGHT, PLAYWRIGHT)}/`)("playwright-core").chromium;
}

/** Chromium, to be launched. Throws when it can't be had or doesn't run here. */
export async function obtainChromium() {
  const [{ executablePath, version }, chromium] = await Promise.all([obtainBrowser(), obtainPlaywright()]);
  return { version, launch: () => chromium.launch({ executablePath, args: FLAGS }) };
}

/**
 * Bundles scripts for browsers, as they import the built package. Throws when one needs more than that.
 * @returns {Promise<Map<string, string>>} code by name
 */
export async function bundleForBrowsers(/** @type {Record<string, string>} */ input) {
  const { rolldown } = await import("rolldown");
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

/**
 * Serves scripts, other files, and one HTML file for each page, which runs the script of its name. `pages` tells where each
 * may connect to. Returns the address.
 */
export async function servePages(
  /** @type {Map<string, string>} */ scripts,
  /** @type {Record<string, string>} */ pages,
  /** @type {Map<string, [type: string, body: Uint8Array]>} */ others,
) {
  const served = new Map(others);
  for (const [name, code] of scripts) served.set(name, ["text/javascript", Buffer.from(code)]);
  for (const name of Object.keys(pages)) {
    const html = `<!doctype html><title>tsmkit: ${name}</title><script type="module" src="${name}.js"></script>`;
    served.set(`${name}.html`, ["text/html", Buffer.from(html)]);
  }
  const server = createServer((request, response) => {
    const name = request.url?.slice(1) ?? "";
    const [type, body] = served.get(name) ?? [];
    const connect = pages[name.replace(/\.html$/, "")] ?? "'none'";
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
