// What `tsm serve` has in memory over 100,000 requests: challenges and answers in turn, each answer with evidence of its own.
import { alone } from "../rows.mjs";
import { handIn } from "../service/load.mjs";
import { answerTo, startService } from "../service/server.mjs";

const REQUESTS = 100_000;
const BLOCKS = 20;
/** Challenges that are asked for at once. */
const AT_ONCE = 16;

/** @returns {Promise<import("../main.mjs").Result>} */
export async function measure() {
  const service = await startService({ workers: 1, lifetime: 60, collecting: true });
  const perBlock = REQUESTS / BLOCKS / 2;
  const times = [];
  const memory = [];
  try {
    for (let block = 0; block < BLOCKS; block++) {
      const start = performance.now();
      const bodies = [];
      for (let i = 0; i < perBlock; i += AT_ONCE) {
        bodies.push(...(await Promise.all(Array.from({ length: AT_ONCE }, () => answerTo(service.url)))));
      }
      await handIn(service.url, bodies.slice(0, perBlock));
      times.push((1e6 * (performance.now() - start)) / perBlock);
      await new Promise((done) => setTimeout(done, 1500));
      memory.push(await service.memory());
    }
  } finally {
    await service.stop();
  }
  const notes = [
    `${REQUESTS} requests, half of them challenges, half answers with evidence of the software TSM, which this process makes.`,
    `MiB in memory after each of ${BLOCKS} parts: ${memory.map(({ resident }) => resident).join(", ")}.`,
    `MiB in use on the heap of the first thread: ${memory.map(({ heap }) => heap).join(", ")}.`,
  ];
  return {
    title: "memory",
    clock: "wall time",
    rows: [alone("a challenge and its answer", times)],
    notes,
    skipped: [],
  };
}
