// Makes a fresh clone ready to run: installs the packages and builds, each only when it is missing or out of date.
// Nothing is installed yet when this starts, so it and what it imports use Node's own modules only.
import { existsSync, readFileSync } from "node:fs";
import { build, isBuilt } from "./build.mjs";
import { locked } from "./lock.mjs";
import { at, isMain, run } from "./run.mjs";

/** The packages of a lock file by their path. */
function packagesOf(/** @type {string} */ lockFile) {
  return JSON.parse(readFileSync(lockFile, "utf8")).packages;
}

/** Does node_modules hold what package-lock.json asks for? npm keeps its own record there of what it installed. */
function isInstalled() {
  const record = at("node_modules/.package-lock.json");
  if (!existsSync(record)) return false;
  if (!existsSync(at("package-lock.json"))) return true;
  const installed = packagesOf(record);
  return Object.entries(packagesOf(at("package-lock.json"))).every(([path, wanted]) => {
    const found = installed[path];
    // Optional packages are those of other platforms, as a rule; the empty path is the repository itself.
    if (!found) return path === "" || wanted.optional || wanted.devOptional;
    return found.version === wanted.version;
  });
}

async function install() {
  const verb = existsSync(at("package-lock.json")) ? "ci" : "install";
  console.error(`setup: npm ${verb}`);
  await run("npm", [verb, "--include=dev"]);
}

/** Installs and builds what is missing or out of date. Costs a few milliseconds when nothing is. */
export async function setup() {
  if (isInstalled() && isBuilt()) return;
  await locked("setup", async () => {
    if (!isInstalled()) await install();
    if (isBuilt()) return;
    console.error("setup: build");
    await build();
  });
}

if (isMain(import.meta.url)) {
  try {
    await setup();
  } catch (error) {
    console.error(`setup: ${error.message}`);
    process.exitCode = 1;
  }
}
