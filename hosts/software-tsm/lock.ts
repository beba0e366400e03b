/** The waiting of the kernel's semaphores, for code that waits with promises. */

interface Waiter {
  exclusive: boolean;
  start: () => void;
}

/**
 * A readers-writer lock that serves its waiters in the order they came. The kernel's own order varies a little from
 * run to run; this is one that it may have, always the same.
 */
export class Lock {
  /** Shared holders; −1 for an exclusive one. */
  #holders = 0;
  readonly #waiting: Waiter[] = [];

  /** Runs `work` beside other shared holders. */
  shared<T>(work: () => T | Promise<T>): Promise<T> {
    return this.#hold(false, work);
  }

  /** Runs `work` alone. */
  exclusive<T>(work: () => T | Promise<T>): Promise<T> {
    return this.#hold(true, work);
  }

  async #hold<T>(exclusive: boolean, work: () => T | Promise<T>): Promise<T> {
    await new Promise<void>((start) => {
      this.#waiting.push({ exclusive, start });
      this.#admit();
    });
    try {
      return await work();
    } finally {
      this.#holders = exclusive ? 0 : this.#holders - 1;
      this.#admit();
    }
  }

  #admit(): void {
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      if (next.exclusive ? this.#holders !== 0 : this.#holders < 0) return;
      this.#waiting.shift();
      this.#holders = next.exclusive ? -1 : this.#holders + 1;
      next.start();
    }
  }
}
