/** From the body of a request to what is appraised. */
import { decodeBase64 } from "../base64.ts";
import { readBundle } from "../bundle.ts";
import type { AppraisalTask } from "./appraisal/appraiser.ts";
import type { AppraiseRequest } from "./messages.ts";

/** The evidence of a body, with what came along. Throws `bad-bundle`. */
export function taskOf(
  { evidence, bundle, endorsements = [] }: Pick<AppraiseRequest, "evidence" | "bundle" | "endorsements">,
  at: number,
  nonce: Uint8Array | undefined,
): AppraisalTask {
  const given = endorsements.map((text, i) => ({
    name: `endorsements.${i}`,
    bytes: decodeBase64(text) ?? new Uint8Array(),
  }));
  const rest = { at, ...(nonce && { nonce }) };
  if (bundle) {
    const read = readBundle(JSON.stringify(bundle));
    return { evidence: read.evidence, form: "json", endorsements: [...given, ...read.endorsements], ...rest };
  }
  if (typeof evidence === "string") return { evidence, form: "auto", endorsements: given, ...rest };
  return { evidence: JSON.stringify(evidence), form: "json", endorsements: given, ...rest };
}
