/** A JSON Web Token taken apart (RFC 7519, RFC 7515): nothing in it is verified here. */
import { decodeBase64Url } from "../base64.ts";
import { type TsmError, tsmError } from "../errors.ts";
import { printable } from "../printable.ts";
import { readObject } from "./json.ts";

/** Characters of a token at most: those of Azure's guests have some ten thousand. */
export const TOKEN_MAX = 256 << 10;

/** What a token says, whoever wrote it. */
export interface TokenParts {
  header: Record<string, unknown>;
  claims: Record<string, unknown>;
  /** Bytes; none for `alg` none. */
  signature: Uint8Array;
}

/** Characters of a value that are shown in a message. */
const SHOWN = 80;

/** A value as messages have it: what a token says comes from anybody. */
export function shown(value: unknown): string {
  const text = printable(value === undefined ? "nothing" : JSON.stringify(value));
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

/** The error for a token that is not taken. */
export function badToken(detail: string, cause?: unknown): TsmError {
  return tsmError("bad-token", detail, cause === undefined ? {} : { cause });
}

function objectOf(part: string, name: string): Record<string, unknown> {
  const bytes = decodeBase64Url(part);
  if (!bytes) throw badToken(`its ${name} is not base64url`);
  const value = readObject(bytes);
  if (typeof value === "string") throw badToken(`its ${name}: ${value}`);
  return value;
}

/**
 * Reads a token without verifying anything: for showing it, and for its times.
 *
 * @param token The compact form, three parts in base64url with dots between; white space around it is left out. At most
 *   {@link TOKEN_MAX} characters.
 * @throws TsmError `bad-token` for anything else, for parts that are no objects, and for members that are there twice.
 */
export function readToken(token: string): TokenParts {
  const text = token.trim();
  if (text.length > TOKEN_MAX) throw badToken(`it has ${text.length} characters, and at most ${TOKEN_MAX} are taken`);
  const parts = text.split(".");
  if (parts.length === 5) throw badToken("it is encrypted: five parts, and three are expected");
  const [header, claims, signature] = parts;
  if (header === undefined || claims === undefined || signature === undefined || parts.length !== 3) {
    throw badToken(`it has ${parts.length} parts with dots between, and three are expected`);
  }
  const bytes = decodeBase64Url(signature);
  if (!bytes) throw badToken("its signature is not base64url");
  return { header: objectOf(header, "header"), claims: objectOf(claims, "claims"), signature: bytes };
}
