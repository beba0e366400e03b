// How long a host takes to its first inspection: a whole process, from its start to its end; of Chromium, from its launch to the
// answer of a page.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const RUNS = 7;

/** The file that is inspected. */
export const REPORT = "report.bin";

/**
 * Does some work on a folder that has one report and one case.
 * @template T
 * @param {Uint8Array} report
 * @param {(folder: string) => Promise<T>} work
 */
export async function withReport(report, work) {
  const folder = mkdtempSync(join(tmpdir(), "tsmkit-first-"));
  try {
    writeFileSync(join(folder, REPORT), report);
    writeFileSync(join(folder, "cases.json"), JSON.stringify([{ call: "inspect", evidence: REPORT }]));
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Starts a host, inspects, ends. Throws unless it went well. */
export async function firstInspection(runtime, /** @type {string} */ folder) {
  const { command, env, input = "", run } = runtime.first(folder);
  if (run) return run();
  const [program, ...args] = command;
  const { status, stderr, error } = spawnSync(program, args, { env: { ...process.env, ...env }, input });
  if (status !== 0) throw error ?? new Error(`${program}: ${stderr}`);
}

/** The median of some starts, in milliseconds; the first one, which fills caches, does not count. */
export async function startTime(runtime, /** @type {string} */ folder) {
  const times = [];
  for (let i = 0; i <= RUNS; i++) {
    const start = performance.now();
    await firstInspection(runtime, folder);
    times.push(performance.now() - start);
  }
  return times.slice(1).sort((a, b) => a - b)[(RUNS - 1) / 2];
}
