/**
 * Fetches from servers that throttle and are down at times: one request at a time for each server, the same URL once
 * for all who ask, retries with back-off, and silence for as long as a server asks for it.
 */
import { type Answer, readAnswer } from "./answer.ts";
import { EndorsementError } from "./error.ts";
import { Flights, orAborted, sleep } from "./waiting.ts";

/** The part of `fetch` that is used here. */
export type Fetch = (url: string, init: { signal: AbortSignal }) => Promise<Response>;

/** How things are fetched. */
export interface FetcherOptions {
  /** `globalThis.fetch` when left out. */
  fetch?: Fetch;
  /** Requests for one URL at most; 4 when left out. */
  attempts?: number;
  /** Waits some milliseconds. */
  sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** A number from 0 up to 1, for the jitter. */
  random?: () => number;
  /** Milliseconds since 1970. */
  now?: () => number;
}

/** Milliseconds before the second request, twice as many before the third, and so on. */
const FIRST_WAIT = 500;

/** Milliseconds that a request waits at most because the server asks for it; one asked to wait longer fails at once. */
const LONGEST_WAIT = 20_000;

/** Milliseconds that a server is left alone at most when it asks for it. */
const LONGEST_SILENCE = 600_000;

/** Failures that a later request may not meet. */
const PASSING: readonly string[] = ["unreachable", "throttled"];

interface Server {
  /** The end of the requests so far. */
  last: Promise<unknown>;
  /** Until when it asked to be left alone. */
  silentUntil: number;
}

function inSeconds(ms: number): string {
  return `${Math.ceil(ms / 1000)} s`;
}

/** What a request that gave no answer failed with. */
function failureOf(error: unknown): EndorsementError {
  if (error instanceof EndorsementError) return error;
  const { message, cause } = error as Error;
  return new EndorsementError("unreachable", (cause as Error | undefined)?.message || message, { cause: error });
}

/** Fetches; to be shared by all who fetch in a process, so that servers are asked once and left alone when they ask. */
export class Fetcher {
  readonly #options: Required<FetcherOptions>;
  readonly #flights = new Flights<Answer>();
  readonly #servers = new Map<string, Server>();

  constructor(options: FetcherOptions = {}) {
    this.#options = {
      fetch: (url, init) => globalThis.fetch(url, init),
      attempts: 4,
      sleep,
      random: Math.random,
      now: Date.now,
      ...options,
    };
  }

  /**
   * Fetches a URL.
   *
   * @throws EndorsementError, or the reason of the signal.
   */
  get(url: string, signal: AbortSignal): Promise<Answer> {
    return this.#flights.join(url, signal, (stop) => this.#inTurn(url, stop));
  }

  #inTurn(url: string, signal: AbortSignal): Promise<Answer> {
    const { origin } = new URL(url);
    const server = this.#servers.get(origin) ?? { last: Promise.resolve(), silentUntil: 0 };
    this.#servers.set(origin, server);
    const turn = server.last.then(() => this.#retry(url, server, signal));
    server.last = turn.catch(() => {});
    return turn;
  }

  async #retry(url: string, server: Server, signal: AbortSignal): Promise<Answer> {
    const { attempts, random, now, ...clock } = this.#options;
    const silence = server.silentUntil - now();
    if (silence > 0) {
      throw new EndorsementError("throttled", `the server asked for no requests in the next ${inSeconds(silence)}`, {
        wait: silence,
      });
    }
    for (let attempt = 1; ; attempt++) {
      const answer = await this.#request(url, signal);
      if (!(answer instanceof EndorsementError)) return answer;
      const { code, wait = 0 } = answer;
      server.silentUntil = now() + Math.min(wait, LONGEST_SILENCE);
      if (attempt >= attempts || !PASSING.includes(code) || wait > LONGEST_WAIT) throw answer;
      // Half of the back-off is left to chance, so that those who were refused together don't come back together.
      const backOff = FIRST_WAIT * 2 ** (attempt - 1) * (0.5 + random() / 2);
      await clock.sleep(wait + backOff, signal);
    }
  }

  /** One request: an answer, or what it failed with. */
  async #request(url: string, signal: AbortSignal): Promise<Answer | EndorsementError> {
    const { fetch, now } = this.#options;
    signal.throwIfAborted();
    try {
      // A fetch that does not listen to its signal would keep the server's other requests waiting for good.
      const answer = fetch(url, { signal }).then((response) => readAnswer(response, now()));
      return await orAborted(answer, signal);
    } catch (error) {
      signal.throwIfAborted();
      return failureOf(error);
    }
  }
}
