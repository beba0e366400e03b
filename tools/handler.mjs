// A transform of the compiler, named in asconfig.json: gives the exports of assembly/http/handler.ts their names in the Component
// Model, which the compiler has no letters for.
import { readFileSync } from "node:fs";
import { Transform } from "assemblyscript/transform";

/** The interface that the world exports. */
function exported() {
  const wit = readFileSync(new URL("../wit/service/world.wit", import.meta.url), "utf8");
  const [, name] = /^ {2}export (\S+);$/m.exec(wit) ?? [];
  if (!name) throw new Error("wit/service/world.wit exports nothing");
  return name;
}

export default class Handler extends Transform {
  afterCompile(/** @type {import("assemblyscript").Module} */ module) {
    const names = [
      ["handle", "assembly/http/handler/handle", `${exported()}#handle`],
      ["cabiRealloc", "assembly/component/arrivals/cabiRealloc", "cabi_realloc"],
    ];
    for (const [name, internalName, full] of names) {
      module.removeExport(name);
      module.addFunctionExport(internalName, full);
    }
  }
}
