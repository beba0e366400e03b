// npm run test:bun: the vitest suite on Bun, whose engine does not fuse on x86-64, but for what is about Node itself.
// npm's "bun" package brings the runtime in a package per platform, which needs no install script.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { cached } from "./cached.mjs";
import { at, capture } from "./run.mjs";
import { setup } from "./setup.mjs";
import { conclude, FAILED, skip } from "./tally.mjs";
import { runVitest } from "./vitest.mjs";

/**
 * Folders of test/ that Bun does not run: processes of Node and its loader, its threads, documents' examples, and faults of
 * node:http as Node's own fetch sees them.
 */
const NODE_ONLY = ["browser", "cli", "docs", "hosts", "services"];

/** Bun's binary below .cache/, installed unless it is there. Throws when it can't be had or doesn't run here. */
async function obtain() {
  const platforms = join(await cached("bun", "bun@1"), "node_modules/@oven");
  const failures = [];
  // There may be one for processors without AVX2 beside the usual one.
  for (const platform of existsSync(platforms) ? readdirSync(platforms).sort() : []) {
    const bun = join(platforms, platform, "bin", process.platform === "win32" ? "bun.exe" : "bun");
    const { ok, output } = await capture(bun, ["--version"]);
    if (ok) return { bun, version: output.trim() };
    failures.push(output.trim());
  }
  throw new Error(failures[0] ?? `npm has no bun for ${process.platform} ${process.arch}`);
}

try {
  await setup();
  const found = await obtain().catch((error) => error);
  if (found instanceof Error) conclude(skip("Bun", found.message));
  else {
    console.log(`Bun ${found.version}`);
    const folders = readdirSync(at("test"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const filters = folders.filter(({ name }) => !NODE_ONLY.includes(name)).map(({ name }) => `test/${name}/`);
    conclude(await runVitest(found.bun, "dot", { flags: ["--bun"], filters }));
  }
} catch (error) {
  console.error(`test:bun: ${error.message}`);
  conclude(FAILED);
}
