/** One request to a service over HTTP and its answer: within limits, checked, and no redirection followed. */
import type * as z from "zod";
import { readBody, retryAfter } from "../endorsements/answer.ts";
import { EndorsementError } from "../endorsements/error.ts";
import { type TsmError, tsmError } from "../errors.ts";
import type { ErrorCode } from "../formats.ts";
import { printable } from "../printable.ts";
import { isObject, readObject } from "../token/json.ts";

/** Makes a request over HTTP; `globalThis.fetch` is one. */
export type ServiceFetch = (url: string, init: RequestInit) => Promise<Response>;

/** Bytes of an answer at most. */
export const ANSWER_MAX = 1 << 20;
/** Characters of what a service says that are passed on. */
const WORDS_MAX = 300;

/** What is asked for. */
export interface Asked {
  /** Of the service, for messages. */
  name: string;
  fetch: ServiceFetch | undefined;
  url: string;
  headers?: Record<string, string>;
  /** Sent as JSON by POST; without one it is a GET. */
  body?: object;
  signal: AbortSignal;
}

/** What came. */
export interface Answered {
  status: number;
  headers: Headers;
  /** The body as it came. */
  bytes: Uint8Array;
}

function failure({ name, url }: Asked, error: unknown): TsmError {
  const { message, cause } = error as Error;
  const code = error instanceof EndorsementError ? error.code : "unreachable";
  return tsmError(code, `${name} at ${url}: ${(cause as Error | undefined)?.message || message}`, { cause: error });
}

/**
 * Asks. Any status is an answer but those of a service in trouble, and redirections: what goes to one address, with a guest's
 * token or an API key, goes to no other.
 *
 * @throws TsmError `throttled` (429), `overloaded` (503), `unreachable` (5xx, or no whole answer), `bad-answer` (3xx, or more than
 *   {@link ANSWER_MAX} bytes); the signal's reason.
 */
export async function ask(asked: Asked): Promise<Answered> {
  const { name, url, body, signal, headers = {} } = asked;
  const fetch = asked.fetch ?? ((url, init) => globalThis.fetch(url, init));
  const init: RequestInit = {
    method: body ? "POST" : "GET",
    headers: { accept: "application/json", ...(body && { "content-type": "application/json" }), ...headers },
    redirect: "manual",
    signal,
    ...(body && { body: JSON.stringify(body) }),
  };
  let answered: Answered;
  try {
    const response = await fetch(url, init);
    const { status } = response;
    answered = { status, headers: response.headers, bytes: await readBody(response, ANSWER_MAX) };
  } catch (error) {
    signal.throwIfAborted();
    throw failure(asked, error);
  }
  const { status } = answered;
  // A browser shows of a redirection that it was none to follow, and hides the rest.
  if (status === 0 || (status >= 300 && status < 400)) {
    throw tsmError("bad-answer", `${name} at ${url} redirects, which is not followed`);
  }
  if (status === 429) {
    const wait = retryAfter(answered.headers.get("retry-after"), Date.now());
    throw tsmError("throttled", `${name} at ${url}${wait ? ` asks to wait ${Math.ceil(wait / 1000)} s` : ""}`);
  }
  if (status >= 500) {
    throw tsmError(status === 503 ? "overloaded" : "unreachable", `${name} at ${url} answered ${status}`);
  }
  return answered;
}

/** What a service says is wrong: a problem document (RFC 9457, Trustee), or the errors of Azure and Intel. */
export function words({ status, bytes }: Answered): string {
  const told = readObject(bytes);
  const { detail, error, message } = typeof told === "string" ? {} : told;
  const inner = isObject(error) ? error.message : error;
  const text = [detail, message, inner].find((one) => typeof one === "string");
  return typeof text === "string" ? `${status}, ${printable(text).slice(0, WORDS_MAX)}` : String(status);
}

/** The error for an answer that refuses. */
export function refusal(code: ErrorCode, name: string, answered: Answered): TsmError {
  return tsmError(code, `${name} answered ${words(answered)}`);
}

/**
 * The answer in its form.
 *
 * @throws TsmError `bad-answer` for another form; the message says where.
 */
export function inForm<T>(schema: z.ZodType<T>, name: string, { bytes }: Answered): T {
  const value = readObject(bytes);
  if (typeof value === "string") throw tsmError("bad-answer", `${name}: ${value}`);
  const { data, error } = schema.safeParse(value);
  if (!error) return data;
  const [issue] = error.issues;
  throw tsmError("bad-answer", `${name}: ${issue?.path.join(".") || "the answer"}: ${issue?.message}`);
}
