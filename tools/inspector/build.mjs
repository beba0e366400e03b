// Builds the inspector with Vite out of compiled hosts: a module for pages of others, and one file that has all in it.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { at } from "../run.mjs";

/** Modules that are made here: the core compressed, and in place of the cores that other hosts have inlined. */
function modules(/** @type {string} */ dist) {
  const gzip = () => gzipSync(readFileSync(join(dist, "core.wasm")), { level: 9 }).toString("base64");
  const made = {
    "virtual:core": () => `export const CORE_GZIP = "${gzip()}";`,
    "virtual:policy-schema": () => `export default ${readFileSync(at("docs/policy.schema.json"), "utf8")};`,
    "virtual:no-cores": () => `export const PLAIN_BASE64 = "", FUSED_BASE64 = "";`,
  };
  return {
    name: "tsmkit",
    enforce: "pre",
    resolveId: (/** @type {string} */ id) => {
      const name = /core\.bytes\.js$/.test(id) ? "virtual:no-cores" : id;
      return name in made ? `\0${name}` : undefined;
    },
    load: (/** @type {string} */ id) => made[id.slice(1)]?.(),
  };
}

/** Bundles one entry. Returns its files. */
async function bundle(/** @type {string} */ dist, /** @type {string} */ entry, /** @type {boolean} */ inOne) {
  // Not at the top: the build starts before anything is installed.
  const { build } = await import("vite");
  const [{ output }] = await build({
    root: dist,
    configFile: false,
    logLevel: "warn",
    plugins: [modules(dist)],
    build: {
      write: false,
      target: "es2022",
      modulePreload: false,
      lib: { entry: join(dist, "browser", entry), formats: ["es"], fileName: "index" },
      rolldownOptions: { output: { codeSplitting: !inOne, chunkFileNames: "[name].js" } },
      minify: true,
    },
  });
  return output;
}

const hash = (/** @type {string} */ text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** Text of a script that may stand inside its element. */
const inScript = (/** @type {string} */ code) => code.replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");

/** The page: its policy allows this script, these styles and the core, and no connection. */
function page(/** @type {string} */ code) {
  const script = inScript(code);
  const html = readFileSync(at("hosts/browser/page.html"), "utf8");
  const style = /<style>([\s\S]*)<\/style>/.exec(html)?.[1] ?? "";
  const policy = [
    "default-src 'none'",
    `script-src ${hash(script)} 'wasm-unsafe-eval'`,
    `style-src ${hash(style)}`,
    "connect-src 'none'",
    "img-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const meta = `<meta http-equiv="Content-Security-Policy" content="${policy}" />`;
  const [head, tail] = html.split("</body>");
  return `${head.replace(/(<meta charset="utf-8" \/>)/, `$1\n    ${meta}`)}  <script type="module">${script}</script>\n  </body>${tail}`;
}

/** Builds the inspector into the compiled hosts, in place of what was compiled for it. */
export async function makeInspector(/** @type {string} */ dist) {
  const [module, [single]] = [await bundle(dist, "index.js", false), await bundle(dist, "page.js", true)];
  const home = join(dist, "inspector");
  mkdirSync(home, { recursive: true });
  for (const { fileName, code } of module) writeFileSync(join(home, fileName), code);
  copyFileSync(join(dist, "browser/index.d.ts"), join(home, "index.d.ts"));
  writeFileSync(join(home, "inspector.html"), page(single.code));
  // It imports what only this build has.
  rmSync(join(dist, "browser"), { recursive: true });
}
