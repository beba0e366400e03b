// Runs dist/tsm.wasm in Node's WASI: node node.mjs PREOPENS ARGUMENT…, PREOPENS as JSON, from names to directories.
// With TSM_ROOT a TSM is behind that directory: the same fake that runs of the Node command have (test/cli/configfs.mjs).
import { readFileSync } from "node:fs";
import { WASI } from "node:wasi";
import { withReports } from "./reports.mjs";

const [, , preopens, ...args] = process.argv;
const wasi = new WASI({
  version: "preview1",
  args: ["tsm", ...args],
  env: process.env,
  preopens: JSON.parse(preopens),
  returnOnExit: true,
});
const module = new WebAssembly.Module(readFileSync(new URL("../../dist/tsm.wasm", import.meta.url)));
const { TSM_ROOT: root } = process.env;
const imports = wasi.getImportObject();
/** @type {WebAssembly.Exports} */
let exports;
if (root) {
  const directory = 3 + Object.keys(JSON.parse(preopens)).indexOf("/");
  const memory = () => exports.memory.buffer;
  imports.wasi_snapshot_preview1 = await withReports(imports.wasi_snapshot_preview1, directory, root, memory);
}
const instance = new WebAssembly.Instance(module, imports);
exports = instance.exports;
process.exitCode = wasi.start(instance);
