/** Runs dist/tsm.wasm in Node's WASI, and the Node command with the same words. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { configfsEnv, type Ended, running, type Surroundings, tsm } from "../cli/tsm.ts";

const HOST = fileURLToPath(new URL("node.mjs", import.meta.url));

/** What a run gets besides its arguments. */
export interface Given extends Surroundings {
  /** Directories that are handed over, by name; the working directory and the root when left out. */
  preopens?: Record<string, string>;
}

/** Runs tsm.wasm to its end. */
export function wasm(
  args: readonly string[],
  { stdin = "", env = {}, cwd = ".", preopens }: Given = {},
): Promise<Ended> {
  const { NO_COLOR: _, FORCE_COLOR: __, NODE_OPTIONS: ___, ...inherited } = process.env;
  const { NODE_OPTIONS: ____, ...own } = env;
  const directories = JSON.stringify(preopens ?? { ".": cwd, "/": "/" });
  const child = spawn(process.execPath, ["--no-warnings", HOST, directories, ...args], {
    env: { ...inherited, ...own },
    cwd,
  });
  return running(child, stdin).ended;
}

/** Runs both with the same words, and expects the same bytes on stdout, the same on stderr, the same exit code. */
export async function alike(args: readonly string[], given: Given = {}): Promise<Ended> {
  const [here, there] = await Promise.all([wasm(args, given), tsm(args, given)]);
  expect({ err: here.err, code: here.code, out: here.out }, args.join(" ")).toEqual({
    err: there.err,
    code: there.code,
    out: there.out,
  });
  expect(here.bytes.equals(there.bytes)).toBe(true);
  return here;
}

/** What a run gets so that a fake TSM is behind a report directory. */
export const reportsEnv = configfsEnv;
