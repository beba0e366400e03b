/** A page that takes tsmkit as it comes. Runs the checks in itself, then in a dedicated worker. */
import { publish } from "./publish.ts";
import { type Result, runChecks } from "./run.ts";

function inWorker(): Promise<Result[]> {
  const worker = new Worker("worker.js", { type: "module" });
  return new Promise((resolve) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => resolve([{ name: "runs", error: message }]);
  });
}

async function run() {
  return { page: await runChecks(), worker: await inWorker() };
}

publish(run());
