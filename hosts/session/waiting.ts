/** Those who wait for a session's attempts. */

/** Somebody who waits. */
export interface TokenWaiter<T> {
  /** The number of the first attempt that will do. */
  from: number;
  /** Is a later attempt waited for when one fails? */
  patient: boolean;
  resolve: (value: T) => void;
  reject: (error: unknown) => void;
}

/** All who wait. */
export class Waiting<T> {
  readonly #waiters = new Set<TokenWaiter<T>>();

  /** Waits, until the signal aborts: its listener is whoever gave the signal. */
  wait(how: Pick<TokenWaiter<T>, "from" | "patient">, signal: AbortSignal): Promise<T> {
    return new Promise((resolve, reject) => {
      const waiter = { ...how, resolve, reject };
      this.#waiters.add(waiter);
      signal.addEventListener("abort", () => this.#waiters.delete(waiter), { once: true });
    });
  }

  /** An attempt went well. */
  resolve(value: T, attempt: number): void {
    for (const waiter of this.#concerned(attempt)) waiter.resolve(value);
  }

  /** An attempt failed. */
  reject(error: unknown, attempt: number): void {
    for (const waiter of this.#concerned(attempt, ({ patient }) => !patient)) waiter.reject(error);
  }

  #concerned(attempt: number, does: (waiter: TokenWaiter<T>) => boolean = () => true): TokenWaiter<T>[] {
    const found = [...this.#waiters].filter((waiter) => waiter.from <= attempt && does(waiter));
    for (const waiter of found) this.#waiters.delete(waiter);
    return found;
  }
}
