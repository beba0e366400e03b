// How long a host takes to its first inspection: a whole process, from its start to its end.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const RUNS = 7;

/** The evidence that is inspected: an SNP report. */
const EVIDENCE = "errors/report.bin";

/** Starts a host, inspects, ends. Returns milliseconds. */
export async function firstInspection(runtime, /** @type {string} */ folder) {
  const { command, env, run } = runtime.first(readFileSync(join(folder, EVIDENCE)), folder, EVIDENCE);
  const start = performance.now();
  if (run) await run();
  else {
    const [program, ...args] = command;
    const { status, stderr, error } = spawnSync(program, args, { env: { ...process.env, ...env }, encoding: "utf8" });
    if (status !== 0) throw error ?? new Error(`${program}: ${stderr}`);
  }
  return performance.now() - start;
}

/** The median of some starts, in milliseconds; the first one, which fills caches, does not count. */
export async function startTime(runtime, /** @type {string} */ folder) {
  await firstInspection(runtime, folder);
  const times = [];
  for (let i = 0; i < RUNS; i++) times.push(await firstInspection(runtime, folder));
  return times.sort((a, b) => a - b)[(RUNS - 1) / 2];
}
