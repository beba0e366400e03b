/** A store in the memory of one process, for one replica. */
import { tsmError } from "../../errors.ts";
import type { Clock } from "../../session/clock.ts";
import { checked } from "./key.ts";
import type { SharedStore, Taken } from "./store.ts";

/** Marks at most, unless told: some hundred bytes each. */
const MARKS = 1_000_000;
/** Values at most; the oldest makes room. */
const VALUES = 10_000;
/** Marks that are looked at when one is put: more than one, so that those that have expired go. */
const LOOKED_AT = 4;

interface Mark {
  used: boolean;
  /** By the steady clock. */
  end: number;
}

/** A store in memory. What has expired goes as new things come; nothing runs in between. */
export class MemoryStore implements SharedStore {
  readonly name = "memory";
  readonly #clock: Pick<Clock, "monotonic">;
  readonly #most: number;
  readonly #marks = new Map<string, Mark>();
  readonly #values = new Map<string, { bytes: Uint8Array; end: number }>();

  /** @param most Marks at most: `offer` throws `overloaded` then, rather than forget one. */
  constructor({ clock, most = MARKS }: { clock: Pick<Clock, "monotonic">; most?: number }) {
    this.#clock = clock;
    this.#most = most;
  }

  async offer(key: string, lifetime: number): Promise<void> {
    this.#sweep(this.#marks.size >= this.#most ? this.#marks.size : LOOKED_AT);
    if (this.#marks.size >= this.#most) throw tsmError("overloaded", `${this.#most} challenges wait to be answered`);
    this.#marks.set(checked(key), { used: false, end: this.#clock.monotonic() + lifetime });
  }

  async take(key: string): Promise<Taken> {
    const mark = this.#marks.get(key);
    if (!mark || this.#clock.monotonic() >= mark.end) return "unknown";
    if (mark.used) return "used";
    mark.used = true;
    return "taken";
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    const value = this.#values.get(key);
    return value && this.#clock.monotonic() < value.end ? value.bytes : undefined;
  }

  async set(key: string, bytes: Uint8Array, lifetime = Number.POSITIVE_INFINITY): Promise<void> {
    this.#values.delete(checked(key));
    this.#values.set(key, { bytes: bytes.slice(), end: this.#clock.monotonic() + lifetime });
    const [oldest] = this.#values.keys();
    if (this.#values.size > VALUES && oldest !== undefined) this.#values.delete(oldest);
  }

  async keys(prefix: string): Promise<string[]> {
    const now = this.#clock.monotonic();
    return [...this.#values].filter(([key, { end }]) => key.startsWith(prefix) && now < end).map(([key]) => key);
  }

  async ping(): Promise<void> {}

  async close(): Promise<void> {}

  /** Forgets marks that have expired, of the oldest so many. */
  #sweep(count: number): void {
    const now = this.#clock.monotonic();
    let left = count;
    for (const [key, { end }] of this.#marks) {
      if (left-- === 0) return;
      if (now >= end) this.#marks.delete(key);
    }
  }
}
