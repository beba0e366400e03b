// Lets one process at a time install and build.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { at } from "./run.mjs";

const LOCK = at(".cache/setup.lock");

/** @returns {boolean} true when the lock is ours now */
function take() {
  try {
    writeFileSync(LOCK, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

/** Is the process that holds the lock still there? */
function isHeld() {
  try {
    process.kill(Number(readFileSync(LOCK, "utf8")), 0);
    return true;
  } catch (error) {
    return error.code !== "ESRCH" && error.code !== "ENOENT";
  }
}

/**
 * Does `work` while no other process does; the lock of a process that died is taken over.
 * @param {() => Promise<void>} work
 */
export async function locked(work) {
  mkdirSync(dirname(LOCK), { recursive: true });
  for (let waits = 0; !take(); waits++) {
    if (!isHeld()) rmSync(LOCK, { force: true });
    else if (waits === 0) console.error(`waiting for the process that holds ${LOCK}`);
    await sleep(100);
  }
  try {
    await work();
  } finally {
    rmSync(LOCK, { force: true });
  }
}
