/** Flags of open(2) as requests have them: some of their numbers are the processor's. */
import { constants } from "node:fs";
import { OpenFlag } from "../openFlag.ts";

/** The bits that say for reading, for writing or for both: the same everywhere. */
const DIRECTION = 0o3;

/** Flags by the numbers of this machine, and by those of x86-64. */
const FLAGS: readonly [native: number, portable: number][] = [
  [constants.O_CREAT, OpenFlag.CREAT],
  [constants.O_EXCL, OpenFlag.EXCL],
  [constants.O_TRUNC, OpenFlag.TRUNC],
  [constants.O_DIRECT, OpenFlag.DIRECT],
  [constants.O_DIRECTORY, OpenFlag.DIRECTORY],
];

/** The flags that are looked at, in the numbers of {@link OpenFlag}. */
export function portableFlags(native: number): number {
  return FLAGS.reduce((flags, [own, portable]) => (native & own ? flags | portable : flags), native & DIRECTION);
}
