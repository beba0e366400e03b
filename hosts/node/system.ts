/** The files of this system, for Node and Deno, which has the same calls. */
import { access, constants, open, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { concat } from "../bytes.ts";
import { FileError } from "../files.ts";
import type { SystemFiles } from "../system.ts";

async function attempt<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const { errno, message } = error as NodeJS.ErrnoException;
    throw errno === undefined ? error : new FileError(Math.abs(errno), message, { cause: error });
  }
}

/** The files below a directory that stands for the root, by default the root itself. */
export class NodeSystem implements SystemFiles {
  readonly #root: string;

  constructor(root = "/") {
    this.#root = root;
  }

  list(path: string): Promise<string[]> {
    return attempt(() => readdir(join(this.#root, path)));
  }

  read(path: string): Promise<Uint8Array> {
    return attempt(async () => {
      const file = await open(join(this.#root, path), constants.O_RDONLY);
      try {
        const parts: Uint8Array[] = [];
        for (;;) {
          const { buffer, bytesRead } = await file.read(new Uint8Array(64 << 10));
          if (bytesRead === 0) return concat(parts);
          parts.push(buffer.subarray(0, bytesRead));
        }
      } finally {
        await file.close();
      }
    });
  }

  write(path: string, bytes: Uint8Array): Promise<void> {
    return attempt(async () => {
      const file = await open(join(this.#root, path), constants.O_WRONLY);
      try {
        await file.write(bytes);
      } finally {
        await file.close();
      }
    });
  }

  mode(path: string): Promise<number> {
    return attempt(async () => (await stat(join(this.#root, path))).mode & 0o777);
  }

  access(path: string, mode: "read" | "write"): Promise<void> {
    const asked = mode === "read" ? constants.R_OK : constants.R_OK | constants.W_OK;
    return attempt(() => access(join(this.#root, path), asked));
  }
}
