/** Sessions with verifier services: a guest's token, attested anew before anything that it rests on expires. */
export type { Ground, SessionReport } from "./attempt.ts";
export { type AzureOptions, AzureService } from "./azure.ts";
export { type Clock, systemClock } from "./clock.ts";
export type { RefreshReason, SessionEvents } from "./events.ts";
export type { ServiceFetch, Transport } from "./http.ts";
export type { KeyChoice, ProofOptions, SessionKey } from "./keys.ts";
export { ServiceError, type ServiceFacts } from "./problem.ts";
export type { AttestationService, Attested, Challenge, ChallengeRequest } from "./service.ts";
export { AttestationSession, type SessionOptions, type SessionToken, type TokenOptions } from "./session.ts";
export type { SessionState, SessionStatus } from "./status.ts";
export { type TrustAuthorityOptions, TrustAuthorityService } from "./trustAuthority.ts";
export { type ResourceName, type ResourceRequest, type TrusteeOptions, TrusteeService } from "./trustee.ts";
export { type TsmkitOptions, TsmkitService } from "./tsmkit.ts";
