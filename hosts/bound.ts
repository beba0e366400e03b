/** Bytes that bind several things to one hash, so that no two lists of them look alike. */
import { concat } from "./bytes.ts";

const encoder = new TextEncoder();

/** A label, a zero byte and a version; then the parts, each with its length before it, big-endian in two bytes. */
export function bound(label: string, version: number, parts: readonly Uint8Array[]): Uint8Array {
  const measured = parts.flatMap((part) => [Uint8Array.of(part.length >> 8, part.length & 255), part]);
  return concat([encoder.encode(label), Uint8Array.of(0, version), ...measured]);
}
