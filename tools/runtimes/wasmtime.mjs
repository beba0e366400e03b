// Wasmtime: the package "wasmtime" of PyPI in an environment of its own below .cache/, driven by scripts in Python.
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { at, capture } from "../run.mjs";

/** The version that the example for Python names, too. */
const [, VERSION] = /^wasmtime==(\S+)$/m.exec(readFileSync(at("docs/embedding/python/requirements.txt"), "utf8")) ?? [];

/** Runs a program to its end; throws the last line of what it printed when it fails. */
async function sh(/** @type {string} */ command, /** @type {string[]} */ ...args) {
  const { ok, output } = await capture(command, args).catch(({ message }) => ({ ok: false, output: message }));
  if (!ok) throw new Error(`${command}: ${output.trim().split("\n").at(-1)}`);
  return output.trim();
}

/** A Python that has Wasmtime, installed unless it is there. Throws when it can't be had or doesn't run here. */
export async function obtainWasmtime() {
  const home = at(".cache/wasmtime", VERSION);
  const python = join(home, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  const stamp = join(home, "stamp");
  if (!existsSync(stamp)) {
    rmSync(home, { recursive: true, force: true });
    await sh("python3", "-m", "venv", home);
    await sh(python, "-m", "pip", "install", "--quiet", "--only-binary=:all:", `wasmtime==${VERSION}`);
    writeFileSync(stamp, "");
  }
  const script = "import sys, wasmtime; print('on Python', sys.version.split()[0])";
  return { python, version: `${VERSION} ${await sh(python, "-c", script)}` };
}
