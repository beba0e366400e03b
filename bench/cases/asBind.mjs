// tsmkit/as-bind against the TypeScript API: the same calls, with the same results.
import { equal } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { instantiateSync } from "../../dist/as-bind/index.js";
import { createSnpPlatform } from "../../dist/forge/index.js";
import { appraise, core, encodeHex, render } from "../../dist/index.js";
import { at } from "../../tools/run.mjs";
import { tdxQuote } from "../evidence.mjs";
import { race } from "../race.mjs";
import { against } from "../rows.mjs";

const PEER = "TypeScript API";

/** Pairs of calls by name: by as-bind, and by the TypeScript API. */
async function pairs() {
  const asBind = createRequire(import.meta.url)("as-bind/dist/as-bind.cjs.js");
  const tsm = instantiateSync(asBind, readFileSync(at("dist/as-bind.wasm")));
  const platform = await createSnpPlatform();
  const [report, quote] = [await platform.report(), await tdxQuote()];
  const { certificates, certTable } = platform;
  const options = { endorsements: [certTable], trustRoots: [certificates.root], noNonce: /** @type {const} */ (true) };
  return {
    "hex of 64 B": [() => tsm.encodeHex(report.subarray(0, 64)), () => encodeHex(report.subarray(0, 64))],
    "SNP report to JSON": [() => tsm.inspect(report), () => render(report, { view: "json" })],
    "TDX quote to JSON": [() => tsm.inspect(quote), () => render(quote, { view: "json" })],
    "SNP report appraised": [
      () => JSON.parse(tsm.appraise(report, options)).verdict,
      () => appraise(report, options).verdict,
    ],
  };
}

/** @returns {Promise<import("../main.mjs").Result>} */
export async function measure() {
  const rows = [];
  for (const [name, [tsmkit, api]] of Object.entries(await pairs())) {
    equal(tsmkit(), api());
    const times = await race({ tsmkit, api });
    rows.push(against(name, times.tsmkit, PEER, times.api));
  }
  return {
    title: "as-bind",
    clock: "CPU time",
    rows,
    notes: [
      "tsmkit is tsmkit/as-bind over as-bind 0.8.2: the plain core with a heap.",
      `The TypeScript API ran the ${core.info().name} core.`,
    ],
    skipped: [],
  };
}
