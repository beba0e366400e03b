// Makes components of compiled modules. Those for a world of wit/ have their exports' names from tools/canonical.mjs, and get
// what wit/ says of the world. The command for WASI preview 1 gets an adapter, which does its calls by those of preview 2.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { at } from "./run.mjs";

/** jco, which a fresh clone has not installed yet when this is loaded. */
const jco = () => import("@bytecodealliance/jco");

/** Worlds of wit/ that have a module in build/. */
const WORLDS = ["tsmkit", "attester"];

/** The package as one text. The file that names it comes first. */
export function witSource() {
  const files = readdirSync(at("wit")).sort((a, b) => Number(b === "world.wit") - Number(a === "world.wit"));
  return files.map((name) => readFileSync(at("wit", name), "utf8")).join("\n");
}

/** The component of a world, from its module. */
async function library(/** @type {string} */ world) {
  const { componentEmbed, componentNew } = await jco();
  const binary = readFileSync(at("build", `${world}.canonical.wasm`));
  const module = await componentEmbed({ binary, witSource: witSource(), world, stringEncoding: "utf8" });
  return componentNew(module, []);
}

/** The component of the command. The adapter takes two pages of memory, which the module's maximum has to have room for. */
async function command() {
  const { componentNew, preview1AdapterCommandPath } = await jco();
  const adapter = readFileSync(preview1AdapterCommandPath());
  return componentNew(readFileSync(at("build/tsm.wasm")), [["wasi_snapshot_preview1", adapter]]);
}

/** Writes build/<name>.component.wasm for each. Returns the names of the files. */
export async function makeComponents() {
  const made = [];
  for (const name of [...WORLDS, "tsm"]) {
    const file = `${name}.component.wasm`;
    writeFileSync(at("build", file), await (name === "tsm" ? command() : library(name)));
    made.push(file);
  }
  return made;
}
