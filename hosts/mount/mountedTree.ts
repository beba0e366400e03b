/**
 * What `tsm mount` serves: the class device and configfs-tsm over one provider, with the policy of the mount before both.
 *
 *     class/tsm/tsm0/…                  as /sys/class/tsm/tsm0
 *     config/tsm/report/<name>/…        as /sys/kernel/config/tsm/report
 */
import { fileError } from "../errno.ts";
import { FileError } from "../files.ts";
import type { FileStat, FileTree, OpenedFile } from "../fuse/tree.ts";
import type { ConfigfsTree } from "../software-tsm/configfsTree.ts";
import type { User } from "../software-tsm/permission.ts";
import type { Access } from "./access.ts";
import { askers, type Caller, calledBy } from "./asker.ts";
import type { ClassDevice } from "./classDevice.ts";
import { classFiles } from "./classFiles.ts";
import { type FixedFile, FixedTree } from "./fixedTree.ts";

/** Where the class device lies. */
export const CLASS = "class/tsm/tsm0";
/** Where the report directory of configfs-tsm lies. */
export const CONFIGFS = "config/tsm/report";

/** What is served, and to whom. */
export interface MountedTreeOptions {
  /** The class device; none when left out. */
  device?: ClassDevice | undefined;
  /** The report directory; none when left out. */
  configfs?: ConfigfsTree | undefined;
  access: Access;
  /** The user and the group that own what nobody else does. */
  owner: { uid: number; gid: number };
  /** Takes a line for each write that is refused. */
  log: (line: string) => void;
}

/** A file as one of the two trees opens it. */
type Opened = OpenedFile<unknown>;
/** A tree that knows root and others. */
type Tree = Omit<FileTree<User>, "open"> & { open(path: string, flags: number, user: User): Promise<Opened> };

/** A path in the tree that has it, and what the caller is there. */
interface Place {
  tree: Tree;
  path: string;
  user: User;
}

/** The tree, called by processes. */
export class MountedTree implements FileTree<Caller> {
  readonly #options: MountedTreeOptions;
  readonly #fixed: FixedTree;
  readonly #configfs: Tree | undefined;
  /** Who made the entries of the report directory. */
  readonly #makers = new Map<string, { uid: number; gid: number }>();

  constructor(options: MountedTreeOptions) {
    const { device, configfs } = options;
    this.#options = options;
    this.#configfs = configfs;
    const files = new Map<string, FixedFile>();
    for (const [name, file] of device ? classFiles(device) : []) files.set(`${CLASS}/${name}`, file);
    this.#fixed = new FixedTree(files, configfs ? [CONFIGFS] : []);
  }

  lasts(path: string): boolean {
    return this.#fixed.has(path);
  }

  async stat(path: string, caller: Caller): Promise<FileStat> {
    const place = this.#place(path, caller);
    const stat = await place.tree.stat(place.path, place.user);
    return { ...stat, ...(this.#makerAt(place) ?? this.#options.owner) };
  }

  async access(path: string, mask: number, caller: Caller): Promise<void> {
    const place = this.#place(path, caller);
    return place.tree.access(place.path, mask, place.user);
  }

  async readdir(path: string, caller: Caller): Promise<string[]> {
    const place = this.#place(path, caller);
    return place.tree.readdir(place.path, place.user);
  }

  async open(path: string, flags: number, caller: Caller): Promise<OpenedFile<Caller>> {
    const place = this.#place(path, caller);
    const file = await place.tree.open(place.path, flags, place.user);
    const owner = this.#makerAt(place) ?? this.#options.owner;
    return {
      pread: (count, at, reader) => askers.run({ ...reader, path }, () => file.pread(count, at, undefined)),
      pwrite: (bytes, at, writer) => this.#telling(path, writer, () => file.pwrite(bytes, at, undefined)),
      fstat: async () => ({ ...(await file.fstat()), ...owner }),
      fsync: () => file.fsync(),
      ftruncate: (length) => file.ftruncate(length),
      close: () => file.close(),
    };
  }

  async mkdir(path: string, caller: Caller): Promise<void> {
    const place = this.#place(path, caller);
    const isNew = !this.#makers.has(place.path);
    const { uid, gid } = caller;
    // Nobody may come upon an entry that has no maker.
    if (isNew) this.#makers.set(place.path, { uid, gid });
    try {
      await place.tree.mkdir(place.path, place.user);
    } catch (error) {
      if (isNew) this.#makers.delete(place.path);
      throw error;
    }
  }

  async rmdir(path: string, caller: Caller): Promise<void> {
    const place = this.#place(path, caller);
    await place.tree.rmdir(place.path, place.user);
    this.#makers.delete(place.path);
  }

  async chmod(path: string, mode: number, caller: Caller): Promise<void> {
    const place = this.#place(path, caller);
    if (!this.#makerAt(place) && !this.#options.access.isOwner(caller)) throw fileError("EPERM");
    return place.tree.chmod(place.path, mode, place.user);
  }

  async truncate(path: string, length: number, caller: Caller): Promise<void> {
    const place = this.#place(path, caller);
    return place.tree.truncate(place.path, length, place.user);
  }

  async unlink(path: string, caller: Caller): Promise<void> {
    const place = this.#place(path, caller);
    return place.tree.unlink(place.path, place.user);
  }

  async rename(from: string, to: string, caller: Caller): Promise<void> {
    const [before, after] = [this.#place(from, caller), this.#place(to, caller)];
    if (before.tree !== after.tree) throw fileError("EPERM");
    return before.tree.rename(before.path, after.path, before.user);
  }

  async symlink(target: string, path: string, caller: Caller): Promise<void> {
    const place = this.#place(path, caller);
    return place.tree.symlink(target, place.path, place.user);
  }

  /** Which tree has a path, and what its caller is there. */
  #place(path: string, caller: Caller): Place {
    const { access } = this.#options;
    if (!this.#configfs || (path !== CONFIGFS && !path.startsWith(`${CONFIGFS}/`))) {
      return { tree: this.#fixed, path, user: access.userOf(caller, undefined) };
    }
    const below = path.slice(CONFIGFS.length + 1);
    const maker = this.#makers.get(below.split("/", 1)[0] as string);
    return { tree: this.#configfs, path: below, user: access.userOf(caller, maker?.uid) };
  }

  #makerAt({ tree, path }: Place): { uid: number; gid: number } | undefined {
    return tree === this.#configfs ? this.#makers.get(path.split("/", 1)[0] as string) : undefined;
  }

  /** Does a write. One that is refused is told of: its program hears the number of an error, and no more. */
  async #telling<T>(path: string, caller: Caller, write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } catch (error) {
      if (error instanceof FileError) this.#options.log(`${calledBy(caller, path)}: ${error.message}`);
      throw error;
    }
  }
}
