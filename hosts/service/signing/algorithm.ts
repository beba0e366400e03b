/** The algorithms that tokens are signed by: those with short signatures and keys that are quickly made. */
export const SIGNING_ALGORITHMS = ["ES256", "ES384", "ES512", "EdDSA"] as const;

export type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number];
