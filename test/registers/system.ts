/** A system of files in memory, for what only looks at Linux. */
import { fileError } from "../../hosts/errno.ts";
import type { SystemFiles } from "../../hosts/system.ts";

/** A file: its content, its permission bits, and the error that every verb, or only writing, fails with. */
export interface MemoryFile {
  content?: string | Uint8Array;
  mode?: number;
  error?: string;
  writeError?: string;
  /** What a write does, instead of replacing the content. */
  onWrite?: (bytes: Uint8Array) => void | Promise<void>;
}

/** Files by path; text stands for a file with that content. Directories are what the paths lead through. */
export class MemorySystem implements SystemFiles {
  readonly files: Record<string, MemoryFile>;

  constructor(files: Record<string, string | MemoryFile>) {
    const entries = Object.entries(files).map(([path, file]) => [
      path,
      typeof file === "string" ? { content: file } : file,
    ]);
    this.files = Object.fromEntries(entries);
  }

  #inside(path: string): string[] {
    const below = Object.keys(this.files).filter((one) => one.startsWith(`${path}/`));
    return [...new Set(below.map((one) => one.slice(path.length + 1).split("/")[0] as string))];
  }

  #file(path: string): MemoryFile {
    const file = this.files[path] ?? (this.#inside(path).length ? {} : undefined);
    if (!file) throw fileError("ENOENT");
    if (file.error) throw fileError(file.error);
    return file;
  }

  async list(path: string): Promise<string[]> {
    this.#file(path);
    return this.#inside(path);
  }

  async read(path: string): Promise<Uint8Array> {
    const { content = "" } = this.#file(path);
    return typeof content === "string" ? new TextEncoder().encode(content) : content.slice();
  }

  async write(path: string, bytes: Uint8Array): Promise<void> {
    const file = this.#file(path);
    if (file.writeError) throw fileError(file.writeError);
    if (file.onWrite) await file.onWrite(bytes);
    else file.content = bytes.slice();
  }

  async mode(path: string): Promise<number> {
    return this.#file(path).mode ?? 0o644;
  }

  async access(path: string, mode: "read" | "write"): Promise<void> {
    const file = this.#file(path);
    if (mode === "write" && file.writeError) throw fileError(file.writeError);
  }
}
