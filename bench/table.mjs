// Shows results to people.

const UNITS = /** @type {const} */ ([
  [1e6, "ms"],
  [1e3, "µs"],
  [1, "ns"],
]);

/** Two or three significant digits, without an exponent. */
function short(/** @type {number} */ value) {
  const size = Math.abs(value);
  return size >= 100 ? value.toFixed(0) : value.toPrecision(size < 1 ? 2 : 3);
}

/** Nanoseconds, in the unit that reads best. */
function time(/** @type {number} */ ns) {
  const [size, unit] = UNITS.find(([least]) => Math.abs(ns) >= least) ?? [1, "ns"];
  return `${short(ns / size)} ${unit}`;
}

const signed = (/** @type {number} */ ns) => (ns < 0 ? time(ns) : `+${time(ns)}`);

const HEAD = ["case", "tsmkit", "peer", "its time", "ratio", "quartiles", "difference"];
/** Columns of words; all others are numbers. */
const WORDS = new Set([0, 2]);

function cells(/** @type {import("./rows.mjs").Row} */ { case: name, tsmkit, peer }) {
  if (!peer) return [name, time(tsmkit), "–", "", "", "", ""];
  const { low, high, ratio, difference } = peer;
  const spread = `${short(low)} … ${short(high)}`;
  return [name, time(tsmkit), peer.name, time(peer.time), short(ratio), spread, signed(difference)];
}

/** @returns {string} rows below a head, in columns */
function table(/** @type {import("./rows.mjs").Row[]} */ rows) {
  const lines = [HEAD, ...rows.map(cells)];
  const widths = HEAD.map((_, i) => Math.max(...lines.map((line) => line[i].length)));
  const pad = (/** @type {string} */ cell, /** @type {number} */ i) =>
    WORDS.has(i) ? cell.padEnd(widths[i]) : cell.padStart(widths[i]);
  lines.splice(
    1,
    0,
    widths.map((width) => "-".repeat(width)),
  );
  return lines.map((line) => line.map(pad).join("  ").trimEnd()).join("\n");
}

function goalOf(/** @type {import("./rows.mjs").Row} */ { case: name, goal }) {
  return `Goal ${goal.reached ? "reached" : "missed"}: ${name}, ${goal.wanted}; ${goal.got} measured.`;
}

/** @returns {string} one case for reading */
export function show(/** @type {import("./main.mjs").Result} */ { title, clock, rows, notes, skipped }) {
  return [
    `\n## ${title} (${clock})\n`,
    table(rows),
    ...rows.filter(({ goal }) => goal).map(goalOf),
    ...skipped.map(({ name, reason }) => `SKIPPED ${name}: ${reason}`),
    ...notes.map((note) => `- ${note}`),
  ].join("\n");
}

/** @returns {string} where and when the numbers were taken */
export function heading(/** @type {ReturnType<typeof import("./machine.mjs").machine>} */ m) {
  return [
    `tsmkit ${m.tsmkit} on Node ${m.node} (V8 ${m.v8}), ${m.platform}`,
    `${m.cores} × ${m.cpu}, load ${m.load.toFixed(1)} at the start, ${m.date}`,
    "Times are medians a call. Ratio: time of tsmkit by time of the peer in the same round; below 1 tsmkit is faster.",
  ].join("\n");
}
