// What the rules of a request cost: an attester over files that answer at once, beside the same verbs awaited by hand.
import { Attester } from "../../dist/index.js";
import { checkVerbs, entryFiles, NONCE, requestByHand } from "../entry.mjs";
import { race } from "../race.mjs";
import { against } from "../rows.mjs";

/** Files in memory: an entry is always there, takes everything and answers at once with fresh copies. */
async function memoryFiles() {
  const attributes = new Map(Object.entries(await entryFiles()));
  return {
    create() {},
    remove() {},
    read: (/** @type {string} */ _entry, /** @type {string} */ attribute) => attributes.get(attribute).slice(),
    write() {},
    list: () => [],
  };
}

/** @returns {Promise<import("../main.mjs").Result>} */
export async function measure() {
  const files = await memoryFiles();
  await checkVerbs(files, (watched) => new Attester(watched).request({ nonce: NONCE }));
  const attester = new Attester(files);
  const { request, byHand } = await race(
    {
      request: () => attester.request({ nonce: NONCE }),
      byHand: () => requestByHand(files),
    },
    { warmUpMs: 1000, turnMs: 10, rounds: 51 },
  );
  return {
    title: "request",
    clock: "CPU time",
    rows: [against("a request of 8 verbs, files in memory", request, "the verbs by hand", byHand)],
    notes: [
      "By hand nothing is checked: not the nonce in the report, not the privilege level, not errors, not the clean-up after them.",
      "The difference is what a request costs on top of its file calls, however long the TSM takes to make the report.",
    ],
    skipped: [],
  };
}
