/** Sessions with verifier services: a guest's token, attested anew before anything that it rests on expires. */
export type { Ground, SessionReport } from "./attempt.ts";
export { type Clock, systemClock } from "./clock.ts";
export type { RefreshReason, SessionEvents } from "./events.ts";
export type { ServiceFetch } from "./http.ts";
export type { KeyChoice, ProofOptions, SessionKey } from "./keys.ts";
export { ServiceError, type ServiceFacts } from "./problem.ts";
export type { AttestationService, Attested, Challenge, ChallengeRequest } from "./service.ts";
export { AttestationSession, type SessionOptions, type SessionToken, type TokenOptions } from "./session.ts";
export type { SessionState, SessionStatus } from "./status.ts";
export { type TsmkitOptions, TsmkitService } from "./tsmkit.ts";
