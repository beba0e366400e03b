/** Bodies of requests: read within limits, checked by their schemas, and made into tasks. */
import type * as z from "zod";
import { decodeBase64 } from "../base64.ts";
import { readBundle } from "../bundle.ts";
import { TsmError } from "../errors.ts";
import { printable } from "../printable.ts";
import type { AppraisalTask } from "./appraisal/appraiser.ts";
import type { AppraiseRequest } from "./messages.ts";

/** Issues that are told at most. */
const TOLD = 5;

function words({ path, message }: z.core.$ZodIssue): string {
  return path.length > 0 ? `${path.join(".")}: ${message}` : message;
}

/** The error of a client: what it says is all that it needs. */
export function requestError(detail: string): TsmError {
  return new TsmError("bad-request", detail);
}

/**
 * Reads a body.
 *
 * @throws TsmError `bad-request`: what is wrong, and where.
 */
export function readBody<T>(text: string, schema: z.ZodType<T>): T {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    throw requestError(`the body is no JSON: ${printable((error as Error).message)}`);
  }
  const { success, data, error } = schema.safeParse(body);
  if (success) return data;
  throw requestError(printable(error.issues.slice(0, TOLD).map(words).join("; ")));
}

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
