// Lets one process at a time do what others would get in the way of: build, or bring programs into .cache/.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { at } from "./run.mjs";

/** @returns {boolean} true when the lock is ours now */
function take(/** @type {string} */ lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

/** Is the process that holds the lock still there? */
function isHeld(/** @type {string} */ lock) {
  try {
    process.kill(Number(readFileSync(lock, "utf8")), 0);
    return true;
  } catch (error) {
    return error.code !== "ESRCH" && error.code !== "ENOENT";
  }
}

/**
 * Does `work` while nobody else does any under this name; the lock of a process that died is taken over. Work must not ask for
 * its own lock again.
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 */
export async function locked(name, work) {
  const lock = at(`.cache/${name}.lock`);
  mkdirSync(dirname(lock), { recursive: true });
  for (let waits = 0; !take(lock); waits++) {
    if (!isHeld(lock)) rmSync(lock, { force: true });
    else if (waits === 0) console.error(`waiting for the process that holds ${lock}`);
    await sleep(100);
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}
