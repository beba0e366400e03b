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

/** How long something has been going on, by the clock that has counted further. */
export class Stopwatch {
  readonly #clock: Clock;
  readonly #wall: number;
  readonly #steady: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#wall = clock.now();
    this.#steady = clock.monotonic();
  }

  /** Milliseconds since its start. */
  get passed(): number {
    return Math.max(this.#clock.now() - this.#wall, this.#clock.monotonic() - this.#steady);
  }
}

/**
 * A time by which something has ended, on a clock that can't be trusted: it has come when either clock has counted so far. So a
 * clock that is set back does not lengthen it, nor a sleep of the machine.
 */
export class Deadline {
  readonly #since: Stopwatch;
  /** Milliseconds from its start. */
  readonly lifetime: number;

  /** @param since When it began; now when left out. */
  constructor(clock: Clock, lifetime: number, since: Stopwatch = new Stopwatch(clock)) {
    this.#since = since;
    this.lifetime = lifetime;
  }

  /** Milliseconds that are left; 0 when it has come. */
  get left(): number {
    return Math.max(0, this.lifetime - this.#since.passed);
  }
}

/** Milliseconds after which an alarm looks at the clocks again, at the latest. */
const LOOK = 60_000;

/**
 * Calls back when a deadline has come. It looks at least once a minute: no timer is too long for the runtime, and a machine that
 * slept notices soon that time has passed. Returns what cancels it.
 */
export function alarm(clock: Clock, deadline: Deadline, callback: () => void): () => void {
  let cancel = (): void => {};
  const wait = () => {
    cancel = clock.timer(Math.min(Math.ceil(deadline.left), LOOK), look);
  };
  const look = () => (deadline.left > 0 ? wait() : callback());
  wait();
  return () => cancel();
}
