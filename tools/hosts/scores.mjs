// What a host's answers come to: a check each, by capability.
import { FAILED, PASSED, skip, sum } from "../tally.mjs";
import { codeOf, wrong } from "./compare.mjs";
import { deviationOf } from "./deviations.mjs";
import { CAPABILITIES } from "./matrix.mjs";

export class Scores {
  /** By capability. */
  counts = Object.fromEntries(CAPABILITIES.map((name) => [name, { passed: 0, failed: 0, skipped: 0 }]));
  #tallies = [];
  #host;

  constructor(/** @type {string} */ host) {
    this.#host = host;
  }

  get tally() {
    return sum(this.#tallies);
  }

  /** Counts a check; one that failed is told. */
  check(/** @type {string} */ capability, /** @type {string} */ name, /** @type {string | undefined} */ error) {
    this.counts[capability][error === undefined ? "passed" : "failed"] += 1;
    this.#tallies.push(error === undefined ? PASSED : FAILED);
    if (error !== undefined) console.log(`FAILED ${this.#host} > ${name}: ${error}`);
  }

  /** Counts a check that is not made. */
  skip(/** @type {string} */ capability, /** @type {string} */ name, /** @type {string} */ reason) {
    this.counts[capability].skipped += 1;
    this.#tallies.push(skip(`${this.#host} > ${name}`, reason));
  }

  /** Judges an answer. */
  answer(
    /** @type {import("./compare.mjs").Answer} */ answer,
    /** @type {import("./compare.mjs").Expected} */ expected,
  ) {
    const { capability, name } = answer.case;
    const error = wrong(answer, expected);
    const deviation = deviationOf(this.#host, name);
    if (!deviation) this.check(capability, name, error);
    else if (!error) this.check(capability, name, "it is as everywhere now; take it off tools/hosts/deviations.mjs");
    else if (codeOf(answer) === deviation.code) this.skip(capability, name, deviation.reason);
    else this.check(capability, name, error);
  }

  /** The host broke down: whatever else it said, none of its capabilities stands. */
  broken(/** @type {string} */ error) {
    for (const capability of CAPABILITIES) this.check(capability, `all of ${capability}`, error);
  }
}
