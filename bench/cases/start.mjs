// What the first use costs: whole processes beside an empty one, and the steps of loading the core, cold and warm.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { Core } from "../../dist/core.js";
import { readTables } from "../../dist/rows.js";
import { at } from "../../tools/run.mjs";
import { snpReport, tdxQuote } from "../evidence.mjs";
import { DCAP_QVL, dcapQvl } from "../peers/dcapQvl.mjs";
import { race } from "../race.mjs";
import { against, alone } from "../rows.mjs";

const SPAWNS = 10;

/** Runs Node to its end. Returns what it printed. */
function node(/** @type {string[]} */ ...args) {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (status !== 0) throw error ?? new Error(stderr);
  return stdout;
}

const base64 = (/** @type {Uint8Array} */ bytes) => Buffer.from(bytes).toString("base64");

/** Whole processes, from spawn to exit. */
async function processes(/** @type {Awaited<ReturnType<typeof dcapQvl>> | undefined} */ peer) {
  const [report, quote] = [base64(await snpReport()), base64(await tdxQuote())];
  const t = await race(
    {
      empty: () => node("-e", "0"),
      emptyModule: () => node("--input-type=module", "-e", "0"),
      report: () => node(at("bench/fresh/inspect.mjs"), report),
      ...(peer && {
        quote: () => node(at("bench/fresh/inspect.mjs"), quote),
        peer: () => node(at("bench/fresh/dcapQvl.cjs"), quote, peer.path),
      }),
    },
    { clock: "wall", warmUpMs: 0, turnMs: 0, rounds: SPAWNS },
  );
  return [
    against("process: import, inspect an SNP report", t.report, "node -e 0", t.empty),
    against("process: import, inspect an SNP report", t.report, "an empty module", t.emptyModule),
    ...(peer ? [against("process: import, inspect a TDX quote", t.quote, DCAP_QVL, t.peer)] : []),
  ];
}

/** The steps of one fresh process each time. */
async function coldSteps() {
  const report = base64(await snpReport());
  const runs = Array.from({ length: SPAWNS }, () => JSON.parse(node(at("bench/fresh/tsmkit.mjs"), report)));
  const names = ["import", "decode, compile and instantiate the core", "read the tables", "inspect an SNP report"];
  return names.map((name, step) =>
    alone(
      `cold: ${name}`,
      runs.map((times) => 1e6 * times[step]),
    ),
  );
}

/** The same steps in a process that has done them often. */
async function warmSteps() {
  const wasm = readFileSync(at("dist/core.wasm"));
  const core = new Core();
  const t = await race({
    compile: () => new WebAssembly.Module(wasm),
    instantiate: () => new Core(),
    tables: () => readTables(core),
  });
  return [
    alone("warm: compile the core", t.compile),
    alone("warm: instantiate the core", t.instantiate),
    alone("warm: read the tables", t.tables),
  ];
}

/** @returns {Promise<import("../main.mjs").Result>} */
export async function measure() {
  const peer = await dcapQvl().catch((/** @type {Error} */ error) => error);
  const missing = peer instanceof Error;
  return {
    title: "start",
    clock: "wall time; warm: CPU time",
    rows: [...(await processes(missing ? undefined : peer)), ...(await coldSteps()), ...(await warmSteps())],
    notes: [
      `Processes and cold steps: ${SPAWNS} fresh processes each; a process is measured from its spawn to its exit.`,
      "Compiling again is cheap because the engine finds the code of the same bytes in its cache.",
      "Instantiating again and again includes collecting the instances before, each with 24 MiB of address space.",
      ...(missing ? [] : [`${DCAP_QVL} has one entry: its verifier is loaded with its parser.`]),
    ],
    skipped: missing ? [{ name: DCAP_QVL, reason: peer.message }] : [],
  };
}
