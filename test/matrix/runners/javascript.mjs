// Node, Deno, Bun: `javascript.mjs FOLDER [DIRECTORY]`, with the served TSMs when a directory is named, else with TSMs in this
// process. Prints the answers as a list in JSON.
import { readFileSync } from "node:fs";
import process from "node:process";
import { answerAll, inProcess } from "../answer.mjs";

const [folder, directory] = process.argv.slice(2);
const read = (name) => new Uint8Array(readFileSync(`${folder}/${name}`));
const cases = JSON.parse(readFileSync(`${folder}/cases.json`, "utf8"));

/** The files of a TSM that is served, by what the runtime has for files. */
async function served() {
  if ("Deno" in globalThis) {
    const { DenoFiles } = await import("../../../dist/deno/index.js");
    return (name) => new DenoFiles(`${directory}/${name}`);
  }
  const { NodeFiles } = await import("../../../dist/node/index.js");
  return (name) => new NodeFiles(`${directory}/${name}`);
}

const asked = directory === undefined ? cases : cases.filter(({ call }) => call === "request");
const answers = await answerAll(asked, read, directory === undefined ? inProcess(read) : await served());
process.stdout.write(JSON.stringify(answers));
