// The software TSM in a thread of its own: it answers later, and who asks waits on a shared number.
import { parentPort, workerData } from "node:worker_threads";
import { FileError } from "../../dist/index.js";
import { sevGuest, softwareTsm, tdxGuest } from "../../dist/software-tsm/index.js";

const PROVIDERS = { sev_guest: sevGuest, tdx_guest: tdxGuest, svsm: () => sevGuest({ svsm: true }) };
const { provider, signal, port } = workerData;
const { files } = softwareTsm({ provider: PROVIDERS[provider]() });

async function answer({ verb, args }) {
  try {
    return { value: await files[verb](...args) };
  } catch (error) {
    return error instanceof FileError ? { errno: error.errno } : { error: String(error) };
  }
}

parentPort?.on("message", async (question) => {
  port.postMessage(await answer(question));
  Atomics.store(signal, 0, 1);
  Atomics.notify(signal, 0);
});
