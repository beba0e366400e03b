/** How long a token holds, by the clock of whoever gave it: the guest's own may say anything. */
import { tsmError } from "../errors.ts";
import { timeOf } from "../token/claims.ts";
import { readToken } from "../token/parts.ts";
import type { Answered } from "./http.ts";

/** Header Date has whole seconds: by now it may be so many milliseconds later. */
const DATE_GRAIN = 1000;

/**
 * Milliseconds that a token holds from when it came: from the later of its `iat` and the answer's Date, until its `exp`.
 *
 * @throws TsmError `bad-answer` when it is no token with both times, or does not hold any more.
 */
export function lifetimeOf(token: string, name: string, { headers }: Pick<Answered, "headers">): number {
  let times: { exp: number | undefined; iat: number | undefined };
  try {
    const { claims } = readToken(token);
    times = { exp: timeOf(claims, "exp"), iat: timeOf(claims, "iat") };
  } catch (cause) {
    throw tsmError("bad-answer", `${name} gave a token that is none: ${(cause as Error).message}`, { cause });
  }
  const { exp, iat } = times;
  if (exp === undefined || iat === undefined) throw tsmError("bad-answer", `${name} gave a token without exp or iat`);
  const date = Date.parse(headers.get("date") ?? "");
  const now = Math.max(1000 * iat, Number.isNaN(date) ? 0 : date + DATE_GRAIN);
  if (1000 * exp > now) return 1000 * exp - now;
  throw tsmError("bad-answer", `${name} gave a token that has expired by its own clock`);
}
