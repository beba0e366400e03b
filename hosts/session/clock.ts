/** Time, as sessions see it: handed in, so that a test or a guest with a better clock may have its own. */

/** A clock and its timers. */
export interface Clock {
  /** Milliseconds since 1970. It may be wrong, and may jump. */
  now(): number;
  /** Milliseconds since some start. It never goes back; where the machine sleeps it may stand still. */
  monotonic(): number;
  /** Calls back once after some milliseconds. Returns what cancels it. */
  timer(milliseconds: number, callback: () => void): () => void;
}

/** The clock of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  timer(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};

/**
 * A time by which something has ended, on a clock that can't be trusted: it has come when either clock has counted so far. So a
 * clock that is set back does not lengthen it, nor a sleep of the machine.
 */
export class Deadline {
  readonly #clock: Clock;
  readonly #wall: number;
  readonly #steady: number;
  /** Milliseconds from its start. */
  readonly lifetime: number;

  constructor(clock: Clock, lifetime: number) {
    this.#clock = clock;
    this.#wall = clock.now();
    this.#steady = clock.monotonic();
    this.lifetime = lifetime;
  }

  /** Milliseconds that are left; 0 when it has come. */
  get left(): number {
    const passed = Math.max(this.#clock.now() - this.#wall, this.#clock.monotonic() - this.#steady);
    return Math.max(0, this.lifetime - passed);
  }
}
