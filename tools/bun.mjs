// npm run test:bun: the vitest suite on Bun, whose engine does not fuse on x86-64, but for what is about Node itself.
import { readdirSync } from "node:fs";
import { at } from "./run.mjs";
import { obtainBun } from "./runtimes/bun.mjs";
import { runSuite } from "./suite.mjs";
import { skip } from "./tally.mjs";
import { runVitest } from "./vitest.mjs";

/**
 * Folders of test/ that Bun does not run: processes of Node and its loader, its threads, its koffi, its WASI, documents'
 * examples, and faults of node:http as Node's own fetch sees them.
 */
const NODE_ONLY = ["agent", "browser", "cli", "docs", "hosts", "mount", "served", "services", "wasi"];
/** Nor the server of jco, which is a program for Node, nor mutations of evidence, which are the same to every engine. */
const WITHOUT = ["component/http", "conformance/mutations", "appraisal/flips", "appraisal/azureMutations"].map(
  (name) => `test/${name}.test.ts`,
);

await runSuite("test:bun", async () => {
  const found = await obtainBun().catch((error) => error);
  if (found instanceof Error) return skip("Bun", found.message);
  console.log(`Bun ${found.version}`);
  const folders = readdirSync(at("test"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const filters = folders.filter(({ name }) => !NODE_ONLY.includes(name)).map(({ name }) => `test/${name}/`);
  return runVitest(found.bun, "dot", { flags: ["--bun"], filters, without: WITHOUT });
});
