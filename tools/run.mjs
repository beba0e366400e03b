// What the scripts in this folder share: where the repository is, and how to start other programs.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { realpathSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The absolute path of a file of the repository. */
export const at = (/** @type {string[]} */ ...path) => join(root, ...path);

/** Was the module with this `import.meta.url` started by name, not imported? */
export function isMain(/** @type {string} */ url) {
  return process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(url);
}

/**
 * Runs a program in the repository without input; what it prints goes to stderr. Throws when it fails.
 * @param {string} command
 * @param {string[]} args
 */
export async function run(command, args) {
  const child = spawn(command, args, { cwd: root, stdio: ["ignore", 2, 2], shell: needsShell(command) });
  const [code, signal] = await once(child, "exit");
  if (code !== 0) throw new Error(`${[command, ...args].join(" ")} failed (${signal ?? `exit code ${code}`})`);
}

/**
 * Runs a program without input and keeps what it prints, stdout and stderr in one.
 * @param {string} command
 * @param {string[]} args
 * @param {import("node:child_process").SpawnOptions} [options]
 * @returns {Promise<{ok: boolean, output: string}>}
 */
export async function capture(command, args, options) {
  const stdio = ["ignore", "pipe", "pipe"];
  const child = spawn(command, args, { cwd: root, shell: needsShell(command), ...options, stdio });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (output += text));
  const [code] = await once(child, "close");
  return { ok: code === 0, output };
}

/** npm is a batch file on Windows. */
const needsShell = (/** @type {string} */ command) => command === "npm" && process.platform === "win32";
