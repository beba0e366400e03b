/** Errors as the service tells them: problem details, RFC 9457, with the literal code and the rows of the appraisal. */
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { TsmError } from "../errors.ts";
import { printable } from "../printable.ts";
import { list } from "../rows.ts";
import { type Appraisal, type CheckOutcome, NotAffirmedError } from "../verifier.ts";
import type { Problem } from "./messages.ts";
import { UndecidedError } from "./service.ts";

const MEDIA_TYPE = "application/problem+json";
const TYPE = "urn:tsmkit:error:";

/** Status by code, where it is not that of its group. */
const STATUS: Partial<Record<string, ContentfulStatusCode>> = {
  "bad-request": 400,
  "too-large": 413,
  "challenge-unknown": 403,
  "challenge-used": 409,
  "not-affirmed": 403,
  "timed-out": 503,
};

/** Status by exit code: what was handed in, evidence, what verifying needs, the service itself. */
const BY_EXIT: Partial<Record<number, ContentfulStatusCode>> = { 1: 422, 2: 422, 3: 503 };

/** Seconds after which it is worth while to ask again, when nobody knows better. */
const AGAIN = 1;

/** The status of an error. */
export function statusOf({ code, group, exitCode }: TsmError): ContentfulStatusCode {
  const status = STATUS[code] ?? BY_EXIT[exitCode] ?? 500;
  // Collateral that nobody has: asking again does not help.
  return status === 503 && group !== "again" ? 422 : status;
}

/** The required rows that do not affirm. */
function refusing({ outcomes }: Appraisal): CheckOutcome[] {
  return outcomes.filter(({ required, outcome }) => required && outcome !== "affirming");
}

const titleOf = (code: string): string | undefined => list("fault").find(({ name }) => name === code)?.text;

/** What a client reads of an error. What is no TsmError is a bug, whose words stay here. */
export function problemOf(error: unknown): Problem {
  if (!(error instanceof TsmError)) {
    const title = "the service failed";
    return {
      type: `${TYPE}internal`,
      title,
      status: 500,
      code: "internal",
      detail: `${title}; its log has the reason`,
    };
  }
  const outcomes =
    error instanceof NotAffirmedError || error instanceof UndecidedError ? refusing(error.appraisal) : [];
  return {
    type: `${TYPE}${error.code}`,
    title: titleOf(error.code) ?? error.code,
    status: statusOf(error),
    code: error.code,
    detail: printable(error.message),
    ...(outcomes.length > 0 && { outcomes: outcomes }),
  };
}

/** A problem as an answer. */
export function problemResponse(problem: Problem, headers: Record<string, string> = {}): Response {
  const { status } = problem;
  const again = status === 503 || status === 429 ? { "retry-after": `${AGAIN}` } : {};
  return new Response(`${JSON.stringify(problem)}\n`, {
    status,
    headers: { "content-type": MEDIA_TYPE, "cache-control": "no-store", ...again, ...headers },
  });
}
