// What is expected of every host: the answers of the TypeScript API on the Node that runs this, and the exit codes of the
// command that go with them.
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The exit code of a command that answers so. */
async function exitOf(api, /** @type {import("../../test/matrix/case.ts").Case} */ asked, text, read) {
  if ("code" in asked.claim)
    return (
      api
        .tables()
        .lists.get("fault")
        .find(({ name }) => name === asked.claim.code).extra & 255
    );
  if (asked.call !== "verify") return 0;
  const appraisal = JSON.parse(text);
  if (appraisal.verdict === "affirming") return 0;
  const at = new Date(asked.at);
  const [endorsements, trustRoots] = [asked.endorsements.map(read), asked.trustRoots.map(read)];
  const options = { offline: true, endorsements, trustRoots, at };
  const { missing } = await api.fetchEndorsements(read(asked.evidence), options);
  return api.missingFor(appraisal, missing) ? 3 : 2;
}

/** @returns {Promise<import("./compare.mjs").Expected[]>} the answers, in the order of the cases */
export async function expect(
  /** @type {string} */ folder,
  /** @type {import("../../test/matrix/case.ts").Case[]} */ cases,
) {
  const api = await import("../../dist/index.js");
  const { answerAll, inProcess } = await import("../../test/matrix/answer.mjs");
  const read = (/** @type {string} */ name) => new Uint8Array(readFileSync(join(folder, name)));
  const texts = await answerAll(cases, read, inProcess(read));
  return Promise.all(texts.map(async (text, i) => ({ text, exit: await exitOf(api, cases[i], text, read) })));
}
