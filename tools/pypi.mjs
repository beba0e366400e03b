// Packages of PyPI that a suite needs: installed into environments of their own below .cache/, and kept between runs.
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { locked } from "./lock.mjs";
import { at, capture } from "./run.mjs";

/** Runs a program to its end; throws the last line of what it printed when it fails. */
export async function sh(/** @type {string} */ command, /** @type {string[]} */ ...args) {
  const { ok, output } = await capture(command, args).catch(({ message }) => ({ ok: false, output: message }));
  if (!ok) throw new Error(`${command}: ${output.trim().split("\n").at(-1)}`);
  return output.trim();
}

/**
 * The Python of an environment that has a package, installed there unless it is. Throws when it can't be had.
 * @param {string} name of the package @param {string} version
 */
export function pypi(name, version) {
  return locked("pypi", () => install(name, version));
}

async function install(/** @type {string} */ name, /** @type {string} */ version) {
  const home = at(".cache", name, version);
  const python = join(home, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  const stamp = join(home, "stamp");
  if (!existsSync(stamp)) {
    rmSync(home, { recursive: true, force: true });
    await sh("python3", "-m", "venv", home);
    await sh(python, "-m", "pip", "install", "--quiet", "--only-binary=:all:", `${name}==${version}`);
    writeFileSync(stamp, "");
  }
  return python;
}
