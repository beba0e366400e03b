// The matrix of hosts and what they can: as text, and as tables of Markdown between markers in documents.
import { readFileSync, writeFileSync } from "node:fs";
import { at } from "../run.mjs";

/** The columns. */
export const CAPABILITIES = ["parse", "verify", "request", "errors"];

/**
 * What became of a host.
 * @typedef {object} Outcome
 * @property {import("./list.mjs").Host} host
 * @property {string} [version]
 * @property {number} [start] milliseconds from its start to the end of a first inspection
 * @property {string} [missing] why it could not be had
 * @property {Record<string, {passed: number, failed: number, skipped: number}>} counts by capability
 */

/** One cell. */
function cell(/** @type {Outcome} */ { counts, missing }, /** @type {string} */ capability) {
  const { passed, failed, skipped } = counts[capability] ?? { passed: 0, failed: 0, skipped: 0 };
  if (missing !== undefined) return "skipped";
  if (failed) return `FAILED ${failed}`;
  if (skipped) return passed ? `${passed} ok, ${skipped} skipped` : "skipped";
  return passed ? "ok" : "–";
}

/** @returns {string[][]} head and rows */
function rows(/** @type {Outcome[]} */ outcomes) {
  return [
    ["Host", "Version", "Runs", ...CAPABILITIES],
    ...outcomes.map((outcome) => [
      outcome.host.name,
      outcome.version ?? "–",
      outcome.host.runs,
      ...CAPABILITIES.map((capability) => cell(outcome, capability)),
    ]),
  ];
}

/** Cells in columns, each padded to the widest; `edge` stands on both sides of a row. */
function columns(/** @type {string[][]} */ table, between = "  ", edge = "") {
  const widths = table[0].map((_, i) => Math.max(...table.map((row) => row[i].length)));
  return table.map((row) => `${edge}${row.map((text, i) => text.padEnd(widths[i])).join(between)}${edge}`.trim());
}

/** The matrix for a terminal. */
export const shown = (/** @type {Outcome[]} */ outcomes) =>
  columns(rows(outcomes).map((row) => row.map((text) => text.replaceAll("`", "")))).join("\n");

function markdown(/** @type {string[][]} */ table) {
  const [head, ...body] = table;
  const widths = head.map((_, i) => Math.max(...table.map((row) => row[i].length)));
  const line = widths.map((width) => "-".repeat(width));
  const text = (/** @type {string[]} */ row) => `| ${row.map((one, i) => one.padEnd(widths[i])).join(" | ")} |`;
  return [head, line, ...body].map(text).join("\n");
}

/** How each host is had and started. */
function ways(/** @type {Outcome[]} */ outcomes) {
  return markdown([
    ["Host", "Needs", "How it is started", "Least permissions", "First inspection"],
    ...outcomes.map(({ host: { name, needs, start, permissions }, start: ms }) => [
      name,
      needs,
      start,
      permissions,
      ms === undefined ? "–" : `${Math.round(ms)} ms`,
    ]),
  ]);
}

/** Puts a text between the markers of a name in a document. */
function put(/** @type {string} */ file, /** @type {string} */ name, /** @type {string} */ text) {
  const [begin, end] = [`<!-- ${name}: made by npm run test:hosts -- --write -->`, `<!-- ${name}: end -->`];
  const document = readFileSync(at(file), "utf8");
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${file} lacks the markers of ${name}`);
  const made = `${document.slice(0, from + begin.length)}\n\n${text}\n\n${document.slice(to)}`;
  if (made !== document) writeFileSync(at(file), made);
}

/** Writes the matrix into the documents that have it. */
export function write(/** @type {Outcome[]} */ outcomes) {
  put("README.md", "matrix", markdown(rows(outcomes)));
  put("docs/hosts.md", "matrix", markdown(rows(outcomes)));
  put("docs/hosts.md", "ways", ways(outcomes));
}
