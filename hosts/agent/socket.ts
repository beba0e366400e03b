/** A Unix socket whose permissions say who may come in, from the first moment on. */
import { chmod, chown, lstat, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import type { Server } from "node:http";
import { connect } from "node:net";
import { dirname, join } from "node:path";

/** Bytes of the path of a socket at most: sockaddr_un has 108, the last of which is zero. */
const PATH_MAX = 107;
/** The name that a socket is bound by, in a directory of its own. */
const BOUND = "s";

/** A socket can't be made there; the message says why. */
export class SocketError extends Error {
  override readonly name = "SocketError";
}

/** Where a socket is made, and for whom. */
export interface SocketOptions {
  path: string;
  /** Permission bits: who may write to it may connect. */
  mode: number;
  /** Name or number of the group that it belongs to; the process's when left out. */
  group?: string | undefined;
}

/** The number of a group. */
async function groupNumber(group: string): Promise<number> {
  if (/^\d+$/.test(group)) return Number(group);
  const lines = (await readFile("/etc/group", "utf8")).split("\n").map((line) => line.split(":"));
  const id = lines.find(([name]) => name === group)?.[2];
  if (id === undefined) throw new SocketError(`there is no group ${group}`);
  return Number(id);
}

/** Does somebody listen at a socket? */
function isLive(path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.on("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ECONNREFUSED" || error.code === "ENOENT") resolve(false);
      else reject(error);
    });
  });
}

/** Fails unless there is nothing at the path, or the socket of a program that is gone. */
async function checkFree(path: string): Promise<void> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (!found) return;
  if (!found.isSocket()) throw new SocketError("there is a file of that name, which is no socket");
  if (await isLive(path)) throw new SocketError("another program listens there; is an agent running already?");
}

/** Listens at a path. */
function bind(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/**
 * Lets a server listen at a socket. It is made in a directory that nobody else may enter, gets its owner and mode there, and
 * only then its name: at no moment may more people come in than shall. The socket of an agent that is gone is replaced.
 *
 * @returns What removes it, unless somebody else's is there by then.
 * @throws SocketError; errors of the file system.
 */
export async function listenAt(server: Server, { path, mode, group }: SocketOptions): Promise<() => Promise<void>> {
  const gid = group === undefined ? undefined : await groupNumber(group);
  await checkFree(path);
  const directory = await mkdtemp(join(dirname(path), ".tsm-"));
  try {
    const bound = join(directory, BOUND);
    if (Buffer.byteLength(bound) > PATH_MAX) {
      throw new SocketError(
        `its path is too long: ${Buffer.byteLength(bound)} bytes as it is made, expected at most ${PATH_MAX}`,
      );
    }
    await bind(server, bound);
    if (gid !== undefined) await chown(bound, process.geteuid?.() ?? 0, gid);
    await chmod(bound, mode);
    const { ino, dev } = await lstat(bound);
    await rename(bound, path);
    return async () => {
      const now = await lstat(path).catch(() => undefined);
      if (now?.ino === ino && now.dev === dev) await rm(path, { force: true });
    };
  } catch (error) {
    server.close();
    throw error;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
