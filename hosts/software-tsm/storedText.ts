/**
 * How the kernel reads what is written to a text attribute.
 * Source: Linux lib/kstrtox.c, lib/uuid.c, drivers/virt/coco/guest/report.c.
 */
import { fileError } from "../errno.ts";

const LF = 0x0a;
const NO_SERVICE = "00000000-0000-0000-0000-000000000000";
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Bytes up to the first NUL, as text. */
export function cString(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return decoder.decode(end < 0 ? bytes : bytes.subarray(0, end));
}

/**
 * kstrtouint, base 0: decimal, 0x hexadecimal or 0 octal, an optional plus sign before, one line feed after.
 * Anything else is EINVAL, a number above 32 bits ERANGE.
 */
export function parseUint(bytes: Uint8Array): number {
  const [, hex, octal, decimal, rest] = /^\+?(?:0x([\da-f]+)|(0[0-7]*)|(\d+))(.*)$/is.exec(cString(bytes)) ?? [];
  const value = hex ? BigInt(`0x${hex}`) : octal ? BigInt(`0o${octal}`) : decimal ? BigInt(decimal) : undefined;
  if (value === undefined) throw fileError("EINVAL");
  // The kernel reads 64 bits, looks at what follows, and only then narrows.
  if (value >> 64n) throw fileError("ERANGE");
  if (rest !== "" && rest !== "\n") throw fileError("EINVAL");
  if (value >> 32n) throw fileError("ERANGE");
  return Number(value);
}

/** The text without one line feed at its end. */
export function parseName(bytes: Uint8Array): string {
  return cString(bytes.at(-1) === LF ? bytes.subarray(0, -1) : bytes);
}

/**
 * guid_parse: the first 36 characters must be a GUID, whatever follows them. Undefined for the GUID of zeros, which
 * the kernel keeps as "none".
 */
export function parseGuid(bytes: Uint8Array): string | undefined {
  const [guid] = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/i.exec(cString(bytes)) ?? [];
  if (!guid) throw fileError("EINVAL");
  return guid === NO_SERVICE ? undefined : guid;
}
