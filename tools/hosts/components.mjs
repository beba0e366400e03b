// Hosts of the components: the library and the attester, the latter over files that the host lends it.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { at } from "../run.mjs";
import { askForList } from "./ask.mjs";

const WORLDS = ["tsmkit", "attester"];

/** Has jco make modules of the components. Returns their folder. */
export async function transpiled() {
  const { transpile } = await import("@bytecodealliance/jco");
  const folder = at("build/matrix/jco");
  rmSync(folder, { recursive: true, force: true });
  for (const name of WORLDS) {
    const component = readFileSync(at(`dist/${name}.component.wasm`));
    const { files } = await transpile(component, { name, instantiation: "sync", noTypescript: true });
    for (const [file, bytes] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), bytes);
    }
  }
  // They are ES modules, wherever this is.
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
  return folder;
}

/**
 * A host of components.
 * @param {string} version
 * @param {string[]} command starts its runner, which takes the folder and, for requests, the directory of served TSMs
 */
export function componentHost(version, command) {
  return {
    version,
    first: (/** @type {string} */ folder) => ({ command: [...command, folder] }),
    async ask({ folder, cases, withServed, lack }) {
      const isRequest = ({ call }) => call === "request";
      const paired = (some, texts) => some.map((one, i) => ({ case: one, text: texts[i] }));
      const [requests, others] = [cases.filter(isRequest), cases.filter((one) => !isRequest(one))];
      const answers = paired(others, await askForList([...command, folder]));
      if (lack)
        return { answers, skipped: requests.map(({ name, capability }) => ({ name, capability, reason: lack })) };
      const served = await withServed((directory) => askForList([...command, folder, directory]));
      return { answers: [...answers, ...paired(requests, served)], skipped: [] };
    },
  };
}
