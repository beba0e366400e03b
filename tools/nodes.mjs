// npm run test:nodes: the vitest suite with the other Node releases that tsmkit supports.
// npm's "node" package is a script around one package per platform; those carry the runtime, and need no script.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cached } from "./cached.mjs";
import { capture } from "./run.mjs";
import { setup } from "./setup.mjs";
import { conclude, FAILED, line, skip, sum } from "./tally.mjs";
import { runVitest } from "./vitest.mjs";

const RELEASES = ["20", "22", "24"];

const platform = process.platform === "win32" ? "win" : process.platform;
const name = `${platform === "darwin" && process.arch === "arm64" ? "node-bin" : "node"}-${platform}-${process.arch}`;

/** Installs a release below .cache/, unless it is there. Throws when it can't be had or doesn't run here. */
async function obtain(/** @type {string} */ release) {
  const home = join(await cached(`nodes/${release}`, `${name}@${release}`), "node_modules", name);
  const node = join(home, JSON.parse(readFileSync(join(home, "package.json"), "utf8")).bin.node);
  const { ok, output } = await capture(node, ["--version"]);
  if (!ok) throw new Error(output);
  return { node, version: output.trim() };
}

/** @returns {Promise<import("./tally.mjs").Tally>} */
async function testWith(/** @type {string} */ release) {
  const found = await obtain(release).catch((error) => error);
  if (found instanceof Error) return skip(`Node ${release}`, found.message);
  const { passed, failed, skipped } = await runVitest(found.node, "dot");
  const tally = {
    passed,
    failed,
    skipped: skipped.map((test) => ({ ...test, name: `Node ${release} > ${test.name}` })),
  };
  console.log(`Node ${found.version}: ${line(tally)}`);
  return tally;
}

try {
  await setup();
  const tallies = [];
  for (const release of RELEASES) {
    if (release !== process.versions.node.split(".")[0]) tallies.push(await testWith(release));
  }
  conclude(sum(tallies));
} catch (error) {
  console.error(`test:nodes: ${error.message}`);
  conclude(FAILED);
}
