// Tells whether a host gave the answers that are expected, and whether what is expected makes sense.
import { isDeepStrictEqual } from "node:util";

/**
 * @typedef {import("../../test/matrix/case.ts").Case} Case
 * @typedef {{case: Case, text: string | undefined, exit?: number}} Answer what a host gave; with `exit` where it is a command
 * @typedef {{text: string, exit: number}} Expected
 */

/** Where two texts part, for people. */
function difference(/** @type {string} */ got, /** @type {string} */ want) {
  let at = 0;
  while (at < want.length && got[at] === want[at]) at++;
  const excerpt = (/** @type {string} */ text) => JSON.stringify(text.slice(Math.max(0, at - 30), at + 90));
  return `at character ${at} expected ${excerpt(want)}, got ${excerpt(got)}`;
}

/** @returns {string | undefined} what is wrong with an answer */
export function wrong(/** @type {Answer} */ { text, exit }, /** @type {Expected} */ expected) {
  if (text === undefined) return "there is no answer";
  if (text !== expected.text) return difference(text, expected.text);
  if (exit !== undefined && exit !== expected.exit) return `expected exit code ${expected.exit}, got ${exit}`;
  return undefined;
}

/** The code of an answer that is an error. */
export const codeOf = (/** @type {Answer} */ { text = "" }) => /^([a-z-]+)\n/.exec(text)?.[1];

/** @returns {string | undefined} what an expected answer lacks of what its case claims */
export function unclaimed(/** @type {Case} */ { claim }, /** @type {string} */ text) {
  if ("code" in claim) return text.split("\n")[0] === claim.code ? undefined : `expected ${claim.code}, got ${text}`;
  try {
    const said = JSON.parse(text);
    const names = Object.keys(claim.members).filter((name) => !isDeepStrictEqual(said[name], claim.members[name]));
    return names.length ? `${names.map((name) => `${name} is ${JSON.stringify(said[name])}`)}` : undefined;
  } catch {
    return text;
  }
}

/**
 * Answers of hosts that are wrong, each in one small way, to see that it is noticed.
 * @returns {Answer[]}
 */
export function wrongAnswers(/** @type {Case} */ asked, /** @type {Expected} */ { text, exit }) {
  const last = text.length - 1;
  return [
    { case: asked, text: undefined },
    { case: asked, text: "" },
    { case: asked, text: text.slice(0, last) },
    { case: asked, text: `${text} ` },
    { case: asked, text: text.slice(0, last) + String.fromCharCode(text.charCodeAt(last) ^ 1) },
    { case: asked, text, exit: exit + 1 },
  ];
}
