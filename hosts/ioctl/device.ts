/** The calls of the system that an ioctl takes, and the memory that it is made in. Whoever implements these becomes a host. */

/** Memory that stays where it is. */
export interface Pinned {
  /** All zeros at first. */
  bytes: Uint8Array;
  /** Where it lies, as the kernel knows it. */
  address: bigint;
}

/** Calls of the system. Those that fail give the negative of a Linux error number. */
export interface DeviceCalls {
  /** Opens a device for reading and writing. Gives its descriptor. */
  open(path: string): number | Promise<number>;
  /** Calls the driver with the address of a structure. */
  ioctl(descriptor: number, command: number, address: bigint): number | Promise<number>;
  close(descriptor: number): void;
  /** Gives memory that the kernel may write to as long as `bytes`, or a part of it, is in use. */
  pin(size: number): Pinned;
}

/** The names that Linux has for its C library, which programs without a compiler look for: GNU's, and musl's. */
export const LIBC_NAMES = ["libc.so.6", "libc.musl-x86_64.so.1", "libc.musl-aarch64.so.1"];

/** O_RDWR | O_CLOEXEC of Linux. */
export const OPEN_FLAGS = 0x80002;

/** Pinned memory, handed out piece by piece. As long as one piece is in use, all of them stay. */
export class Room {
  readonly #memory: Pinned;
  #used = 0;

  constructor(calls: DeviceCalls, size: number) {
    this.#memory = calls.pin(size);
  }

  /** The next piece, with these bytes in it. */
  put(bytes: Uint8Array): Pinned {
    const piece = this.take(bytes.length);
    piece.bytes.set(bytes);
    return piece;
  }

  /** The next piece of so many bytes. */
  take(size: number): Pinned {
    const { bytes, address } = this.#memory;
    const at = this.#used;
    // Structures hold numbers of 8 bytes.
    this.#used += (size + 7) & ~7;
    return { bytes: bytes.subarray(at, at + size), address: address + BigInt(at) };
  }

  /** Forgets what is in it. */
  wipe(): void {
    this.#memory.bytes.fill(0);
  }
}
