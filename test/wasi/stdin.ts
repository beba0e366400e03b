/** Runs tsm.wasm in this process, with nothing but stdin: many times a second, for what comes from outside. */
import { readFileSync } from "node:fs";

const module = new WebAssembly.Module(readFileSync(new URL("../../dist/tsm.wasm", import.meta.url)));

/** EBADF and ENOSYS, by WASI's numbers. */
const NO_FILE = 8;
const NOT_THERE = 52;

class Exit extends Error {}

/** How a run ended. A trap is thrown. */
export interface Ended {
  code: number;
  out: string;
  err: string;
}

/** Runs the command on some bytes. */
export function onStdin(args: readonly string[], stdin: Uint8Array): Ended {
  const texts = ["tsm", ...args].map((arg) => Buffer.from(`${arg}\0`));
  const said = ["", "", ""];
  let at = 0;
  let code = 0;
  const memory = () => new Uint8Array((instance.exports.memory as WebAssembly.Memory).buffer);
  const view = () => new DataView((instance.exports.memory as WebAssembly.Memory).buffer);
  const vector = (place: number) => {
    const from = view().getUint32(place, true);
    return memory().subarray(from, from + view().getUint32(place + 4, true));
  };
  const functions: Record<string, (...args: number[]) => number> = {
    args_sizes_get(count = 0, size = 0) {
      view().setUint32(count, texts.length, true);
      view().setUint32(
        size,
        texts.reduce((sum, { length }) => sum + length, 0),
        true,
      );
      return 0;
    },
    args_get(pointers = 0, bytes = 0) {
      for (const [i, text] of texts.entries()) {
        view().setUint32(pointers + 4 * i, bytes, true);
        memory().set(text, bytes);
        bytes += text.length;
      }
      return 0;
    },
    fd_read(fd = 0, place = 0, _ = 0, length = 0) {
      if (fd !== 0) return NO_FILE;
      const part = stdin.subarray(at, at + vector(place).length);
      vector(place).set(part);
      at += part.length;
      view().setUint32(length, part.length, true);
      return 0;
    },
    fd_write(fd = 0, place = 0, _ = 0, length = 0) {
      said[fd] += Buffer.from(vector(place)).toString();
      view().setUint32(length, vector(place).length, true);
      return 0;
    },
    proc_exit(exit = 0) {
      code = exit;
      throw new Exit();
    },
    fd_prestat_get: () => NO_FILE,
  };
  const imports = Object.fromEntries(
    WebAssembly.Module.imports(module).map(({ name }) => [name, functions[name] ?? (() => NOT_THERE)]),
  );
  const instance = new WebAssembly.Instance(module, { wasi_snapshot_preview1: imports });
  try {
    (instance.exports._start as () => void)();
  } catch (error) {
    if (!(error instanceof Exit)) throw error;
  }
  return { code, out: said[1] ?? "", err: said[2] ?? "" };
}
