/** What a session needs of a verifier service, whatever it speaks: a challenge, and a token for evidence that answers it. */
import type { JWK } from "jose";
import type { Evidence, ReportInput } from "../request.ts";
import type { Appraisal } from "../verifier.ts";

/** What a challenge is asked for. */
export interface ChallengeRequest {
  /** The public key that the token is to confirm. */
  key?: JWK;
  /** A nonce of whoever will read the token, for services that take one: 8 to 64 bytes. */
  userNonce?: Uint8Array;
  /** Whom the token is for, for services that take it; the service's own choice when left out. */
  audience?: string;
  signal: AbortSignal;
}

/** A challenge: what the evidence must carry, and how the answer is given. It is answered once. */
export interface Challenge {
  /** What the report has to carry. */
  reportData: ReportInput;
  /**
   * Hands the evidence in.
   *
   * @throws TsmError `not-affirmed` when the service refuses it, `challenge-expired`, `challenge-used`, `challenge-unknown`,
   *   `overloaded`, `throttled`, `unreachable`, `bad-answer`.
   */
  answer(evidence: Evidence, signal: AbortSignal): Promise<Attested>;
}

/** What a service answers to evidence that it takes. */
export interface Attested {
  /** As it came: a JSON Web Token. */
  token: string;
  /** Milliseconds that it holds, from when it came; by the service's clock, whatever the guest's says. */
  lifetime: number;
  /** The appraisal that it rests on, of services that tell it. */
  appraisal?: Pick<Appraisal, "verdict" | "outcomes" | "validUntil">;
}

/** A verifier service. Adapters are tsmkit's own, Trustee, Intel Trust Authority, Azure Attestation. */
export interface AttestationService {
  /** For people: what it is, and where. */
  readonly name: string;
  /** @throws TsmError `throttled`, `overloaded`, `unreachable`, `bad-answer`, `bad-request`. */
  challenge(request: ChallengeRequest): Promise<Challenge>;
}
