// The page's verdict is the command's, byte by byte: for each sample, by the very call that the page shows, and for all real
// evidence that lies beside the project.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { at } from "../run.mjs";
import { appraisalOf, load, saved, set, show, TIME, VERDICTS, visit } from "./harness.mjs";

const MAIN = at("dist/cli/main.js");

/** What `tsm` prints, whatever its exit code. */
function tsm(/** @type {string[]} */ args, /** @type {string} */ cwd) {
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], { cwd, maxBuffer: 1 << 26 }, (_, out, err) => resolve({ out, err }));
  });
}

/** Runs a line of shell in which `tsm` is the built command. */
function shell(/** @type {string} */ line, /** @type {string} */ cwd) {
  const script = `tsm() { "${process.execPath}" "${MAIN}" "$@"; }\n${line}`;
  return new Promise((resolve) => {
    execFile("sh", ["-c", script], { cwd, maxBuffer: 1 << 26 }, (_, out, err) => resolve({ out, err }));
  });
}

async function inFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), "tsmkit-inspector-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Loads a sample, saves its files, and runs the command that the page shows beside them. */
function sampleCheck(browser, /** @type {string} */ sample, /** @type {string} */ verdict) {
  return inFolder(async (folder) => {
    const { page, done } = await visit(browser, { acceptDownloads: true });
    await load(page, sample);
    await set(page, "#at", TIME);
    const shown = await appraisalOf(page);
    assert.equal(shown.verdict, verdict);
    const buttons = page.getByRole("button", { name: /^Save (?!as|the)/ });
    for (let i = 0; i < (await buttons.count()); i++) {
      const { name, bytes } = await saved(page, buttons.nth(i));
      writeFileSync(join(folder, name), bytes);
    }
    const command = await page.locator("#command").innerText();
    const { out, err } = await shell(`${command} --format json`, folder);
    assert.equal(out, `${JSON.stringify(shown)}\n`, `${command}\n${err}`);
    await done();
  });
}

const VECTORS = process.env.TSMKIT_VECTORS ?? at("../shared/vectors");
const REPORTS = ["snp-report", "configfs-tsm-report"];
const QUOTES = ["sgx-quote-v3", "tdx-quote-v4", "tdx-quote-v5", "tdx-quote-padded"];
/** Intel's collateral, but for that of its sample root. */
const isCollateral = ({ kind, expected }) => /^intel-(?!sample)/.test(kind) && expected.result !== "invalid-as-stored";

/** When much of the set's collateral was in date. */
const IN_DATE = "2025-09-30T01:00:00Z";

/** Real evidence with what goes with it, as files. */
function realEvidence() {
  if (!existsSync(join(VECTORS, "manifest.json"))) return [];
  const { files } = JSON.parse(readFileSync(join(VECTORS, "manifest.json"), "utf8"));
  const of = (/** @type {string[]} */ ...kinds) => files.filter(({ kind }) => kinds.includes(kind));
  const chains = of("snp-ca-chain").map(({ path }) => path);
  const collateral = files.filter(isCollateral);
  return [
    ...of(...REPORTS).map(({ path, endorsement = [] }) => ({ path, time: TIME, others: [...endorsement, ...chains] })),
    ...of(...QUOTES).map(({ path }) => ({ path, time: IN_DATE, others: collateral.map((one) => one.path) })),
  ];
}

/** One piece of real evidence, in the page and by the command. */
async function realCheck(page, { path, time, others }) {
  const certs = others.flatMap((/** @type {string} */ other) => ["--certs", join(VECTORS, other)]);
  const { out, err } = await tsm(
    [
      ...["verify", "--offline", "--no-cache", "--no-nonce", "--format", "json", "--at", time],
      ...certs,
      join(VECTORS, path),
    ],
    VECTORS,
  );
  const fileOf = (/** @type {string} */ one) => ({ name: basename(one), bytes: readFileSync(join(VECTORS, one)) });
  await show(page, [path, ...others].map(fileOf), time);
  const shown = await appraisalOf(page);
  if (out === "") {
    // What the command refuses, the page refuses too, and says why in the same words.
    assert.equal(shown, undefined);
    const [, why = err, code] = /^tsm: (?:\S+: )?(.*)\n {2}code ([a-z0-9-]+)/m.exec(err) ?? [];
    const words = await page.locator(".problem, .strip").allInnerTexts();
    assert.ok(words.join("\n").includes(why), `${why} in ${words}`);
    return `both refuse it, ${code}`;
  }
  assert.equal(out, `${JSON.stringify(shown)}\n`);
  return shown.verdict;
}

/** @returns {Generator<[name: string, work: () => Promise<unknown>]>} the checks */
export function* verdictChecks(browser) {
  for (const [sample, verdict] of Object.entries(VERDICTS)) {
    yield [
      `the verdict of the sample ${sample} is that of the command it shows`,
      () => sampleCheck(browser, sample, verdict),
    ];
  }
  const real = realEvidence();
  if (real.length === 0) return;
  /** One page for all of it. */
  let visited;
  for (const one of real) {
    yield [
      `the verdict of ${one.path} is the command's`,
      async () => {
        visited ??= await visit(browser);
        return realCheck(visited.page, one);
      },
    ];
  }
  yield ["real evidence made no request, and broke no rule of the policy", async () => visited?.done()];
}

/** Why there is no real evidence, if so. */
export const noVectors = existsSync(VECTORS) ? undefined : `there are no vectors at ${VECTORS}`;
