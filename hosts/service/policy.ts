/** The policy of a service, with the name that its tokens carry. */

import { sharedCore } from "../core.ts";
import { sha256 } from "../crypto.ts";
import { encodeHex } from "../hex.ts";
import { Verifier } from "../verifier.ts";

/** A policy and its id. */
export interface NamedPolicy {
  /** What tokens say in ear.appraisal-policy-id. */
  id: string;
  /** JSON; absent for the defaults. */
  text?: string;
}

/**
 * Reads a policy, and names it: by `id`, or else by `sha256:` and the digest of its text, so that another policy has another
 * name.
 *
 * @throws TsmError `bad-policy`.
 */
export function namedPolicy(text: string | undefined, id?: string): NamedPolicy {
  if (text === undefined) return { id: id ?? "tsmkit:default" };
  new Verifier({ policy: text }, sharedCore());
  return { id: id ?? `sha256:${encodeHex(sha256(new TextEncoder().encode(text)))}`, text };
}
