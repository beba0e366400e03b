/** Work that ends in time, or when somebody gives it up. */
import { orAborted } from "../endorsements/waiting.ts";
import { tsmError } from "../errors.ts";
import type { Clock } from "./clock.ts";

/** When work is given up. */
export interface Limits {
  clock: Clock;
  /** Milliseconds until it fails with `timed-out`; no limit when left out. */
  timeout?: number | undefined;
  /** Each of them gives it up with `cancelled`; undefined ones are for none. */
  signals: readonly (AbortSignal | undefined)[];
}

/**
 * Does work with a signal of its own, and leaves neither timer nor listener behind. What was given up rejects at once; the work
 * ends in its own time.
 *
 * @throws TsmError `timed-out`, `cancelled`; what the work throws.
 */
export async function within<T>(
  { clock, timeout, signals }: Limits,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  const endings: (() => void)[] = [];
  for (const signal of signals) {
    if (!signal) continue;
    const onAbort = () => stop.abort(tsmError("cancelled", "its signal was aborted", { cause: signal.reason }));
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    endings.push(() => signal.removeEventListener("abort", onAbort));
  }
  if (timeout !== undefined) {
    endings.push(clock.timer(timeout, () => stop.abort(tsmError("timed-out", `after ${timeout} ms`))));
  }
  try {
    stop.signal.throwIfAborted();
    return await orAborted(work(stop.signal), stop.signal);
  } finally {
    for (const end of endings) end();
  }
}
