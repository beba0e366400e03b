/** Moves bytes in and out of the core. */
import { type CoreExports, type CoreInfo, info, instantiate, take } from "./load.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** One instance of the core: 24 MiB of address space, touched only as far as it is used. */
export class Core {
  readonly exports: CoreExports;
  /** Start of the regions; they never move, nor does the memory grow. */
  readonly #input: Uint8Array;
  readonly #output: Uint8Array;
  readonly view: DataView;

  constructor() {
    this.exports = instantiate();
    const { memory, inputAt, outputAt, inputMax } = this.exports;
    this.#input = new Uint8Array(memory.buffer, inputAt(), inputMax());
    this.#output = new Uint8Array(memory.buffer, outputAt());
    this.view = new DataView(memory.buffer);
  }

  /**
   * Copies bytes or UTF-8 text into the input region; bytes may lie further behind. Returns their length in bytes, or −1
   * when they don't fit.
   */
  put(input: Uint8Array | string, at = 0): number {
    if (typeof input === "string") {
      const { read, written } = encoder.encodeInto(input, this.#input);
      return read === input.length ? written : -1;
    }
    if (input.length > this.#input.length - at) return -1;
    this.#input.set(input, at);
    return input.length;
  }

  /** The first `length` bytes of the output region as text. */
  text(length: number): string {
    return decoder.decode(this.#output.subarray(0, length));
  }

  /** A copy of the first `length` bytes of the output region. */
  bytes(length: number): Uint8Array {
    return this.#output.slice(0, length);
  }

  /** A copy of `length` bytes anywhere in the core's memory. */
  copy(at: number, length: number): Uint8Array {
    return new Uint8Array(this.exports.memory.buffer, at, length).slice();
  }
}

let shared: Core | undefined;

/** The core that stateless calls share. */
export function sharedCore(): Core {
  shared ??= new Core();
  return shared;
}

/** The core of this program: which of its two builds is in use, and whose. */
export interface CoreInUse {
  /** Which build is in use, and why. Loads the core unless it was loaded before. */
  info(): CoreInfo;

  /**
   * Makes every core from now on from a module compiled elsewhere, for hosts that keep `tsmkit/core.wasm` or
   * `tsmkit/core.fused.wasm` apart or compile it in the background. The fused build gives way to the inlined plain one on
   * an engine that would compute wrong numbers with it. Returns what is in use now.
   *
   * @throws TypeError when the module is no core of this version.
   */
  use(module: WebAssembly.Module): CoreInfo;
}

/** The core of this program. */
export const core: CoreInUse = {
  info,
  use(module) {
    take(module);
    shared = undefined;
    return info();
  },
};
