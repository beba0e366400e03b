/** Keys that a replica makes for itself, and replaces as time goes by. Nothing runs in between: they are looked at when used. */
import type { JWK } from "jose";
import type { Clock } from "../../session/clock.ts";
import type { SigningAlgorithm } from "./algorithm.ts";
import { generateSigningKey, type SigningKey } from "./key.ts";
import type { KeySource } from "./keyRing.ts";

/** What generated keys go by. */
export interface GeneratedKeysOptions {
  algorithm: SigningAlgorithm;
  /** Milliseconds that a key signs; for good when left out. */
  rotation?: number;
  /** Milliseconds that a key is published before it signs: those who keep a set of keys for so long know it then. */
  lead: number;
  /** Milliseconds that tokens hold at most. */
  tokenLifetime: number;
  clock: Clock;
}

interface Aged {
  key: SigningKey;
  /** By the steady clock: when it was made, and when it stopped signing. */
  made: number;
  retired?: number;
}

/** Generated keys, as a source of a ring. */
export class GeneratedKeys implements KeySource {
  readonly #options: GeneratedKeysOptions;
  #signing: Aged | undefined;
  #next: Aged | undefined;
  #retired: Aged[] = [];
  /** The look under way: keys are made by one at a time. */
  #looking: Promise<unknown> = Promise.resolve();

  constructor(options: GeneratedKeysOptions) {
    this.#options = options;
  }

  keys(): Promise<{ signing: SigningKey; others: readonly JWK[] }> {
    const look = this.#looking.then(() => this.#look());
    this.#looking = look.catch(() => {});
    return look;
  }

  async #look(): Promise<{ signing: SigningKey; others: readonly JWK[] }> {
    const { rotation = Number.POSITIVE_INFINITY, lead, tokenLifetime, clock } = this.#options;
    const now = clock.monotonic();
    let signing = this.#signing ?? (await this.#make(now));
    if (!this.#next && now - signing.made >= rotation - lead) this.#next = await this.#make(now);
    if (this.#next && now - signing.made >= rotation && now - this.#next.made >= lead) {
      this.#retired.push({ ...signing, retired: now });
      signing = this.#next;
      this.#next = undefined;
    }
    this.#signing = signing;
    this.#retired = this.#retired.filter(({ retired = 0 }) => now - retired < tokenLifetime);
    const others = [...(this.#next ? [this.#next] : []), ...this.#retired].map(({ key }) => key.publicJwk);
    return { signing: signing.key, others };
  }

  async #make(made: number): Promise<Aged> {
    return { key: await generateSigningKey(this.#options.algorithm), made };
  }
}
