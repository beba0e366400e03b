// From evidence to sections, JSON and objects: inside the core, and through the public calls.
import { deepStrictEqual, equal } from "node:assert/strict";
import { Core } from "../../dist/core.js";
import { encodeHex, inspect, render } from "../../dist/index.js";
import { list } from "../../dist/rows.js";
import { snpReport, tdxQuote } from "../evidence.mjs";
import { DCAP_QVL, dcapQvl } from "../peers/dcapQvl.mjs";
import { parsePlain } from "../peers/plainSnp.mjs";
import { race } from "../race.mjs";
import { against, aim, alone } from "../rows.mjs";

/** What the core is to reach on an SNP report, in calls a second. */
const PARSES = 1_000_000;
const RENDERS = 100_000;

const PLAIN = "plain JS, no checks";

const PEER_NOTES = [
  `${DCAP_QVL} gives copies of the bytes; inspect gives hex, integers and named bits, by way of JSON.`,
  "copy in and parse: the sections of the quote, in wasm memory; no field is read yet.",
];

/** The form `auto` and the JSON view, as the core numbers them. */
const AUTO = list("form").find(({ name }) => name === "auto")?.value ?? 0;
const JSON_VIEW = 0;

/** The ways into evidence: inside the core on bytes that lie there already, then from the caller's bytes. */
function ways(/** @type {Uint8Array} */ evidence) {
  const core = new Core();
  const { exports } = core;
  const length = core.put(evidence);
  equal(exports.parse(length), 0);
  return {
    parse: () => exports.parse(length),
    jsonBytes: () => exports.inspect(AUTO, length, JSON_VIEW, 0),
    putAndParse: () => exports.parse(core.put(evidence)),
    json: () => render(evidence, { view: "json" }),
    object: () => inspect(evidence),
  };
}

/** Rows of a report. */
async function snp() {
  const report = await snpReport();
  const [main, ...tcbs] = inspect(report).sections.map(({ fields }) => fields);
  deepStrictEqual(parsePlain(report), { fields: main, tcbs });
  const t = await race({
    ...ways(report),
    plain: () => parsePlain(report),
    plainJson: () => JSON.stringify(parsePlain(report)),
  });
  return [
    aim(alone("SNP report: parse, in the core", t.parse), PARSES),
    alone("SNP report: parse to JSON bytes, in the core", t.jsonBytes),
    aim(against("SNP report: render to a JSON string", t.json, PLAIN, t.plainJson), RENDERS),
    against("SNP report: inspect to an object", t.object, PLAIN, t.plain),
  ];
}

/** Rows of a quote. */
async function tdx(
  /** @type {Uint8Array} */ quote,
  /** @type {Awaited<ReturnType<typeof dcapQvl>> | undefined} */ peer,
) {
  const { parse, jsonBytes, putAndParse, json, object, ...theirs } = await race({
    ...ways(quote),
    ...(peer && { peer: () => peer.Quote.parse(quote) }),
  });
  const rows = [
    alone("TDX quote: parse, in the core", parse),
    alone("TDX quote: parse to JSON bytes, in the core", jsonBytes),
    alone("TDX quote: render to a JSON string", json),
    alone("TDX quote: inspect to an object", object),
  ];
  if (!peer) return rows;
  const { mrTd } = peer.Quote.parse(quote).report.asTd10();
  equal(encodeHex(mrTd), inspect(quote).sections.find(({ layout }) => layout === "tdReport").fields.mrTd);
  return [
    ...rows.slice(0, 3),
    against("TDX quote: inspect to an object", object, DCAP_QVL, theirs.peer),
    against("TDX quote: copy in and parse", putAndParse, DCAP_QVL, theirs.peer),
  ];
}

/** @returns {Promise<import("../main.mjs").Result>} */
export async function measure() {
  const peer = await dcapQvl().catch((/** @type {Error} */ error) => error);
  const missing = peer instanceof Error;
  const quote = await tdxQuote();
  const layouts = new Set(inspect(quote).sections.map(({ layout }) => layout));
  return {
    title: "inspect",
    clock: "CPU time",
    rows: [...(await snp()), ...(await tdx(quote, missing ? undefined : peer))],
    notes: [
      "tsmkit detects the format and checks what it reads: versions, lengths, reserved bytes. Plain JS gives the same fields and checks nothing.",
      `Layouts that tsmkit reads in the quote: ${[...layouts].join(", ")}.`,
      ...(missing ? [] : PEER_NOTES),
    ],
    skipped: missing ? [{ name: DCAP_QVL, reason: peer.message }] : [],
  };
}
