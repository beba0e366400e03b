/** File descriptors: the handles that a program holds on open files, several of which may share one. */

import { fileError } from "../errno.ts";
import type { Stat } from "./attributes.ts";
import type { OpenFile, Seek } from "./openFile.ts";

/** An open file and what its descriptors have in common. */
export interface Shared {
  readonly file: OpenFile;
  readonly readable: boolean;
  readonly writable: boolean;
  /** Descriptors that are open. */
  count: number;
}

/** A file descriptor. Every call fails with a FileError: EBADF when it is closed or was opened the other way. */
export class Descriptor {
  readonly #shared: Shared;
  #open = true;

  constructor(shared: Shared) {
    this.#shared = shared;
    shared.count += 1;
  }

  /**
   * read(2): at most `count` bytes from where the last read ended; none at the end. The first read of a blob makes
   * the report.
   */
  async read(count: number): Promise<Uint8Array> {
    return this.#readable().read(count);
  }

  /** pread(2): at most `count` bytes from an offset. */
  async pread(count: number, at: number): Promise<Uint8Array> {
    return this.#readable().pread(count, offset(at));
  }

  /** write(2). A text attribute takes effect here, 4095 bytes at most; inblob only when the last descriptor closes. */
  async write(bytes: Uint8Array): Promise<number> {
    return this.#writable().write(bytes);
  }

  /** pwrite(2): leaves a hole of zeros in inblob before the offset; a text attribute doesn't mind the offset. */
  async pwrite(bytes: Uint8Array, at: number): Promise<number> {
    return this.#writable().pwrite(bytes, offset(at));
  }

  /** lseek(2): text only; what was read once stays what it was. Returns the new offset. */
  async lseek(offset: number, whence: Seek): Promise<number> {
    return this.#file().seek(offset, whence);
  }

  /** fstat(2). */
  async fstat(): Promise<Stat> {
    return this.#file().stat();
  }

  /** fsync(2): EINVAL, always. */
  async fsync(): Promise<void> {
    this.#file();
    throw fileError("EINVAL");
  }

  /** ftruncate(2): accepted on a descriptor for writing, without effect. */
  async ftruncate(length: number): Promise<void> {
    this.#file();
    if (!this.#shared.writable || length < 0) throw fileError("EINVAL");
  }

  /** dup(2). */
  async dup(): Promise<Descriptor> {
    this.#file();
    return new Descriptor(this.#shared);
  }

  /** close(2). The last close of a written inblob commits it, waits for that, and tells nothing of how it went. */
  async close(): Promise<void> {
    const file = this.#file();
    this.#open = false;
    this.#shared.count -= 1;
    if (this.#shared.count === 0) await file.release();
  }

  #file(): OpenFile {
    if (!this.#open) throw fileError("EBADF");
    return this.#shared.file;
  }

  #readable(): OpenFile {
    if (!this.#shared.readable) throw fileError("EBADF");
    return this.#file();
  }

  #writable(): OpenFile {
    if (!this.#shared.writable) throw fileError("EBADF");
    return this.#file();
  }
}

function offset(at: number): number {
  if (at < 0) throw fileError("EINVAL");
  return at;
}
