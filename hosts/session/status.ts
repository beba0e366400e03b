/** How a session is doing. */
import { TsmError, tsmError } from "../errors.ts";
import { type CheckOutcome, NotAffirmedError, type OutcomeName } from "../verifier.ts";
import type { Ground } from "./attempt.ts";
import { ServiceError } from "./problem.ts";

/**
 * - `idle`: not started
 * - `attesting`: the first attestation is under way
 * - `attested`: the last attestation went well
 * - `failing`: the last one failed, and the next may go well; a token may still hold
 * - `blocked`: the last one failed, and something has to change: the service refuses the evidence, or the request, or there
 *   is no TSM. A token that was given before holds until it expires
 * - `closed`: it is over
 */
export type SessionState = "idle" | "attesting" | "attested" | "failing" | "blocked" | "closed";

/** A session at some moment. Times are milliseconds. */
export interface SessionStatus {
  state: SessionState;
  /** Since when, by this machine's clock: since 1970. */
  since: number;
  /** The service, for people. */
  service: string;
  /** Is an attestation under way? */
  refreshing: boolean;
  /** How long the token holds; 0 when there is none. */
  timeLeft: number;
  /** What of it expires first. */
  expiresFirst?: Ground;
  /** How long each of what it rests on holds. */
  grounds: Partial<Record<Ground, number>>;
  /** Until the next attempt; absent while one is under way. */
  next?: number;
  /** Attestations so far, and how many of the last ones failed in a row. */
  attempts: number;
  failures: number;
  /** Of the last appraisal, when the service tells it; absent when it refused the evidence. */
  verdict?: OutcomeName;
  /** Its rows; the required ones that do not affirm when the service refused the evidence. */
  outcomes: readonly CheckOutcome[];
  /** What the last attestation failed with. */
  error?: Pick<TsmError, "code" | "group" | "message">;
}

/** Errors of group `stop` that a new challenge gets over: another replica, or a service that started anew. */
const WITH_ANOTHER_CHALLENGE: readonly string[] = ["challenge-unknown", "challenge-used"];

/** May the same attestation go well later, with nothing changed? */
export function isPassing({ code, group }: TsmError): boolean {
  return group === "again" || WITH_ANOTHER_CHALLENGE.includes(code);
}

/** The rows that an error carries. */
export function outcomesOf(error: TsmError): readonly CheckOutcome[] {
  if (error instanceof NotAffirmedError) return error.appraisal.outcomes;
  return error instanceof ServiceError ? error.outcomes : [];
}

/** Milliseconds that the service asked to wait; 0 when it did not. */
export function waitOf(error: TsmError): number {
  return (error instanceof ServiceError && error.wait) || 0;
}

/** Whatever was thrown, as an error of ours. */
export function asTsmError(error: unknown): TsmError {
  if (error instanceof TsmError) return error;
  return tsmError("unreachable", (error as Error).message ?? String(error), { cause: error });
}

/** There is no token; the error tells why, and carries the wait until the next attempt. */
export function noToken(cause: TsmError, wait: number): ServiceError {
  const { message } = tsmError("no-token", cause.message.replace(/[.?]$/, ""));
  return new ServiceError("no-token", message, { cause, wait, outcomes: outcomesOf(cause) });
}
