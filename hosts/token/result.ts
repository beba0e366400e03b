/** What a verified token comes to, whoever made it. */
import type { JWK } from "jose";
import { worse } from "../ear.ts";
import type { OutcomeName } from "../verifier.ts";
import type { TokenTimes } from "./claims.ts";

/** What is said of one part of the attester. */
export interface TokenSubmodule {
  /** `cpu0`, `snp`, `tdx`, …: as the token has it. */
  name: string;
  /** The status that is told, or that of the worst member of the vector when that is worse. */
  status: OutcomeName;
  /** Claims of the trustworthiness vector, from -128 to 127; empty when there is none. */
  vector: Record<string, number>;
  /** Policies that it was appraised by. */
  policyIds: string[];
}

/** Families of tokens that are understood, and the rest, of which nothing is taken for granted. */
export type TokenProfile = "ear" | "trustee" | "trust-authority" | "azure" | "unknown";

/** What a profile makes of the claims. */
export interface Reading {
  profile: TokenProfile;
  submods: TokenSubmodule[];
  /** Public keys that the token vouches for; thumbprints (RFC 7638) of those that it only names. */
  keys: JWK[];
  thumbprints: string[];
  /** Nonces as the token has them. */
  nonces: unknown[];
}

/** A token that was verified. */
export interface AttestationResult extends TokenTimes {
  /** Absent when no issuer was asked for and the token names none. */
  issuer?: string;
  subject?: string;
  /** Whom it is for; empty when it does not tell. */
  audience: string[];
  profile: TokenProfile;
  /**
   * The worst of the submodules, by the tiers of EAR. `none` when there are none, or when the profile is not known: what was not
   * checked never counts as passed.
   */
  verdict: OutcomeName;
  submods: TokenSubmodule[];
  /** The key that the token vouches for: the one that was asked for, or the only one. */
  confirmationKey?: JWK;
  /** The nonces, as the token has them. */
  nonces: string[];
  /** All claims. */
  claims: Record<string, unknown>;
}

/** The worst of some outcomes; `none` when there are none. */
export function worst(outcomes: readonly OutcomeName[]): OutcomeName {
  return outcomes.length === 0 ? "none" : outcomes.reduce(worse);
}
