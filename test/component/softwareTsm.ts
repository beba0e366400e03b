/** The files of the software TSM, which answer with promises, for a caller who can't wait for one. */
import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";
import type { ReportFiles } from "./worlds.ts";

/** Files of a software TSM with this provider. They end with the test's process, or when they are stopped. */
export function blockingTsm(provider: "sev_guest" | "tdx_guest" | "svsm") {
  const signal = new Int32Array(new SharedArrayBuffer(4));
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(new URL("./softwareTsm.worker.mjs", import.meta.url), {
    workerData: { provider, signal, port: port2 },
    transferList: [port2],
  });
  const ask = (verb: string, ...args: unknown[]) => {
    Atomics.store(signal, 0, 0);
    worker.postMessage({ verb, args });
    Atomics.wait(signal, 0, 0);
    const { value, errno, error } = receiveMessageOnPort(port1)?.message ?? {};
    if (error) throw new Error(error);
    if (errno !== undefined) throw errno;
    return value;
  };
  const files: ReportFiles & { list(): string[] } = {
    create: (entry) => ask("create", entry),
    remove: (entry) => ask("remove", entry),
    read: (entry, attribute) => ask("read", entry, attribute),
    write: (entry, attribute, bytes) => ask("write", entry, attribute, bytes.slice()),
    wait: (milliseconds) => Atomics.wait(signal, 0, 1, milliseconds) !== "ok",
    list: () => ask("list"),
  };
  return { files, stop: () => worker.terminate() };
}
