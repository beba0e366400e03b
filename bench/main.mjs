// npm run bench [-- --json] [case …]: how long tsmkit takes, beside named peers in the same run. Measures; judges nothing.
import { parseArgs } from "node:util";
import { machine } from "./machine.mjs";
import { heading, show } from "./table.mjs";

/**
 * @typedef {object} Result
 * @property {string} title
 * @property {string} clock what was measured: CPU time or wall time
 * @property {import("./rows.mjs").Row[]} rows
 * @property {string[]} notes what the numbers must be read with
 * @property {{name: string, reason: string}[]} skipped
 */

/** The cases, by the names they are asked for with. */
const CASES = [
  "hex",
  "hash",
  "signature",
  "verify",
  "throughput",
  "inspect",
  "request",
  "files",
  "mount",
  "component",
  "asBind",
  "start",
  "hosts",
  "service",
];

/** Cases that take minutes: only when they are named. */
const LONG = ["memory"];

const { values, positionals } = parseArgs({ options: { json: { type: "boolean" } }, allowPositionals: true });
const unknown = positionals.filter((name) => ![...CASES, ...LONG].includes(name));
if (unknown.length) {
  console.error(`bench: no case is called ${unknown.join(", ")}; there are ${[...CASES, ...LONG].join(", ")}`);
  process.exit(1);
}

const head = machine();
if (!values.json) console.log(heading(head));
const results = {};
for (const name of positionals.length ? positionals : CASES) {
  const { measure } = await import(`./cases/${name}.mjs`);
  results[name] = await measure();
  if (!values.json) console.log(show(results[name]));
}
if (values.json) console.log(JSON.stringify({ machine: head, unit: "ns", results }, null, 2));
