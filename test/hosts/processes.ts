/** Real processes as owners of entries: ones that live, that were killed, and that nobody waits for. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readlinkSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const SECONDS = "600";

/** What /proc says of a process: its state, and the identity that it has as an owner. */
export function look(pid: number): { state: string; start: bigint; id: string } {
  const [state = "", ...rest] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
  const start = BigInt(rest[18] ?? "");
  return { state, start, id: ownerId(pid, start) };
}

/** The identity of a process of this pid namespace, or of another. */
export function ownerId(pid: number, start: bigint, space = pidNamespace()): string {
  return `${space}.${pid}.${start}`;
}

/** The number of this process's pid namespace. */
export function pidNamespace(): bigint {
  return BigInt(readlinkSync("/proc/self/ns/pid").slice("pid:[".length, -1));
}

/** An entry name as tsmkit makes them; no two are the same. */
export function entryOf(id: string): string {
  return `tsmkit-${id}-${(last++).toString(16).padStart(16, "0")}`;
}
let last = 0n;

/** A process that lives until `kill`, which resolves when the system has forgotten it. */
export async function living(): Promise<{ id: string; kill(): Promise<void> }> {
  const child = spawn("sleep", [SECONDS], { stdio: "ignore" });
  await once(child, "spawn");
  const { id } = look(child.pid as number);
  const kill = async () => {
    child.kill("SIGKILL");
    await once(child, "exit");
  };
  return { id, kill };
}

/** A killed process whose parent never asks how it ended, so that it stays in /proc; `bury` ends the parent. */
export async function zombie(): Promise<{ id: string; bury(): void }> {
  const script = `sleep ${SECONDS} & echo $!; exec sleep ${SECONDS}`;
  const parent = spawn("sh", ["-c", script], { stdio: ["ignore", "pipe", "ignore"] });
  const [line] = (await once(parent.stdout, "data")) as [Buffer];
  const pid = Number(line);
  // A shell would ask; what it becomes does not.
  while (readFileSync(`/proc/${parent.pid}/comm`, "utf8") !== "sleep\n") await sleep(5);
  process.kill(pid, "SIGKILL");
  while (look(pid).state !== "Z") await sleep(5);
  return { id: look(pid).id, bury: () => void parent.kill("SIGKILL") };
}
