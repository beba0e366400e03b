/**
 * The calls of an ioctl on Deno, which needs `--allow-ffi` and nothing else: the C library opens the device. A call holds up
 * its thread until the driver answers, since Deno loses the error number of calls that don't.
 */
import { tsmError } from "../errors.ts";
import { IoctlAttester } from "./attester.ts";
import { type DeviceCalls, LIBC_NAMES, OPEN_FLAGS, type Pinned } from "./device.ts";

/** The part of Deno that is used here. */
interface Libc {
  symbols: {
    open(path: Uint8Array, flags: number): number;
    ioctl(descriptor: number, command: bigint, address: bigint): number;
    close(descriptor: number): number;
    __errno_location(): object;
  };
}
declare const Deno: {
  dlopen(path: string, symbols: typeof SYMBOLS): Libc;
  UnsafePointer: { of(bytes: Uint8Array): object | null; value(pointer: object | null): bigint };
  UnsafePointerView: new (pointer: object) => { getInt32(): number };
};

const SYMBOLS = {
  open: { parameters: ["buffer", "i32"], result: "i32" },
  ioctl: { parameters: ["i32", "u64", "u64"], result: "i32" },
  close: { parameters: ["i32"], result: "i32" },
  __errno_location: { parameters: [], result: "pointer" },
} as const;

function libc(): Libc["symbols"] {
  let why: unknown;
  for (const name of LIBC_NAMES) {
    try {
      return Deno.dlopen(name, SYMBOLS).symbols;
    } catch (error) {
      why ??= error;
    }
  }
  throw tsmError("no-ffi", (why as Error).message.replace(/\.$/, ""), { cause: why });
}

/** Device calls by the C library, which is loaded with the first of them. */
export class DenoDevices implements DeviceCalls {
  #libc: Libc["symbols"] | undefined;

  get #calls(): Libc["symbols"] {
    this.#libc ??= libc();
    return this.#libc;
  }

  /** The result of a call, or the negative of its error number. */
  #result(result: number): number {
    return result < 0 ? -new Deno.UnsafePointerView(this.#calls.__errno_location()).getInt32() : result;
  }

  open(path: string): number {
    return this.#result(this.#calls.open(new TextEncoder().encode(`${path}\0`), OPEN_FLAGS));
  }

  ioctl(descriptor: number, command: number, address: bigint): number {
    return this.#result(this.#calls.ioctl(descriptor, BigInt(command), address));
  }

  close(descriptor: number): void {
    this.#calls.close(descriptor);
  }

  pin(size: number): Pinned {
    const bytes = new Uint8Array(new ArrayBuffer(size));
    return { bytes, address: Deno.UnsafePointer.value(Deno.UnsafePointer.of(bytes)) };
  }
}

/** An attester over the guest devices of this machine. */
export function ioctlAttester(): IoctlAttester {
  return new IoctlAttester(new DenoDevices());
}
