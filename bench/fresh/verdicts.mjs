// A worker that appraises quotes for as long as it is told, and says how many; see bench/cases/throughput.mjs.
import { parentPort, workerData } from "node:worker_threads";
import { Verifier } from "../../dist/index.js";

const { quotes, collateral, root, milliseconds } = workerData;
const verifier = new Verifier({ endorsements: [collateral], trustRoots: [root] });
const options = { noNonce: /** @type {const} */ (true), at: new Date("2026-01-01T00:00:00Z") };

function run(/** @type {number} */ until) {
  let count = 0;
  while (performance.now() < until) {
    const { verdict } = verifier.appraise(quotes[count++ % quotes.length], options);
    if (verdict !== "affirming") throw new Error(`the verdict is ${verdict}`);
  }
  return count;
}

run(performance.now() + 200);
parentPort?.on("message", () => parentPort?.postMessage(run(performance.now() + milliseconds)));
parentPort?.postMessage("ready");
