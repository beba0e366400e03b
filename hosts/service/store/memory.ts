/** The store of a service that runs once: in the memory of its process. What is in it ends with it. */
import { tsmError } from "../../errors.ts";
import { type Clock, systemClock } from "../../session/clock.ts";
import { checkKey, checkLifetime, checkPrefix } from "./keys.ts";
import type { SharedStore, Taken } from "./store.ts";

/** A store's clock, and how much it holds. */
export interface MemoryOptions {
  /** The system's unless told. */
  clock?: Pick<Clock, "monotonic">;
  /** Marks at most, taken or not, until they have expired; 1,000,000 unless told. */
  most?: number;
  /** Bytes of keys and values together at most; 64 MiB unless told. */
  bytes?: number;
}

/** Ends are milliseconds of the steady clock. */
interface Mark {
  ends: number;
  used: boolean;
}

interface Value {
  ends: number;
  bytes: Uint8Array;
}

/**
 * Marks that are looked at, and dropped if they have expired, for each that is offered. So no sweep takes long, and those that have
 * expired are about a quarter of all at most while as many come as go.
 */
const STRIDE = 4;

const sizeOf = (key: string, bytes: Uint8Array) => key.length + bytes.length;

/** A store in memory. Its time is that of the steady clock, so that a clock that is set back lengthens nothing. */
export class MemoryStore implements SharedStore {
  readonly name = "memory";
  readonly #most: number;
  readonly #bytesMax: number;
  readonly #clock: Pick<Clock, "monotonic">;
  readonly #marks = new Map<string, Mark>();
  readonly #values = new Map<string, Value>();
  /** The next mark to look at. */
  #hand = this.#marks.entries();
  /** Of keys and values. */
  #bytes = 0;

  constructor({ clock = systemClock, most = 1_000_000, bytes = 64 * 1024 * 1024 }: MemoryOptions = {}) {
    this.#most = most;
    this.#bytesMax = bytes;
    this.#clock = clock;
  }

  /** @throws TsmError `overloaded` when it is full: it forgets none that lives. */
  async offer(key: string, lifetime: number): Promise<void> {
    checkKey(key);
    checkLifetime(lifetime);
    this.#sweepMarks();
    const there = this.#marks.get(key);
    if (there && this.#lives(there)) return;
    if (!there && this.#marks.size >= this.#most) {
      throw tsmError("overloaded", `${this.#most} nonces are out, and memory holds no more`);
    }
    this.#marks.set(key, { ends: this.#clock.monotonic() + lifetime, used: false });
  }

  async take(key: string): Promise<Taken> {
    checkKey(key);
    const mark = this.#marks.get(key);
    if (!mark || !this.#lives(mark)) return "unknown";
    if (mark.used) return "used";
    mark.used = true;
    return "taken";
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    checkKey(key);
    const value = this.#values.get(key);
    return value && this.#lives(value) ? value.bytes.slice() : undefined;
  }

  /** @throws TsmError `overloaded` when it is full. */
  async set(key: string, bytes: Uint8Array, lifetime?: number): Promise<void> {
    checkKey(key);
    if (lifetime !== undefined) checkLifetime(lifetime);
    const size = sizeOf(key, bytes);
    const before = this.#values.get(key);
    const replaced = before ? sizeOf(key, before.bytes) : 0;
    if (this.#bytes - replaced + size > this.#bytesMax) this.#sweepValues(key);
    if (this.#bytes - replaced + size > this.#bytesMax) {
      throw tsmError("overloaded", `memory holds ${this.#bytesMax} bytes of values, and no more`);
    }
    this.#bytes += size - replaced;
    this.#values.set(key, { ends: this.#clock.monotonic() + (lifetime ?? Infinity), bytes: bytes.slice() });
  }

  async keys(prefix: string): Promise<string[]> {
    checkPrefix(prefix);
    const living = [...this.#values].filter(([key, value]) => key.startsWith(prefix) && this.#lives(value));
    return living.map(([key]) => key);
  }

  async ping(): Promise<void> {}

  async close(): Promise<void> {
    this.#marks.clear();
    this.#values.clear();
    this.#bytes = 0;
  }

  #lives({ ends }: Mark | Value): boolean {
    return ends > this.#clock.monotonic();
  }

  /** Looks at some marks, round and round. */
  #sweepMarks(): void {
    for (let i = 0; i < STRIDE; i++) {
      const { value, done } = this.#hand.next();
      if (done) {
        this.#hand = this.#marks.entries();
        return;
      }
      if (!this.#lives(value[1])) this.#marks.delete(value[0]);
    }
  }

  /** Drops all values that have expired, but for one that is about to be replaced. */
  #sweepValues(kept: string): void {
    for (const [key, value] of this.#values) {
      if (key === kept || this.#lives(value)) continue;
      this.#values.delete(key);
      this.#bytes -= sizeOf(key, value.bytes);
    }
  }
}
