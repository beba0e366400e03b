/** Evidence inside a page: what `tsm … --open` writes, and the inspector's page reads. */
import { encodeBase64, fromBase64 } from "./base64.ts";
import { decodeHex, encodeHex } from "./hex.ts";
import type { ExpectedNonce } from "./verifier.ts";

/** A file as the inspector takes it: its name, and bytes of any kind that `tsm` reads. */
export interface InspectorFile {
  name: string;
  bytes: Uint8Array;
}

/** What an inspector is given. */
export interface InspectorContent {
  files: readonly InspectorFile[];
  /** Names of the files whose roots are trusted besides AMD's and Intel's. */
  roots?: readonly string[];
  /** What is expected; left out, the user has to say it. */
  nonce?: ExpectedNonce;
  /** The time of the appraisal; now when left out. */
  at?: Date;
}

/** Id of the element that has it. */
export const ISLAND = "tsm-evidence";

/** What stands there. */
interface Island {
  files: { name: string; bytes: string }[];
  roots: readonly string[];
  /** Hex, or false when no nonce is expected; left out when the user has to say. */
  nonce?: string | false;
  at?: string;
}

/**
 * Content as JSON that may stand inside a script element: it has no `<`, so that it neither ends the element nor opens a
 * comment in it, whatever files are called.
 */
export function writeIsland({ files, roots = [], nonce, at }: InspectorContent): string {
  const island: Island = {
    files: files.map(({ name, bytes }) => ({ name, bytes: encodeBase64(bytes) })),
    roots,
    ...(nonce && { nonce: "nonce" in nonce ? encodeHex(nonce.nonce) : (false as const) }),
    ...(at && { at: at.toISOString() }),
  };
  return JSON.stringify(island).replaceAll("<", "\\u003c");
}

/** Reads it back. */
export function readIsland(text: string): InspectorContent {
  const { files, roots, nonce, at } = JSON.parse(text) as Island;
  return {
    files: files.map(({ name, bytes }) => ({ name, bytes: fromBase64(bytes) })),
    roots,
    ...(nonce !== undefined && { nonce: nonce === false ? { noNonce: true } : { nonce: decodeHex(nonce) } }),
    ...(at !== undefined && { at: new Date(at) }),
  };
}
