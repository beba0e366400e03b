/**
 * The thread that blocks: does file verbs with synchronous calls, so that a report that takes half a minute holds up
 * neither the event loop nor its small pool of threads.
 */
import { closeSync, constants, mkdirSync, openSync, readdirSync, readSync, rmdirSync, writeSync } from "node:fs";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { concat } from "../bytes.ts";
import type { Reply, Verb } from "./files.ts";

const root: string = workerData;
/** Bigger than most blobs, so that one read takes them whole. */
const buffer = new Uint8Array(64 << 10);

/** Reads until a read gives nothing: sizes told by stat are not true of these files. */
function read(path: string): Uint8Array {
  const fd = openSync(path, constants.O_RDONLY);
  try {
    const parts: Uint8Array[] = [];
    for (let n = readSync(fd, buffer); n > 0; n = readSync(fd, buffer)) parts.push(buffer.slice(0, n));
    return concat(parts);
  } finally {
    closeSync(fd);
  }
}

/** One open without truncation, one write, one close: the kernel commits at the last close. */
function write(path: string, bytes: Uint8Array): void {
  const fd = openSync(path, constants.O_WRONLY);
  try {
    writeSync(fd, bytes);
  } finally {
    closeSync(fd);
  }
}

function run(verb: Verb): Reply {
  const [name, entry = "", attribute = "", bytes] = verb;
  if (name === "create") mkdirSync(join(root, entry));
  else if (name === "remove") rmdirSync(join(root, entry));
  else if (name === "list") return { value: readdirSync(root) };
  else if (name === "read") return { value: read(join(root, entry, attribute)) };
  else if (bytes) write(join(root, entry, attribute), bytes);
  return {};
}

parentPort?.on("message", (verb: Verb) => {
  let reply: Reply;
  try {
    reply = run(verb);
  } catch (error) {
    const { errno, message } = error as NodeJS.ErrnoException;
    reply = { errno: Math.abs(errno ?? 0), message };
  }
  parentPort?.postMessage(reply);
});
