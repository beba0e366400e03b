/** Endorsements and collateral from files and directories, for Node and Deno. What each file is, the core decides. */
import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { concat } from "../bytes.ts";
import { tsmError } from "../errors.ts";
import { ITEMS_MAX } from "./collect.ts";
import type { Item } from "./need.ts";

/** Files at most. */
export const FILES_MAX = 256;

/** Reads files up to their limits. */
class GivenFiles {
  readonly items: Item[] = [];
  #left = ITEMS_MAX;

  async read(path: string): Promise<void> {
    if (this.items.length === FILES_MAX) throw tsmError("too-many", `${path} would be file ${FILES_MAX + 1}`);
    const parts: Uint8Array[] = [];
    // Never sized by stat: a path may be a pipe.
    for await (const part of createReadStream(path) as AsyncIterable<Uint8Array>) {
      this.#left -= part.length;
      if (this.#left < 0) throw tsmError("too-large", `expected at most ${ITEMS_MAX} bytes together, up to ${path}`);
      parts.push(part);
    }
    this.items.push({ bytes: concat(parts), from: "given", name: path });
  }

  /** Reads the files of a directory, by name, and those of its directories down to a depth. */
  async readDirectory(directory: string, depth: number): Promise<void> {
    for (const name of (await readdir(directory)).sort()) {
      if (name.startsWith(".")) continue;
      const path = join(directory, name);
      // A link that leads nowhere, or round and round, is no file.
      const is = await stat(path).catch(() => undefined);
      if (is?.isFile()) await this.read(path);
      else if (is?.isDirectory() && depth > 0) await this.readDirectory(path, depth - 1);
    }
  }
}

/**
 * Reads what the paths name: files, and directories with the files in them and one level below. Hidden files, and what
 * is no file, are left out of directories.
 *
 * @throws TsmError `too-large` for more than {@link ITEMS_MAX} bytes, `too-many` for more than {@link FILES_MAX} files;
 *   the system's own error for a path that can't be read.
 */
export async function readGiven(paths: readonly string[]): Promise<Item[]> {
  const files = new GivenFiles();
  for (const path of paths) {
    if ((await stat(path)).isDirectory()) await files.readDirectory(path, 1);
    else await files.read(path);
  }
  return files.items;
}
