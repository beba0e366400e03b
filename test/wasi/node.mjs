// Runs dist/tsm.wasm in Node's WASI: node node.mjs PREOPENS ARGUMENT…, PREOPENS as JSON, from names to directories.
import { readFileSync } from "node:fs";
import { WASI } from "node:wasi";

const [, , preopens, ...args] = process.argv;
const wasi = new WASI({
  version: "preview1",
  args: ["tsm", ...args],
  env: process.env,
  preopens: JSON.parse(preopens),
  returnOnExit: true,
});
const module = new WebAssembly.Module(readFileSync(process.env.TSM_WASM ?? new URL("../../dist/tsm.wasm", import.meta.url)));
process.exitCode = wasi.start(new WebAssembly.Instance(module, wasi.getImportObject()));
