// Makes components of compiled modules. Those for a world of wit/ have their exports' names from tools/canonical.mjs or
// tools/handler.mjs, and get what wit/ says of the world. The command for WASI preview 1 gets an adapter, which does its calls
// by those of preview 2.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { at } from "./run.mjs";

/** jco, which a fresh clone has not installed yet when this is loaded. */
const jco = () => import("@bytecodealliance/jco");

/** Worlds of wit/ that have a module in build/. */
const WORLDS = ["tsmkit", "attester"];

/** What a folder says in WIT, as texts. The file that names the package comes first. */
function textsOf(/** @type {string} */ folder) {
  const names = readdirSync(at(folder)).filter((name) => name.endsWith(".wit"));
  const files = names.sort((a, b) => Number(b === "world.wit") - Number(a === "world.wit"));
  return files.map((name) => readFileSync(at(folder, name), "utf8"));
}

/** The package of {@link WORLDS} as one text. */
export function witSource() {
  return textsOf("wit").join("\n");
}

/** The package of the service as one text, with those of WASI that it needs in it. */
function serviceSource() {
  const within = (/** @type {string} */ text) => `${text.replace(/^(package \S+);$/m, "$1 {")}}`;
  return [...textsOf("wit/service"), ...textsOf("wit/service/deps").map(within)].join("\n");
}

/** The component of a world, from its module. */
async function ofWorld(/** @type {string} */ world, /** @type {string} */ module, /** @type {string} */ witSource) {
  const { componentEmbed, componentNew } = await jco();
  const binary = readFileSync(at("build", module));
  return componentNew(await componentEmbed({ binary, witSource, world, stringEncoding: "utf8" }), []);
}

/** The component of the command. The adapter takes two pages of memory, which the module's maximum has to have room for. */
async function command() {
  const { componentNew, preview1AdapterCommandPath } = await jco();
  const adapter = readFileSync(preview1AdapterCommandPath());
  return componentNew(readFileSync(at("build/tsm.wasm")), [["wasi_snapshot_preview1", adapter]]);
}

/** Writes build/<name>.component.wasm for each. Returns the names of the files. */
export async function makeComponents() {
  /** @type {[name: string, make: () => Promise<Uint8Array>][]} */
  const kinds = [
    ...WORLDS.map((world) => [world, () => ofWorld(world, `${world}.canonical.wasm`, witSource())]),
    ["service", () => ofWorld("service", "service.handler.wasm", serviceSource())],
    ["tsm", command],
  ];
  const made = [];
  for (const [name, make] of kinds) {
    const file = `${name}.component.wasm`;
    writeFileSync(at("build", file), await make());
    made.push(file);
  }
  return made;
}
