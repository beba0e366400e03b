// A vitest reporter that counts: it writes a tally, with the reasons of skipped tests, to the file in TSMKIT_TALLY. What failed
// it tells in a line each, as the other suites do.
import { writeFileSync } from "node:fs";

/** The suite that was skipped as a whole, else the test. Either says why, in a note or in its name. */
function skippedPart(/** @type {import("vitest/node").TestCase} */ test) {
  const { module, parent } = test;
  const part = parent.type === "suite" && parent.options.mode === "skip" ? parent : test;
  return `${module.relativeModuleId} > ${part.fullName}`;
}

/** Tells a failure, with all its message in one line. */
function tell(/** @type {string} */ name, /** @type {readonly {message?: string}[]} */ errors) {
  const messages = errors.map(({ message = "" }) => message.trim().replaceAll(/\s*\n\s*/g, " | "));
  console.log(`FAILED ${name}: ${messages.join("; ")}`);
}

export default class TallyReporter {
  /**
   * @param {readonly import("vitest/node").TestModule[]} modules
   * @param {readonly unknown[]} unhandled
   */
  onTestRunEnd(modules, unhandled) {
    const tally = { passed: 0, failed: 0, skipped: [] };
    const fail = (/** @type {string} */ name, /** @type {readonly any[]} */ errors, count = errors.length) => {
      tally.failed += count;
      if (count) tell(name, errors);
    };
    fail("outside of all tests", unhandled);
    for (const module of modules) {
      const file = module.relativeModuleId;
      // Errors outside of tests: a file that doesn't load, a hook that throws.
      fail(file, module.errors());
      for (const suite of module.children.allSuites()) fail(`${file} > ${suite.fullName}`, suite.errors());
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === "passed") tally.passed++;
        else if (result.state === "skipped") tally.skipped.push({ name: skippedPart(test), reason: result.note ?? "" });
        else fail(`${file} > ${test.fullName}`, result.errors ?? [], 1);
      }
    }
    writeFileSync(process.env.TSMKIT_TALLY ?? "", JSON.stringify(tally));
  }
}
