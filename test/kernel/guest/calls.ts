/** System calls of the guest's kernel, made by calls.c. */
import { type ChildProcess, spawn } from "node:child_process";

/** Their numbers on x86-64. */
export const CALLS = {
  read: 0,
  write: 1,
  open: 2,
  close: 3,
  stat: 4,
  fstat: 5,
  lseek: 8,
  ioctl: 16,
  pread: 17,
  pwrite: 18,
  dup: 32,
  fsync: 74,
  truncate: 76,
  ftruncate: 77,
  rename: 82,
  mkdir: 83,
  rmdir: 84,
  unlink: 87,
  symlink: 88,
  chmod: 90,
  getdents64: 217,
};

/** Memory that a call gets a pointer to: its bytes change as the kernel writes them. */
export interface Memory {
  bytes: Uint8Array;
  /** Pointers in it, by their offsets. */
  pointers?: Record<number, Memory>;
}

/** What a call is given: a number, or memory; text ends with a zero. */
export type Argument = number | string | Uint8Array | Memory;

/** Bytes of struct call and of struct outcome, without their memory. */
const CALL_SIZE = 80;
const OUTCOME_SIZE = 16;
/** Pieces of memory begin at multiples of it: a buffer for certificates has to. */
const PAGE = 4096;

const pages = (size: number) => Math.ceil(size / PAGE) * PAGE;

/** The memory of one call, piece behind piece. */
class Layout {
  readonly pieces: [at: number, bytes: Uint8Array][] = [];
  readonly pointers: [at: number, to: number][] = [];
  size = 0;

  /** Takes in a piece and what it points to. Returns its offset. */
  add({ bytes, pointers = {} }: Memory): number {
    const at = this.size;
    this.size += pages(bytes.length);
    this.pieces.push([at, bytes]);
    for (const [offset, memory] of Object.entries(pointers))
      this.pointers.push([at + Number(offset), this.add(memory)]);
    return at;
  }

  /** What is sent: all of it, up to the last byte that is not zero. */
  given(): Buffer {
    const memory = Buffer.alloc(this.size);
    for (const [at, bytes] of this.pieces) memory.set(bytes, at);
    for (const [at, to] of this.pointers) memory.writeBigUInt64LE(BigInt(to), at);
    let end = memory.length;
    while (end > 0 && memory[end - 1] === 0) end--;
    return memory.subarray(0, end);
  }

  /** Fills the pieces with what came back, pointers as they were. */
  fill(returned: Uint8Array): void {
    for (const [at, bytes] of this.pieces) {
      const before = bytes.slice();
      bytes.fill(0);
      bytes.set(returned.subarray(at, at + bytes.length));
      for (const [pointer] of this.pointers) {
        const inside = pointer - at;
        if (inside >= 0 && inside < bytes.length) bytes.set(before.subarray(inside, inside + 8), inside);
      }
    }
  }
}

function memoryOf(argument: string | Uint8Array | Memory): Memory {
  if (typeof argument === "string") return { bytes: Buffer.from(`${argument}\0`) };
  return argument instanceof Uint8Array ? { bytes: argument } : argument;
}

/** The program that makes the calls. */
export class Calls {
  readonly #program: ChildProcess;
  readonly #waiting = new Map<number, (value: number, memory: Uint8Array) => void>();
  #lastId = 0;
  #received = Buffer.alloc(0);

  constructor(path: string) {
    this.#program = spawn(path, { stdio: ["pipe", "pipe", "inherit"] });
    this.#program.stdout?.on("data", (chunk) => this.#receive(chunk));
    this.#program.on("exit", () => {
      if (this.#waiting.size) throw new Error("the program that makes system calls is gone");
    });
  }

  /**
   * Makes a call as a user, root when left out; calls made before it returns run at the same time. Resolves with its
   * value, or with a negative error number.
   */
  make(name: keyof typeof CALLS, args: Argument[], user = 0): Promise<number> {
    const id = ++this.#lastId;
    const layout = new Layout();
    const head = Buffer.alloc(CALL_SIZE);
    let pointers = 0;
    for (const [index, argument] of args.entries()) {
      const number = typeof argument === "number";
      if (!number) pointers |= 1 << index;
      head.writeBigInt64LE(BigInt(number ? argument : layout.add(memoryOf(argument))), 32 + 8 * index);
    }
    const given = layout.given();
    const fields = [id, CALLS[name], user, pointers, layout.size, given.length, layout.pointers.length];
    for (const [index, field] of fields.entries()) head.writeUInt32LE(field, 4 * index);
    const inside = Buffer.from(Uint32Array.from(layout.pointers, ([at]) => at).buffer);
    this.#program.stdin?.write(Buffer.concat([head, given, inside]));
    return new Promise((resolve) => {
      this.#waiting.set(id, (value, memory) => {
        layout.fill(memory);
        resolve(value);
      });
    });
  }

  /** Ends the program. */
  end(): void {
    this.#program.stdin?.end();
  }

  #receive(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk]);
    while (this.#received.length >= OUTCOME_SIZE) {
      const id = this.#received.readUInt32LE(0);
      const end = OUTCOME_SIZE + this.#received.readUInt32LE(4);
      if (this.#received.length < end) return;
      const value = Number(this.#received.readBigInt64LE(8));
      const memory = this.#received.subarray(OUTCOME_SIZE, end);
      this.#received = this.#received.subarray(end);
      this.#waiting.get(id)?.(value, memory);
      this.#waiting.delete(id);
    }
  }
}
