// npm run test:hosts [-- --write]: one suite on every host, whose answers have to be the same byte by byte. Gets what npm,
// Debian and PyPI have, prints a matrix of hosts and what they can; with --write that goes into the documents, too.
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { bundle } from "./bundle.mjs";
import { unclaimed, wrong, wrongAnswers } from "./hosts/compare.mjs";
import { expect } from "./hosts/expect.mjs";
import { HOSTS } from "./hosts/list.mjs";
import { shown, write } from "./hosts/matrix.mjs";
import { Scores } from "./hosts/scores.mjs";
import { leftIn, withServed } from "./hosts/served.mjs";
import { startTime, withReport } from "./hosts/start.mjs";
import { mountingLack } from "./mounting.mjs";
import { at, run } from "./run.mjs";
import { runSuite } from "./suite.mjs";
import { FAILED, line, PASSED, skip, sum } from "./tally.mjs";

/** Makes the folder and the server, and finds out what is expected. */
async function prepare() {
  const folder = at("build/matrix/folder");
  rmSync(folder, { recursive: true, force: true });
  process.env.TSMKIT_VECTORS ??= at("../shared/vectors");
  await run(process.execPath, [await bundle("matrix/make.ts", at("build/matrix/make.mjs")), folder]);
  const server = await bundle("matrix/served.ts", at("build/matrix/served.mjs"));
  const cases = JSON.parse(readFileSync(join(folder, "cases.json"), "utf8"));
  return { folder, server, cases, expected: await expect(folder, cases), lack: mountingLack() };
}

/** Does what is expected say what the cases claim, and is what is wrong noticed? */
function selfTest({ cases, expected }) {
  const tallies = cases.map((asked, i) => {
    const lacking = unclaimed(asked, expected[i].text);
    const unseen = wrongAnswers(asked, expected[i]).filter((answer) => wrong(answer, expected[i]) === undefined);
    if (lacking) console.log(`FAILED expected > ${asked.name}: ${lacking}`);
    if (unseen.length) console.log(`FAILED expected > ${asked.name}: ${unseen.length} wrong answers pass`);
    return lacking || unseen.length ? FAILED : PASSED;
  });
  return sum(tallies);
}

/** Asks a host everything, and scores what it says. */
async function askAll(runtime, scores, { folder, server, cases, expected, lack }) {
  const serving = (/** @type {(directory: string) => Promise<unknown>} */ work) =>
    withServed(server, folder, async (directory) => {
      const result = await work(directory);
      const left = leftIn(directory);
      scores.check("request", "no entry is left", left.length ? left.join(", ") : undefined);
      return result;
    });
  const { answers, skipped } = await runtime.ask({ folder, cases, withServed: serving, lack });
  for (const answer of answers) scores.answer(answer, expected[cases.indexOf(answer.case)]);
  for (const { name, capability, reason } of skipped) scores.skip(capability, name, reason);
  const asked = new Set([...answers.map((answer) => answer.case.name), ...skipped.map(({ name }) => name)]);
  for (const { capability, name } of cases) if (!asked.has(name)) scores.check(capability, name, "it was not asked");
}

/** Tests one host. */
async function testHost(host, suite) {
  const runtime = await host.obtain().catch((/** @type {Error} */ error) => error);
  if (runtime instanceof Error) {
    return { host, missing: runtime.message, counts: {}, tally: skip(host.name, runtime.message) };
  }
  const scores = new Scores(host.name);
  await askAll(runtime, scores, suite).catch((error) => scores.broken(error.message));
  const { counts, tally } = scores;
  console.log(`${host.name} ${runtime.version}: ${line(tally)}`);
  return { host, runtime, version: runtime.version, counts, tally };
}

/** Tests all, and writes the matrix where that is asked for. */
async function suite(/** @type {boolean} */ writes) {
  const parts = await prepare();
  const own = selfTest(parts);
  console.log(`${parts.cases.length} cases: ${line(own)}`);
  const outcomes = [];
  for (const host of HOSTS) outcomes.push(await testHost(host, parts));
  console.log(`\n${shown(outcomes)}\n`);
  const { TSMKIT_VECTORS: vectors = "" } = process.env;
  if (!existsSync(vectors)) own.skipped.push({ name: "real evidence", reason: `there is none at ${vectors}` });
  const tally = sum([own, ...outcomes.map((outcome) => outcome.tally)]);
  if (writes && tally.failed) console.log("The documents stay as they are: checks failed.");
  else if (writes) {
    await withReport(readFileSync(join(parts.folder, "errors/report.bin")), async (folder) => {
      for (const outcome of outcomes) if (outcome.runtime) outcome.start = await startTime(outcome.runtime, folder);
    });
    write(outcomes);
  }
  return tally;
}

await runSuite("test:hosts", async () => {
  const { values } = parseArgs({ options: { write: { type: "boolean", default: false } } });
  return suite(values.write);
});
