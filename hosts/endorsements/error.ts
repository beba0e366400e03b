/** Why an endorsement could not be had. */

/**
 * - `unreachable`: no whole answer came, or the server is in trouble (5xx); a later try may succeed
 * - `throttled`: the server asks to be left alone for a while (429)
 * - `not-found`: the server has no such item, or refuses it (any other status)
 * - `bad-answer`: what came is too large, or not what was asked for
 * - `offline`: fetching is switched off
 * - `unfetchable`: no server gives it to everybody; it has to be handed in
 */
export type EndorsementCode = "unreachable" | "throttled" | "not-found" | "bad-answer" | "offline" | "unfetchable";

/** Facts of an {@link EndorsementError} besides its words. */
export interface EndorsementFacts {
  /** HTTP status of the answer. */
  status?: number;
  /** Milliseconds that the server asked to wait. */
  wait?: number | undefined;
  cause?: unknown;
}

/** An endorsement could not be had; the message is the detail alone, without a remedy. */
export class EndorsementError extends Error {
  override readonly name = "EndorsementError";
  readonly code: EndorsementCode;
  readonly status: number | undefined;
  readonly wait: number | undefined;

  constructor(code: EndorsementCode, message: string, { status, wait, cause }: EndorsementFacts = {}) {
    super(message, cause === undefined ? {} : { cause });
    this.code = code;
    this.status = status;
    this.wait = wait;
  }
}
