/** A server and a cache in memory, for what fetches. */
import { EndorsementCache } from "../../hosts/endorsements/cache.ts";
import type { Fetch } from "../../hosts/endorsements/fetcher.ts";

/** What a server does with one request; throwing is a connection that fails. */
export type Reply = (signal: AbortSignal) => Response | Promise<Response>;

/** An answer of some status. */
export function reply(body: string | Uint8Array, status = 200, headers: Record<string, string> = {}): Reply {
  return () => new Response(body as BodyInit, { status, headers });
}

/** An answer that never comes. */
export const silence: Reply = (signal) =>
  new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));

/** A connection that fails. */
export const refused: Reply = () => {
  throw new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED") });
};

/** Serves the replies of each URL one after another, the last of them for good; anything else is 404. */
export function serving(replies: Record<string, Reply | Reply[]>): { fetch: Fetch; asked: string[] } {
  const asked: string[] = [];
  const left = new Map(Object.entries(replies).map(([url, all]) => [url, [all].flat()]));
  return {
    asked,
    fetch: async (url, { signal }) => {
      asked.push(url);
      const queue = left.get(url) ?? [reply("", 404)];
      const next = queue.length > 1 ? queue.shift() : queue[0];
      return (next as Reply)(signal);
    },
  };
}

/** A cache that keeps its entries here. */
export function cacheInMemory(entries = new Map<string, Uint8Array>()): EndorsementCache {
  return new EndorsementCache({
    getItemRaw: async (key) => entries.get(key),
    setItemRaw: async (key, bytes) => entries.set(key, bytes),
  });
}

/** A signal that nobody aborts. */
export const never = new AbortController().signal;
