/** DenoFiles whose reads block: on pipes in a directory, the only argument, made with mkfifo. */
import process from "node:process";
import { DenoFiles } from "../../../dist/deno/index.js";
import { blockingChecks, inDirectory } from "../fileChecks.ts";
import { check, conclude } from "./checks.ts";

const [folder = ""] = process.argv.slice(2);
for (const [name, run] of blockingChecks) {
  await check(name, () => inDirectory(folder, (root) => run((at) => new DenoFiles(at), root)));
}

conclude();
