/** Compiles a probe: an AssemblyScript entry of a test that exports what the doors of the core do not. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const root = fileURLToPath(new URL("../..", import.meta.url));
type Options = Record<string, unknown> & { enable?: string[]; transform?: string[] };
const config = JSON.parse(readFileSync(join(root, "asconfig.json"), "utf8")) as {
  options: Options;
  targets: Record<string, Options>;
};

/** Which core the probe is compiled like. */
export interface ProbeBuild {
  /** With relaxed SIMD, as the core for engines that fuse; or without. */
  fused: boolean;
  /** With assertions and unoptimised; or as released. */
  debug: boolean;
}

/** The builds that are tested of what is the same with and without relaxed SIMD. */
export const BUILDS: [name: string, build: ProbeBuild][] = [
  ["release", { fused: false, debug: false }],
  ["debug", { fused: false, debug: true }],
];

/** The options of a target of asconfig.json, as asc takes them on its command line. */
function flags(name: string): string[] {
  const target = config.targets[name];
  const { outFile: _, sourceMap: __, ...options } = { ...config.options, ...target };
  for (const list of ["enable", "transform"] as const) {
    options[list] = [config.options, target].flatMap((from) => from?.[list] ?? []);
  }
  return Object.entries(options).flatMap(([name, value]) => [`--${name}`, ...(value === true ? [] : [`${value}`])]);
}

/** One hash over all that the probe may read: the core, the probes, the options and the compiler. */
function keyOf(entry: string, args: string[]): string {
  const hash = createHash("sha256").update(JSON.stringify([asc.version, entry, args]));
  const folders = ["assembly", "tools", "test/core/probe", dirname(entry)].map((folder) => join(root, folder));
  for (const folder of folders) {
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /\.(ts|mjs)$/.test(name));
    for (const file of files.sort()) hash.update(`${file}\0`).update(readFileSync(join(folder, file)));
  }
  return hash.digest("hex").slice(0, 24);
}

async function compile(entry: string, args: string[]): Promise<Uint8Array<ArrayBuffer>> {
  let binary: Uint8Array | undefined;
  // What it would take from asconfig.json is among the arguments.
  const all = [entry, "--config", "none", "--baseDir", root, "--outFile", "probe.wasm", ...args];
  const { error, stderr } = await asc.main(all, {
    writeFile: (_name, contents) => {
      binary = contents as Uint8Array;
    },
  });
  if (error || !binary) throw new Error(`asc failed on ${entry}\n${stderr}`);
  return new Uint8Array(binary);
}

/**
 * The probe at `entryPath` (absolute, or relative to the repository), compiled like a target of asconfig.json. What was compiled
 * stays in build/probes, and is taken from there while nothing that the probe may read has changed.
 */
export async function probeBytes(entryPath: string, target: string): Promise<Uint8Array<ArrayBuffer>> {
  const entry = relative(root, join(entryPath.startsWith(root) ? "" : root, entryPath));
  const args = flags(target);
  const file = join(root, "build/probes", `${keyOf(entry, args)}.wasm`);
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true });
    // Another test process may be at the same probe.
    const own = `${file}.${process.pid}`;
    writeFileSync(own, await compile(entry, args));
    renameSync(own, file);
  }
  return new Uint8Array(readFileSync(file));
}

/** A fresh instance of a probe that is compiled like one of the cores. */
export async function compileProbe(entryPath: string, { fused, debug }: ProbeBuild): Promise<WebAssembly.Exports> {
  const bytes = await probeBytes(entryPath, `${fused ? "fused" : "plain"}${debug ? "-debug" : ""}`);
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), {}).exports;
}
