/** Tokens of attestation services for whoever relies on them: tsmkit's own, Trustee's, Intel Trust Authority's, Azure's. */
export { ALGORITHMS, DEFAULT_ALGORITHMS, type TokenAlgorithm } from "./algorithms.ts";
export type { TokenTimes } from "./claims.ts";
export type { RemoteKeys, TokenFetch, TrustedKeys } from "./keys.ts";
export { readToken, type TokenParts } from "./parts.ts";
export type { AttestationResult, TokenProfile, TokenSubmodule } from "./result.ts";
export { type VerifyTokenOptions, verifyToken } from "./verify.ts";
