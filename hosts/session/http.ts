/** One request to a service over HTTP and its answer: in time, within limits, and no redirection followed. */
import { ANSWER_MAX, readBody } from "../endorsements/answer.ts";
import { EndorsementError } from "../endorsements/error.ts";
import { TsmError } from "../errors.ts";
import { type Clock, systemClock } from "./clock.ts";
import { serviceError } from "./problem.ts";
import { within } from "./within.ts";

/** The part of `fetch` that is used here. */
export type ServiceFetch = (url: string, init: RequestInit) => Promise<Response>;

/** How a service is asked. */
export interface Transport {
  /** `globalThis.fetch` when left out. It is asked not to follow redirects. */
  fetch: ServiceFetch;
  clock: Clock;
  /** Milliseconds until a request is given up; 30,000 when left out: a service that fetches collateral takes its time. */
  timeout: number;
}

/** Milliseconds that one request may take, unless told. */
const TIMEOUT = 30_000;

/** A transport, whole. */
export function transportOf({ fetch, clock = systemClock, timeout = TIMEOUT }: Partial<Transport>): Transport {
  return { fetch: fetch ?? ((url, init) => globalThis.fetch(url, init)), clock, timeout };
}

/** What is asked for. */
export interface Asked {
  url: string;
  headers?: Record<string, string>;
  /** Sent as JSON by POST; without one it is a GET. */
  body?: object;
}

/** What came, whatever its status. */
export interface Answered {
  /** Host and path that were asked. */
  place: string;
  status: number;
  headers: Headers;
  /** The body as it came. */
  bytes: Uint8Array;
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

async function read(place: string, response: Response): Promise<Answered> {
  const { status, type, headers } = response;
  if (type !== "opaqueredirect" && (status < 300 || status >= 400)) {
    return { place, status, headers, bytes: await readBody(response, ANSWER_MAX) };
  }
  await response.body?.cancel();
  // What goes to one address, with a guest's token or evidence, goes to no other.
  throw serviceError("bad-answer", `${place} leads elsewhere, and redirects are not followed`, { status });
}

/**
 * Makes a request. Any status is an answer, but for a redirect.
 *
 * @throws ServiceError `unreachable`, `bad-answer` for a redirect and for more than 1 MiB; TsmError `cancelled`.
 */
export async function exchange(
  { url, headers, body }: Asked,
  { fetch, clock, timeout }: Transport,
  signal: AbortSignal,
): Promise<Answered> {
  const { host, pathname } = new URL(url);
  const place = `${host}${pathname}`;
  const init: RequestInit = {
    method: body ? "POST" : "GET",
    headers: { accept: "application/json", ...(body && { "content-type": "application/json" }), ...headers },
    redirect: "manual",
    ...(body && { body: JSON.stringify(body) }),
  };
  try {
    return await within({ clock, timeout, signals: [signal] }, async (stop) =>
      read(place, await fetch(url, { ...init, signal: stop })),
    );
  } catch (error) {
    throw failureOf(place, error);
  }
}
