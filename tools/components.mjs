// Makes components of compiled modules: a module whose exports have their names in wit/ by tools/canonical.mjs, together
// with what wit/ says of its world.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { componentEmbed, componentNew } from "@bytecodealliance/jco";
import { at } from "./run.mjs";

/** Worlds of wit/ that have a module in build/. */
const WORLDS = ["tsmkit", "attester"];

/** The package as one text. The file that names it comes first. */
export function witSource() {
  const files = readdirSync(at("wit")).sort((a, b) => Number(b === "world.wit") - Number(a === "world.wit"));
  return files.map((name) => readFileSync(at("wit", name), "utf8")).join("\n");
}

/** Writes build/<world>.component.wasm for each world. Returns the names of the files. */
export async function makeComponents() {
  const made = [];
  for (const world of WORLDS) {
    const name = `${world}.component.wasm`;
    const binary = readFileSync(at("build", `${world}.canonical.wasm`));
    const module = await componentEmbed({ binary, witSource: witSource(), world, stringEncoding: "utf8" });
    writeFileSync(at("build", name), await componentNew(module, []));
    made.push(name);
  }
  return made;
}
