/**
 * A tree as a FUSE file system: each request is a call on the tree, and the tree's error numbers come through unchanged. The
 * kernel is to remember nothing of it but the names that last: every other look-up, attribute, read and write is asked for.
 *
 * What a process sees otherwise than on configfs lies in the kernel's part of FUSE: a read or write of no bytes does not
 * come here, lseek on a blob succeeds, and close() does not wait for a report that is being made; who uses the directory next
 * does.
 */
import { concat } from "../bytes.ts";
import { fileError } from "../errno.ts";
import { OpenFlag } from "../openFlag.ts";
import type { Handlers, Request } from "./connection.ts";
import { portableFlags } from "./nativeFlags.ts";
import { Nodes } from "./nodes.ts";
import { DIRECT_IO, Opcode, Valid } from "./protocol.ts";
import * as fuse from "./structures.ts";
import type { FileStat, FileTree, OpenedFile } from "./tree.ts";

/** The kind of a file in st_mode, which a directory entry has without the bits below. */
const KIND_SHIFT = 12;
const DIRECTORY = 0o4;
const REGULAR = 0o10;
/** Seconds for which the kernel finds what lasts by itself. What may be done with it, it asks each time. */
const YEAR = 31_536_000n;
/** The number of a node in a directory entry that is not looked up. */
const UNKNOWN = 0xffffffffn;

const NAME_MAX = 255;
const BLOCK = 4096;

const NOTHING = new Uint8Array(0);
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The texts that end with a zero each. */
const texts = (bytes: Uint8Array) => decoder.decode(bytes).split("\0");
const text = (bytes: Uint8Array) => texts(bytes)[0] as string;
const directoryOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf("/")));

/** What lies behind a structure at the start of a body. */
const behind = ({ size }: { size: number }, { body }: Request) => body.subarray(size);

const padded = (bytes: Uint8Array, size: number) => concat([bytes, new Uint8Array(size - bytes.length)]);

interface OpenFile<Who> {
  descriptor: OpenedFile<Who>;
  nodeid: bigint;
  directory: string;
}

/** The handlers of one mounted tree; `whoOf` says of a request what the tree wants to know of who makes it. */
export function treeHandlers<Who>(tree: FileTree<Who>, whoOf: (request: Request) => Who): Handlers {
  const nodes = new Nodes();
  const files = new Map<bigint, OpenFile<Who>>();
  const listings = new Map<bigint, Uint8Array[]>();
  /** By directory: resolves when the files closed so far in it have committed what was written to them. */
  const commits = new Map<string, Promise<void>>();
  const mounted = BigInt(Math.floor(Date.now() / 1000));
  let lastHandle = 0n;

  function attributes(ino: bigint, { mode, size, links, uid = 0, gid = 0 }: FileStat): Uint8Array {
    const times = { atime: mounted, mtime: mounted, ctime: mounted };
    return fuse.attr.bytes({ ino, mode, uid, gid, size: BigInt(size), nlink: links, blksize: BLOCK, ...times });
  }

  /** The attributes of a node; of a removed one by a file that is still open. */
  async function stat(id: bigint, who: Who): Promise<FileStat> {
    const open = nodes.isThere(id) ? undefined : [...files.values()].find(({ nodeid }) => nodeid === id);
    return open ? open.descriptor.fstat() : tree.stat(nodes.path(id), who);
  }

  async function entry(path: string, who: Who): Promise<Uint8Array> {
    const found = await tree.stat(path, who);
    const nodeid = nodes.remember(path);
    const entryValid = tree.lasts?.(path) ? YEAR : 0n;
    return concat([fuse.entryOut.bytes({ nodeid, entryValid }), attributes(nodeid, found)]);
  }

  async function attributesOf(id: bigint, who: Who): Promise<Uint8Array> {
    return concat([fuse.attrOut.bytes({}), attributes(id, await stat(id, who))]);
  }

  function opened(descriptor: OpenedFile<Who>, nodeid: bigint, path: string): Uint8Array {
    const fh = ++lastHandle;
    files.set(fh, { descriptor, nodeid, directory: directoryOf(path) });
    return fuse.openOut.bytes({ fh, openFlags: DIRECT_IO });
  }

  function file(fh: bigint): OpenFile<Who> {
    const open = files.get(fh);
    if (!open) throw fileError("EBADF");
    return open;
  }

  /** Closes a file. Requests that come later find what it committed. */
  function close(fh: bigint): Promise<void> {
    const { descriptor, directory } = file(fh);
    files.delete(fh);
    const committed = Promise.all([commits.get(directory), descriptor.close()]).then(() => {
      if (commits.get(directory) === committed) commits.delete(directory);
    });
    commits.set(directory, committed);
    return committed;
  }

  async function list(path: string, who: Who): Promise<Uint8Array[]> {
    const entries: [name: string, type: number][] = [
      [".", DIRECTORY],
      ["..", DIRECTORY],
    ];
    for (const name of await tree.readdir(path, who)) {
      // Who is gone meanwhile is left out.
      const found = await tree.stat(path === "" ? name : `${path}/${name}`, who).catch(() => undefined);
      if (found) entries.push([name, found.mode >> KIND_SHIFT]);
    }
    return entries.map(([name, type], i) => {
      const bytes = encoder.encode(name);
      const head = fuse.dirent.bytes({ ino: UNKNOWN, off: BigInt(i + 1), namelen: bytes.length, type });
      return padded(concat([head, bytes]), 8 * Math.ceil((head.length + bytes.length) / 8));
    });
  }

  async function rename(request: Request, newdir: bigint, names: Uint8Array): Promise<Uint8Array> {
    const [from = "", to = ""] = texts(names);
    await tree.rename(nodes.below(request.nodeid, from), nodes.below(newdir, to), whoOf(request));
    return NOTHING;
  }

  return {
    [Opcode.LOOKUP]: async (request) => entry(nodes.below(request.nodeid, text(request.body)), whoOf(request)),

    [Opcode.FORGET]: async ({ nodeid, body }) => {
      nodes.forget(nodeid, fuse.forgetIn.read(body).nlookup);
      return undefined;
    },

    [Opcode.BATCH_FORGET]: async (request) => {
      const { count } = fuse.batchForgetIn.read(request.body);
      const all = behind(fuse.batchForgetIn, request);
      for (let i = 0; i < count; i++) {
        const { nodeid, nlookup } = fuse.forgetOne.read(all.subarray(i * fuse.forgetOne.size));
        nodes.forget(nodeid, nlookup);
      }
      return undefined;
    },

    [Opcode.GETATTR]: async (request) => attributesOf(request.nodeid, whoOf(request)),

    [Opcode.SETATTR]: async (request) => {
      const { nodeid, body } = request;
      const who = whoOf(request);
      const { valid, fh, mode, size } = fuse.setattrIn.read(body);
      // The tree knows no owners but root.
      if (valid & (Valid.UID | Valid.GID)) throw fileError("EPERM");
      if (valid & Valid.MODE) await tree.chmod(nodes.path(nodeid), mode, who);
      if (valid & Valid.SIZE) {
        if (valid & Valid.FH) await file(fh).descriptor.ftruncate(Number(size));
        else await tree.truncate(nodes.path(nodeid), Number(size), who);
      }
      return attributesOf(nodeid, who);
    },

    [Opcode.ACCESS]: async (request) => {
      const { mask } = fuse.accessIn.read(request.body);
      await tree.access(nodes.path(request.nodeid), mask, whoOf(request));
      return NOTHING;
    },

    [Opcode.MKDIR]: async (request) => {
      const path = nodes.below(request.nodeid, text(behind(fuse.mkdirIn, request)));
      await tree.mkdir(path, whoOf(request));
      return entry(path, whoOf(request));
    },

    [Opcode.RMDIR]: async (request) => {
      const path = nodes.below(request.nodeid, text(request.body));
      await commits.get(path);
      await tree.rmdir(path, whoOf(request));
      nodes.remove(path);
      return NOTHING;
    },

    [Opcode.UNLINK]: async (request) => {
      await tree.unlink(nodes.below(request.nodeid, text(request.body)), whoOf(request));
      return NOTHING;
    },

    [Opcode.RENAME]: (request) =>
      rename(request, fuse.renameIn.read(request.body).newdir, behind(fuse.renameIn, request)),
    [Opcode.RENAME2]: (request) =>
      rename(request, fuse.rename2In.read(request.body).newdir, behind(fuse.rename2In, request)),

    [Opcode.SYMLINK]: async (request) => {
      const [name = "", target = ""] = texts(request.body);
      const path = nodes.below(request.nodeid, name);
      await tree.symlink(target, path, whoOf(request));
      return entry(path, whoOf(request));
    },

    [Opcode.LINK]: async () => {
      throw fileError("EPERM");
    },

    // A regular file is refused as open(2) refuses to make one, anything else as what configfs has no code for.
    [Opcode.MKNOD]: async (request) => {
      const { mode } = fuse.mknodIn.read(request.body);
      throw fileError(mode >> KIND_SHIFT === REGULAR ? "EACCES" : "EPERM");
    },

    [Opcode.CREATE]: async (request) => {
      const { flags } = fuse.createIn.read(request.body);
      const path = nodes.below(request.nodeid, text(behind(fuse.createIn, request)));
      const descriptor = await tree.open(path, portableFlags(flags) | OpenFlag.CREAT, whoOf(request));
      // Another made the entry meanwhile.
      const made = await entry(path, whoOf(request));
      return concat([made, opened(descriptor, fuse.entryOut.read(made).nodeid, path)]);
    },

    [Opcode.OPEN]: async (request) => {
      const path = nodes.path(request.nodeid);
      const { flags } = fuse.openIn.read(request.body);
      return opened(await tree.open(path, portableFlags(flags), whoOf(request)), request.nodeid, path);
    },

    [Opcode.READ]: async (request) => {
      const { fh, offset, size } = fuse.readIn.read(request.body);
      const { descriptor, directory } = file(fh);
      await commits.get(directory);
      return descriptor.pread(size, Number(offset), whoOf(request));
    },

    [Opcode.WRITE]: async (request) => {
      const { fh, offset, size } = fuse.writeIn.read(request.body);
      const { descriptor, directory } = file(fh);
      await commits.get(directory);
      const bytes = behind(fuse.writeIn, request).slice(0, size);
      return fuse.writeOut.bytes({ size: await descriptor.pwrite(bytes, Number(offset), whoOf(request)) });
    },

    [Opcode.RELEASE]: async ({ body }) => {
      await close(fuse.releaseIn.read(body).fh);
      return NOTHING;
    },

    [Opcode.FSYNC]: async ({ body }) => {
      await file(fuse.fsyncIn.read(body).fh).descriptor.fsync();
      return NOTHING;
    },

    [Opcode.OPENDIR]: async (request) => {
      const entries = await list(nodes.path(request.nodeid), whoOf(request));
      const fh = ++lastHandle;
      listings.set(fh, entries);
      return fuse.openOut.bytes({ fh });
    },

    [Opcode.READDIR]: async ({ body }) => {
      const { fh, offset, size } = fuse.readIn.read(body);
      const taken: Uint8Array[] = [];
      let left = size;
      for (const bytes of listings.get(fh)?.slice(Number(offset)) ?? []) {
        left -= bytes.length;
        if (left < 0) break;
        taken.push(bytes);
      }
      return concat(taken);
    },

    [Opcode.RELEASEDIR]: async ({ body }) => {
      listings.delete(fuse.releaseIn.read(body).fh);
      return NOTHING;
    },

    [Opcode.STATFS]: async () => {
      const bytes = fuse.statfsOut.bytes({ bsize: BLOCK, frsize: BLOCK, namelen: NAME_MAX });
      return padded(bytes, fuse.STATFS_OUT_SIZE);
    },

    [Opcode.DESTROY]: async () => NOTHING,
  };
}
