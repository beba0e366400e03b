/**
 * Loads the WebAssembly core and moves bytes in and out of it. The core is inlined as base64, so that no host needs a
 * file system, a network or a bundler plugin; it is compiled once, on first use.
 */
import { CORE_BASE64 } from "./core.bytes.ts";

/** The raw doors of the core; see docs/core-abi.md. Pointers and lengths are bytes in its memory. */
export interface CoreExports {
  memory: WebAssembly.Memory;
  inputAt(): number;
  outputAt(): number;
  inputMax(): number;
  evidenceMax(): number;
  faultAt(): number;
  rowsAt(): number;
  rowCount(): number;
  sectionsAt(): number;
  sectionCount(): number;
  hexEncode(length: number): number;
  hexDecode(length: number): number;
  parse(length: number): number;
  inspect(form: number, length: number, view: number, flags: number): number;
  faultMessage(): number;
  requestReset(): void;
  requestBytes(option: number, length: number): number;
  requestNumber(option: number, value: number): number;
  requestBegin(): void;
  requestNext(): number;
  requestFeed(result: number): void;
  requestCancel(): void;
  requestAt(): number;
}

let module: WebAssembly.Module | undefined;

function compile(): WebAssembly.Module {
  module ??= new WebAssembly.Module(decodeBase64(CORE_BASE64));
  return module;
}

/** A plain loop: Uint8Array.from with a function takes three times as long, at every start. */
function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/**
 * Makes every core of this program from a module compiled elsewhere, for hosts that keep `tsmkit/core.wasm` apart or
 * compile it in the background. Call it before anything else.
 */
export function useCore(compiled: WebAssembly.Module): void {
  module = compiled;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** One instance of the core: 20 MiB of address space, touched only as far as it is used. */
export class Core {
  readonly exports: CoreExports;
  /** Start of the regions; they never move, nor does the memory grow. */
  readonly #input: Uint8Array;
  readonly #output: Uint8Array;
  readonly view: DataView;

  constructor() {
    this.exports = new WebAssembly.Instance(compile(), {}).exports as unknown as CoreExports;
    const { memory, inputAt, outputAt, inputMax } = this.exports;
    this.#input = new Uint8Array(memory.buffer, inputAt(), inputMax());
    this.#output = new Uint8Array(memory.buffer, outputAt());
    this.view = new DataView(memory.buffer);
  }

  /** Copies bytes or UTF-8 text into the input region. Returns their length in bytes, or −1 when they don't fit. */
  put(input: Uint8Array | string): number {
    if (typeof input === "string") {
      const { read, written } = encoder.encodeInto(input, this.#input);
      return read === input.length ? written : -1;
    }
    if (input.length > this.#input.length) return -1;
    this.#input.set(input);
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
export function core(): Core {
  shared ??= new Core();
  return shared;
}
