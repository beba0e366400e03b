/** Gathers what a verification needs: what was given, the cache, the network, in this order. */
import { tsmError } from "../errors.ts";
import { LONGEST_TIMER } from "../turns.ts";
import type { Answer } from "./answer.ts";
import type { EndorsementCache } from "./cache.ts";
import { EndorsementError } from "./error.ts";
import { Fetcher } from "./fetcher.ts";
import type { Item, Judge, Judgement, Need } from "./need.ts";
import { orAborted } from "./waiting.ts";

/** Bytes of all items together at most. */
export const ITEMS_MAX = 4 << 20;

/** Milliseconds after which what is missing stays missing, unless told otherwise. */
const TIMEOUT = 30_000;

/** Where things may come from. */
export interface CollectOptions {
  /** What the caller has, of whatever kind. */
  given?: readonly Item[];
  cache?: EndorsementCache;
  /** Fetch nothing. */
  offline?: boolean;
  /** One that all in the process share when left out. */
  fetcher?: Fetcher;
  /** Is told what is about to be fetched. */
  onFetch?: (need: Need) => void;
  /** Milliseconds for all of it; 30,000 when left out. What has not come by then is missing. */
  timeout?: number;
  /** Gives it up: the promise rejects with `cancelled` at once. */
  signal?: AbortSignal;
}

/** A need that nothing met. */
export interface Missing {
  need: Need;
  error: EndorsementError;
}

/** What was gathered. */
export interface Collected {
  /** What the needs asked for, in their order, then what was given. */
  items: Item[];
  missing: Missing[];
}

const shared = new Fetcher();

function itemsOf({ kind }: Need, from: string, { body, issuerChain }: Answer): Item[] {
  const items = [{ bytes: body, from, name: kind as string }];
  if (issuerChain !== undefined) {
    items.push({ bytes: new TextEncoder().encode(issuerChain), from, name: `${kind} issuer chain` });
  }
  return items;
}

/** Bytes of all of them. */
export function sizeOf(items: readonly Item[]): number {
  return items.reduce((size, { bytes }) => size + bytes.length, 0);
}

/** A deadline and a signal in one. Its reason is an EndorsementError after the deadline, and `cancelled` on demand. */
function stopper({ signal, timeout = TIMEOUT }: CollectOptions): { stop: AbortSignal; clear: () => void } {
  const controller = new AbortController();
  const onAbort = () => controller.abort(tsmError("cancelled", "its signal was aborted", { cause: signal?.reason }));
  if (signal?.aborted) onAbort();
  signal?.addEventListener("abort", onAbort, { once: true });
  const late = () => controller.abort(new EndorsementError("unreachable", `it did not come within ${timeout} ms`));
  const timer = setTimeout(late, Math.min(timeout, LONGEST_TIMER));
  return {
    stop: controller.signal,
    clear: () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    },
  };
}

/** What one list of needs is met with. */
class Gathering {
  readonly #needs: readonly Need[];
  readonly #judge: Judge;
  readonly #options: CollectOptions;
  readonly #stop: AbortSignal;
  readonly #found = new Map<Need, Item[]>();
  readonly #answers = new Map<Need, Answer>();
  readonly #missing = new Map<Need, EndorsementError>();
  #judgement: Judgement;

  constructor(needs: readonly Need[], judge: Judge, options: CollectOptions, stop: AbortSignal) {
    this.#needs = needs;
    this.#judge = judge;
    this.#options = options;
    this.#stop = stop;
    this.#judgement = judge.judge(this.#items());
  }

  async run(): Promise<Collected> {
    await this.#useCache();
    for (let next = this.#next(); next.length > 0; next = this.#next()) {
      const met = await Promise.all(next.map((need) => this.#fetch(need)));
      this.#judgement = this.#judge.judge(this.#items());
      // With a key at hand, what is kept of its chain can be judged.
      await this.#useCache();
      // A key or a chain: what is asked for next hangs on it, and can't be judged without.
      if (next.some(({ immutable }, i) => immutable && !met[i])) break;
    }
    this.#settle();
    await this.#keep();
    const missing = this.#needs.flatMap((need): Missing[] => {
      const error = this.#missing.get(need);
      return error ? [{ need, error }] : [];
    });
    return { items: this.#items(), missing };
  }

  #items(): Item[] {
    return [...this.#needs.flatMap((need) => this.#found.get(need) ?? []), ...(this.#options.given ?? [])];
  }

  #open(): Need[] {
    return this.#needs.filter((need) => this.#judgement.lack(need));
  }

  /** What was asked for once is not asked for again. */
  #unasked(): Need[] {
    return this.#open().filter((need) => !this.#answers.has(need) && !this.#missing.has(need));
  }

  /** What to fetch next: keys and chains one by one, then all the rest. */
  #next(): Need[] {
    const open = this.#unasked();
    const [first] = open;
    return first?.immutable ? [first] : open;
  }

  /** Takes from the cache what meets a need there, judged together: a chain tells whether its key is one. */
  async #useCache(): Promise<void> {
    const { cache } = this.#options;
    if (!cache) return;
    const look = async (need: Need): Promise<void> => {
      const { url } = need;
      const kept = url === undefined ? undefined : await orAborted(cache.get(url), this.#stop).catch(this.#late);
      const items = kept ? itemsOf(need, "cache", kept) : [];
      if (items.length > 0 && this.#fits(items) && items.every(this.#judge.reads)) this.#found.set(need, items);
    };
    const before = this.#found.size;
    await Promise.all(this.#unasked().map(look));
    if (this.#found.size === before) return;
    this.#judgement = this.#judge.judge(this.#items());
    const wrong = this.#unasked().filter((need) => this.#found.has(need));
    for (const need of wrong) this.#found.delete(need);
    if (wrong.length > 0) this.#judgement = this.#judge.judge(this.#items());
  }

  /** Time has run out, which is no error of whoever is waited for; anything else is. */
  readonly #late = (error: unknown): undefined => {
    if (!(error instanceof EndorsementError)) throw error;
  };

  #fits(items: readonly Item[]): boolean {
    return sizeOf(this.#items()) + sizeOf(items) <= ITEMS_MAX;
  }

  /** Asks for what a need wants, or notes why it can't be had. */
  async #fetch(need: Need): Promise<boolean> {
    try {
      const answer = await this.#ask(need);
      const items = itemsOf(need, need.url ?? "", answer);
      if (!this.#fits(items)) {
        throw new EndorsementError("bad-answer", `all together has more than ${ITEMS_MAX} bytes`);
      }
      if (!items.every(this.#judge.reads)) {
        throw new EndorsementError("bad-answer", "the answer is not what was asked for");
      }
      this.#answers.set(need, answer);
      this.#found.set(need, items);
      return true;
    } catch (error) {
      if (!(error instanceof EndorsementError)) throw error;
      this.#missing.set(need, this.#withLack(need, error));
      return false;
    }
  }

  /** Says why what is at hand does not do, when it has what was needed, but not in order. */
  #withLack(need: Need, error: EndorsementError): EndorsementError {
    const lack = this.#judgement.lack(need);
    if (!lack?.there) return error;
    const { code, message, status, wait } = error;
    const facts = { wait, cause: error, ...(status !== undefined && { status }) };
    return new EndorsementError(code, `${message}, and with the one at hand ${lack.why}`, facts);
  }

  async #ask(need: Need): Promise<Answer> {
    const { offline = false, fetcher = shared, onFetch } = this.#options;
    const { url, unfetchable = "nobody gives it" } = need;
    if (url === undefined) throw new EndorsementError("unfetchable", unfetchable);
    if (offline) throw new EndorsementError("offline", "fetching is switched off");
    onFetch?.(need);
    return fetcher.get(url, this.#stop);
  }

  /** Answers that are not what was asked for are dropped; those that are, but not in order, the core will tell about. */
  #settle(): void {
    for (const need of this.#answers.keys()) {
      const lack = this.#judgement.lack(need);
      if (!lack) continue;
      this.#missing.set(need, new EndorsementError("bad-answer", lack.why));
      if (!lack.there) this.#found.delete(need);
    }
  }

  /** Puts into the cache what is in order. What has come counts, even if time runs out meanwhile. */
  async #keep(): Promise<void> {
    const { cache } = this.#options;
    if (!cache || !this.#judgement.trusted) return;
    const good = [...this.#answers].filter(([need]) => !this.#missing.has(need));
    const put = ([need, answer]: [Need, Answer]) =>
      orAborted(cache.put(need.url ?? "", answer), this.#stop).catch(this.#late);
    await Promise.all(good.map(put));
  }
}

/** Needs by product: a report that does not tell its product may be of either. */
function alternatives(needs: readonly Need[]): (readonly Need[])[] {
  const products = [...new Set(needs.map(({ product }) => product))];
  return products.map((product) => needs.filter((need) => need.product === product));
}

const missesKey = ({ missing }: Collected): boolean => missing.some(({ need }) => need.immutable);

/**
 * Gathers items for the core until each need is met or has a reason why not. What was given is passed on in any case, and so
 * is what a server answers although it has expired or is not in order: the core says so in its own words. Only what is in
 * order, under a root that is trusted, goes into the cache, and only what still is comes out of it.
 *
 * @throws TsmError `cancelled`, or `too-large` when what was given has more than {@link ITEMS_MAX} bytes; whatever the judge
 *   throws of evidence and given items.
 */
export async function collect(needs: readonly Need[], judge: Judge, options: CollectOptions = {}): Promise<Collected> {
  const given = [...(options.given ?? [])];
  const size = sizeOf(given);
  if (size > ITEMS_MAX) throw tsmError("too-large", `expected at most ${ITEMS_MAX} bytes, got ${size}`);
  const { stop, clear } = stopper(options);
  const tried: Collected[] = [];
  try {
    for (const alternative of alternatives(needs)) {
      const collected = await new Gathering(alternative, judge, options, stop).run();
      if (collected.missing.length === 0) return collected;
      tried.push(collected);
    }
  } finally {
    clear();
  }
  const [best] = tried.filter((one) => !missesKey(one)).sort((a, b) => a.missing.length - b.missing.length);
  if (best) return best;
  const [only, ...others] = tried;
  if (only && others.length === 0) return only;
  return { items: given, missing: tried.flatMap(({ missing }) => missing) };
}
