/** Work that waits for its turn, and that its caller may give up. */
import { type TsmError, tsmError } from "./errors.ts";

/** Milliseconds that a timer counts at most, some 24 days; one set to more goes off at once. */
export const LONGEST_TIMER = 2 ** 31 - 1;

/** When a request is given up. */
export interface WaitOptions {
  /** Gives the request up: the promise rejects with `cancelled` at once, and what it began is cleaned up behind it. */
  signal?: AbortSignal;
  /** Milliseconds until it is given up with `timed-out`; waiting for other requests counts. No limit when left out. */
  timeout?: number;
}

/** One piece of work after the other. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /**
   * Does the work when all before it is done. Its signal aborts when it is given up: the promise rejects at once, and the
   * work ends in its own time, before the next begins.
   *
   * @throws TsmError `cancelled` or `timed-out`; what the work throws.
   */
  async run<T>(work: (signal: AbortSignal) => Promise<T>, { signal, timeout }: WaitOptions = {}): Promise<T> {
    const stop = new AbortController();
    let giveUp: (reason: TsmError) => void = () => {};
    const given = new Promise<never>((_, reject) => {
      giveUp = (reason) => {
        stop.abort();
        reject(reason);
      };
    });
    const onAbort = () => giveUp(tsmError("cancelled", "its signal was aborted", { cause: signal?.reason }));
    if (signal?.aborted) onAbort();
    signal?.addEventListener("abort", onAbort, { once: true });
    const timer =
      timeout === undefined || timeout > LONGEST_TIMER
        ? undefined
        : setTimeout(() => giveUp(tsmError("timed-out", `after ${timeout} ms`)), timeout);
    const turn = this.#last.then(() => {
      if (stop.signal.aborted) throw tsmError("cancelled", "before it began");
      return work(stop.signal);
    });
    this.#last = turn.catch(() => {});
    try {
      return await Promise.race([turn, given]);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    }
  }

  /** Resolves when no work is in flight. */
  async settled(): Promise<void> {
    await this.#last;
  }
}

/** Waits, or until the signal aborts. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener("abort", done);
  });
}
