/**
 * The directory `report` of configfs-tsm in memory, with the kernel's rules: what its files take, give and refuse, and
 * when they wait. Paths are relative to `report`: "" is the directory itself, "name" an entry, "name/outblob" a file.
 * Source: Linux fs/configfs, fs/namei.c, drivers/virt/coco/guest/report.c; measured on Linux 6.12 and 7.2.
 */

import { fileError } from "../errno.ts";
import { OpenFlag } from "../openFlag.ts";
import { type Attribute, directoryStat, fileStat, type Stat } from "./attributes.ts";
import { Descriptor } from "./descriptor.ts";
import { Lock } from "./lock.ts";
import { BlobFile, TextFile } from "./openFile.ts";
import { checkAccess, permit, Right, type User } from "./permission.ts";
import type { Provider } from "./provider.ts";
import { type Counters, ReportEntry, type Tsm } from "./reportEntry.ts";

/** A kernel whose limits hold. */
export type Kernel = "6.12" | "7.2";

/** Most bytes of a blob that can be read (TSM_REPORT_OUTBLOB_MAX, raised in 7.0). */
const BLOB_MAX: Record<Kernel, number> = { "6.12": 32 * 1024, "7.2": 16 * 1024 * 1024 };
const NAME_MAX = 255;

/** How a tree is set up. */
export interface TreeOptions {
  /** The provider registered from the start; none when left out. */
  provider?: Provider;
  /** `7.2` when left out. */
  kernel?: Kernel;
  /**
   * Keep entries apart better than the kernel does? Each has a lock of its own then, so that a slow report makes nobody else
   * wait, and a reader gets one report whole, whoever writes meanwhile. False when left out.
   */
  isolated?: boolean;
  /** What the counters of a new entry start at, for tests of their wrap-around; 0 when left out. */
  counters?: Counters;
}

/** What a path leads to: `report` itself, an entry, a file of one, or nothing yet. */
interface Place {
  /** Last part of the path; empty for `report`. */
  name: string;
  /** Permission bits of the directory that has the name, or would have it. */
  within: number;
  exists: boolean;
  /** The entry that is, or holds, what is at the path. */
  entry?: ReportEntry;
  attribute?: Attribute;
}

/** Permission bits of the directory that holds `report`. */
const ABOVE = 0o755;
const encoder = new TextEncoder();

/** The tree. Every call fails with a FileError that carries the kernel's errno. */
export class ConfigfsTree {
  readonly #tsm: Tsm;
  readonly #blobMax: number;
  readonly #counters: Counters;
  readonly #entries = new Map<string, ReportEntry>();
  /** Held by whatever changes or lists `report` (the inode's lock). */
  readonly #directory = new Lock();
  #mode = 0o755;

  constructor(options: TreeOptions = {}) {
    const { provider, kernel = "7.2", isolated = false, counters = { write: 0n, read: 0n } } = options;
    this.#tsm = { provider, lock: new Lock(), isolated };
    this.#blobMax = BLOB_MAX[kernel];
    this.#counters = counters;
  }

  /** Loads a TSM driver: EBUSY while there is one, and while an entry of an earlier one is left. */
  register(provider: Provider): Promise<void> {
    return this.#tsm.lock.exclusive(() => {
      if (this.#tsm.provider || this.#entries.size > 0) throw fileError("EBUSY");
      this.#tsm.provider = provider;
    });
  }

  /** Unloads the TSM driver, whatever entries are left: EBUSY when it is not this one. */
  unregister(provider: Provider): Promise<void> {
    return this.#tsm.lock.exclusive(() => {
      if (this.#tsm.provider !== provider) throw fileError("EBUSY");
      this.#tsm.provider = undefined;
    });
  }

  /** mkdir(2): makes an entry. The mode that a program asks for has no effect. */
  mkdir(path: string, user: User = "root"): Promise<void> {
    return this.#directory.exclusive(async () => {
      const { name, within, exists, entry } = this.#walk(path, user);
      if (exists) throw fileError("EEXIST");
      permit(within, Right.Write, user);
      if (entry) throw fileError("EPERM");
      await this.#tsm.lock.shared(() => {
        const { provider } = this.#tsm;
        if (!provider) throw fileError("ENXIO");
        this.#entries.set(name, new ReportEntry(this.#tsm, provider, this.#counters));
      });
    });
  }

  /** rmdir(2): removes an entry, with its files. */
  rmdir(path: string, user: User = "root"): Promise<void> {
    return this.#directory.exclusive(async () => {
      const { name, within, entry, attribute } = this.#find(path, user);
      permit(within, Right.Write, user);
      if (attribute) throw fileError("ENOTDIR");
      if (!entry) throw fileError("EPERM");
      await entry.remove();
      this.#entries.delete(name);
    });
  }

  /** The names in a directory. */
  readdir(path: string, user: User = "root"): Promise<string[]> {
    return this.#directory.shared(() => {
      const { entry, attribute } = this.#find(path, user);
      if (attribute) throw fileError("ENOTDIR");
      permit(entry?.mode ?? this.#mode, Right.Read, user);
      return [...(entry?.attributes ?? this.#entries).keys()];
    });
  }

  /** stat(2) and lstat(2): there are no links to follow. */
  async stat(path: string, user: User = "root"): Promise<Stat> {
    const { entry, attribute } = this.#find(path, user);
    if (attribute) return fileStat(attribute);
    return entry ? directoryStat(entry.mode, 0) : directoryStat(this.#mode, this.#entries.size);
  }

  /**
   * open(2) of a file, with {@link OpenFlag}s. A file opens only in the direction its attribute has, for root too.
   * Directories are read with {@link readdir}, and opening one is refused.
   */
  async open(path: string, flags: number, user: User = "root"): Promise<Descriptor> {
    const { exists, entry, attribute } = this.#walk(path, user);
    const creates = (flags & OpenFlag.CREAT) !== 0;
    if (!exists) throw fileError(creates ? "EACCES" : "ENOENT");
    if (creates && flags & OpenFlag.EXCL) throw fileError("EEXIST");
    if (!entry || !attribute) throw fileError("EISDIR");
    if (flags & OpenFlag.DIRECTORY) throw fileError("ENOTDIR");
    const readable = ((flags + 1) & 1) !== 0;
    const writable = ((flags + 1) & 2) !== 0;
    if (readable) permit(attribute.mode, Right.Read, user);
    if (writable || flags & OpenFlag.TRUNC) permit(attribute.mode, Right.Write, user);
    return entry.alive(() => {
      const works = attribute.mode & attribute.directions;
      if ((readable && !(works & 0o444)) || (writable && !(works & 0o222))) throw fileError("EACCES");
      if (flags & OpenFlag.DIRECT) throw fileError("EINVAL");
      const file = attribute.binary ? new BlobFile(entry, attribute, this.#blobMax) : new TextFile(entry, attribute);
      return new Descriptor({ file, readable, writable, count: 0 });
    });
  }

  /** access(2), with a mask of 4 read, 2 write, 1 search. */
  async access(path: string, mask: number, user: User = "root"): Promise<void> {
    const { mode } = await this.stat(path, user);
    checkAccess(mode, mask, user);
  }

  /** chmod(2), the owner's: what users may do changes, what attributes can do does not. */
  async chmod(path: string, mode: number, user: User = "root"): Promise<void> {
    const { entry, attribute } = this.#find(path, user);
    if (user !== "root") throw fileError("EPERM");
    if (attribute) attribute.mode = mode & 0o7777;
    else if (entry) entry.mode = mode & 0o7777;
    else this.#mode = mode & 0o7777;
  }

  /** truncate(2) of a file: accepted, without effect. */
  async truncate(path: string, length: number, user: User = "root"): Promise<void> {
    if (length < 0) throw fileError("EINVAL");
    const { attribute } = this.#find(path, user);
    if (!attribute) throw fileError("EISDIR");
    permit(attribute.mode, Right.Write, user);
  }

  /** unlink(2): EPERM, and EISDIR for a directory. */
  async unlink(path: string, user: User = "root"): Promise<void> {
    const { within, attribute } = this.#find(path, user);
    permit(within, Right.Write, user);
    throw fileError(attribute ? "EPERM" : "EISDIR");
  }

  /** rename(2): EPERM. */
  async rename(from: string, to: string, user: User = "root"): Promise<void> {
    permit(this.#find(from, user).within, Right.Write, user);
    permit(this.#walk(to, user).within, Right.Write, user);
    throw fileError("EPERM");
  }

  /** symlink(2): EPERM. */
  async symlink(_target: string, path: string, user: User = "root"): Promise<void> {
    const { exists, within } = this.#walk(path, user);
    if (exists) throw fileError("EEXIST");
    permit(within, Right.Write, user);
    throw fileError("EPERM");
  }

  /** Where a path leads; ENOENT only when it leads through something that isn't there. */
  #walk(path: string, user: User): Place {
    let place: Place = { name: "", within: ABOVE, exists: true };
    for (const name of parts(path)) {
      const { entry, attribute } = place;
      if (!place.exists) throw fileError("ENOENT");
      if (attribute) throw fileError("ENOTDIR");
      const within = entry?.mode ?? this.#mode;
      permit(within, Right.Search, user);
      if (encoder.encode(name).length > NAME_MAX) throw fileError("ENAMETOOLONG");
      place = entry ? fileIn(entry, name) : this.#entryCalled(name);
    }
    return place;
  }

  #entryCalled(name: string): Place {
    const entry = this.#entries.get(name);
    const place = { name, within: this.#mode };
    return entry ? { ...place, exists: true, entry } : { ...place, exists: false };
  }

  #find(path: string, user: User): Place {
    const place = this.#walk(path, user);
    if (!place.exists) throw fileError("ENOENT");
    return place;
  }
}

/** The names along a path. */
function parts(path: string): string[] {
  const names: string[] = [];
  for (const name of path.split("/")) {
    if (name === "..") names.pop();
    else if (name !== "" && name !== ".") names.push(name);
  }
  return names;
}

function fileIn(entry: ReportEntry, name: string): Place {
  const attribute = entry.attributes.get(name);
  const place = { name, within: entry.mode, entry };
  return attribute ? { ...place, exists: true, attribute } : { ...place, exists: false };
}
