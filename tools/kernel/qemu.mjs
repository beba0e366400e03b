// QEMU, unpacked beside the system's own, and one run of a guest in it. Emulated: not every machine may virtualise.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { capture } from "../run.mjs";
import { BACKPORTS } from "./kernels.mjs";

/** Older ones crash a guest now and then. */
const OLDEST = 10;
const NAMES = ["qemu-system-x86", "qemu-system-data", "seabios"];

/** Milliseconds that a guest may take; a machine with nothing else to do needs two minutes. */
const LIMIT = 1_200_000;
/** How often a guest is started; again only after a panic of its kernel. */
const STARTS = 3;

/** Downloads QEMU and unpacks it. Throws when it can't be had or doesn't run here. */
export async function obtainQemu() {
  const root = await BACKPORTS.unpacked("qemu", () => BACKPORTS.withMissing(NAMES));
  const libraries = ["usr/lib/x86_64-linux-gnu", "lib/x86_64-linux-gnu"].map((path) => join(root, path));
  const env = { ...process.env, LD_LIBRARY_PATH: libraries.join(":") };
  const command = join(root, "usr/bin/qemu-system-x86_64");
  const { ok, output } = await capture(command, ["--version"], { env });
  const version = /version (\d+)\.\S+/.exec(output);
  if (!ok || !version) throw new Error(`QEMU does not run here: ${output.trim()}`);
  if (Number(version[1]) < OLDEST) throw new Error(`QEMU ${version[1]} is older than ${OLDEST}`);
  const firmware = ["usr/share/qemu", "usr/share/seabios"].flatMap((path) => ["-L", join(root, path)]);
  return { command, env, firmware, version: version[0].replace("version ", "") };
}

/** Starts the guest once and waits for its end. */
async function start(qemu, /** @type {string[]} */ args) {
  const child = spawn(qemu.command, args, { env: qemu.env, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (said += text));
  const limit = setTimeout(() => child.kill("SIGKILL"), LIMIT);
  const [code, signal] = await once(child, "close");
  clearTimeout(limit);
  if (signal === "SIGKILL") return `it was not done after ${LIMIT / 1000} s`;
  return code === 0 ? undefined : `QEMU: ${said.trim()}`;
}

/**
 * A guest: its kernel and first file system, what its init is called with, a file for each serial port, of which the first is
 * the console, more devices as QEMU's options, and how many processors it has, two unless told.
 * @typedef {{image: string, initrd: string, argument: string, serials: string[], devices?: string[], processors?: number}} Guest
 */

/**
 * Runs a guest to its end.
 * @returns {Promise<{error?: string, panics: number}>} an error when it did not switch itself off
 */
export async function boot(qemu, /** @type {Guest} */ guest) {
  const { image, initrd, argument, serials, devices = [], processors = 2 } = guest;
  const args = [...qemu.firmware, "-machine", "q35", "-cpu", "max", "-accel", "tcg"];
  args.push("-smp", `${processors}`, "-m", "1536");
  args.push("-nodefaults", "-display", "none", "-no-reboot");
  args.push("-kernel", image, "-initrd", initrd);
  // What the kernel does not know is in the environment of init.
  args.push("-append", `console=ttyS0 loglevel=4 panic=-1 oops=panic arguments=${argument}`);
  args.push(...serials.flatMap((file) => ["-serial", `file:${file}`]), ...devices);
  let panics = 0;
  for (;;) {
    // What an earlier guest said must not pass for this one's.
    for (const file of serials) writeFileSync(file, "");
    const error = await start(qemu, args);
    const panicked = /Kernel panic|Oops:/.test(readFileSync(serials[0] ?? "", "latin1"));
    if (panicked && ++panics < STARTS) continue;
    return { panics, ...(error !== undefined && { error }) };
  }
}
