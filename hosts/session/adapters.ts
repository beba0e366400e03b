/** The verifier services that a session can be with, by their kinds. */
import type { Clock } from "./clock.ts";
import type { ServiceFetch } from "./http.ts";
import type { ServiceKind } from "./kinds.ts";
import type { AttestationService } from "./service.ts";
import { TsmkitService } from "./tsmkit.ts";

/** What every adapter is told. */
export interface AdapterOptions {
  /** Base URLs of replicas of one service. */
  urls: readonly string[];
  /** Whom tokens are for; the service's own choice when left out. */
  audience?: string;
  /** `globalThis.fetch` when left out. */
  fetch?: ServiceFetch;
  clock?: Clock;
}

/** The adapters: one for each kind. */
export const ADAPTERS: Record<ServiceKind, (options: AdapterOptions) => AttestationService> = {
  tsmkit: (options) => new TsmkitService(options),
};
