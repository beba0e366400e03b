/// <reference lib="esnext.disposable" preserve="true" />
/** A session with a verifier service: it attests, attests again in time, and has a token that holds for whoever asks. */
import type { Attester } from "../attester.ts";
import { Flights } from "../endorsements/waiting.ts";
import { TsmError, tsmError } from "../errors.ts";
import { encodeHex } from "../hex.ts";
import type { WaitOptions } from "../turns.ts";
import { attest, type Held, type Parties, type Purpose, type SessionReport } from "./attempt.ts";
import { alarm, type Clock, Deadline, Stopwatch, systemClock } from "./clock.ts";
import { type RefreshReason, SessionEmitter } from "./events.ts";
import { type KeyChoice, keyOf, type ProofOptions, proofOf, type SessionKey } from "./keys.ts";
import { attemptLimit, backOff, refreshDelay } from "./plan.ts";
import type { AttestationService, Attested } from "./service.ts";
import { asTsmError, isPassing, noToken, outcomesOf, type SessionState, type SessionStatus, waitOf } from "./status.ts";
import { type TokenWaiter, Waiting } from "./waiting.ts";
import { within } from "./within.ts";

/** Milliseconds that an attestation may take as a whole, unless told. */
const TIMEOUT = 120_000;
/** Milliseconds between two attestations at least, however short tokens hold. */
const LEAST_DELAY = 1000;
/** Bytes of a nonce of whoever reads the token. */
const USER_NONCE = { least: 8, most: 64 };

/** Who takes part in a session, and how. */
export interface SessionOptions {
  attester: Pick<Attester, "request" | "settled">;
  service: AttestationService;
  /** The key that tokens confirm; `generate` when left out. */
  key?: KeyChoice;
  /** What is asked of the TSM besides; certificates come along (`aux`) unless told otherwise. */
  report?: SessionReport;
  /** Milliseconds that a report may be relied on, from when it was asked for; as long as its token when left out. */
  evidenceLifetime?: number;
  /**
   * Milliseconds that an attestation may take as a whole; 120,000 when left out. While a token holds, one that takes long is given
   * up earlier, so that there is time for another.
   */
  timeout?: number;
  /** Sees each token before anybody gets it, and refuses it by throwing: a TsmError `bad-token`, for example. */
  accept?: (attested: Attested) => void | Promise<void>;
  /** Closes the session. */
  signal?: AbortSignal;
  clock?: Clock;
  /** A number from 0 up to 1, for the jitter. */
  random?: () => number;
}

/** A token, as it is handed out. */
export interface SessionToken extends Pick<Attested, "token" | "appraisal"> {
  /** Milliseconds that it holds from now on. */
  timeLeft: number;
}

/** How a token is asked for. */
export interface TokenOptions extends WaitOptions {
  /** A nonce of whoever will read it, 8 to 64 bytes: the token is made for this call, from a report of its own. */
  userNonce?: Uint8Array;
  /** Whom it is for, if not whom the session's tokens are for; it is made for this call, too. */
  audience?: string;
}

/**
 * A session. Its timers keep a process alive until it is closed.
 *
 * A token is handed out until the first of token, collateral and evidence expires, and never after. What fails for a passing
 * reason is tried again, sooner the nearer that end. A service that refuses new evidence does not take back the token that it
 * gave before: that stays until it expires, and `status()` says `blocked` meanwhile.
 */
export class AttestationSession extends SessionEmitter {
  readonly #options: SessionOptions;
  readonly #parties: Parties;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #key: Promise<SessionKey | undefined>;
  /** What ends with the session: one for each call, since runtimes warn of a signal that many listen to. */
  readonly #stops = new Set<AbortController>();
  readonly #flights = new Flights<Held>();
  readonly #running = new Set<Promise<unknown>>();
  readonly #waiting = new Waiting<Held>();
  readonly #onAbort = () => void this.close();
  #state: SessionState = "idle";
  #since: number;
  #held: Held | undefined;
  #error: TsmError | undefined;
  #attempts = 0;
  #failures = 0;
  /** Those that back-off counts: since the last token was given, or ended. */
  #tries = 0;
  /** Milliseconds that the last attempt took which was a success. */
  #took = 0;
  /** The attempt under way, and why there shall be another right after it. */
  #attempt: Promise<void> | undefined;
  #again: RefreshReason | undefined;
  #next: Deadline | undefined;
  #cancelNext = (): void => {};
  #cancelExpiry = (): void => {};
  #closing: Promise<void> | undefined;

  /** @throws TsmError `bad-request`: the message says which option. */
  constructor(options: SessionOptions) {
    super();
    const { attester, service, report, evidenceLifetime, accept, signal } = options;
    const { clock = systemClock, random = Math.random, key = "generate" } = options;
    for (const name of ["evidenceLifetime", "timeout"] as const) {
      const value = options[name];
      if (value !== undefined && !(value > 0))
        throw tsmError("bad-request", `${name} is ${value}, expected milliseconds`);
    }
    this.#options = options;
    this.#clock = clock;
    this.#random = random;
    this.#since = clock.now();
    this.#parties = { attester, service, clock, report: { aux: true, ...report }, evidenceLifetime, accept };
    this.#key = keyOf(key);
    // Whoever asks for the key, or needs it, gets the error.
    this.#key.catch(() => {});
    if (signal?.aborted) this.#onAbort();
    else signal?.addEventListener("abort", this.#onAbort, { once: true });
  }

  /** Begins to attest. What comes of it, events and `token()` tell; once begun, it does nothing. */
  start(): void {
    if (this.#state === "idle") this.#begin("start");
  }

  /**
   * The token: at once while one holds, else that of the attempt under way, which all who ask share. `timeout` in milliseconds:
   * until then, later attempts are waited for, too.
   *
   * @throws TsmError `no-token`, whose `cause` tells why; `timed-out`, `cancelled`. With `userNonce` or `audience`, what the
   *   attestation failed with.
   */
  async token(options: TokenOptions = {}): Promise<SessionToken> {
    this.#checkOpen();
    if (options.userNonce || options.audience !== undefined) return handed(await this.#own(options));
    const held = this.#current;
    if (held) return handed(held);
    if (!this.#attempt) {
      // After a sleep of the machine, nobody may have noticed yet that it has expired.
      if (this.#failures === 0) this.#begin(this.#held ? "expiry" : "start");
      else if (options.timeout === undefined) throw this.#noToken();
    }
    return handed(await this.#wait({ from: 0, patient: options.timeout !== undefined }, options));
  }

  /**
   * Attests again at once; when an attempt is under way, right after it, since its report may be older than the reason.
   *
   * @returns The new token.
   * @throws TsmError `no-token`, whose `cause` tells why; `timed-out`, `cancelled`.
   */
  async refresh(reason: RefreshReason, options: WaitOptions = {}): Promise<SessionToken> {
    this.#checkOpen();
    this.#begin(reason);
    const from = this.#attempts + (this.#again === undefined ? 0 : 1);
    return handed(await this.#wait({ from, patient: false }, options));
  }

  /** The key that tokens confirm; undefined when there is none. */
  key(): Promise<SessionKey | undefined> {
    return this.#key;
  }

  /**
   * A proof that whoever sends the token has its key: DPoP, RFC 9449.
   *
   * @throws TsmError `bad-request` when the private key is not here.
   */
  async proof(options: Omit<ProofOptions, "now">): Promise<string> {
    return proofOf(await this.#key, { ...options, now: this.#clock.now() });
  }

  /** How it is doing. */
  status(): SessionStatus {
    const held = this.#current;
    const error = this.#error;
    const appraisal = this.#held?.attested.appraisal;
    const refused = error ? outcomesOf(error) : [];
    const { code, group, message } = error ?? {};
    return {
      state: this.#state,
      since: this.#since,
      service: this.#parties.service.name,
      refreshing: this.#attempt !== undefined,
      timeLeft: held?.first.end.left ?? 0,
      ...(held && { expiresFirst: held.first.ground }),
      grounds: held?.grounds ?? {},
      ...(this.#next && { next: this.#next.left }),
      attempts: this.#attempts,
      failures: this.#failures,
      ...(appraisal && refused.length === 0 && { verdict: appraisal.verdict }),
      outcomes: refused.length > 0 ? refused : (appraisal?.outcomes ?? []),
      ...(code && group && message && { error: { code, group, message } }),
    };
  }

  /** Gives up what is under way, waits until its entry is cleaned up, and leaves no timer. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    this.#options.signal?.removeEventListener("abort", this.#onAbort);
    this.#enter("closed");
    this.#cancel();
    this.#cancelExpiry();
    this.#held = undefined;
    for (const stop of this.#stops) stop.abort();
    await Promise.allSettled(this.#running);
    await this.#options.attester.settled();
    this.tell("closed", undefined);
  }

  #checkOpen(): void {
    if (this.#state === "closed") throw tsmError("cancelled", "the session is closed");
  }

  #enter(state: SessionState): void {
    if (state !== this.#state) this.#since = this.#clock.now();
    this.#state = state;
  }

  /** The token that still holds. */
  get #current(): Held | undefined {
    return this.#held && this.#held.first.end.left > 0 ? this.#held : undefined;
  }

  #noToken(): TsmError {
    return noToken(this.#error as TsmError, this.#next?.left ?? 0);
  }

  async #wait(waiter: Omit<TokenWaiter<Held>, "resolve" | "reject">, { signal, timeout }: WaitOptions): Promise<Held> {
    try {
      return await this.#within({ signal, timeout }, (stop) => this.#waiting.wait(waiter, stop));
    } catch (error) {
      // What it waited in vain for is less than why it was in vain.
      throw this.#error && error instanceof TsmError && error.code === "timed-out" ? this.#noToken() : error;
    }
  }

  /** Does work that is given up in time, by the caller, and with the session. */
  async #within<T>(
    { signal, timeout }: { signal?: AbortSignal | undefined; timeout?: number | undefined },
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    this.#checkOpen();
    const stop = new AbortController();
    this.#stops.add(stop);
    try {
      return await within({ clock: this.#clock, timeout, signals: [signal, stop.signal] }, work);
    } finally {
      this.#stops.delete(stop);
    }
  }

  /** A token for one call; those who ask for the same at the same time share it. */
  async #own({ userNonce, audience, signal, timeout }: TokenOptions): Promise<Held> {
    if (userNonce && (userNonce.length < USER_NONCE.least || userNonce.length > USER_NONCE.most)) {
      throw tsmError(
        "bad-request",
        `userNonce has ${userNonce.length} bytes, expected ${USER_NONCE.least} to ${USER_NONCE.most}`,
      );
    }
    const name = JSON.stringify([userNonce && encodeHex(userNonce), audience]);
    const purpose = { ...(userNonce && { userNonce }), ...(audience !== undefined && { audience }) };
    return this.#within({ signal, timeout }, (stop) =>
      this.#flights.join(name, stop, (all) => this.#attest(purpose, this.#timeout, all)),
    );
  }

  get #timeout(): number {
    return this.#options.timeout ?? TIMEOUT;
  }

  /** Attests once, in so many milliseconds. */
  async #attest(purpose: Omit<Purpose, "key">, timeout: number, signal?: AbortSignal): Promise<Held> {
    const work = this.#within({ signal, timeout }, async (stop) => {
      const key = await this.#key;
      return attest(this.#parties, { ...purpose, ...(key && { key: key.publicJwk }) }, stop);
    });
    this.#running.add(work);
    try {
      return await work;
    } finally {
      this.#running.delete(work);
    }
  }

  #begin(reason: RefreshReason): void {
    if (this.#state === "closed") return;
    if (this.#attempt) {
      this.#again = reason;
      return;
    }
    this.#cancel();
    this.#attempts++;
    if (this.#state === "idle") this.#enter("attesting");
    // Its first event comes when this is set: who asks for a token then waits for this attempt.
    this.#attempt = Promise.resolve().then(() => this.#run(reason));
  }

  async #run(reason: RefreshReason): Promise<void> {
    let done: () => void;
    try {
      this.#checkOpen();
      this.tell("refreshing", { reason });
      const watch = new Stopwatch(this.#clock);
      const held = await this.#attest({}, attemptLimit(this.#timeout, this.#current?.first.end.left ?? 0, this.#took));
      this.#took = watch.passed;
      done = () => this.#take(held);
    } catch (error) {
      done = () => this.#fail(asTsmError(error));
    }
    this.#attempt = undefined;
    if (this.#state === "closed") return;
    done();
    const again = this.#again;
    this.#again = undefined;
    if (again !== undefined) this.#begin(again);
  }

  #take(held: Held): void {
    this.#held = held;
    this.#error = undefined;
    this.#failures = 0;
    this.#tries = 0;
    this.#enter("attested");
    const { end, ground } = held.first;
    this.#cancelExpiry();
    this.#cancelExpiry = alarm(this.#clock, end, () => {
      // Shortly before the end it was tried often; what that added up to is no reason to stay without a token for long.
      this.#tries = 0;
      this.tell("expired", { ground });
    });
    const next = this.#schedule(Math.max(LEAST_DELAY, refreshDelay(end.left, this.#random())), "expiry");
    this.#waiting.resolve(held, this.#attempts);
    this.tell("token", { ...handed(held), next });
  }

  #fail(error: TsmError): void {
    this.#error = error;
    this.#failures++;
    this.#tries++;
    const passing = isPassing(error);
    this.#enter(passing ? "failing" : "blocked");
    const timeLeft = this.#current?.first.end.left ?? 0;
    const [tries, left] = passing ? [this.#tries, timeLeft] : [Number.POSITIVE_INFINITY, 0];
    const next = this.#schedule(backOff(tries, this.#random(), left, waitOf(error)), "retry");
    this.#waiting.reject(this.#noToken(), this.#attempts);
    this.tell("failed", { error, timeLeft, next });
  }

  /** Sets the next attempt. Returns the milliseconds until then, whole ones. */
  #schedule(after: number, reason: RefreshReason): number {
    const delay = Math.round(after);
    this.#next = new Deadline(this.#clock, delay);
    this.#cancelNext = alarm(this.#clock, this.#next, () => this.#begin(reason));
    return delay;
  }

  #cancel(): void {
    this.#cancelNext();
    this.#next = undefined;
  }
}

/** What callers get of it. */
function handed({ attested: { token, appraisal }, first }: Held): SessionToken {
  return { token, timeLeft: first.end.left, ...(appraisal && { appraisal }) };
}
