/** Runs the built command, as users do. */
import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

/** The command's main file. */
export const MAIN = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
if (!existsSync(MAIN)) throw new Error(`${MAIN} is missing: build first, with npm run build`);

const PRELOAD = new URL("configfs.mjs", import.meta.url).href;

/** How a run ended. */
export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  bytes: Buffer;
  out: string;
  err: string;
}

/** What a run gets besides its arguments. */
export interface Surroundings {
  stdin?: string | Uint8Array;
  env?: Record<string, string>;
  cwd?: string;
}

/** A run that goes on. */
export interface Running {
  process: ChildProcess;
  ended: Promise<Ended>;
  /** What it has said on stderr so far. */
  said(): string;
}

/** Starts the command. */
export function start(args: readonly string[], { stdin = "", env = {}, cwd }: Surroundings = {}): Running {
  const { NO_COLOR: _, FORCE_COLOR: __, NODE_OPTIONS: ___, ...inherited } = process.env;
  const child = spawn(process.execPath, [MAIN, ...args], { env: { ...inherited, ...env }, cwd });
  return running(child, stdin);
}

/** A program that was started, given its input. */
export function running(child: ChildProcessWithoutNullStreams, stdin: string | Uint8Array): Running {
  const out: Buffer[] = [];
  let err = "";
  child.stdout.on("data", (chunk) => out.push(chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk) => {
    err += chunk;
  });
  child.stdin.on("error", () => {});
  child.stdin.end(stdin);
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject).on("close", (code, signal) => {
      const bytes = Buffer.concat(out);
      resolve({ code, signal, bytes, out: bytes.toString(), err });
    });
  });
  return { process: child, ended, said: () => err };
}

/** Runs the command to its end. */
export function tsm(args: readonly string[], surroundings?: Surroundings): Promise<Ended> {
  return start(args, surroundings).ended;
}

/** An empty directory, which goes away after the test. */
export function directory(): string {
  const path = mkdtempSync(join(tmpdir(), "tsm-cli-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** The package's modules that a run loaded, of which Node left its coverage in a directory. */
export function modulesIn(coverage: string): string[] {
  const records = readdirSync(coverage).flatMap(
    (name) => JSON.parse(readFileSync(join(coverage, name), "utf8")).result,
  );
  return records.flatMap(({ url }) => /\/(dist|node_modules)\/.*/.exec(url)?.[0] ?? []);
}

/** Puts a TSM behind the report directory `root` of a run. */
export function configfsEnv(root: string, fake: object = {}): Record<string, string> {
  return { NODE_OPTIONS: `--import=${PRELOAD}`, TSM_ROOT: root, TSM_FAKE: JSON.stringify(fake) };
}

/** A report directory with a TSM behind it, for runs of the command; see configfs.mjs for what it can be told to do. */
export function configfs(fake: Record<string, unknown> = {}) {
  const above = directory();
  const root = join(above, "report");
  mkdirSync(root);
  const env = configfsEnv(root, fake);
  return {
    root,
    env,
    /** Runs `tsm report` on it. */
    report: (...args: string[]) => tsm(["report", "--entry-root", root, ...args], { env }),
    /** Starts `tsm report` on it. */
    start: (...args: string[]) => start(["report", "--entry-root", root, ...args], { env }),
    /** What was done to it so far. */
    verbs: () =>
      existsSync(join(above, "verbs")) ? readFileSync(join(above, "verbs"), "utf8").trim().split("\n") : [],
  };
}

/** Waits until something is so. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  for (const start = Date.now(); !condition(); await new Promise((done) => setTimeout(done, 5))) {
    if (Date.now() - start > 60_000) throw new Error(`waited in vain until ${what}`);
  }
}
