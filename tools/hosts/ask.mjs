// Runs a host's program and gives what it printed.
import { spawn } from "node:child_process";
import { once } from "node:events";

/** Milliseconds that one program may take. */
const LIMIT = 120_000;

/**
 * @typedef {{out: string, err: string, code: number | null}} Ended
 * @param {string[]} command
 * @param {{input?: string, env?: Record<string, string>}} [options]
 * @returns {Promise<Ended>}
 */
export async function ask([program, ...args], { input = "", env = {} } = {}) {
  const child = spawn(program, args, { env: { ...process.env, ...env }, timeout: LIMIT });
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (err += text));
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const [code] = await once(child, "close");
  return { out, err, code };
}

/** The list that a runner prints, one text for each case. Throws what it said when it prints none. */
export async function askForList(/** @type {string[]} */ command, /** @type {object} */ options) {
  const { out, err, code } = await ask(command, options);
  try {
    return JSON.parse(out);
  } catch {
    throw new Error(`${command[0]} ended with ${code}: ${err.trim() || out.trim()}`);
  }
}
