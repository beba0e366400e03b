/** How many requests one client may make. */
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { TsmError } from "../errors.ts";

/** Tells whether a client may go on; throws `throttled`. */
export type RateLimit = (client: string) => Promise<void>;

/** So many requests a second for each client, on this replica. 0: no limit. */
export function rateLimit(perSecond: number): RateLimit {
  if (perSecond === 0) return async () => {};
  const limiter = new RateLimiterMemory({ points: perSecond, duration: 1 });
  return async (client) => {
    try {
      await limiter.consume(client);
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      throw new TsmError("throttled", `more than ${perSecond} requests in a second. Wait, and ask again.`);
    }
  };
}
