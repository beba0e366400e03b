/** How many reports a user may have made: so many a minute, and as many at once. */

const MINUTE = 60_000;

/** A bucket for each user, which fills with time. */
export class RateLimit {
  readonly #most: number;
  readonly #now: () => number;
  readonly #buckets = new Map<number, { left: number; at: number }>();

  /** `now` gives milliseconds. */
  constructor(perMinute: number, now: () => number = () => performance.now()) {
    this.#most = perMinute;
    this.#now = now;
  }

  /** Takes one report of a user's. False when there is none left. */
  take(uid: number): boolean {
    const now = this.#now();
    const { left, at } = this.#buckets.get(uid) ?? { left: this.#most, at: now };
    const filled = Math.min(this.#most, left + ((now - at) * this.#most) / MINUTE);
    const isLeft = filled >= 1;
    this.#buckets.set(uid, { left: isLeft ? filled - 1 : filled, at: now });
    return isLeft;
  }
}
