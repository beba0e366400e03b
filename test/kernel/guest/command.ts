/** Runs the built command in the guest. */
import { type ChildProcess, spawn } from "node:child_process";

const MAIN = "/node_modules/tsmkit/dist/cli/main.js";

/** How a run ended. */
export interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** A run: its process, and how it will end. */
export interface Running {
  process: ChildProcess;
  ended: Promise<Ended>;
}

/** A user who may do nothing. */
export const NOBODY = 65534;

/** Starts `tsm` as root. */
export const start = (...args: string[]): Running => startAs(0, args);

function startAs(uid: number, args: string[]): Running {
  const child = spawn(process.execPath, [MAIN, ...args], { uid, gid: uid, stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  let err = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text) => {
    err += text;
  });
  const ended = new Promise<Ended>((resolve) => child.on("close", (code) => resolve({ code, out, err })));
  return { process: child, ended };
}

/** Runs `tsm` to its end; throws what it said unless its exit code is the expected one. */
export async function tsm(args: string[], expected = 0, uid = 0): Promise<Ended> {
  const ended = await startAs(uid, args).ended;
  if (ended.code !== expected) throw new Error(`tsm ${args.join(" ")}: exit code ${ended.code}\n${ended.err}`);
  return ended;
}
