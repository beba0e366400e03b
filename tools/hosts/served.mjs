// The TSMs of the cases as directories, served by a process of their own for as long as some work takes.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { at } from "../run.mjs";

/** Where they are mounted. It stays the same, so that what a killed run left is taken away by the next. */
const DIRECTORY = at("build/matrix/served");

/** Threads of the server's pool: one waits at each directory. */
const THREADS = "32";

/** The entries that are left in the directories. */
export function leftIn(/** @type {string} */ directory) {
  return readdirSync(directory).flatMap((tsm) => readdirSync(join(directory, tsm)).map((entry) => `${tsm}/${entry}`));
}

/**
 * Serves the TSMs anew, does the work on their directory, and takes them away.
 * @template T
 * @param {string} server the bundled server
 * @param {string} folder
 * @param {(directory: string) => Promise<T>} work
 */
export async function withServed(server, folder, work) {
  const env = { ...process.env, UV_THREADPOOL_SIZE: THREADS };
  const child = spawn(process.execPath, [server, folder, DIRECTORY], { env, stdio: ["pipe", "pipe", "inherit"] });
  const exit = once(child, "exit");
  try {
    const ready = once(createInterface(child.stdout), "line");
    await Promise.race([
      ready,
      exit.then(() => {
        throw new Error("the server of the TSMs ended at once");
      }),
    ]);
    return await work(DIRECTORY);
  } finally {
    child.stdin.end();
    await exit;
    rmSync(DIRECTORY, { recursive: true, force: true });
  }
}
