/**
 * Mounts and unmounts. A small shell does it, and waits at the end of a pipe: however the server ends, the pipe does too, and
 * the mount is taken away. Root mounts by mount(8), other users by fusermount3.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, constants, openSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { checkThreads, type Handlers, serveDevice } from "./connection.ts";
import { MountError } from "./mountError.ts";

const DEVICE = "/dev/fuse";
const NAME = "tsmkit";

/** A directory that is served. */
export interface Served {
  /** Resolves when it is served no more, whoever unmounted it. */
  ended: Promise<void>;
  /** Takes the mount away, whoever uses it: their calls fail. Resolves when it is gone. */
  unmount(): Promise<void>;
}

/** How a directory is served. */
export interface ServeOptions {
  /** May other users see it? Only the one who mounts may when left out. */
  allowOther?: boolean;
}

/** Is this root, of the system or of a user namespace? */
const isRoot = () => process.geteuid?.() === 0;

/**
 * Signals of the terminal are for the server. The device has to be let go here, or it would outlive the server and leave
 * everybody waiting.
 */
const GUARD = `
trap '' HUP INT TERM
exec 3<&-
echo
read -r _
`;
const BY_ROOT = `mount -i -t fuse -o "$1" ${NAME} "$0" || exit${GUARD}exec umount -f -l "$0"`;
const BY_USER = `${GUARD}exec fusermount3 -u -z -q "$0"`;

/** Starts the shell, which has the device as descriptor 3. Resolves when it waits. */
async function guard(script: string, device: number, ...args: string[]): Promise<ChildProcess> {
  // In a session of its own: what ends all processes of a terminal leaves it to its work.
  const child = spawn("sh", ["-c", script, ...args], { stdio: ["pipe", "pipe", "pipe", device], detached: true });
  let said = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const ready = once(child.stdout as NodeJS.ReadableStream, "data").then(() => true);
  // What it says comes before it is closed.
  if (await Promise.race([ready, once(child, "close").then(() => false)])) return child;
  throw new MountError(said.trim() || "the mount failed without a word");
}

/** Takes away what a server left that was killed with its shell: a mount that answers nothing. */
function clear(directory: string): void {
  try {
    statSync(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOTCONN") throw error;
    const [command, ...args] = isRoot() ? ["umount", "-l"] : ["fusermount3", "-u", "-z"];
    spawnSync(command as string, [...args, directory], { stdio: "ignore" });
  }
}

/**
 * Ends the connection of a mount, whoever uses it: fusermount3 would wait for them. It takes the file system fusectl, which
 * systems have mounted.
 */
function abort(directory: string): void {
  const escaped = directory.replace(/[\s\\]/g, (c) => `\\${c.charCodeAt(0).toString(8).padStart(3, "0")}`);
  const mounts = readFileSync("/proc/self/mountinfo", "utf8").split("\n");
  const own = mounts.findLast((line) => line.includes(` ${escaped} `) && line.includes(` - fuse.${NAME} `));
  const [, minor] = /^\d+ \d+ \d+:(\d+) /.exec(own ?? "") ?? [];
  try {
    writeFileSync(`/sys/fs/fuse/connections/${minor}/abort`, "1");
  } catch {
    // It ends when the last of them closes its file.
  }
}

/** Mounts. Returns the device to serve, and the shell that unmounts. */
async function mount(directory: string, { allowOther = false }: ServeOptions): Promise<[number, ChildProcess]> {
  const common = ["nosuid", "nodev", "noexec", `subtype=${NAME}`, ...(allowOther ? ["allow_other"] : [])];
  if (!isRoot()) {
    const { fusermount } = await import("./fusermount.ts");
    const device = await fusermount(directory, [`fsname=${NAME}`, ...common]);
    return [device, await guard(BY_USER, device, directory)];
  }
  const device = openSync(DEVICE, constants.O_RDWR);
  try {
    const options = ["fd=3", "rootmode=40000", "user_id=0", "group_id=0", ...common];
    return [device, await guard(BY_ROOT, device, directory, options.join())];
  } catch (error) {
    closeSync(device);
    throw error;
  }
}

/**
 * Mounts on a directory and answers until it is unmounted.
 *
 * @throws MountError; RangeError when Node's pool has too few threads; errors of node:fs on the directory and on /dev/fuse.
 */
export async function serve(path: string, handlers: Handlers, options: ServeOptions = {}): Promise<Served> {
  // A name that begins with a dash is no option then.
  const directory = resolve(path);
  if (process.platform !== "linux") throw new MountError("FUSE is served on Linux alone");
  checkThreads();
  clear(directory);
  const [device, shell] = await mount(directory, options);
  const gone = once(shell, "exit");
  let leaving = false;
  const ended = serveDevice(device, handlers).finally(() => {
    // Whoever unmounted from outside may mount something else there: that is not the shell's to take away.
    if (!leaving) shell.kill("SIGKILL");
  });
  return {
    ended,
    async unmount() {
      leaving = true;
      if (!isRoot()) abort(directory);
      shell.stdin?.end();
      await Promise.all([gone, ended]);
    },
  };
}
