// Verdicts a second over worker threads, each with a verifier of its own: fresh quotes of platforms that are known.
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { createTdxPlatform, tdxCollateral, toCollateralFile } from "../../dist/forge/index.js";
import { alone, median } from "../rows.mjs";

/** Quotes that each worker appraises in turn, and how long it does. */
const QUOTES = 16;
const SECONDS = 2;
const ROUNDS = 5;

async function work() {
  const platform = await createTdxPlatform();
  const quotes = await Promise.all(Array.from({ length: QUOTES }, () => platform.quote({ version: 4 })));
  const collateral = JSON.stringify(toCollateralFile(await tdxCollateral(platform)));
  return { quotes, collateral, root: platform.certificates.root, milliseconds: (SECONDS * 1000) / ROUNDS };
}

/** Starts workers, and lets all of them work at once, round by round. Returns the verdicts a second of each round. */
async function measureWith(/** @type {number} */ count, task) {
  const workers = Array.from(
    { length: count },
    () => new Worker(new URL("../fresh/verdicts.mjs", import.meta.url), { workerData: task }),
  );
  await Promise.all(workers.map((worker) => once(worker, "message")));
  const rates = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    for (const worker of workers) worker.postMessage("go");
    const counts = await Promise.all(workers.map(async (worker) => (await once(worker, "message"))[0]));
    rates.push((1000 * counts.reduce((a, b) => a + b, 0)) / (performance.now() - start));
  }
  await Promise.all(workers.map((worker) => worker.terminate()));
  return rates;
}

/** @returns {Promise<import("../main.mjs").Result>} */
export async function measure() {
  const task = await work();
  const rows = [];
  const notes = [
    `Wall time of one verdict, all workers together, on ${availableParallelism()} cores; ${QUOTES} quotes in turn.`,
  ];
  for (const count of [1, 2]) {
    const rates = await measureWith(count, task);
    rows.push(
      alone(
        `TDX, warm chain, ${count} worker${count > 1 ? "s" : ""}`,
        rates.map((rate) => 1e9 / rate),
      ),
    );
    notes.push(
      `${count} worker${count > 1 ? "s" : ""}: ${Math.round(median(rates)).toLocaleString("en")} verdicts a second.`,
    );
  }
  return { title: "throughput", clock: "wall time", rows, notes, skipped: [] };
}
