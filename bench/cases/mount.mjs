// What files cost: 10,000 requests on a tree that `tsm mount` serves, beside the software TSM in this process, which makes the
// same reports. And what the server has more of afterwards: descriptors, memory, entries.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Attester } from "../../dist/index.js";
import { NodeFiles } from "../../dist/node/index.js";
import { sevGuest, softwareTsm } from "../../dist/software-tsm/index.js";
import { mountingLack } from "../../tools/mounting.mjs";
import { at } from "../../tools/run.mjs";
import { NONCE } from "../entry.mjs";
import { against, quantile } from "../rows.mjs";

const BLOCKS = 20;
const PER_BLOCK = 500;
const WARM_UP = 1000;

/** Parts of the distribution, and what they are called. */
const SHARES = /** @type {const} */ ([
  [0.5, "half of the requests, within"],
  [0.9, "90 of 100, within"],
  [0.99, "99 of 100, within"],
  [1, "all of a block of 500, within"],
]);

/** Starts the command, and waits until it serves. */
async function startServer(/** @type {string} */ directory) {
  const args = [at("dist/cli/main.js"), "mount", directory, "--provider", "software", "--abi", "configfs"];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "pipe"] });
  for await (const line of createInterface(child.stderr)) if (line.includes("serving")) break;
  child.stderr.resume();
  return child;
}

/** What a process has. */
function holdings(/** @type {number} */ pid) {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const [, kib = "0"] = /^VmRSS:\s+(\d+)/m.exec(status) ?? [];
  return { descriptors: readdirSync(`/proc/${pid}/fd`).length, mib: Math.round(Number(kib) / 1024) };
}

/** The times of some requests, in nanoseconds. */
async function times(/** @type {Attester} */ attester, /** @type {number} */ count) {
  const taken = [];
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    await attester.request({ nonce: NONCE });
    taken.push(1e6 * (performance.now() - start));
  }
  return taken;
}

/** Requests by turns, a block here and a block there. */
async function blocks(/** @type {Attester} */ mounted, /** @type {Attester} */ inProcess) {
  const taken = { mounted: [], inProcess: [] };
  for (let block = 0; block < BLOCKS; block++) {
    taken.mounted.push(await times(mounted, PER_BLOCK));
    taken.inProcess.push(await times(inProcess, PER_BLOCK));
  }
  return taken;
}

/** @returns {Promise<import("../main.mjs").Result>} */
export async function measure() {
  const head = { title: "mount", clock: "wall time" };
  const lack = mountingLack();
  if (lack) return { ...head, rows: [], notes: [], skipped: [{ name: "mount", reason: lack }] };
  const directory = mkdtempSync(join(tmpdir(), "tsmkit-bench-"));
  const server = await startServer(directory);
  try {
    const reports = join(directory, "config/tsm/report");
    const mounted = new Attester(new NodeFiles(reports));
    const inProcess = new Attester(softwareTsm({ provider: sevGuest() }).files);
    await times(mounted, WARM_UP);
    await times(inProcess, WARM_UP);
    const before = holdings(server.pid);
    const taken = await blocks(mounted, inProcess);
    const after = holdings(server.pid);
    return {
      ...head,
      rows: SHARES.map(([share, name]) => {
        const [ours, theirs] = [taken.mounted, taken.inProcess].map((all) =>
          all.map((block) => quantile(block, share)),
        );
        return against(name, ours, "in process", theirs);
      }),
      notes: [
        `${BLOCKS * PER_BLOCK} requests of 8 verbs on the mounted tree, and as many in this process, by turns in blocks of ${PER_BLOCK}; each has a report signed.`,
        `The server before and after them: ${before.descriptors} and ${after.descriptors} descriptors, ${before.mib} and ${after.mib} MiB, ${readdirSync(reports).length} entries left.`,
      ],
      skipped: [],
    };
  } finally {
    server.kill("SIGTERM");
    await once(server, "exit");
    rmSync(directory, { recursive: true, force: true });
  }
}
