/** The challenges of a service: each is answered once and in time, on whatever replica. */
import { encodeBase64Url } from "../base64.ts";
import { tsmError } from "../errors.ts";
import { NONCE_SIZE } from "./messages.ts";
import type { SharedStore } from "./store/store.ts";

const keyOf = (nonce: string): string => `nonce:${nonce}`;

/** Gives nonces out, and takes each once. Their time is the store's, so that clocks of replicas may differ. */
export class Challenges {
  readonly #store: SharedStore;
  /** Milliseconds that a challenge may be answered in. */
  readonly lifetime: number;

  constructor(store: SharedStore, lifetime: number) {
    this.#store = store;
    this.lifetime = lifetime;
  }

  /** A new nonce, in base64url. Throws `store-failed`, `overloaded`. */
  async give(): Promise<string> {
    const nonce = encodeBase64Url(crypto.getRandomValues(new Uint8Array(NONCE_SIZE)));
    await this.#store.offer(keyOf(nonce), this.lifetime);
    return nonce;
  }

  /**
   * Takes an answer to a nonce: the only one, whatever comes of it.
   *
   * @throws TsmError `challenge-used`; `challenge-unknown` also when it has expired; `store-failed`.
   */
  async take(nonce: string): Promise<void> {
    const taken = await this.#store.take(keyOf(nonce));
    if (taken === "used") throw tsmError("challenge-used", nonce);
    if (taken === "unknown") throw tsmError("challenge-unknown", `${nonce}, or it has expired`);
  }
}
