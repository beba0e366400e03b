/** Errors as the service tells them: their statuses, and the rows of the appraisal. */
import { TsmError } from "../errors.ts";
import { type Problem, problemDetails } from "../http/problem.ts";
import { type Appraisal, type CheckOutcome, NotAffirmedError } from "../verifier.ts";
import { UndecidedError } from "./service.ts";

/** Status by code, where it is not that of its group. */
const STATUS: Partial<Record<string, number>> = {
  "bad-request": 400,
  "too-large": 413,
  "challenge-unknown": 403,
  "challenge-used": 409,
  "not-affirmed": 403,
  "timed-out": 503,
};

/** Status by exit code: what was handed in, evidence, what verifying needs, the service itself. */
const BY_EXIT: Partial<Record<number, number>> = { 1: 422, 2: 422, 3: 503 };

function statusOf({ code, group, exitCode }: TsmError): number {
  const status = STATUS[code] ?? BY_EXIT[exitCode] ?? 500;
  // Collateral that nobody has: asking again does not help.
  return status === 503 && group !== "again" ? 422 : status;
}

/** The required rows that do not affirm. */
function refusing({ outcomes }: Appraisal): CheckOutcome[] {
  return outcomes.filter(({ required, outcome }) => required && outcome !== "affirming");
}

/** What a client reads of an error. */
export function problemOf(error: unknown): Problem {
  const isJudged = error instanceof NotAffirmedError || error instanceof UndecidedError;
  const outcomes = isJudged ? refusing(error.appraisal) : [];
  return problemDetails(error, error instanceof TsmError ? statusOf(error) : 500, outcomes);
}
