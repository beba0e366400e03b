// The component of the world tsmkit, as jco makes it for JavaScript, and in wasmtime by its package for Python.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { transpile } from "@bytecodealliance/jco";
import { at } from "../../tools/run.mjs";

const COMPONENT = at("dist/tsmkit.component.wasm");

/** The component on this engine, and what its glue weighs, minified and packed. */
export async function byJco() {
  const { files } = await transpile(readFileSync(COMPONENT), {
    name: "tsmkit",
    instantiation: "sync",
    noTypescript: true,
    minify: true,
  });
  const folder = mkdtempSync(join(tmpdir(), "tsmkit-bench-"));
  try {
    const glue = join(folder, "tsmkit.mjs");
    writeFileSync(glue, files["tsmkit.js"]);
    const { instantiate } = await import(pathToFileURL(glue).href);
    const library = instantiate((/** @type {string} */ name) => new WebAssembly.Module(files[name]), {});
    return { library, glueBytes: gzipSync(files["tsmkit.js"]).length };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Python with the package, as the suites that need it have installed it. */
function python() {
  const home = at(".cache/wasmtime");
  const folders = existsSync(home) ? readdirSync(home).sort() : [];
  const found = folders.map((name) => join(home, name, "bin/python")).findLast((path) => existsSync(path));
  if (!found) throw new Error("npm run test:component installs it");
  return found;
}

/** Nanoseconds a call in wasmtime takes, round by round. */
export function byWasmtime(/** @type {Uint8Array} */ evidence) {
  const script = at("bench/peers/component.py");
  const input = Buffer.from(evidence).toString("hex");
  return JSON.parse(execFileSync(python(), [script, COMPONENT], { input, encoding: "utf8" }));
}
