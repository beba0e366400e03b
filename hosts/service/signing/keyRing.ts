/**
 * The keys of a service: one signs, all that may have signed tokens that still hold are published, and so is the next one, before
 * it signs. Private keys stay in their process; replicas publish the public ones through their store.
 */
import type { JWK } from "jose";
import type { Clock } from "../../session/clock.ts";
import type { SharedStore } from "../store/store.ts";
import type { SigningKey } from "./key.ts";

/** Where keys come from. */
export interface KeySource {
  /** The key that signs now, and those that are published besides: the next one, those of before. */
  keys(): Promise<{ signing: SigningKey; others: readonly JWK[] }>;
}

/** Milliseconds after which a key is published again at most: a store may have forgotten it. */
const PUBLISH_EVERY = 10_000;

const PREFIX = "key:";

/** What a ring goes by. */
export interface KeyRingOptions {
  source: KeySource;
  store: SharedStore;
  /** Milliseconds that tokens hold at most: so long a key is published after it has signed. */
  tokenLifetime: number;
  clock: Clock;
}

/** Signing keys and the published set. */
export class KeyRing {
  readonly #options: KeyRingOptions;
  /** When each key was published last, by the steady clock. */
  readonly #published = new Map<string, number>();

  constructor(options: KeyRingOptions) {
    this.#options = options;
  }

  /** The key to sign with; its public half is in the store before a token is. Throws `store-failed`. */
  async signing(): Promise<SigningKey> {
    const { signing, others } = await this.#options.source.keys();
    await this.#publish([signing.publicJwk, ...others]);
    return signing;
  }

  /** The public keys of all replicas: RFC 7517. Throws `store-failed`. */
  async jwks(): Promise<{ keys: JWK[] }> {
    const { store } = this.#options;
    const { signing, others } = await this.#options.source.keys();
    const own = [signing.publicJwk, ...others];
    await this.#publish(own);
    const found = new Map(own.map((jwk) => [jwk.kid, jwk]));
    const stored = await Promise.all((await store.keys(PREFIX)).map((key) => store.get(key)));
    for (const bytes of stored) {
      if (!bytes) continue;
      const jwk = JSON.parse(new TextDecoder().decode(bytes)) as JWK;
      if (!found.has(jwk.kid)) found.set(jwk.kid, jwk);
    }
    return { keys: [...found.values()] };
  }

  async #publish(jwks: readonly JWK[]): Promise<void> {
    const { store, tokenLifetime, clock } = this.#options;
    const now = clock.monotonic();
    const due = jwks.filter(
      ({ kid = "" }) => now - (this.#published.get(kid) ?? Number.NEGATIVE_INFINITY) >= PUBLISH_EVERY,
    );
    await Promise.all(
      due.map(async (jwk) => {
        const { kid = "" } = jwk;
        // A token of the last moment before it is published anew holds as long as any.
        const lifetime = tokenLifetime + 2 * PUBLISH_EVERY;
        await store.set(`${PREFIX}${kid}`, new TextEncoder().encode(JSON.stringify(jwk)), lifetime);
        this.#published.set(kid, now);
      }),
    );
    for (const kid of this.#published.keys()) {
      if (!jwks.some((jwk) => jwk.kid === kid)) this.#published.delete(kid);
    }
  }
}
