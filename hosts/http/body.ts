/** Bodies of requests, checked by their schemas. */
import type * as z from "zod";
import { bodyBytes } from "../bodyBytes.ts";
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
 * The bytes of a request's body.
 *
 * @throws TsmError `too-large`, before it is read when its length is announced; `bad-request` when the client goes before its end.
 */
async function bytesOf({ headers, body }: Request, max: number): Promise<Uint8Array> {
  const announced = Number(headers.get("content-length") ?? 0);
  const bytes =
    announced > max
      ? undefined
      : await bodyBytes(body, max).catch(() => {
          throw requestError("the body ended too early");
        });
  if (bytes) return bytes;
  throw new TsmError("too-large", `the body has more than ${max} bytes`);
}

/**
 * Reads a body of so many bytes at most: JSON, one member of a name.
 *
 * @throws TsmError `bad-request`: what is wrong, and where; `too-large`.
 */
export async function readBody<T>(request: Request, max: number, schema: z.ZodType<T>): Promise<T> {
  const body = readObject(await bytesOf(request, max));
  if (typeof body === "string") throw requestError(printable(`the body: ${body}`));
  const { success, data, error } = schema.safeParse(body);
  if (success) return data;
  throw requestError(issuesIn(error));
}
