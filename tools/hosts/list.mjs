// The hosts, in the order of the matrix: how each is had, and how it is asked.
import { readFileSync } from "node:fs";
import { at } from "../run.mjs";
import { obtainBun } from "../runtimes/bun.mjs";
import { CHROMIUM_NEEDS, obtainChromium } from "../runtimes/chromium.mjs";
import { DENO_ENV, DENO_FLAGS, obtainDeno } from "../runtimes/deno.mjs";
import { obtainNode, RELEASES } from "../runtimes/node.mjs";
import { obtainWasmedge } from "../runtimes/wasmedge.mjs";
import { obtainWasmtime } from "../runtimes/wasmtime.mjs";
import { obtainWazero } from "../runtimes/wazero.mjs";
import { ask, askForList } from "./ask.mjs";
import { commandHost, MODULE } from "./commands.mjs";
import { componentHost, transpiled } from "./components.mjs";
import { pageHost, scriptHost } from "./javascript.mjs";

/**
 * @typedef {object} Host
 * @property {string} name
 * @property {string} runs what of tsmkit it runs
 * @property {string} needs what has to be there
 * @property {string} start how it is started, in short
 * @property {string} permissions the least that it takes
 * @property {() => Promise<any>} obtain makes it ready; throws when it can't be had or doesn't run here
 */

const NPM = "npm";
const API = "the package";
const COMMAND = "`tsm.wasm`";
const COMPONENTS = "the components";

async function node(/** @type {string} */ release) {
  const { node, version } = await obtainNode(release);
  return scriptHost(version.replace("v", ""), () => [node]);
}

async function deno() {
  const { deno, version } = await obtainDeno();
  const permissions = ([folder, served]) => [
    ...(folder ? [`--allow-read=${[folder, served].filter(Boolean)}`] : []),
    ...(served ? [`--allow-write=${served}`] : []),
  ];
  return scriptHost(
    /\d\S*/.exec(version)?.[0],
    (folders) => [deno, "run", ...DENO_FLAGS, ...permissions(folders)],
    DENO_ENV,
  );
}

async function bun() {
  const { bun, version } = await obtainBun();
  return scriptHost(version, () => [bun]);
}

async function chromium() {
  const chromium = await obtainChromium().catch((error) => {
    throw new Error(`${error.message}; ${CHROMIUM_NEEDS}`);
  });
  return pageHost(chromium);
}

async function wazero() {
  const { wazero, version } = await obtainWazero();
  const mounts = (folders) => folders.map(([host, guest]) => `-mount=${host}:${guest}`);
  const cache = `-cachedir=${at(".cache/wazero/compiled")}`;
  return commandHost(version, (folders, module) => [wazero, "run", cache, ...mounts(folders), module]);
}

async function wasmedge() {
  const { command, version } = await obtainWasmedge();
  const mounts = (folders) => folders.flatMap(([host, guest]) => ["--dir", `${guest}:${host}`]);
  // Interpreted, a verification takes a second. Native code that is not optimised takes as long to make, once.
  const compiled = at("build/matrix/tsm.wasmedge.wasm");
  const { code, err } = await ask([...command, "compile", "--optimize", "0", MODULE, compiled]);
  if (code !== 0) throw new Error(`wasmedge can't compile the module: ${err.trim().split("\n").at(-1)}`);
  return commandHost(version, (folders, module) => [...command, ...mounts(folders), module], { module: compiled });
}

async function wasmtime() {
  const { python, version } = await obtainWasmtime();
  const script = at("test/matrix/runners/command.py");
  const command = (folders, module) => [python, script, module, ...folders.map((pair) => pair.join("="))];
  const run = (start, calls) => askForList(start, { input: JSON.stringify(calls) });
  return commandHost(version, command, { run });
}

async function wasmtimeComponents() {
  const { python, version } = await obtainWasmtime();
  return componentHost(version, [python, at("test/matrix/runners/components.py"), at("dist")]);
}

async function jco() {
  const { version } = JSON.parse(readFileSync(at("node_modules/@bytecodealliance/jco/package.json"), "utf8"));
  const runner = at("test/matrix/runners/components.mjs");
  return componentHost(`${version}, Node ${process.versions.node}`, [process.execPath, runner, await transpiled()]);
}

/** @type {Host[]} */
export const HOSTS = [
  ...RELEASES.map((release) => ({
    name: `Node ${release}`,
    runs: API,
    needs: NPM,
    start: "`node script.mjs`",
    permissions: "none to ask for",
    obtain: () => node(release),
  })),
  {
    name: "Deno",
    runs: API,
    needs: NPM,
    start: "`deno run script.mjs`",
    permissions: "none; for a report directory `--allow-read` and `--allow-write` of it",
    obtain: deno,
  },
  { name: "Bun", runs: API, needs: NPM, start: "`bun script.mjs`", permissions: "none to ask for", obtain: bun },
  {
    name: "Chromium",
    runs: API,
    needs: "Debian, npm",
    start: "a page with the bundled package",
    permissions: "`script-src 'wasm-unsafe-eval'`",
    obtain: chromium,
  },
  {
    name: "wazero",
    runs: COMMAND,
    needs: "Debian, or Go",
    start: "`wazero run -mount=DIR:DIR tsm.wasm`",
    permissions: "the folders that are mounted",
    obtain: wazero,
  },
  {
    name: "WasmEdge",
    runs: COMMAND,
    needs: "Debian",
    start: "`wasmedge --dir DIR:DIR tsm.wasm`; the suite after `wasmedge compile`",
    permissions: "the folders that are mounted",
    obtain: wasmedge,
  },
  {
    name: "Wasmtime, preview 1",
    runs: COMMAND,
    needs: "PyPI",
    start: "`Linker.define_wasi`, `WasiConfig`",
    permissions: "the folders that are preopened",
    obtain: wasmtime,
  },
  {
    name: "Wasmtime, component",
    runs: COMPONENTS,
    needs: "PyPI",
    start: "`component.Linker`",
    permissions: "what `report-files` does",
    obtain: wasmtimeComponents,
  },
  {
    name: "jco",
    runs: COMPONENTS,
    needs: NPM,
    start: "`jco transpile`, then Node",
    permissions: "what `report-files` does",
    obtain: jco,
  },
];
