/**
 * The verifier service as a function from Request to Response, for any runtime that has one: Node, Deno, Bun, edge workers.
 * `tsmkit/service/node` has threads, ports, key files and stores in directories.
 */
import type { Fetch } from "../endorsements/fetcher.ts";
import { systemClock } from "../session/clock.ts";
import { type AppOptions, type ServiceApp, serviceApp } from "./app.ts";
import { type AppraiserOptions, threadAppraiser } from "./appraisal/appraiser.ts";
import { namedPolicy } from "./policy.ts";
import { type ServiceOptions, VerifierService } from "./service.ts";
import { GeneratedKeys } from "./signing/generated.ts";
import { MemoryStore } from "./store/memory.ts";

export type { Problem } from "../http/problem.ts";
export type { AppOptions, ServiceApp } from "./app.ts";
export { type Appraiser, type AppraiserOptions, threadAppraiser } from "./appraisal/appraiser.ts";
export type { Observer, ServiceEvent } from "./events.ts";
export { type RateLimit, rateLimit } from "./limits.ts";
export { serviceLog } from "./log.ts";
export type {
  AppraiseRequest,
  AttestAnswer,
  AttestRequest,
  ChallengeAnswer,
  PublicJwk,
} from "./messages.ts";
export { reportDataFor } from "./messages.ts";
export { type NamedPolicy, namedPolicy } from "./policy.ts";
export { type ServiceOptions, VerifierService } from "./service.ts";
export type { SigningAlgorithm } from "./signing/algorithm.ts";
export { GeneratedKeys, type GeneratedKeysOptions } from "./signing/generated.ts";
export { readSigningKey, type SigningKey } from "./signing/key.ts";
export type { KeySource } from "./signing/keyRing.ts";
export { MemoryStore } from "./store/memory.ts";
export type { SharedStore, Taken } from "./store/store.ts";

/** Milliseconds that a new key is published before it signs: longer than others keep a set of keys. */
export const LEAD = 120_000;

/** What a service goes by; all but the issuer may be left out. */
export interface VerifierServiceOptions
  extends Pick<ServiceOptions, "issuer">,
    Partial<Omit<ServiceOptions, "issuer" | "policy">>,
    Partial<AppOptions>,
    Omit<AppraiserOptions, "policy"> {
  /** The appraisal policy as JSON, or with a name of yours; the defaults when left out. */
  policy?: string | ServiceOptions["policy"];
  /** `globalThis.fetch` when left out. */
  fetch?: Fetch;
}

/**
 * A verifier service. Without more it appraises in this thread, keeps challenges and collateral in memory, signs by a key of its
 * own, and limits nobody.
 *
 * @throws TsmError `bad-policy`, `bad-endorsement`.
 */
export function verifierService(options: VerifierServiceOptions): ServiceApp {
  const { client = () => "unknown", limit = async () => {}, metrics, fetch, policy: given, ...rest } = options;
  const { clock = systemClock, tokenLifetime = 300_000, store = new MemoryStore({ clock }) } = rest;
  const policy = typeof given === "object" ? given : namedPolicy(given);
  const appraisal = { ...rest, ...(policy.text !== undefined && { policy: policy.text }) };
  const service = new VerifierService({
    appraiser: threadAppraiser(appraisal, store, fetch),
    keys: new GeneratedKeys({ algorithm: "ES256", lead: LEAD, tokenLifetime, clock }),
    audiences: [],
    challengeLifetime: 60_000,
    verifierId: { developer: "tsmkit", build: "library" },
    observe: () => {},
    ...rest,
    clock,
    tokenLifetime,
    store,
    policy,
  });
  return serviceApp(service, { client, limit, ...(metrics && { metrics }) });
}
