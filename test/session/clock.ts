/** A clock that stands still until it is moved. */
import { setImmediate } from "node:timers/promises";
import type { Clock } from "../../hosts/session/clock.ts";

interface Timer {
  due: number;
  callback: () => void;
}

/** Lets everything happen that waits for no clock. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 3; i++) await setImmediate();
}

export class FakeClock implements Clock {
  #wall = Date.parse("2030-01-01T00:00:00Z");
  #steady = 0;
  readonly #timers = new Set<Timer>();

  now(): number {
    return this.#wall;
  }

  monotonic(): number {
    return this.#steady;
  }

  timer(milliseconds: number, callback: () => void): () => void {
    // As runtimes do: what is too long goes off at once.
    const timer = { due: this.#steady + (milliseconds > 2 ** 31 - 1 ? 1 : milliseconds), callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** How many timers are set. */
  get timers(): number {
    return this.#timers.size;
  }

  /** Lets time pass, and everything happen in it, one after the other. */
  async pass(milliseconds: number): Promise<void> {
    const until = this.#steady + milliseconds;
    await settle();
    for (;;) {
      const [first] = [...this.#timers].sort((a, b) => a.due - b.due);
      if (!first || first.due > until) break;
      this.#timers.delete(first);
      this.#move(first.due - this.#steady);
      first.callback();
      await settle();
    }
    this.#move(until - this.#steady);
  }

  /** Somebody sets the clock: forward, or back when negative. */
  set(milliseconds: number): void {
    this.#wall += milliseconds;
  }

  #move(milliseconds: number): void {
    this.#steady += milliseconds;
    this.#wall += milliseconds;
  }
}
