/** Answers of services, read by their forms. */
import type * as z from "zod";
import { tsmError } from "../errors.ts";
import type { ErrorCode } from "../formats.ts";
import { issuesIn } from "../http/body.ts";
import { printable } from "../printable.ts";
import { isObject, readObject } from "../strictJson.ts";
import { type Answered, type Asked, exchange, type Transport } from "./http.ts";
import { refusalOf, serviceError } from "./problem.ts";

/** Characters of what a service says that are passed on. */
const WORDS_MAX = 300;

/**
 * Asks a service that is not tsmkit's own. Any status is an answer but those of a service in trouble.
 *
 * @throws TsmError `throttled` (429), `overloaded` (503), `unreachable` (5xx), and as {@link exchange}.
 */
export async function ask(asked: Asked, transport: Transport, signal: AbortSignal): Promise<Answered> {
  const answered = await exchange(asked, transport, signal);
  const { status } = answered;
  if (status === 429 || status >= 500) throw refusalOf(answered, transport.clock.now());
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
export function refusal(code: ErrorCode, name: string, answered: Answered) {
  return tsmError(code, `${name} answered ${words(answered)}`);
}

/**
 * The answer in its form.
 *
 * @throws ServiceError `bad-answer` for another form; the message says where.
 */
export function inForm<T>(schema: z.ZodType<T>, name: string, { bytes }: Answered): T {
  const value = readObject(bytes);
  if (typeof value === "string") throw serviceError("bad-answer", `${name}: ${value}`);
  const { data, error } = schema.safeParse(value);
  if (!error) return data;
  throw serviceError("bad-answer", `${name}: ${issuesIn(error)}`);
}
