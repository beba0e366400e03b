/** Serves the TSMs that cases ask: `node served.js FOLDER DIRECTORY`, each as DIRECTORY/<name>. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as software from "../../hosts/software-tsm/index.ts";
import { serveAll } from "../served/process.ts";
import { tsms } from "./tsms.mjs";

const [folder = "", directory = ""] = process.argv.slice(2);
const providers = tsms(software, (name: string) => new Uint8Array(readFileSync(join(folder, name))));

const trees = Object.entries(providers).map(([name, make]) => {
  const provider = make();
  return [join(directory, name), new software.ConfigfsTree(provider ? { provider } : {})];
});
await serveAll(Object.fromEntries(trees));
