/** The replicas of a service: any of them will do, and those that don't answer are passed over. */
import { TsmError, tsmError } from "../errors.ts";
import { ServiceError, type ServiceFacts } from "./problem.ts";

/** Failures of a replica that the next one may not have. */
const PASSED_OVER: readonly string[] = ["unreachable", "throttled", "overloaded", "store-failed"];

/** The URL as it is asked: of HTTP, without a slash at its end. */
function checked(text: string): string {
  const expected = (what: string) => tsmError("bad-request", `urls: ${what}`);
  if (!URL.canParse(text)) throw expected(`${JSON.stringify(text)} is no URL`);
  const url = new URL(text);
  if (!/^https?:$/.test(url.protocol)) throw expected(`expected https: or http:, got ${url.protocol}`);
  if (url.username || url.password)
    throw expected(`a name or password in the URL of ${url.host} would be shown in logs`);
  if (url.search || url.hash) throw expected(`expected ${url.origin}${url.pathname} alone, got ?… or #… behind it`);
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}

/** The URLs of a service. */
export class Replicas {
  readonly urls: readonly string[];
  /** The one that is asked first: at random, then the one that answered last. */
  #first: number;

  /** @throws TsmError `bad-request` for no URL, and for one that is none of HTTP or says too much. */
  constructor(urls: readonly string[], random: () => number) {
    if (urls.length === 0) throw tsmError("bad-request", "urls: expected one at least");
    this.urls = urls.map(checked);
    this.#first = Math.floor(random() * urls.length);
  }

  /**
   * Asks one after the other until one answers. Where none does, the error of the last is thrown; it carries the shortest wait
   * when all of them asked for one.
   */
  async ask<T>(request: (url: string) => Promise<T>): Promise<T> {
    const { length } = this.urls;
    const start = this.#first;
    const waits: number[] = [];
    for (let i = 0; ; i++) {
      const at = (start + i) % length;
      try {
        const answer = await request(this.urls[at] as string);
        this.#first = at;
        return answer;
      } catch (error) {
        // Given up by whoever asks: the next time begins elsewhere.
        if (error instanceof TsmError && error.code === "cancelled") this.#first = (at + 1) % length;
        if (!(error instanceof TsmError) || !PASSED_OVER.includes(error.code)) throw error;
        waits.push(error instanceof ServiceError ? (error.wait ?? 0) : 0);
        if (i + 1 < length) continue;
        this.#first = (at + 1) % length;
        const wait = Math.min(...waits);
        const facts = { ...error, cause: error.cause, wait: wait || undefined } as ServiceFacts;
        throw new ServiceError(error.code, error.message, facts);
      }
    }
  }
}
