/** SIGINT, SIGTERM and SIGHUP give a request up in order; a second signal ends the process as soon as the kernel lets it. */
import { constants } from "node:os";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** A signal ended the work. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  /** 128 and the signal's number, as shells have it. */
  readonly exitCode: number;
  constructor(signal: (typeof SIGNALS)[number]) {
    super(`interrupted by ${signal}`);
    this.exitCode = 128 + constants.signals[signal];
  }
}

/** Listens for the first signal only: the next one does what it does to every process. */
export class Interrupt {
  readonly #stop = new AbortController();
  readonly #listener = (signal: (typeof SIGNALS)[number]) => {
    this.release();
    this.#stop.abort(new Interrupted(signal));
  };

  constructor() {
    for (const signal of SIGNALS) process.on(signal, this.#listener);
  }

  /** Aborts when a signal came; its reason is an {@link Interrupted}. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Listens no more. */
  release(): void {
    for (const signal of SIGNALS) process.off(signal, this.#listener);
  }
}
