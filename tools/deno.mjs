// npm run test:deno: the scripts in test/hosts/deno with Deno, each with the least permissions that it needs; and what JSR would
// get of tsmkit.
import { join } from "node:path";
import { dryRun, packed, published } from "./deno-jsr.mjs";
import { at, capture } from "./run.mjs";
import { DENO_ENV, DENO_FLAGS, obtainDeno } from "./runtimes/deno.mjs";
import { inFolder, runSuite } from "./suite.mjs";
import { FAILED, line, PASSED, skip, sum } from "./tally.mjs";

const ENV = { ...process.env, ...DENO_ENV };

/** AMD's and Intel's services. */
const SERVERS = "kdsintf.amd.com,api.trustedservices.intel.com,certificates.trustedservices.intel.com";

/** What each script may do, given a directory of its own. */
const SCRIPTS = {
  "evidence.ts": () => [],
  "permissions.ts": () => [],
  "session.ts": () => [],
  "service.ts": () => [],
  "online.ts": () => [`--allow-net=${SERVERS}`],
  "cache.ts": readWrite,
  "files.ts": readWrite,
  // The pipes are the test's own: node:child_process looks at the environment.
  "blocking.ts": (/** @type {string} */ folder) => [...readWrite(folder), "--allow-run=mkfifo", "--allow-env"],
  "proc.ts": () => ["--allow-all"],
  "ioctl.ts": () => ["--allow-ffi"],
};

/** Those of the scripts that don't depend on Linux's own files and error numbers. */
const ANYWHERE = ["evidence.ts", "permissions.ts", "session.ts", "service.ts", "online.ts"];

function readWrite(/** @type {string} */ folder) {
  return [`--allow-read=${folder}`, `--allow-write=${folder}`];
}

/**
 * Runs a script, whose last line is its tally.
 * @returns {Promise<import("./tally.mjs").Tally>}
 */
async function runScript(
  /** @type {string} */ deno,
  /** @type {string} */ script,
  /** @type {{name?: string, folder: string, permissions?: string[], flags?: string[]}} */ options,
) {
  const { name = script, folder, permissions = [], flags = [] } = options;
  const all = [...DENO_FLAGS, ...flags, ...permissions];
  const { output } = await capture(deno, ["run", ...all, at("test/hosts/deno", script), folder], { env: ENV });
  const tally = tallyOf(output);
  const granted = permissions.map((permission) => permission.replace(folder, "<folder>")).join(" ");
  console.log(`${name} (${granted || "no permissions"}): ${tally ? line(tally) : "ended before it could count"}`);
  if (!tally || tally.failed) console.log(output.trimEnd());
  return tally ?? FAILED;
}

/** The scripts, each with a directory of its own. */
async function runScripts(/** @type {string} */ deno) {
  const tallies = [];
  for (const [script, permissionsFor] of Object.entries(SCRIPTS)) {
    if (process.platform !== "linux" && !ANYWHERE.includes(script)) {
      tallies.push(skip(`Deno > ${script}`, "this is no Linux"));
    } else {
      const run = (/** @type {string} */ folder) =>
        runScript(deno, script, { folder, permissions: permissionsFor(folder) });
      tallies.push(await inFolder("deno", run));
    }
  }
  return sum(tallies);
}

/** tsmkit as JSR names it: out of npm's package, then what would be published, then out of that. */
async function runJsr(/** @type {string} */ deno, /** @type {string} */ folder) {
  const runIt = (/** @type {string} */ name, /** @type {string} */ map) =>
    runScript(deno, "jsr.ts", { name: `jsr.ts, ${name}`, folder, flags: [`--import-map=${map}`] });
  const first = await runIt("packed for npm", await packed(join(folder, "npm")));
  const { error, isOffline, files } = await dryRun(deno, ENV);
  if (isOffline) return sum([first, skip("Deno > deno publish --dry-run", "it can't reach the registry")]);
  console.log(`deno publish --dry-run: ${error ? `FAILED\n${error}` : `${files.length} files`}`);
  if (error) return sum([first, FAILED]);
  return sum([first, PASSED, await runIt("as published", published(join(folder, "jsr"), files))]);
}

/** @returns {import("./tally.mjs").Tally | undefined} what a script counted, if it came to its end */
function tallyOf(/** @type {string} */ output) {
  const last = /^(\d+) passed, (\d+) failed, \d+ skipped$/.exec(output.trimEnd().split("\n").at(-1) ?? "");
  if (!last) return undefined;
  const skipped = [...output.matchAll(/^SKIPPED (.*): (.*)$/gm)].map(([, name, reason]) => ({
    name: `Deno > ${name}`,
    reason: reason ?? "",
  }));
  return { passed: Number(last[1]), failed: Number(last[2]), skipped };
}

await runSuite("test:deno", async () => {
  const found = await obtainDeno().catch((error) => error);
  if (found instanceof Error) return skip("Deno", found.message);
  console.log(found.version);
  const scripts = await runScripts(found.deno);
  return sum([scripts, await inFolder("deno", (folder) => runJsr(found.deno, folder))]);
});
