/** One request to a service over HTTP: in time, within limits, without redirects. */
import { ANSWER_MAX, readBody } from "../endorsements/answer.ts";
import { EndorsementError } from "../endorsements/error.ts";
import { TsmError } from "../errors.ts";
import type { Clock } from "./clock.ts";
import { refusalOf, type ServiceError, serviceError } from "./problem.ts";
import { within } from "./within.ts";

/** The part of `fetch` that is used here. */
export type ServiceFetch = (url: string, init: RequestInit) => Promise<Response>;

/** How a service is asked. */
export interface Transport {
  fetch: ServiceFetch;
  clock: Clock;
  /** Milliseconds until a request is given up. */
  timeout: number;
}

/** What a request that gave no answer failed with. */
function failureOf(place: string, error: unknown): TsmError {
  if (error instanceof EndorsementError) return serviceError(error.code, `${place}: ${error.message}`);
  if (error instanceof TsmError) {
    return error.code === "timed-out" ? serviceError("unreachable", `${place}: no answer in time`) : error;
  }
  const { message, cause } = error as Error;
  const why = (cause as Error | undefined)?.message || message;
  return serviceError("unreachable", `${place}: ${why}`, { cause: error });
}

async function read(place: string, response: Response, now: number): Promise<string | ServiceError> {
  const { status, type } = response;
  if (type === "opaqueredirect" || (status >= 300 && status < 400)) {
    await response.body?.cancel();
    // Whoever the evidence is for is named by its URL, and by nobody else.
    return serviceError("bad-answer", `${place} leads elsewhere, and redirects are not followed`, { status });
  }
  const body = new TextDecoder().decode(await readBody(response, ANSWER_MAX));
  return response.ok ? body : refusalOf(place, response, body, now);
}

/**
 * Makes a request. Returns the body of an answer that is a success, of 1 MiB at most.
 *
 * @throws ServiceError `unreachable`, `throttled`, `overloaded`, `bad-answer`, or the code of the problem that the service
 *   answers; TsmError `cancelled`.
 */
export async function ask(
  url: string,
  init: RequestInit,
  { fetch, clock, timeout }: Transport,
  signal: AbortSignal,
): Promise<string> {
  const { host, pathname } = new URL(url);
  const place = `${host}${pathname}`;
  let answer: string | ServiceError;
  try {
    answer = await within({ clock, timeout, signals: [signal] }, async (stop) => {
      const response = await fetch(url, { ...init, redirect: "manual", signal: stop });
      return read(place, response, clock.now());
    });
  } catch (error) {
    throw failureOf(place, error);
  }
  if (typeof answer === "string") return answer;
  throw answer;
}
