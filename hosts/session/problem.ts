/** What a service answers instead of what it was asked for: RFC 9457, or only a status. */
import { retryAfter } from "../endorsements/answer.ts";
import { type ErrorFacts, TsmError } from "../errors.ts";
import type { ErrorCode } from "../formats.ts";
import { printable } from "../printable.ts";
import { list } from "../rows.ts";
import { problem } from "../service/schemas.ts";
import type { CheckOutcome } from "../verifier.ts";
import type { Answered } from "./http.ts";

/** Milliseconds that a service is left alone at most when it asks for it. */
const LONGEST_SILENCE = 600_000;
/** Characters of a service's own words that are taken over. */
const DETAIL_MAX = 1000;

/** What a {@link ServiceError} carries besides. */
export interface ServiceFacts extends ErrorFacts {
  status?: number;
  wait?: number | undefined;
  outcomes?: readonly CheckOutcome[];
}

/** An error that a service answered, or that it gave no answer. */
export class ServiceError extends TsmError {
  /** HTTP status of the answer; undefined when there was none. */
  readonly status: number | undefined;
  /** Milliseconds that the service asked to wait. */
  readonly wait: number | undefined;
  /** The required rows that do not affirm, when the evidence was refused and the service tells them. */
  readonly outcomes: readonly CheckOutcome[];

  constructor(code: ErrorCode, message: string, { status, wait, outcomes = [], ...facts }: ServiceFacts = {}) {
    super(code, message, facts);
    this.status = status;
    this.wait = wait === undefined ? undefined : Math.min(wait, LONGEST_SILENCE);
    this.outcomes = outcomes;
  }
}

/** What to do about errors whose usual remedy is about vendors' servers. */
const REMEDIES: Partial<Record<ErrorCode, string>> = {
  unreachable: "Is it up, and its URL right?",
  throttled: "It is asked again after a while.",
};

/** A {@link ServiceError} whose message comes from the tables. */
export function serviceError(code: ErrorCode, detail: string, facts: ServiceFacts = {}): ServiceError {
  const { text, note } = list("fault").find(({ name }) => name === code) ?? {};
  return new ServiceError(code, `${text}: ${detail}. ${REMEDIES[code] ?? note}`, facts);
}

function codeOf(status: number): ErrorCode {
  if (status === 429) return "throttled";
  if (status === 503) return "overloaded";
  return status >= 500 ? "unreachable" : "bad-answer";
}

/** Is it a code of ours? */
function isCode(code: string): code is ErrorCode {
  return list("fault").some(({ name }) => name === code);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** An answer that is no success, as an error. `now`: milliseconds since 1970. */
export function refusalOf({ place, status, headers, bytes }: Answered, now: number): ServiceError {
  const facts = { status, wait: retryAfter(headers.get("retry-after"), now) };
  const { data } = problem.safeParse(parsed(new TextDecoder().decode(bytes)));
  if (!data || !isCode(data.code)) return serviceError(codeOf(status), `${place} answered ${status}`, facts);
  const detail = printable(data.detail.slice(0, DETAIL_MAX));
  return new ServiceError(data.code, `${place}: ${detail}`, {
    ...facts,
    outcomes: data.outcomes ?? [],
  });
}
