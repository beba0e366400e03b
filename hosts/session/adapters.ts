/** The verifier services that a session can be with, by their kinds. */
import { tsmError } from "../errors.ts";
import { AzureService } from "./azure.ts";
import type { Transport } from "./http.ts";
import type { ServiceKind } from "./kinds.ts";
import type { AttestationService } from "./service.ts";
import { TrustAuthorityService } from "./trustAuthority.ts";
import { TrusteeService } from "./trustee.ts";
import { TsmkitService } from "./tsmkit.ts";

/** What every adapter is told. */
export interface AdapterOptions extends Partial<Transport> {
  /** Base URLs of replicas of one service; of kinds other than tsmkit there is one. */
  urls: readonly string[];
  /** Whom tokens are for, of services that ask; the service's own choice when left out. */
  audience?: string;
  /** The TSM that evidence will come from, as evidence names it: `sev_guest`. */
  provider: string;
  /** Of Intel Trust Authority. */
  apiKey?: string;
}

/** The one URL of a service that takes no audience. */
function only({ urls, audience }: AdapterOptions, kind: ServiceKind): string {
  const [url, ...others] = urls;
  if (url === undefined || others.length > 0) {
    throw tsmError("bad-request", `urls: a service of the kind ${kind} has one, got ${urls.length}`);
  }
  if (audience === undefined) return url;
  throw tsmError("bad-request", `audience: a service of the kind ${kind} does not ask whom tokens are for`);
}

/** The adapters: one for each kind. They throw TsmError `bad-request` for what they don't take. */
export const ADAPTERS: Record<ServiceKind, (options: AdapterOptions) => AttestationService> = {
  tsmkit: (options) => new TsmkitService(options),
  trustee: (options) => new TrusteeService({ ...options, url: only(options, "trustee") }),
  intel: ({ apiKey, ...options }) => {
    if (apiKey !== undefined) return new TrustAuthorityService({ ...options, apiKey, url: only(options, "intel") });
    throw tsmError("bad-request", "apiKey: Intel Trust Authority asks for one");
  },
  azure: (options) => new AzureService({ ...options, url: only(options, "azure") }),
};
