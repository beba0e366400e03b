/**
 * The calls of an ioctl on Node. Node itself has none: koffi, an optional dependency, makes it, on a thread of Node's pool, so
 * that a firmware that takes its time holds up nobody.
 */
import { closeSync, openSync } from "node:fs";
import { TsmError, tsmError } from "../errors.ts";
import { IoctlAttester } from "./attester.ts";
import { type DeviceCalls, LIBC_NAMES, OPEN_FLAGS, type Pinned } from "./device.ts";

/** The part of koffi that is used here. */
export interface Koffi {
  load(path: string): { func(name: string, result: string, parameters: string[]): Foreign };
  address(bytes: Uint8Array): bigint;
  errno(): number;
}

/** A function of the C library, called on another thread. */
interface Foreign {
  async(...parameters: [...unknown[], (error: unknown, result: number) => void]): void;
}

/** Not written where it is imported, since it may be absent. */
const KOFFI: string = "koffi";

/** Device calls by koffi: the one that is installed, which is looked for when a device has been opened, or one handed in. */
export class NodeDevices implements DeviceCalls {
  #koffi: Koffi | undefined;
  #ioctl: Foreign | undefined;

  constructor(koffi?: Koffi) {
    this.#koffi = koffi;
  }

  async open(path: string): Promise<number> {
    let descriptor: number;
    try {
      descriptor = openSync(path, OPEN_FLAGS);
    } catch (error) {
      const { errno } = error as NodeJS.ErrnoException;
      if (errno === undefined) throw error;
      return errno;
    }
    try {
      this.#koffi ??= await koffi();
      this.#ioctl ??= ioctl(this.#koffi);
    } catch (error) {
      closeSync(descriptor);
      throw error;
    }
    return descriptor;
  }

  ioctl(descriptor: number, command: number, address: bigint): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#ioctl?.async(descriptor, command, address, (error, result) => {
        // Here, and nowhere else, koffi has the error number of that call.
        if (error) reject(error);
        else resolve(result < 0 ? -(this.#koffi?.errno() ?? 0) : result);
      });
    });
  }

  close(descriptor: number): void {
    closeSync(descriptor);
  }

  pin(size: number): Pinned {
    // The bytes of an ArrayBuffer lie outside of the heap that Node tidies up.
    const bytes = new Uint8Array(new ArrayBuffer(size));
    return { bytes, address: this.#koffi?.address(bytes) ?? 0n };
  }
}

async function koffi(): Promise<Koffi> {
  try {
    const module = await import(KOFFI);
    return module.default ?? module;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === "ERR_MODULE_NOT_FOUND" ? "koffi is not installed" : `koffi can't be loaded: ${message}`;
    throw tsmError("no-ffi", why, { cause: error });
  }
}

function ioctl(from: Koffi): Foreign {
  for (const name of LIBC_NAMES) {
    try {
      return from.load(name).func("ioctl", "int", ["int", "unsigned long", "uintptr_t"]);
    } catch {
      // Another C library.
    }
  }
  throw tsmError("no-ffi", `none of ${LIBC_NAMES.join(", ")} can be loaded`);
}

/** What keeps this program from making ioctl calls; undefined when nothing does. */
export async function lackOfCalls(): Promise<string | undefined> {
  try {
    ioctl(await koffi());
    return undefined;
  } catch (error) {
    if (!(error instanceof TsmError)) throw error;
    return error.message;
  }
}

/** An attester over the guest devices of this machine. */
export function ioctlAttester(koffi?: Koffi): IoctlAttester {
  return new IoctlAttester(new NodeDevices(koffi));
}
