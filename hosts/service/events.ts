/** What happens in a service, for its log and its metrics. Nothing of a body is in it: no nonce, no evidence, no token. */
import type { OutcomeName } from "../verifier.ts";

/** A request was answered. */
export interface RequestEvent {
  event: "request";
  requestId: string;
  client: string;
  method: string;
  /** The route, or `other`: a path may be anything. */
  route: string;
  status: number;
  /** Literal code of the error, when it was one. */
  code?: string;
  milliseconds: number;
}

/** Evidence was appraised, or could not be. */
export interface AppraisalEvent {
  event: "appraisal";
  requestId: string;
  /** Format of the evidence. */
  format?: string;
  /** Digest of the evidence: what it is told apart by. */
  digest?: string;
  verdict?: OutcomeName;
  /** Literal code of what kept it from a verdict. */
  code?: string;
  /** Kinds of endorsements that were fetched for it. */
  fetched: readonly string[];
  milliseconds: number;
}

/** Something failed that the client is not told: a bug, a store, keys that can't be read. */
export interface FailureEvent {
  event: "failure";
  requestId?: string;
  what: string;
}

/** The service begins or ends. */
export interface StateEvent {
  event: "state";
  state: "listening" | "stopping" | "stopped";
  /** Where it listens, what it shares, what it takes. */
  url?: string;
  store?: string;
  policy?: string;
}

export type ServiceEvent = StateEvent | RequestEvent | AppraisalEvent | FailureEvent;

/** Is told of each. It must not throw. */
export type Observer = (event: ServiceEvent) => void;
