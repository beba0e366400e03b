// npm run test:component: the components in wasmtime, by its package for Python, which PyPI brings into .cache/, and by its
// command line, where there is one: cargo install wasmtime-cli --locked.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { at, capture } from "./run.mjs";
import { setup } from "./setup.mjs";
import { conclude, FAILED, skip, sum } from "./tally.mjs";
import { runVitest } from "./vitest.mjs";

/** What PyPI is asked for. */
const PACKAGE = "wasmtime==50.0.1";
const HOME = at(".cache", "wasmtime", PACKAGE);
const PYTHON = join(HOME, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");

/** Python with the package, installed below .cache/ unless it is there. Throws when it can't be had. */
async function obtain() {
  const imports = ["-c", "import wasmtime; print(wasmtime.__version__)"];
  if (existsSync(PYTHON) && (await capture(PYTHON, imports)).ok) return;
  const made = await capture("python3", ["-m", "venv", "--clear", HOME]).catch((error) => error);
  if (!made.ok) throw new Error(`there is no python3 that makes environments: ${made.output ?? made.message}`);
  const { ok, output } = await capture(PYTHON, ["-m", "pip", "install", "--quiet", "--only-binary=:all:", PACKAGE]);
  if (!ok) throw new Error(`pip can't install ${PACKAGE}: ${output.trim().split("\n").at(-1)}`);
}

/** The command line, when there is one. */
async function findCommand() {
  const cli = process.env.WASMTIME ?? "wasmtime";
  const { ok, output } = await capture(cli, ["--version"]).catch(() => ({ ok: false, output: "" }));
  return ok ? { cli, version: output.trim() } : undefined;
}

try {
  await setup();
  const missing = await obtain().catch((error) => error);
  if (missing instanceof Error) conclude(skip("wasmtime", missing.message));
  else {
    const command = await findCommand();
    console.log(`${PACKAGE} by Python${command ? `; ${command.version} as ${command.cli}` : ""}`);
    process.env.TSMKIT_WASMTIME = PYTHON;
    if (command) process.env.TSMKIT_WASMTIME_CLI = command.cli;
    const tallies = [await runVitest(process.execPath, "default", { filters: ["test/component/wasmtime/"] })];
    if (!command)
      tallies.push(skip("wasmtime, the command line", "there is no wasmtime in PATH, nor named in WASMTIME"));
    conclude(sum(tallies));
  }
} catch (error) {
  console.error(`test:component: ${error.message}`);
  conclude(FAILED);
}
