// What JSR gets and serves: `deno publish` as a dry run, and import maps that lead JSR's specifiers to what was packed.
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { at, capture } from "./run.mjs";

const read = (/** @type {string} */ path) => JSON.parse(readFileSync(path, "utf8"));
const urlOf = (/** @type {string} */ path) => pathToFileURL(path).href;

/** Writes an import map that leads the entries of jsr.json to files, which find their packages here. Returns its path. */
function mapTo(/** @type {string} */ folder, /** @type {(target: string) => string} */ place) {
  const { name, version, exports } = read(at("jsr.json"));
  const entries = Object.entries(exports).map(([entry, target]) => [
    `jsr:${name}@^${version}${entry.slice(1)}`,
    urlOf(join(folder, place(target))),
  ]);
  symlinkSync(at("node_modules"), join(folder, "node_modules"), "dir");
  const file = join(folder, "importmap.json");
  writeFileSync(file, JSON.stringify({ imports: Object.fromEntries(entries) }));
  return file;
}

/** Packs the package as for npm, unpacks it into a folder. Returns an import map that leads there. */
export async function packed(/** @type {string} */ folder) {
  mkdirSync(folder, { recursive: true });
  const pack = await capture("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", folder]);
  const tarball = pack.output.trim().split("\n").at(-1) ?? "";
  const { ok, output } = await capture("tar", ["-xzf", tarball], { cwd: folder });
  if (!pack.ok || !ok) throw new Error(`the package can't be packed and unpacked: ${pack.output}${output}`);
  const built = (/** @type {string} */ target) => target.replace("./hosts/", "package/dist/").replace(/\.ts$/, ".js");
  return mapTo(folder, built);
}

/**
 * `deno publish --dry-run`: it checks metadata, types and that every module is there.
 * @returns {Promise<{error?: string, isOffline?: boolean, files: string[]}>} what would be published, by its place here
 */
export async function dryRun(/** @type {string} */ deno, /** @type {Record<string, string | undefined>} */ env) {
  const { ok, output } = await capture(deno, ["publish", "--dry-run", "--allow-dirty"], { env });
  const files = [...output.matchAll(/^ *(file:\S+) \([\d.]+[KM]?B\)$/gm)].map(([, url]) =>
    relative(at(), fileURLToPath(url ?? "")),
  );
  if (ok && /Success/.test(output)) return { files };
  const isOffline = /error sending request|failed to lookup|dns error|client error \(Connect\)/i.test(output);
  return { error: output.trim(), isOffline, files };
}

/** Copies what would be published into a folder. Returns an import map that leads there. */
export function published(/** @type {string} */ folder, /** @type {string[]} */ files) {
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(at(file), join(folder, file));
  }
  return mapTo(folder, (target) => target);
}
