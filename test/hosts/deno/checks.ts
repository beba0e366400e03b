/**
 * A list of checks for scripts that Deno runs as they are: `check` each, `conclude` at the end. What they print is read
 * by tools/deno.mjs.
 */
import process from "node:process";

let passed = 0;
let failed = 0;
let skipped = 0;

/** Runs a check and prints how it went. */
export async function check(name: string, run: () => void | Promise<void>): Promise<void> {
  try {
    await run();
    passed++;
    console.log(`ok ${name}`);
  } catch (error) {
    failed++;
    console.log(`FAILED ${name}: ${error instanceof Error ? error.stack : error}`);
  }
}

/** Counts a check that can't run here. */
export function skip(name: string, reason: string): void {
  skipped++;
  console.log(`SKIPPED ${name}: ${reason}`);
}

/** Prints the closing line and sets the exit code. */
export function conclude(): void {
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  process.exitCode = failed ? 1 : 0;
}
