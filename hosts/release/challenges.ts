/** The challenges of a verifier: each is answered once, and in time. */
import { tsmError } from "../errors.ts";
import { encodeHex } from "../hex.ts";
import { NONCE_SIZE } from "./protocol.ts";

/** How many are remembered. The oldest ones go first: they are then unknown. */
const REMEMBERED = 10_000;

/** What is remembered of one. */
interface Challenge {
  /** Milliseconds since 1970. */
  given: number;
  used: boolean;
}

/** Challenges that were given out, by the digits of their nonces. */
export class Challenges {
  readonly #lifetime: number;
  readonly #challenges = new Map<string, Challenge>();

  /** @param lifetime Milliseconds. */
  constructor(lifetime: number) {
    this.#lifetime = lifetime;
  }

  /** A new nonce. */
  give(now: Date): Uint8Array {
    const nonce = crypto.getRandomValues(new Uint8Array(NONCE_SIZE));
    this.#challenges.set(encodeHex(nonce), { given: now.getTime(), used: false });
    const [oldest] = this.#challenges.keys();
    if (this.#challenges.size > REMEMBERED && oldest !== undefined) this.#challenges.delete(oldest);
    return nonce;
  }

  /**
   * Takes an answer to a nonce: the only one.
   *
   * @throws TsmError `challenge-unknown`, `challenge-used`, `challenge-expired`.
   */
  take(nonce: Uint8Array, now: Date): void {
    const digits = encodeHex(nonce);
    const challenge = this.#challenges.get(digits);
    if (!challenge) throw tsmError("challenge-unknown", digits);
    if (challenge.used) throw tsmError("challenge-used", digits);
    challenge.used = true;
    const age = now.getTime() - challenge.given;
    // A clock that was set back makes nothing younger.
    if (age >= 0 && age <= this.#lifetime) return;
    throw tsmError("challenge-expired", `after ${age} ms, expected at most ${this.#lifetime}`);
  }
}
