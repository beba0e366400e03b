/** A FUSE connection: takes the kernel's requests from a device that is mounted, one after the other, and sends what is answered. */
import { closeSync, read, writeSync } from "node:fs";
import { promisify } from "node:util";
import { concat } from "../bytes.ts";
import { fileError } from "../errno.ts";
import { FileError } from "../files.ts";
import { ENOSYS, EPROTO, InitFlag, MAJOR, MAX_WRITE, MINOR, OLDEST_MINOR, Opcode, REQUEST_MAX } from "./protocol.ts";
import { INIT_OUT_SIZE, inHeader, initIn, initOut, interruptIn, outHeader } from "./structures.ts";

/** Background requests at once. Files are released in the background, and no release may wait behind others. */
const MAX_BACKGROUND = 0xffff;

const readDevice = promisify(read);

/** A request without its header, and who makes it. */
export interface Request {
  nodeid: bigint;
  uid: number;
  gid: number;
  pid: number;
  body: Uint8Array;
}

/** What a request is answered with; undefined for one that gets no answer. A FileError's number goes to the kernel. */
export type Handler = (request: Request) => Promise<Uint8Array | undefined>;

/** Handlers by {@link Opcode}. Each begins before the next request is taken, and may end after it. */
export type Handlers = Partial<Record<number, Handler>>;

/** Threads of Node's pool: libuv's default is 4. Each connection keeps one of them waiting for requests. */
const POOL = Number(process.env.UV_THREADPOOL_SIZE ?? 4);
let connections = 0;

/** Fails with a RangeError when Node's pool would have no thread left for another connection, see UV_THREADPOOL_SIZE. */
export function checkThreads(): void {
  if (connections + 1 >= POOL) throw new RangeError(`${POOL} threads are too few for ${connections + 1} mounts`);
}

/** Answers what comes from a device until its mount is gone; closes it and resolves then. */
export async function serveDevice(device: number, handlers: Handlers): Promise<void> {
  connections += 1;
  try {
    await new Connection(device, handlers).run();
  } finally {
    connections -= 1;
    closeSync(device);
  }
}

class Connection {
  readonly #device: number;
  readonly #handlers: Handlers;
  readonly #buffer = new Uint8Array(REQUEST_MAX);
  /** Reads that are not answered yet. */
  readonly #reads = new Set<bigint>();

  constructor(device: number, handlers: Handlers) {
    this.#device = device;
    this.#handlers = { ...handlers, [Opcode.INIT]: initialise, [Opcode.INTERRUPT]: this.#interrupt };
  }

  /** Takes requests until the mount is gone. */
  async run(): Promise<void> {
    for (let bytes = await this.#next(); bytes; bytes = await this.#next()) {
      const { len, opcode, unique, nodeid, uid, gid, pid } = inHeader.read(bytes);
      void this.#answer(opcode, unique, { nodeid, uid, gid, pid, body: bytes.subarray(inHeader.size, len) });
    }
  }

  /** The bytes of the next request; undefined when there will be none. */
  async #next(): Promise<Uint8Array | undefined> {
    for (;;) {
      try {
        const { bytesRead } = await readDevice(this.#device, this.#buffer, 0, REQUEST_MAX, null);
        // A copy: one that waits still needs its bytes, and most are short.
        return this.#buffer.slice(0, bytesRead);
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
    if (opcode === Opcode.READ) this.#reads.add(unique);
    try {
      const handler = this.#handlers[opcode];
      if (!handler) throw new FileError(ENOSYS);
      body = await handler(request);
    } catch (reason) {
      if (!(reason instanceof FileError)) console.error(`FUSE request ${opcode}:`, reason);
      error = -(reason instanceof FileError ? reason : fileError("EIO")).errno;
    }
    if (opcode === Opcode.READ && !this.#reads.delete(unique)) return;
    if (body) this.#send(unique, error, body);
  }

  /** Lets go who waits for a report and got a signal: the kernel would keep even a killed process until the answer. */
  readonly #interrupt: Handler = async ({ body }) => {
    const { unique } = interruptIn.read(body);
    if (this.#reads.delete(unique)) this.#send(unique, -fileError("EINTR").errno, new Uint8Array(0));
    return undefined;
  };

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
