/** The calls of an ioctl on Bun, by bun:ffi. A call holds up its thread until the driver answers. */
import { tsmError } from "../errors.ts";
import { IoctlAttester } from "./attester.ts";
import { type DeviceCalls, LIBC_NAMES, OPEN_FLAGS, type Pinned } from "./device.ts";

/** The part of bun:ffi that is used here. */
interface Ffi {
  dlopen(path: string, symbols: typeof SYMBOLS): { symbols: Libc };
  ptr(bytes: Uint8Array): number;
  read: { i32(address: number): number };
}
interface Libc {
  open(path: Uint8Array, flags: number): number;
  ioctl(descriptor: number, command: bigint, address: bigint): number;
  close(descriptor: number): number;
  __errno_location(): number;
}

const SYMBOLS = {
  open: { args: ["ptr", "i32"], returns: "i32" },
  ioctl: { args: ["i32", "u64", "u64"], returns: "i32" },
  close: { args: ["i32"], returns: "i32" },
  __errno_location: { args: [], returns: "ptr" },
} as const;

/** Not written where it is imported, since other tools don't know it. */
const FFI: string = "bun:ffi";

function libc(ffi: Ffi): Libc {
  let why: unknown;
  for (const name of LIBC_NAMES) {
    try {
      return ffi.dlopen(name, SYMBOLS).symbols;
    } catch (error) {
      why ??= error;
    }
  }
  throw tsmError("no-ffi", (why as Error).message, { cause: why });
}

/** Device calls by the C library. */
export class BunDevices implements DeviceCalls {
  readonly #ffi: Ffi;
  readonly #libc: Libc;

  private constructor(ffi: Ffi) {
    this.#ffi = ffi;
    this.#libc = libc(ffi);
  }

  static async load(): Promise<BunDevices> {
    return new BunDevices(await import(FFI));
  }

  /** The result of a call, or the negative of its error number. */
  #result(result: number): number {
    return result < 0 ? -this.#ffi.read.i32(this.#libc.__errno_location()) : result;
  }

  open(path: string): number {
    return this.#result(this.#libc.open(new TextEncoder().encode(`${path}\0`), OPEN_FLAGS));
  }

  ioctl(descriptor: number, command: number, address: bigint): number {
    return this.#result(this.#libc.ioctl(descriptor, BigInt(command), address));
  }

  close(descriptor: number): void {
    this.#libc.close(descriptor);
  }

  pin(size: number): Pinned {
    const bytes = new Uint8Array(new ArrayBuffer(size));
    return { bytes, address: BigInt(this.#ffi.ptr(bytes)) };
  }
}

/** An attester over the guest devices of this machine. */
export async function ioctlAttester(): Promise<IoctlAttester> {
  return new IoctlAttester(await BunDevices.load());
}
