/** An answer over HTTP: its status, its bytes within limits, and the issuer chain that Intel puts into a header. */
import { bodyBytes } from "../bodyBytes.ts";
import { EndorsementError } from "./error.ts";

/** Bytes of an answer at most: TCB infos and CRLs have some ten thousand. */
export const ANSWER_MAX = 1 << 20;

/** What a server answered. */
export interface Answer {
  body: Uint8Array;
  /** Certificates in PEM that vouch for the body. */
  issuerChain?: string;
}

/** Milliseconds that the server asks to wait: seconds or a date, RFC 9110 section 10.2.3. */
export function retryAfter(text: string | null, now: number): number | undefined {
  if (text === null) return undefined;
  const ms = /^\s*\d+\s*$/.test(text) ? 1000 * Number(text) : Date.parse(text) - now;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

function refusal({ status, headers }: Response, now: number): EndorsementError {
  const code = status === 429 ? "throttled" : status >= 500 ? "unreachable" : "not-found";
  return new EndorsementError(code, `the server answered ${status}`, {
    status,
    wait: retryAfter(headers.get("retry-after"), now),
  });
}

/**
 * Reads a body of so many bytes at most.
 *
 * @throws EndorsementError `bad-answer` when it is larger.
 */
export async function readBody(response: Response, max: number): Promise<Uint8Array> {
  const bytes = await bodyBytes(response.body, max);
  if (bytes) return bytes;
  throw new EndorsementError("bad-answer", `the answer has more than ${max} bytes`);
}

/** Bytes that the body has by its headers; undefined when they don't tell, or tell of the compressed body. */
function announced({ headers }: Response): number | undefined {
  const length = headers.get("content-length");
  return length === null || headers.has("content-encoding") ? undefined : Number(length);
}

/** The issuer chain: the header's name depends on what was asked for, and on the service's version. */
function issuerChainOf({ headers }: Response): string | undefined {
  for (const [name, value] of headers) {
    if (!name.toLowerCase().endsWith("-issuer-chain")) continue;
    try {
      return decodeURIComponent(value);
    } catch (cause) {
      throw new EndorsementError("bad-answer", `the header ${name} is not well encoded`, { cause });
    }
  }
  return undefined;
}

/**
 * Reads an answer.
 *
 * @throws EndorsementError `unreachable` when it ends too early or the server is in trouble, `throttled`, `not-found`,
 *   or `bad-answer` when it is larger than {@link ANSWER_MAX}.
 */
export async function readAnswer(response: Response, now: number): Promise<Answer> {
  if (response.status !== 200) {
    await response.body?.cancel();
    throw refusal(response, now);
  }
  const body = await readBody(response, ANSWER_MAX);
  const want = announced(response) ?? body.length;
  if (body.length !== want) {
    throw new EndorsementError("unreachable", `the answer ended after ${body.length} of ${want} bytes`);
  }
  if (body.length === 0) throw new EndorsementError("bad-answer", "the answer is empty");
  const issuerChain = issuerChainOf(response);
  return issuerChain === undefined ? { body } : { body, issuerChain };
}
