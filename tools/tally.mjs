// How many checks passed, failed and were skipped: the line that every suite ends with.

/**
 * Every skipped check is an entry of `skipped`; those skipped as one have the same name. An empty reason is in the name.
 * @typedef {{passed: number, failed: number, skipped: {name: string, reason: string}[]}} Tally
 */

/** @type {Readonly<Tally>} */
export const PASSED = Object.freeze({ passed: 1, failed: 0, skipped: [] });
/** @type {Readonly<Tally>} */
export const FAILED = Object.freeze({ passed: 0, failed: 1, skipped: [] });

/** @returns {Tally} one check that could not run */
export const skip = (/** @type {string} */ name, /** @type {string} */ reason) => ({
  passed: 0,
  failed: 0,
  skipped: [{ name, reason }],
});

/** @returns {Tally} */
export function sum(/** @type {Tally[]} */ tallies) {
  return {
    passed: tallies.reduce((n, tally) => n + tally.passed, 0),
    failed: tallies.reduce((n, tally) => n + tally.failed, 0),
    skipped: tallies.flatMap((tally) => tally.skipped),
  };
}

export const line = (/** @type {Tally} */ { passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed, ${skipped.length} skipped`;

/** Ends a suite: why checks were skipped, the closing line, the exit code. */
export function conclude(/** @type {Tally} */ tally) {
  const reasons = tally.skipped.map(({ name, reason }) => (reason ? `${name}: ${reason}` : name));
  for (const text of new Set(reasons)) console.log(`SKIPPED ${text} (${reasons.filter((r) => r === text).length})`);
  console.log(line(tally));
  process.exitCode = tally.failed ? 1 : 0;
}
