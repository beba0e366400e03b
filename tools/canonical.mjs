// A transform of the compiler, named in asconfig.json: gives the exports of assembly/component/ their names in the Component
// Model. A function `render` of inspect.ts is `<package>/inspect@<version>#render`, and has a `cabi_post_…` beside it.
import { readFileSync } from "node:fs";
import { SourceKind } from "assemblyscript";
import { Transform } from "assemblyscript/transform";

const FOLDER = "assembly/component/";
/** The file whose functions serve all others, and their names. */
const SHARED = `${FOLDER}arrivals`;
const REALLOC = `${SHARED}/cabiRealloc`;
const POST = `${SHARED}/cabiPost`;

const kebab = (/** @type {string} */ name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Package and version, as wit/world.wit has them. */
function packageName() {
  const wit = readFileSync(new URL("../wit/world.wit", import.meta.url), "utf8");
  const [, name, version] = /^package (\S+)@(\S+);$/m.exec(wit) ?? [];
  if (!name) throw new Error("wit/world.wit names no package");
  return { name, version };
}

export default class Component extends Transform {
  /** @type {[name: string, internalName: string][]} what the entry exports */
  #exports = [];

  afterInitialize(/** @type {import("assemblyscript").Program} */ program) {
    const entry = [...program.filesByName.values()].find(
      ({ source, internalName }) => source.sourceKind === SourceKind.UserEntry && internalName.startsWith(FOLDER),
    );
    for (const [name, { internalName }] of entry?.exports ?? []) this.#exports.push([name, internalName]);
  }

  afterCompile(/** @type {import("assemblyscript").Module} */ module) {
    const { name: owner, version } = packageName();
    for (const [name, internalName] of this.#exports) {
      module.removeExport(name);
      const [file, own] = internalName.slice(FOLDER.length).split("/");
      if (internalName.startsWith(`${SHARED}/`)) continue;
      const full = `${owner}/${kebab(file)}@${version}#${kebab(own)}`;
      module.addFunctionExport(internalName, full);
      module.addFunctionExport(POST, `cabi_post_${full}`);
    }
    module.addFunctionExport(REALLOC, "cabi_realloc");
  }
}
