/** Waiting that can be given up. */

/** What a promise gives, or the reason of the signal as soon as it is aborted. */
export function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}

/** Waits some milliseconds. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  let timer: ReturnType<typeof setTimeout>;
  const passed = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  return orAborted(passed, signal).finally(() => clearTimeout(timer));
}

interface Flight<T> {
  result: Promise<T>;
  stop: AbortController;
  waiting: number;
}

/** Work that those who ask for the same share. It is aborted when the last of them has given up. */
export class Flights<T> {
  readonly #flights = new Map<string, Flight<T>>();

  /** Joins the work under way of that name, or starts it. */
  async join(name: string, signal: AbortSignal, start: (signal: AbortSignal) => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    const flight = this.#flights.get(name) ?? this.#start(name, start);
    flight.waiting++;
    try {
      return await orAborted(flight.result, signal);
    } finally {
      // Nobody waits: the work is done, or nobody wants it any more, and whoever asks next starts anew.
      if (--flight.waiting === 0) {
        flight.stop.abort();
        this.#flights.delete(name);
      }
    }
  }

  #start(name: string, start: (signal: AbortSignal) => Promise<T>): Flight<T> {
    const stop = new AbortController();
    const flight = { result: start(stop.signal), stop, waiting: 0 };
    this.#flights.set(name, flight);
    return flight;
  }
}
