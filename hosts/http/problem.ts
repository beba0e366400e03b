/** Errors as servers of tsmkit tell them: problem details, RFC 9457, with the literal code of docs/errors.md. */
import { TsmError } from "../errors.ts";
import { printable } from "../printable.ts";
import { list } from "../rows.ts";
import type { CheckOutcome } from "../verifier.ts";

/** What is wrong. */
export interface Problem {
  /** `urn:tsmkit:error:` and the code. */
  type: string;
  title: string;
  /** Of HTTP. */
  status: number;
  code: string;
  detail: string;
  /** The required rows that do not affirm. */
  outcomes?: CheckOutcome[];
}

const MEDIA_TYPE = "application/problem+json";
const TYPE = "urn:tsmkit:error:";

/** Seconds after which it is worth while to ask again, when nobody knows better. */
const AGAIN = 1;

const titleOf = (code: string): string | undefined => list("fault").find(({ name }) => name === code)?.text;

/** An error as a problem. What is no TsmError is a bug, whose words stay here: it has the code `internal` and the status 500. */
export function problemDetails(error: unknown, status: number, outcomes: readonly CheckOutcome[] = []): Problem {
  if (!(error instanceof TsmError)) {
    const title = "the server failed";
    return {
      type: `${TYPE}internal`,
      title,
      status: 500,
      code: "internal",
      detail: `${title}; its log has the reason`,
    };
  }
  const { code, message } = error;
  return {
    type: `${TYPE}${code}`,
    title: titleOf(code) ?? code,
    status,
    code,
    detail: printable(message),
    ...(outcomes.length > 0 && { outcomes: [...outcomes] }),
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
