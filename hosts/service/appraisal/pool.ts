/** Threads that appraise, behind a queue with an end: who comes when it is full is told so, and loses nothing. */
import { Piscina } from "piscina";
import { tsmError } from "../../errors.ts";
import type { AppraisalResult, Appraiser, AppraiserOptions } from "./appraiser.ts";

/** Tasks that a thread has at once: while one waits for collateral, the others go on. */
const AT_ONCE = 8;

/** What piscina says of tasks whose thread is gone. */
const TERMINATED = "Terminating worker thread";

/** What a thread is given. */
export interface WorkerData {
  options: AppraiserOptions;
  /** The store's URL, which each thread opens for itself. */
  store: string;
}

/** How many threads, and how many tasks may wait. */
export interface PoolOptions extends WorkerData {
  workers: number;
  queue: number;
  /** Milliseconds for one task, from when it comes; its thread is replaced when it takes longer. */
  timeout: number;
}

/** Appraises in threads of its own. */
export function appraiserPool({ workers, queue, timeout, ...data }: PoolOptions): Appraiser {
  const pool = new Piscina<unknown, AppraisalResult>({
    filename: new URL("./worker.js", import.meta.url).href,
    workerData: data,
    minThreads: workers,
    maxThreads: workers,
    // It takes in no more than it was told: the service counts.
    maxQueue: Number.POSITIVE_INFINITY,
    concurrentTasksPerWorker: AT_ONCE,
    // Options of the process, such as a loader of a test runner, are not for the threads.
    execArgv: [],
  });
  return {
    capacity: workers * AT_ONCE + queue,
    async appraise(task) {
      const signal = AbortSignal.timeout(timeout);
      try {
        return await pool.run(task, { signal });
      } catch (error) {
        if (signal.aborted) throw tsmError("timed-out", `after ${timeout} ms`);
        // Another task of the same thread took too long.
        if ((error as Error).message === TERMINATED) throw tsmError("timed-out", "its thread was replaced");
        throw error;
      }
    },
    waiting: () => pool.queueSize,
    close: () => pool.close(),
  };
}
