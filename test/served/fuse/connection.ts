/** A FUSE connection: mounts a directory, takes the kernel's requests one after the other, and sends what is answered. */
import { closeSync, constants, openSync, read, writeSync } from "node:fs";
import { promisify } from "node:util";
import koffi from "koffi";
import { concat } from "../../../hosts/bytes.ts";
import { fileError } from "../../../hosts/errno.ts";
import { FileError } from "../../../hosts/files.ts";
import { ENOSYS, EPROTO, InitFlag, MAJOR, MAX_WRITE, MINOR, OLDEST_MINOR, Opcode, REQUEST_MAX } from "./protocol.ts";
import { INIT_OUT_SIZE, inHeader, initIn, initOut, outHeader } from "./structures.ts";

const DEVICE = "/dev/fuse";

/** Flags of mount(2) and umount2(2). */
const NOSUID_NODEV_NOEXEC = 2 | 4 | 8;
const FORCE = 1;
const DETACH = 2;

/** Background requests at once. Files are released in the background, and no release may wait behind others. */
const MAX_BACKGROUND = 0xffff;

const libc = koffi.load("libc.so.6");
const mount = libc.func("mount", "int", ["str", "str", "str", "unsigned long", "str"]);
const umount2 = libc.func("umount2", "int", ["str", "int"]);
const readDevice = promisify(read);

/** A request without its header. */
export interface Request {
  nodeid: bigint;
  uid: number;
  body: Uint8Array;
}

/** What a request is answered with; undefined for one that gets no answer. A FileError's number goes to the kernel. */
export type Handler = (request: Request) => Promise<Uint8Array | undefined>;

/** Handlers by {@link Opcode}. Each begins before the next request is taken, and may end after it. */
export type Handlers = Partial<Record<number, Handler>>;

function errnoOf(result: number): FileError | undefined {
  return result < 0 ? new FileError(koffi.errno()) : undefined;
}

/**
 * Takes away what is mounted on a directory, whoever uses it: their calls fail with ENOTCONN. Undone when nothing is; a
 * server that was killed leaves a mount behind that only answers so.
 */
export function unmount(directory: string): void {
  umount2(directory, FORCE | DETACH);
}

/** Threads of Node's pool: libuv's default is 4. Each connection keeps one of them waiting for requests. */
const POOL = Number(process.env.UV_THREADPOOL_SIZE ?? 4);
let connections = 0;

/**
 * Mounts on a directory and answers until it is unmounted; resolves then. What was mounted there before is taken away.
 *
 * @throws FileError of mount(2); RangeError when Node's pool would have no thread left, see UV_THREADPOOL_SIZE.
 */
export function serve(directory: string, handlers: Handlers): Promise<void> {
  if (connections + 1 >= POOL) throw new RangeError(`${POOL} threads are too few for ${connections + 1} mounts`);
  unmount(directory);
  const device = openSync(DEVICE, constants.O_RDWR);
  const options = `fd=${device},rootmode=40000,user_id=0,group_id=0,allow_other`;
  const error = errnoOf(mount("tsmkit", directory, "fuse", NOSUID_NODEV_NOEXEC, options));
  if (error) {
    closeSync(device);
    throw error;
  }
  connections += 1;
  return new Connection(device, handlers).run().finally(() => {
    connections -= 1;
  });
}

class Connection {
  readonly #device: number;
  readonly #handlers: Handlers;

  constructor(device: number, handlers: Handlers) {
    this.#device = device;
    this.#handlers = { ...handlers, [Opcode.INIT]: initialise };
  }

  /** Takes requests until the mount is gone. */
  async run(): Promise<void> {
    for (;;) {
      const bytes = await this.#next();
      if (!bytes) break;
      const { len, opcode, unique, nodeid, uid } = inHeader.read(bytes);
      void this.#answer(opcode, unique, { nodeid, uid, body: bytes.subarray(inHeader.size, len) });
    }
    closeSync(this.#device);
  }

  /** The bytes of the next request; undefined when there will be none. */
  async #next(): Promise<Uint8Array | undefined> {
    // Each has a buffer of its own: a write that waits still needs its bytes.
    const buffer = Buffer.alloc(REQUEST_MAX);
    for (;;) {
      try {
        const { bytesRead } = await readDevice(this.#device, buffer, 0, buffer.length, null);
        return buffer.subarray(0, bytesRead);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === "ENODEV") return undefined;
        // ENOENT: whoever asked was killed before.
        if (code !== "ENOENT" && code !== "EINTR" && code !== "EAGAIN") throw error;
      }
    }
  }

  async #answer(opcode: number, unique: bigint, request: Request): Promise<void> {
    let body: Uint8Array | undefined = new Uint8Array(0);
    let error = 0;
    try {
      const handler = this.#handlers[opcode];
      if (!handler) throw new FileError(ENOSYS);
      body = await handler(request);
    } catch (reason) {
      if (!(reason instanceof FileError)) console.error(`FUSE request ${opcode}:`, reason);
      error = -(reason instanceof FileError ? reason : fileError("EIO")).errno;
    }
    if (body) this.#send(unique, error, body);
  }

  #send(unique: bigint, error: number, body: Uint8Array): void {
    const header = outHeader.bytes({ len: outHeader.size + body.length, error, unique });
    try {
      writeSync(this.#device, concat([header, body]));
    } catch (reason) {
      const { code } = reason as NodeJS.ErrnoException;
      // ENOENT: nobody waits for it any more. EPERM, ENODEV: the mount is gone.
      if (code !== "ENOENT" && code !== "EPERM" && code !== "ENODEV") throw reason;
    }
  }
}

/** The first request: which version is spoken, and what the kernel may do by itself. */
async function initialise({ body }: Request): Promise<Uint8Array> {
  const { major, minor, flags, maxReadahead } = initIn.read(body);
  if (major !== MAJOR || minor < OLDEST_MINOR) throw new FileError(EPROTO);
  const bytes = initOut.bytes({
    major: MAJOR,
    minor: Math.min(minor, MINOR),
    maxReadahead,
    flags: flags & (InitFlag.ATOMIC_O_TRUNC | InitFlag.PARALLEL_DIROPS),
    maxBackground: MAX_BACKGROUND,
    congestionThreshold: MAX_BACKGROUND,
    maxWrite: MAX_WRITE,
    timeGran: 1,
  });
  return concat([bytes, new Uint8Array(INIT_OUT_SIZE - bytes.length)]);
}
