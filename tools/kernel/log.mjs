// What a suite prints of a guest: notes and checks, counted, and kept in a file.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { FAILED, line, PASSED, sum } from "../tally.mjs";

/** What is printed for one guest, and kept. */
export class Log {
  /** @type {string[]} */
  #lines = [];
  tallies = [];
  #folder;
  #label;
  #title;

  /** Kept below `folder` as `label`.log; `title` stands before the counts. */
  constructor(/** @type {string} */ folder, /** @type {string} */ label, /** @type {string} */ title) {
    this.#folder = folder;
    this.#label = label;
    this.#title = title;
  }

  /** Keeps a text without printing it. */
  keep(/** @type {string} */ text) {
    this.#lines.push(text);
  }

  note(/** @type {string} */ text) {
    this.keep(text);
    console.log(text);
  }

  check(/** @type {string} */ name, /** @type {string | undefined} */ error) {
    this.note(error === undefined ? `ok ${this.#label} > ${name}` : `FAILED ${this.#label} > ${name}: ${error}`);
    this.tallies.push(error === undefined ? PASSED : FAILED);
  }

  /** Keeps it. Returns how many checks passed and failed. */
  end() {
    const tally = sum(this.tallies);
    this.note(`${this.#title}: ${line(tally)}`);
    writeFileSync(join(this.#folder, `${this.#label}.log`), `${this.#lines.join("\n")}\n`);
    return tally;
  }
}
