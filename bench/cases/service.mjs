// Verdicts a second of `tsm serve` on loopback, with one and two workers, beside the bare appraisal in this process: what HTTP,
// a nonce that is taken once, threads, JSON and a signed token cost.
import { availableParallelism } from "node:os";
import { Verifier } from "../../dist/index.js";
import { against, median } from "../rows.mjs";
import { handIn } from "../service/load.mjs";
import { answerTo, endorsements, evidenceFor, startService } from "../service/server.mjs";

const ROUNDS = 5;
const PER_ROUND = 1000;
const WARM_UP = 300;

async function bodiesFor(/** @type {string} */ url, /** @type {number} */ count) {
  const bodies = [];
  for (let i = 0; i < count; i++) bodies.push(await answerTo(url));
  return bodies;
}

/** Nanoseconds of one bare appraisal, round by round: a verifier that knows the endorsements, evidence that is new. */
async function bareAppraisals() {
  const { root, crl } = await endorsements();
  const verifier = new Verifier({ trustRoots: [root], endorsements: [crl] });
  const times = [];
  for (let round = -1; round < ROUNDS; round++) {
    const tasks = [];
    for (let i = 0; i < PER_ROUND; i++) {
      const nonce = crypto.getRandomValues(new Uint8Array(32));
      tasks.push({ nonce, evidence: JSON.stringify(await evidenceFor(nonce)) });
    }
    const start = performance.now();
    for (const { nonce, evidence } of tasks) verifier.verify(evidence, { nonce });
    if (round >= 0) times.push((1e6 * (performance.now() - start)) / PER_ROUND);
  }
  return times;
}

/** One service: nanoseconds of a verdict, round by round, and latencies in milliseconds. */
async function served(/** @type {number} */ workers) {
  const service = await startService({ workers });
  try {
    await handIn(service.url, await bodiesFor(service.url, WARM_UP));
    const rounds = [];
    for (let round = 0; round < ROUNDS; round++) {
      rounds.push(await handIn(service.url, await bodiesFor(service.url, PER_ROUND)));
    }
    return rounds;
  } finally {
    await service.stop();
  }
}

/** @returns {Promise<import("../main.mjs").Result>} */
export async function measure() {
  const bare = await bareAppraisals();
  const rows = [];
  const notes = [
    `${PER_ROUND} answers to challenges a round, each an SNP report with its certificates, handed in over 16 connections by autocannon; load and service share ${availableParallelism()} cores.`,
  ];
  for (const workers of [1, 2]) {
    const rounds = await served(workers);
    const times = rounds.map(({ milliseconds }) => (1e6 * milliseconds) / PER_ROUND);
    const name = `a token, ${workers} worker${workers > 1 ? "s" : ""}`;
    rows.push(against(name, times, "verify() alone", bare));
    const [p50, p99] = ["p50", "p99"].map((part) => median(rounds.map((round) => round[part])));
    notes.push(`${name}: ${Math.round(1e9 / median(times))} a second, p50 ${p50} ms, p99 ${p99} ms.`);
  }
  return { title: "service", clock: "wall time", rows, notes, skipped: [] };
}
