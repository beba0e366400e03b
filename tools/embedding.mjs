// npm run test:embedding: the examples of docs/embedding, which run the raw core in other languages, against the TypeScript API
// on evidence that is minted for them. What they print has to be the same, byte for byte.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { at, capture } from "./run.mjs";
import { obtainWasmtime } from "./runtimes/wasmtime.mjs";
import { inFolder, runSuite } from "./suite.mjs";
import { FAILED, PASSED, skip, sum } from "./tally.mjs";

/** What the languages' own tools keep. */
const CACHE = at(".cache/embedding");

/** Runs a program in a folder of docs/embedding. Throws what is wrong: `reason`, or the end of what it printed. */
async function sh(
  /** @type {string} */ folder,
  /** @type {string[]} */ [command, ...args],
  { env = {}, reason = "" } = {},
) {
  const options = { cwd: at("docs/embedding", folder), env: { ...process.env, ...env } };
  const { ok, output } = await capture(command, args, options).catch(() => ({ ok: false, output: "" }));
  if (!ok) throw new Error(reason || `${command} failed\n${output.trimEnd().split("\n").slice(-20).join("\n")}`);
  return output;
}

/** What keeps an example from being run here, which is no failure. */
class Missing extends Error {}

/** As {@link sh}, where failing means that something is not to be had here. */
async function need(/** @type {Parameters<typeof sh>} */ ...[folder, command, options]) {
  return sh(folder, command, options).catch((error) => {
    throw new Missing(error.message);
  });
}

/** A formatter may be missing where its compiler is there. */
async function isThere(/** @type {string} */ command, /** @type {string[]} */ ...args) {
  const { output } = await capture(command, args).catch(() => ({ output: "" }));
  return output !== "" && !/no such command|not installed/.test(output);
}

const GO_ENV = { GOTOOLCHAIN: "local", GOFLAGS: "-mod=readonly" };

/** @returns {Promise<string[]>} the command that runs the example */
async function go() {
  await need("go", ["go", "version"], { reason: "go is not there" });
  const reason = "go is older than go.mod wants, or can't have the module wazero";
  await need("go", ["go", "mod", "download"], { env: GO_ENV, reason });
  const binary = join(CACHE, "go");
  await sh("go", ["go", "build", "-o", binary, "."], { env: GO_ENV });
  const unformatted = (await isThere("gofmt", "-h")) && (await sh("go", ["gofmt", "-l", "."]));
  if (unformatted) throw new Error(`gofmt would change ${unformatted.trim()}`);
  return [binary];
}

async function python() {
  const { python } = await obtainWasmtime().catch(({ message }) => {
    throw new Missing(message);
  });
  return [python, "main.py"];
}

/** Compiling wasmtime takes 10 minutes of a processor, so it is done when asked for; and what was compiled is kept. */
async function rust() {
  await need("rust", ["cargo", "--version"], { reason: "cargo is not there" });
  const target = join(CACHE, "rust");
  const stamp = join(target, "Cargo.lock");
  const wanted = readFileSync(at("docs/embedding/rust/Cargo.lock"), "utf8");
  const isWarm = existsSync(stamp) && readFileSync(stamp, "utf8") === wanted;
  if (!isWarm && process.env.TSMKIT_RUST !== "1") {
    throw new Missing("compiling wasmtime takes minutes the first time; TSMKIT_RUST=1 asks for it");
  }
  const env = { CARGO_TARGET_DIR: target };
  const reason = "cargo is older than Cargo.toml wants, or can't have the crate wasmtime";
  await need("rust", ["cargo", "fetch", "--locked"], { env, reason });
  await sh("rust", ["cargo", "build", "--release", "--locked"], { env });
  writeFileSync(stamp, wanted);
  if (await isThere("cargo", "fmt", "--version")) await sh("rust", ["cargo", "fmt", "--check"]);
  return [join(target, "release/tsmkit-embedding")];
}

const LANGUAGES = { "Go, wazero": go, "Python, wasmtime": python, "Rust, wasmtime": rust };

/** The time of the appraisal. */
const NOW = new Date("2026-06-01T12:00:00Z");

/** Evidence in files, as the examples take it, and what they have to print. */
async function mint(/** @type {string} */ folder) {
  const { createTdxPlatform, snp, tdxCollateral, toCollateralFile } = await import("../dist/forge/index.js");
  const { appraise, encodeHex, inspect, render, TsmError } = await import("../dist/index.js");
  const { list } = await import("../dist/rows.js");

  const nonce = crypto.getRandomValues(new Uint8Array(64));
  const chip = await snp({ fields: { reportData: nonce } });
  const machine = await createTdxPlatform();
  const { leaf, intermediate } = chip.certificates;
  const collateral = JSON.stringify(toCollateralFile(await tdxCollateral(machine)));
  const minted = [
    { name: "SNP report", evidence: chip.report, root: chip.certificates.root, endorsements: [leaf, intermediate] },
    {
      name: "TDX quote",
      evidence: await machine.quote({ reportData: nonce }),
      root: machine.certificates.root,
      endorsements: [collateral],
    },
    {
      name: "SNP report without its certificates",
      evidence: chip.report,
      root: machine.certificates.root,
      endorsements: [],
    },
  ];

  return minted.map(({ name, evidence, root, endorsements }, i) => {
    const file = (/** @type {string} */ part, /** @type {Uint8Array | string} */ bytes) => {
      const path = join(folder, `${i}.${part}`);
      writeFileSync(path, bytes);
      return path;
    };
    const args = [at("dist/core.wasm"), file("evidence", evidence), file("root", root), encodeHex(nonce)];
    args.push(`${NOW.getTime() / 1000}`, ...endorsements.map((bytes, n) => file(`endorsement${n}`, bytes)));

    const appraisal = appraise(evidence, { nonce, at: NOW, trustRoots: [root], endorsements });
    const lines = [render(evidence, { view: "json" }), JSON.stringify(appraisal)];
    try {
      inspect(evidence.subarray(0, 100), { form: "bin" });
    } catch (error) {
      if (!(error instanceof TsmError)) throw error;
      lines.push(`fault ${list("fault").find((entry) => entry.name === error.code)?.value}: ${error.message}`);
    }
    return { name, args, verdict: appraisal.verdict, printed: `${lines.join("\n")}\n` };
  });
}

/** Where two texts part. */
function difference(/** @type {string} */ got, /** @type {string} */ wanted) {
  let i = 0;
  while (i < got.length && got[i] === wanted[i]) i++;
  return `at ${i}: expected ${JSON.stringify(wanted.slice(i, i + 100))}, got ${JSON.stringify(got.slice(i, i + 100))}`;
}

/**
 * Runs one language's example.
 * @param {string} language
 * @param {() => Promise<string[]>} obtain
 * @param {Awaited<ReturnType<typeof mint>>} samples
 */
async function runExample(language, obtain, samples) {
  const command = await obtain().catch((error) => error);
  if (command instanceof Missing) return skip(language, command.message);
  if (command instanceof Error) {
    console.log(`FAILED ${language}: ${command.message}`);
    return FAILED;
  }
  const folder = language.split(",")[0].toLowerCase();
  const tallies = [];
  for (const { name, args, verdict, printed } of samples) {
    const start = performance.now();
    const got = await sh(folder, [...command, ...args]).catch((error) => error.message);
    const took = `${Math.round(performance.now() - start)} ms`;
    const isSame = got === printed;
    console.log(`${isSame ? "ok" : "FAILED"} ${language} > ${name} (${verdict}, ${took})`);
    if (!isSame) console.log(difference(got, printed));
    tallies.push(isSame ? PASSED : FAILED);
  }
  return sum(tallies);
}

/** Runs all examples on evidence that is minted into a folder. */
async function suite(/** @type {string} */ work) {
  mkdirSync(CACHE, { recursive: true });
  const samples = await mint(work);
  const tallies = [];
  for (const [language, obtain] of Object.entries(LANGUAGES)) tallies.push(await runExample(language, obtain, samples));
  return sum(tallies);
}

await runSuite("test:embedding", () => inFolder("embedding", suite));
