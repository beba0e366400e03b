// What a host costs before it does anything: from its start to the end of a first inspection, as npm run test:hosts starts it.
import { HOSTS } from "../../tools/hosts/list.mjs";
import { firstInspection, withReport } from "../../tools/hosts/start.mjs";
import { snpReport } from "../evidence.mjs";
import { race } from "../race.mjs";
import { alone } from "../rows.mjs";

const STARTS = 10;

/** @returns {Promise<import("../main.mjs").Result>} */
export async function measure() {
  const skipped = [];
  const runtimes = new Map();
  for (const { name, obtain } of HOSTS) {
    const runtime = await obtain().catch((/** @type {Error} */ error) => error);
    if (runtime instanceof Error) skipped.push({ name, reason: runtime.message });
    else runtimes.set(`${name} (${runtime.version})`, runtime);
  }
  const pace = { clock: "wall", warmUpMs: 0, turnMs: 0, rounds: STARTS };
  const times = await withReport(await snpReport(), (folder) => {
    const starts = Array.from(runtimes, ([name, runtime]) => [name, () => firstInspection(runtime, folder)]);
    return race(Object.fromEntries(starts), pace);
  });
  return {
    title: "hosts",
    clock: "wall time",
    rows: Object.entries(times).map(([name, samples]) => alone(`${name}: start, inspect an SNP report, end`, samples)),
    notes: [
      `${STARTS} starts each, in turns. Chromium: from its launch to the answer of a page, and its end.`,
      "wazero finds the code of the module in its cache; WasmEdge interprets; Wasmtime compiles, by Python.",
    ],
    skipped,
  };
}
