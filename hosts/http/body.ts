/** Bodies of requests, checked by their schemas. */
import type * as z from "zod";
import { TsmError } from "../errors.ts";
import { printable } from "../printable.ts";
import { readObject } from "../strictJson.ts";

/** Issues that are told at most. */
const TOLD = 5;

/** The error of a client: what it says is all that it needs. */
export function requestError(detail: string): TsmError {
  return new TsmError("bad-request", detail);
}

/** What is wrong with a value, by its schema: where, and what was expected. */
export function issuesIn({ issues }: z.ZodError): string {
  const words = issues.slice(0, TOLD).map(({ path, message }) => {
    return path.length > 0 ? `${path.join(".")}: ${message}` : message;
  });
  return printable(words.join("; "));
}

/**
 * Reads a body: JSON, one member of a name.
 *
 * @throws TsmError `bad-request`: what is wrong, and where.
 */
export function readBody<T>(bytes: Uint8Array, schema: z.ZodType<T>): T {
  const body = readObject(bytes);
  if (typeof body === "string") throw requestError(printable(`the body: ${body}`));
  const { success, data, error } = schema.safeParse(body);
  if (success) return data;
  throw requestError(issuesIn(error));
}
