// npm run test:nodes: the vitest suite with the other Node releases that tsmkit supports, or with those that are named:
// npm run test:nodes -- 24.
import { obtainNode, RELEASES } from "./runtimes/node.mjs";
import { runSuite } from "./suite.mjs";
import { line, skip, sum } from "./tally.mjs";
import { runVitest } from "./vitest.mjs";

/**
 * Tests that find the same on every release and take half of the time: words as processes of their own, mutations of evidence, and
 * examples of documents. `npm test` runs them.
 */
const WITHOUT = ["cli/**", "docs/**", "wasi/{commands,guest,verify}*", "conformance/mutations*", "component/http*"].map(
  (name) => `test/${name}`,
);

/** @returns {Promise<import("./tally.mjs").Tally>} */
async function testWith(/** @type {string} */ release) {
  const found = await obtainNode(release).catch((error) => error);
  if (found instanceof Error) return skip(`Node ${release}`, found.message);
  const { passed, failed, skipped } = await runVitest(found.node, "dot", { without: WITHOUT });
  const tally = {
    passed,
    failed,
    skipped: skipped.map((test) => ({ ...test, name: `Node ${release} > ${test.name}` })),
  };
  console.log(`Node ${found.version}: ${line(tally)}`);
  return tally;
}

await runSuite("test:nodes", async () => {
  const named = process.argv.slice(2);
  const others = RELEASES.filter((release) => release !== process.versions.node.split(".")[0]);
  const tallies = [];
  for (const release of named.length > 0 ? named : others) tallies.push(await testWith(release));
  return sum(tallies);
});
