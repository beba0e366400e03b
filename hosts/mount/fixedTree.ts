/**
 * A tree whose files are there from the start, as those of sysfs: nothing is made, removed or renamed.
 * Source: Linux fs/kernfs, fs/sysfs.
 */
import { fileError } from "../errno.ts";
import type { FileStat, OpenedFile } from "../fuse/tree.ts";
import { OpenFlag } from "../openFlag.ts";
import { checkAccess, permit, Right, type User } from "../software-tsm/permission.ts";

const DIRECTORY = 0o040000;
const REGULAR = 0o100000;
const DIRECTORY_MODE = 0o755;

/** What an open file does; that it may be done has been seen to. */
export interface FixedContent {
  read(count: number, at: number): Promise<Uint8Array>;
  write(bytes: Uint8Array, at: number): number;
}

/** A file. */
export interface FixedFile {
  /** Permission bits; a direction that is missing has no code behind it. */
  mode: number;
  /** Size that stat gives, whatever can be read. */
  size: number;
  open(): FixedContent;
}

/** The files by their paths. The directories are those that they lie in. */
export class FixedTree {
  readonly #files: ReadonlyMap<string, FixedFile>;
  readonly #directories = new Map<string, Set<string>>([["", new Set()]]);
  readonly #modes = new Map<string, number>();

  /** `directories` lists those that have no files. */
  constructor(files: ReadonlyMap<string, FixedFile>, directories: readonly string[] = []) {
    this.#files = files;
    for (const path of directories) this.#directories.set(path, new Set());
    for (const path of [...files.keys(), ...directories]) this.#enter(path);
  }

  /** Puts a path into the directories above it. */
  #enter(path: string): void {
    if (path === "") return;
    const [, above = "", name = ""] = /^(?:(.*)\/)?(.*)$/.exec(path) as string[];
    const names = this.#directories.get(above) ?? new Set();
    this.#directories.set(above, names.add(name));
    this.#enter(above);
  }

  has(path: string): boolean {
    return this.#files.has(path) || this.#directories.has(path);
  }

  async stat(path: string, _user: User): Promise<FileStat> {
    const file = this.#files.get(path);
    if (file) return { mode: REGULAR | this.#modeOf(path), size: file.size, links: 1 };
    const names = this.#names(path);
    const below = [...names].filter((name) => this.#directories.has(path === "" ? name : `${path}/${name}`));
    return { mode: DIRECTORY | this.#modeOf(path), size: 0, links: 2 + below.length };
  }

  async access(path: string, mask: number, user: User): Promise<void> {
    checkAccess((await this.stat(path, user)).mode, mask, user);
  }

  async readdir(path: string, _user: User): Promise<string[]> {
    if (this.#files.has(path)) throw fileError("ENOTDIR");
    return [...this.#names(path)];
  }

  async open(path: string, flags: number, user: User): Promise<OpenedFile<unknown>> {
    const file = this.#files.get(path);
    if (!file) throw fileError(this.#directories.has(path) ? "EISDIR" : flags & OpenFlag.CREAT ? "EACCES" : "ENOENT");
    if (flags & OpenFlag.CREAT && flags & OpenFlag.EXCL) throw fileError("EEXIST");
    if (flags & OpenFlag.DIRECTORY) throw fileError("ENOTDIR");
    const readable = ((flags + 1) & 1) !== 0;
    const writable = ((flags + 1) & 2) !== 0;
    const mode = this.#modeOf(path);
    if (readable) permit(mode, Right.Read, user);
    if (writable || flags & OpenFlag.TRUNC) permit(mode, Right.Write, user);
    const works = mode & file.mode;
    if ((readable && !(works & 0o444)) || (writable && !(works & 0o222))) throw fileError("EACCES");
    const content = file.open();
    return {
      pread: (count, at) => content.read(count, at),
      pwrite: async (bytes, at) => content.write(bytes, at),
      fstat: () => this.stat(path, user),
      fsync: async () => {
        throw fileError("EINVAL");
      },
      ftruncate: async () => {
        if (!writable) throw fileError("EINVAL");
      },
      close: async () => {},
    };
  }

  async mkdir(path: string, user: User): Promise<void> {
    return this.#refuseNew(path, user);
  }

  async symlink(_target: string, path: string, user: User): Promise<void> {
    return this.#refuseNew(path, user);
  }

  async rmdir(path: string, user: User): Promise<void> {
    await this.stat(path, user);
    throw fileError(this.#files.has(path) ? "ENOTDIR" : "EPERM");
  }

  async unlink(path: string, user: User): Promise<void> {
    await this.stat(path, user);
    throw fileError(this.#files.has(path) ? "EPERM" : "EISDIR");
  }

  async rename(from: string, _to: string, user: User): Promise<void> {
    await this.stat(from, user);
    throw fileError("EPERM");
  }

  /** The owner's: what users may do changes, what files can do does not. */
  async chmod(path: string, mode: number, user: User): Promise<void> {
    await this.stat(path, user);
    if (user !== "root") throw fileError("EPERM");
    this.#modes.set(path, mode & 0o7777);
  }

  /** Accepted, without effect: shells truncate what they write to. */
  async truncate(path: string, _length: number, user: User): Promise<void> {
    permit((await this.stat(path, user)).mode, Right.Write, user);
    if (!this.#files.has(path)) throw fileError("EISDIR");
  }

  async #refuseNew(path: string, user: User): Promise<void> {
    if (this.has(path)) throw fileError("EEXIST");
    throw fileError(user === "root" ? "EPERM" : "EACCES");
  }

  #modeOf(path: string): number {
    return this.#modes.get(path) ?? this.#files.get(path)?.mode ?? DIRECTORY_MODE;
  }

  #names(path: string): ReadonlySet<string> {
    const names = this.#directories.get(path);
    if (!names) throw fileError("ENOENT");
    return names;
  }
}
