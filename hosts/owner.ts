/**
 * Names of entries: who made them, so that what a killed process leaves behind can be told from what is in use.
 *
 *     tsmkit-<owner>-<16 random hex digits>
 *
 * The owner is an identity the host knows how to ask after, such as a process; a host without one leaves it empty, and
 * its entries are never swept.
 */
import { encodeHex } from "./hex.ts";

/** The process (or page, or worker) that makes entries. */
export interface Owner {
  /** Letters, digits and dots; empty when nobody can tell whether the owner still lives. */
  readonly id: string;
  /** Is the owner of that identity known to be gone? False when in doubt. */
  isGone(id: string): boolean | Promise<boolean>;
}

/** The owner of a host that has no identity. */
export const nobody: Owner = { id: "", isGone: () => false };

const PREFIX = "tsmkit";

/** A fresh entry name. */
export function entryName({ id }: Owner): string {
  return `${PREFIX}-${id}-${encodeHex(crypto.getRandomValues(new Uint8Array(8)))}`;
}

/** The owner's identity in an entry name; undefined when tsmkit did not make it. */
export function ownerOf(entry: string): string | undefined {
  return /^tsmkit-([A-Za-z0-9.]*)-[0-9a-f]{16}$/.exec(entry)?.[1];
}
