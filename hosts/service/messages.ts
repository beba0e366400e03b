/**
 * What a verifier service and its clients say to each other: JSON over HTTP. The schemas that both check it by are in schemas.ts.
 */
import { bound } from "../bound.ts";
import { sha512 } from "../crypto.ts";
import type { CheckOutcome, OutcomeName } from "../verifier.ts";

/** Bytes of the nonce of a challenge. */
export const NONCE_SIZE = 32;

/** Bytes of a body at most: a bundle with room for what comes along. */
export const BODY_MAX = 10 << 20;

/** A public key: the members of RFC 7638 and no others. */
export type PublicJwk =
  | { kty: "EC"; crv: "P-256" | "P-384" | "P-521"; x: string; y: string }
  | { kty: "OKP"; crv: "Ed25519" | "X25519"; x: string }
  | { kty: "RSA"; n: string; e: string };

/** The answer to POST /challenge. */
export interface ChallengeAnswer {
  /** 32 bytes in base64url, to be answered once. */
  nonce: string;
  /** Seconds that it may be answered in. */
  expiresIn: number;
}

/** Evidence in a body: either of the first two, and what the service need not fetch. */
export interface EvidenceBody {
  /** The JSON that `tsm report` writes, as an object; or the bytes of a report, quote or token, in hex or base64. */
  evidence?: string | Record<string, unknown>;
  /** What `tsm bundle` writes. */
  bundle?: Record<string, unknown>;
  /** Certificates, revocation lists, collateral, each in base64. */
  endorsements?: string[];
}

/** The body of POST /attest. */
export interface AttestRequest extends EvidenceBody {
  /** That of a challenge. */
  nonce: string;
  /** A key that the evidence vouches for, and that the token confirms. */
  key?: PublicJwk;
  /** A nonce of whoever will read the token, 8 to 64 bytes in base64url; it is in the evidence and in the token. */
  userNonce?: string;
  /** Whom the token is for; one of those that the service allows. */
  audience?: string;
}

/** The body of POST /appraise. */
export interface AppraiseRequest extends EvidenceBody {
  /** That of the caller, 1 to 64 bytes in base64url. */
  nonce?: string;
  /** Instead of a nonce: the evidence may be an old one. */
  noNonce?: true;
}

/** An appraisal as it is told: see Appraisal, which it is of. */
export interface ToldAppraisal {
  verdict: OutcomeName;
  evidence: { format: string; version: number; digest: string };
  outcomes: CheckOutcome[];
  tcb?: { status: string; date?: string; advisories: string[] };
  validUntil?: string;
}

/** The answer to POST /attest. */
export interface AttestAnswer {
  /** EAR as a signed JSON Web Token. */
  token: string;
  /** Seconds that the token holds from now on. */
  expiresIn: number;
  /** What the token rests on. */
  appraisal: ToldAppraisal;
}

const LABEL = "tsmkit attest";
const VERSION = 1;

/** What evidence must carry for a challenge besides its nonce. */
export interface Bindings {
  /** SHA-256 thumbprint of the key (RFC 7638): 32 bytes. */
  thumbprint?: Uint8Array;
  /** 8 to 64 bytes. */
  userNonce?: Uint8Array;
}

/**
 * The report data that answers a challenge. With nothing else to be bound it is the nonce itself, so that `tsm report --nonce`
 * makes it; else the SHA-512 of "tsmkit attest", a zero byte, the version 1 in a byte, then nonce, thumbprint and user nonce, each
 * with its length before it in two bytes, big-endian, and empty when it is not there.
 */
export function reportDataFor(nonce: Uint8Array, { thumbprint, userNonce }: Bindings = {}): Uint8Array {
  if (!thumbprint && !userNonce) return nonce;
  const none = new Uint8Array();
  return sha512(bound(LABEL, VERSION, [nonce, thumbprint ?? none, userNonce ?? none]));
}
