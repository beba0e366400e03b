// npm run test:deno: the scripts in test/hosts/deno with Deno, each with the least permissions that it needs.
// npm's "deno" package brings the runtime in a package per platform, which needs no install script.
import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cached } from "./cached.mjs";
import { at, capture } from "./run.mjs";
import { setup } from "./setup.mjs";
import { conclude, FAILED, line, skip, sum } from "./tally.mjs";

const CACHE = at(".cache/deno");

/** What each script may do, given a directory of its own. */
const SCRIPTS = {
  "evidence.ts": () => [],
  "permissions.ts": () => [],
  "files.ts": readWrite,
  // The pipes are the test's own: node:child_process looks at the environment.
  "blocking.ts": (/** @type {string} */ folder) => [...readWrite(folder), "--allow-run=mkfifo", "--allow-env"],
  "proc.ts": () => ["--allow-all"],
  "ioctl.ts": () => ["--allow-ffi"],
};

/** Those of the scripts that don't depend on Linux's own files and error numbers. */
const ANYWHERE = ["evidence.ts", "permissions.ts"];

function readWrite(/** @type {string} */ folder) {
  return [`--allow-read=${folder}`, `--allow-write=${folder}`];
}

/** Deno's binary below .cache/, installed unless it is there. Throws when it can't be had or doesn't run here. */
async function obtain() {
  const platforms = join(await cached("deno", "deno@2"), "node_modules/@deno");
  const [platform] = existsSync(platforms) ? readdirSync(platforms) : [];
  if (!platform) throw new Error(`npm has no deno for ${process.platform} ${process.arch}`);
  const deno = join(platforms, platform, process.platform === "win32" ? "deno.exe" : "deno");
  const { ok, output } = await capture(deno, ["--version"]);
  if (!ok) throw new Error(`deno doesn't run here: ${output.trim()}`);
  return { deno, version: output.split("\n")[0] };
}

/**
 * Runs one script, whose last line is its tally.
 * @returns {Promise<import("./tally.mjs").Tally>}
 */
async function runScript(/** @type {string} */ deno, /** @type {keyof typeof SCRIPTS} */ script) {
  if (process.platform !== "linux" && !ANYWHERE.includes(script)) return skip(`Deno > ${script}`, "this is no Linux");
  // Permissions are for paths without links.
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "tsmkit-deno-")));
  const permissions = SCRIPTS[script](folder);
  const flags = ["--no-prompt", "--no-lock", "--cached-only", ...permissions];
  const env = { ...process.env, DENO_DIR: join(CACHE, "home"), DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" };
  try {
    const { output } = await capture(deno, ["run", ...flags, at("test/hosts/deno", script), folder], { env });
    const tally = tallyOf(output);
    const granted = permissions.map((permission) => permission.replace(folder, "<folder>")).join(" ");
    console.log(`${script} (${granted || "no permissions"}): ${tally ? line(tally) : "ended before it could count"}`);
    if (!tally || tally.failed) console.log(output.trimEnd());
    return tally ?? FAILED;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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

try {
  await setup();
  const found = await obtain().catch((error) => error);
  if (found instanceof Error) conclude(skip("Deno", found.message));
  else {
    console.log(found.version);
    const tallies = [];
    for (const script of Object.keys(SCRIPTS)) tallies.push(await runScript(found.deno, script));
    conclude(sum(tallies));
  }
} catch (error) {
  console.error(`test:deno: ${error.message}`);
  conclude(FAILED);
}
