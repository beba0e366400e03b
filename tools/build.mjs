// Builds everything: the WebAssembly modules, inlined copies of both cores, the JavaScript and the declarations.
// dist/ is replaced as a whole, and only a build that went through leaves the stamp that says so.
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { makeComponents } from "./components.mjs";
import { makeInspector } from "./inspector/build.mjs";
import { locked } from "./lock.mjs";
import { at, capture, isMain, run } from "./run.mjs";
import { sourceHash } from "./sources.mjs";

/** Holds the hash of the sources that the last complete build was made from. */
const STAMP = at("build/stamp");

const node = (/** @type {string[]} */ ...args) => run(process.execPath, args);

/** Is everything there, made from the sources as they are now? */
export function isBuilt() {
  const made = [STAMP, at("dist"), at("hosts/core.bytes.ts")];
  return made.every((path) => existsSync(path)) && readFileSync(STAMP, "utf8") === sourceHash();
}

/** The entry that each target of asconfig.json is compiled from. */
const ENTRIES = {
  plain: "assembly/index.ts",
  fused: "assembly/index.ts",
  wasi: "assembly/wasi/index.ts",
  "wasi-debug": "assembly/wasi/index.ts",
  "plain-debug": "assembly/index.ts",
  "fused-debug": "assembly/index.ts",
  component: "assembly/component/library.ts",
  "component-attester": "assembly/component/attester.ts",
  service: "assembly/http/handler.ts",
  "as-bind": "assembly/as-bind/index.ts",
};

/** Compiled modules that go into dist/ as they are. */
const MODULES = ["core.wasm", "core.fused.wasm", "tsm.wasm", "as-bind.wasm"];

/** Compiles all targets. Shows what the compiler says of the first. */
async function compileModules() {
  // By its whole path: the compiler looks for its transform from there.
  const asc = [at("node_modules/assemblyscript/bin/asc.js"), "--config", at("asconfig.json"), "--target"];
  const builds = await Promise.all(
    Object.entries(ENTRIES).map(([target, entry]) => capture(process.execPath, [...asc, target, entry])),
  );
  for (const { ok, output } of builds) if (!ok) throw new Error(`asc failed\n${output}`);
  if (builds[0].output) console.error(builds[0].output);
}

/** Writes the cores into a module, so that no host has to find and read a file. */
function inlineCores() {
  const base64 = (/** @type {string} */ name) => readFileSync(at("build", name)).toString("base64");
  const text = `// Made by tools/build.mjs from build/*.wasm.
export const PLAIN_BASE64: string =
  "${base64("core.wasm")}";
export const FUSED_BASE64: string =
  "${base64("core.fused.wasm")}";
`;
  writeFileSync(at("build/core.bytes.ts"), text);
  renameSync(at("build/core.bytes.ts"), at("hosts/core.bytes.ts"));
}

/** Compiles the hosts beside dist/, adds modules of build/ and the inspector, then puts the result in its place. */
async function compileHosts(/** @type {string[]} */ modules, /** @type {string[]} */ ...flags) {
  rmSync(at("build/dist"), { recursive: true, force: true });
  await node(at("node_modules/typescript/bin/tsc"), "-p", "tsconfig.json", "--outDir", "build/dist", ...flags);
  for (const name of modules) copyFileSync(at("build", name), at("build/dist", name));
  await makeInspector(at("build/dist"));
  const cli = at("build/dist/cli/main.js");
  if (existsSync(cli)) chmodSync(cli, 0o755);
  rmSync(at("build/dist.old"), { recursive: true, force: true });
  if (existsSync(at("dist"))) renameSync(at("dist"), at("build/dist.old"));
  renameSync(at("build/dist"), at("dist"));
  rmSync(at("build/dist.old"), { recursive: true, force: true });
}

/**
 * Prints the committed files made from the core's tables. It reads them with the compiled hosts, which may not pass the
 * type check before it: they use the types it prints. CI takes those as committed, so that its check can see drift.
 */
async function emit() {
  if (process.env.CI) return;
  await compileHosts(MODULES, "--noCheck");
  await node(at("tools/emit.mjs"));
}

/** Builds whether needed or not. The caller holds the lock. */
export async function build() {
  // Taken before the sources are read: a change while the build runs asks for the next one.
  const hash = sourceHash();
  mkdirSync(at("build"), { recursive: true });
  rmSync(STAMP, { force: true });
  await compileModules();
  inlineCores();
  await emit();
  await compileHosts([...MODULES, ...(await makeComponents())]);
  writeFileSync(STAMP, hash);
}

if (isMain(import.meta.url)) {
  try {
    await locked("setup", build);
  } catch (error) {
    console.error(`build: ${error.message}`);
    process.exitCode = 1;
  }
}
