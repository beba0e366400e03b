// What a call costs by each way into the core: its raw exports, the TypeScript API, the component in jco and in wasmtime.
import { equal } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { snp } from "../../dist/forge/index.js";
import { appraise, render } from "../../dist/index.js";
import { at } from "../../tools/run.mjs";
import { byJco, byWasmtime } from "../peers/component.mjs";
import { race } from "../race.mjs";
import { against, alone } from "../rows.mjs";

const [BIN, JSON_VIEW] = [1, 0];
const RAW = "raw exports";
const WASMTIME = "wasmtime for Python";

/** The raw exports, from bytes to text as a caller would have it. */
function rawExports() {
  const module = new WebAssembly.Module(readFileSync(at("dist/core.wasm")));
  const { memory, inputAt, outputAt, inspect } = new WebAssembly.Instance(module).exports;
  const input = new Uint8Array(memory.buffer, inputAt());
  const output = new Uint8Array(memory.buffer, outputAt());
  const decoder = new TextDecoder();
  return (/** @type {Uint8Array} */ evidence) => {
    input.set(evidence);
    return decoder.decode(output.subarray(0, inspect(BIN, evidence.length, JSON_VIEW, 0)));
  };
}

/** @returns {Promise<import("../main.mjs").Result>} */
export async function measure() {
  const { library, glueBytes } = await byJco();
  const { report, certTable, certificates } = await snp();
  const raw = rawExports();
  const [at, endorsements, trustRoots] = [new Date(), [certTable], [certificates.root]];
  const time = BigInt(Math.floor(at.getTime() / 1000));
  const options = { nonce: { tag: "waived" }, time, endorsements, trustRoots, colours: false };
  const runs = {
    raw: () => raw(report),
    api: () => render(report, { view: "json", form: "bin" }),
    jco: () => library.inspect.render(report, "bin", "json", {}),
  };
  equal(runs.raw(), runs.jco());
  equal(runs.api(), runs.jco());
  const t = await race(runs);
  const verified = await race({
    api: () => appraise(report, { noNonce: true, at, endorsements, trustRoots }),
    jco: () => library.verify.appraise(report, "bin", options),
  });
  const rows = [
    against("TypeScript API: render an SNP report to JSON", t.api, RAW, t.raw),
    against("component in jco: the same", t.jco, RAW, t.raw),
    against("component in jco: the same", t.jco, "TypeScript API", t.api),
  ];
  const skipped = [];
  try {
    rows.push(alone(`component in ${WASMTIME}: the same`, byWasmtime(report)));
  } catch (error) {
    skipped.push({ name: WASMTIME, reason: error.message.split("\n")[0] });
  }
  rows.push(against("component in jco: appraise the report", verified.jco, "TypeScript API", verified.api));
  return {
    title: "component",
    clock: "CPU time",
    rows,
    notes: [
      `jco's glue, minified and packed by gzip: ${glueBytes} bytes.`,
      "wasmtime for Python turns every byte of an argument into a value of its own; hosts in Rust or C copy.",
      "appraise: the API gives an object, the component JSON and text. It has the plain core, the API the one that fits the engine.",
    ],
    skipped,
  };
}
