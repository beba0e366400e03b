/** Tests that need Linux: its /proc, its error numbers. */
import { describe } from "vitest";

const here = process.platform === "linux";

/** A suite for Linux; elsewhere it is skipped, and its name says so. */
export function onLinux(name: string, tests: () => void): void {
  describe.skipIf(!here)(here ? name : `${name} (SKIPPED: this is no Linux)`, tests);
}
