// A vitest reporter that counts: it writes a tally, with the reasons of skipped tests, to the file in TSMKIT_TALLY.
import { writeFileSync } from "node:fs";

/** The suite that was skipped as a whole, else the test. Either says why, in a note or in its name. */
function skippedPart(/** @type {import("vitest/node").TestCase} */ test) {
  const { module, parent } = test;
  const part = parent.type === "suite" && parent.options.mode === "skip" ? parent : test;
  return `${module.relativeModuleId} > ${part.fullName}`;
}

export default class TallyReporter {
  /**
   * @param {readonly import("vitest/node").TestModule[]} modules
   * @param {readonly unknown[]} unhandled
   */
  onTestRunEnd(modules, unhandled) {
    const tally = { passed: 0, failed: unhandled.length, skipped: [] };
    for (const module of modules) {
      // Errors outside of tests: a file that doesn't load, a hook that throws.
      tally.failed += module.errors().length;
      for (const suite of module.children.allSuites()) tally.failed += suite.errors().length;
      for (const test of module.children.allTests()) {
        const { state, note } = test.result();
        if (state === "passed") tally.passed++;
        else if (state !== "skipped") tally.failed++;
        else tally.skipped.push({ name: skippedPart(test), reason: note ?? "" });
      }
    }
    writeFileSync(process.env.TSMKIT_TALLY ?? "", JSON.stringify(tally));
  }
}
