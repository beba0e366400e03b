/** A Linux process as an owner of entries: its pid namespace, its pid, and when it started, since pids come again. */
import { nobody, type Owner } from "./owner.ts";

/** How a host reads /proc. Failures carry the system's name for the error in `code`. */
export interface ProcReader {
  readText(path: string): string;
  readLink(path: string): string;
}

/** The pid namespace, as the number in `pid:[…]`. Another container's pids mean nothing here. */
function namespace({ readLink }: ProcReader): string {
  return readLink("/proc/self/ns/pid").replace(/\D/g, "");
}

/** State and start (clock ticks since boot) of a process: fields 3 and 22 of its stat, behind the name in parentheses. */
function statOf({ readText }: ProcReader, pid: number | string): { state: string; start: string } {
  const stat = readText(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return { state: fields[0] ?? "", start: fields[19] ?? "" };
}

/** Does /proc show this process? Mounted with hidepid it hides other users' processes, as if they were gone. */
function isShown(proc: ProcReader, pid: number): boolean {
  try {
    statOf(proc, pid);
    return true;
  } catch {
    return false;
  }
}

/** The owner that this process is; nobody where /proc can't be read or shows another pid namespace. */
export function procOwner(pid: number, proc: ProcReader): Owner {
  try {
    // After `unshare --pid`, or in a careless container, the same numbers are other processes there.
    if (proc.readLink("/proc/self") !== `${pid}`) return nobody;
    const space = namespace(proc);
    return {
      id: `${space}.${pid}.${statOf(proc, pid).start}`,
      isGone(id) {
        const [, otherSpace, otherPid = "", start] = /^(\d+)\.(\d+)\.(\d+)$/.exec(id) ?? [];
        if (otherSpace !== space) return false;
        try {
          const stat = statOf(proc, otherPid);
          return stat.start !== start || stat.state === "Z" || stat.state === "X";
        } catch (error) {
          const { code } = error as { code?: string };
          return code === "ESRCH" || (code === "ENOENT" && isShown(proc, 1));
        }
      },
    };
  } catch {
    return nobody;
  }
}
