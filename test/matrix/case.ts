/** What every host is asked, whatever it is made of: calls on files of one folder, and what must hold of their answers. */

import type { EvidenceForm } from "tsmkit";

/** What a host can do, as the columns of the matrix. */
export type Capability = "parse" | "verify" | "request" | "errors";

/** Shows a file of evidence as JSON. */
export interface InspectCall {
  call: "inspect";
  evidence: string;
  /** `auto` when left out. */
  form?: EvidenceForm;
}

/** Appraises a file of evidence without a network. */
export interface VerifyCall {
  call: "verify";
  evidence: string;
  /** In hex; no nonce is expected when left out. */
  nonce?: string | undefined;
  /** ISO 8601. */
  at: string;
  /** Files with certificates, lists, collateral. */
  endorsements: string[];
  trustRoots: string[];
  policy?: string;
}

/** Requests evidence from one of the TSMs in tsms.mjs. */
export interface RequestCall {
  call: "request";
  tsm: string;
  /** In hex. */
  nonce: string;
  privlevel?: number;
  aux?: true;
  attempts?: number;
}

export type Call = InspectCall | VerifyCall | RequestCall;

/**
 * What the answer has to say besides being the same everywhere, so that all hosts can't be wrong alike: members of the JSON,
 * or the code of an error.
 */
export type Claim = { code: string } | { members: Record<string, unknown> };

/** One case. Files are named by their paths in the folder. */
export type Case = Call & { name: string; capability: Capability; claim: Claim };
