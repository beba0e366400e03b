/**
 * An open file: what dup'ed descriptors share. Text is shown once and stored at each write; a blob is read in two
 * steps, and what is written to one is kept until the file is released.
 * Source: Linux fs/configfs/file.c.
 */

import { fileError } from "../errno.ts";
import { FileError } from "../files.ts";
import { type Attribute, fileStat, type Stat, TEXT_SIZE } from "./attributes.ts";
import { Lock } from "./lock.ts";
import type { ReportEntry } from "./reportEntry.ts";

/** Most bytes of inblob (TSM_REPORT_INBLOB_MAX). */
const INBLOB_MAX = 64;
const NOTHING = new Uint8Array(0);
const encoder = new TextEncoder();

/** Where an offset counts from, with Linux's numbers. */
export const Seek = { Set: 0, Current: 1, End: 2 } as const;
export type Seek = (typeof Seek)[keyof typeof Seek];

/** An open attribute of an entry; one caller at a time. */
export abstract class OpenFile {
  protected readonly entry: ReportEntry;
  protected readonly attribute: Attribute;
  readonly #turn = new Lock();
  #position = 0;
  #content: Uint8Array | undefined;

  constructor(entry: ReportEntry, attribute: Attribute) {
    this.entry = entry;
    this.attribute = attribute;
  }

  /** What reads will see, fetched at the first of them. */
  protected abstract load(): Promise<Uint8Array>;
  /** Takes written bytes at an offset; returns how many. */
  protected abstract take(bytes: Uint8Array, at: number): number | Promise<number>;
  /** The offset that a seek arrives at. */
  protected abstract target(offset: number, whence: Seek, position: number): number;
  /** The last descriptor is gone. */
  protected abstract finish(): Promise<void>;

  read(count: number): Promise<Uint8Array> {
    return this.#turn.exclusive(async () => {
      const bytes = await this.#slice(count, this.#position);
      this.#position += bytes.length;
      return bytes;
    });
  }

  pread(count: number, at: number): Promise<Uint8Array> {
    return this.#turn.exclusive(() => this.#slice(count, at));
  }

  write(bytes: Uint8Array): Promise<number> {
    return this.#turn.exclusive(async () => {
      const taken = await this.take(bytes, this.#position);
      this.#position += taken;
      return taken;
    });
  }

  pwrite(bytes: Uint8Array, at: number): Promise<number> {
    return this.#turn.exclusive(() => this.take(bytes, at));
  }

  seek(offset: number, whence: Seek): Promise<number> {
    return this.#turn.exclusive(() => {
      this.#position = this.target(offset, whence, this.#position);
      return this.#position;
    });
  }

  stat(): Stat {
    return fileStat(this.attribute);
  }

  release(): Promise<void> {
    return this.#turn.exclusive(() => this.finish());
  }

  async #slice(count: number, at: number): Promise<Uint8Array> {
    const content = this.#content ?? (await this.load());
    // An empty blob is not kept: the next read asks again.
    if (content.length > 0) this.#content = content;
    if (at >= content.length) return NOTHING;
    // configfs takes "nothing was copied" for a bad address.
    if (count === 0) throw fileError("EFAULT");
    return content.slice(at, at + count);
  }
}

/** An open text attribute. */
export class TextFile extends OpenFile {
  protected override async load(): Promise<Uint8Array> {
    const { entry, attribute } = this;
    return encoder.encode(await entry.alive(() => entry.show(attribute.name)));
  }

  /** Every write is a whole value, wherever it is written to. */
  protected override async take(bytes: Uint8Array): Promise<number> {
    const { entry, attribute } = this;
    const value = bytes.slice(0, TEXT_SIZE - 1);
    if (value.length === 0) throw fileError("EFAULT");
    await entry.alive(() => entry.store(attribute.name, value));
    return value.length;
  }

  protected override target(offset: number, whence: Seek, position: number): number {
    const from = { [Seek.Set]: 0, [Seek.Current]: position, [Seek.End]: TEXT_SIZE }[whence];
    if (from + offset < 0) throw fileError("EINVAL");
    return from + offset;
  }

  protected override async finish(): Promise<void> {}
}

/** An open blob. */
export class BlobFile extends OpenFile {
  readonly #readMax: number;
  #written: Uint8Array | undefined;

  /** `readMax`: a longer blob can't be read. */
  constructor(entry: ReportEntry, attribute: Attribute, readMax: number) {
    super(entry, attribute);
    this.#readMax = readMax;
  }

  /**
   * Asks for the size and then for the content, with the entry let go in between: another writer may come, and then
   * the content is another report's, cut or padded with zeros to the first one's size. An isolated entry is asked once.
   */
  protected override async load(): Promise<Uint8Array> {
    const first = await this.#blob();
    const size = first.length;
    if (size === 0) return NOTHING;
    if (size > this.#readMax) throw fileError("EFBIG");
    if (this.entry.inOnePiece) return first;
    const content = new Uint8Array(size);
    content.set((await this.#blob()).subarray(0, size));
    return content;
  }

  protected override take(bytes: Uint8Array, at: number): number {
    // Even a write that fails makes the release commit what there is.
    const before = this.#written ?? NOTHING;
    this.#written = before;
    const end = at + bytes.length;
    if (end > before.length) {
      if (end > INBLOB_MAX) throw fileError("EFBIG");
      this.#written = new Uint8Array(end);
      this.#written.set(before);
    }
    this.#written.set(bytes, at);
    if (bytes.length === 0) throw fileError("EFAULT");
    return bytes.length;
  }

  protected override target(): number {
    throw fileError("ESPIPE");
  }

  /** Commits what was written. close(2) hears of no error there: not of EBUSY, nor of a removed entry. */
  protected override async finish(): Promise<void> {
    const { entry } = this;
    const written = this.#written;
    if (!written) return;
    try {
      await entry.alive(() => entry.commit(written));
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
    }
  }

  #blob(): Promise<Uint8Array> {
    const { entry, attribute } = this;
    return entry.alive(() => entry.blob(attribute.name));
  }
}
