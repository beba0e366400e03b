// Wasmtime: the package "wasmtime" of PyPI, driven by scripts in Python.
import { readFileSync } from "node:fs";
import { pypi, sh } from "../pypi.mjs";
import { at } from "../run.mjs";

/** The version that the example for Python names, too. */
const [, VERSION = ""] =
  /^wasmtime==(\S+)$/m.exec(readFileSync(at("docs/embedding/python/requirements.txt"), "utf8")) ?? [];

/** A Python that has Wasmtime, installed unless it is there. Throws when it can't be had or doesn't run here. */
export async function obtainWasmtime() {
  const python = await pypi("wasmtime", VERSION);
  const script = "import sys, wasmtime; print('on Python', sys.version.split()[0])";
  return { python, version: `${VERSION} ${await sh(python, "-c", script)}` };
}
