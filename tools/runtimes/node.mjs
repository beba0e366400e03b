// Other releases of Node. npm's "node" package is a script around one package per platform; those carry the runtime, and
// need no script.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cached } from "../cached.mjs";
import { capture } from "../run.mjs";

/** The releases that tsmkit supports. */
export const RELEASES = ["20", "22", "24"];

const platform = process.platform === "win32" ? "win" : process.platform;
const name = `${platform === "darwin" && process.arch === "arm64" ? "node-bin" : "node"}-${platform}-${process.arch}`;

/** Installs a release below .cache/, unless it is there. Throws when it can't be had or doesn't run here. */
export async function obtainNode(/** @type {string} */ release) {
  const home = join(await cached(`nodes/${release}`, `${name}@${release}`), "node_modules", name);
  const node = join(home, JSON.parse(readFileSync(join(home, "package.json"), "utf8")).bin.node);
  const { ok, output } = await capture(node, ["--version"]);
  if (!ok) throw new Error(output);
  return { node, version: output.trim() };
}
