/**
 * The structures that the kernel and a FUSE server exchange, as tables: members in their order, little-endian and without
 * gaps. Source: Linux include/uapi/linux/fuse.h, protocol 7.
 */

const SIZES = { u16: 2, u32: 4, i32: 4, u64: 8 } as const;

type Kind = keyof typeof SIZES;
type Members = Record<string, Kind>;
type Values<M extends Members> = { [K in keyof M]: M[K] extends "u64" ? bigint : number };

/** A structure by its table. */
export class Structure<const M extends Members> {
  readonly size: number;
  readonly #members: [name: string, kind: Kind, at: number][] = [];

  constructor(members: M) {
    let at = 0;
    for (const [name, kind] of Object.entries(members)) {
      this.#members.push([name, kind, at]);
      at += SIZES[kind];
    }
    this.size = at;
  }

  /** The members of one that lies at the start of `bytes`. */
  read(bytes: Uint8Array): Values<M> {
    const view = new DataView(bytes.buffer, bytes.byteOffset, this.size);
    const values = this.#members.map(([name, kind, at]) => [name, get(view, kind, at)]);
    return Object.fromEntries(values) as Values<M>;
  }

  /** One with these members; the others are zero. */
  bytes(values: Partial<Values<M>>): Uint8Array {
    const bytes = new Uint8Array(this.size);
    const view = new DataView(bytes.buffer);
    for (const [name, kind, at] of this.#members) set(view, kind, at, values[name] ?? 0);
    return bytes;
  }
}

function get(view: DataView, kind: Kind, at: number): number | bigint {
  switch (kind) {
    case "u16":
      return view.getUint16(at, true);
    case "u32":
      return view.getUint32(at, true);
    case "i32":
      return view.getInt32(at, true);
    case "u64":
      return view.getBigUint64(at, true);
  }
}

function set(view: DataView, kind: Kind, at: number, value: number | bigint): void {
  if (kind === "u16") view.setUint16(at, Number(value), true);
  else if (kind === "u64") view.setBigUint64(at, BigInt(value), true);
  else view.setUint32(at, Number(value), true);
}

/** In front of every request and every reply. */
export const inHeader = new Structure({
  len: "u32",
  opcode: "u32",
  unique: "u64",
  nodeid: "u64",
  uid: "u32",
  gid: "u32",
  pid: "u32",
  totalExtlen: "u16",
  padding: "u16",
});
export const outHeader = new Structure({ len: "u32", error: "i32", unique: "u64" });

/** The start of what the kernel says of itself; kernels before 7.36 send no more. */
export const initIn = new Structure({ major: "u32", minor: "u32", maxReadahead: "u32", flags: "u32" });
/** Without its end, which is unused: it has {@link INIT_OUT_SIZE} bytes in all. */
export const initOut = new Structure({
  major: "u32",
  minor: "u32",
  maxReadahead: "u32",
  flags: "u32",
  maxBackground: "u16",
  congestionThreshold: "u16",
  maxWrite: "u32",
  timeGran: "u32",
});
export const INIT_OUT_SIZE = 64;

export const attr = new Structure({
  ino: "u64",
  size: "u64",
  blocks: "u64",
  atime: "u64",
  mtime: "u64",
  ctime: "u64",
  atimensec: "u32",
  mtimensec: "u32",
  ctimensec: "u32",
  mode: "u32",
  nlink: "u32",
  uid: "u32",
  gid: "u32",
  rdev: "u32",
  blksize: "u32",
  flags: "u32",
});
/** An {@link attr} follows. */
export const entryOut = new Structure({
  nodeid: "u64",
  generation: "u64",
  entryValid: "u64",
  attrValid: "u64",
  entryValidNsec: "u32",
  attrValidNsec: "u32",
});
/** An {@link attr} follows. */
export const attrOut = new Structure({ attrValid: "u64", attrValidNsec: "u32", padding: "u32" });

export const forgetIn = new Structure({ nlookup: "u64" });
/** As many {@link forgetOne} follow. */
export const batchForgetIn = new Structure({ count: "u32", padding: "u32" });
export const forgetOne = new Structure({ nodeid: "u64", nlookup: "u64" });

export const getattrIn = new Structure({ flags: "u32", padding: "u32", fh: "u64" });
export const setattrIn = new Structure({
  valid: "u32",
  padding: "u32",
  fh: "u64",
  size: "u64",
  lockOwner: "u64",
  atime: "u64",
  mtime: "u64",
  ctime: "u64",
  atimensec: "u32",
  mtimensec: "u32",
  ctimensec: "u32",
  mode: "u32",
});
export const accessIn = new Structure({ mask: "u32", padding: "u32" });

/** A name follows each of these; two names a rename. */
export const mkdirIn = new Structure({ mode: "u32", umask: "u32" });
export const mknodIn = new Structure({ mode: "u32", rdev: "u32", umask: "u32", padding: "u32" });
export const createIn = new Structure({ flags: "u32", mode: "u32", umask: "u32", openFlags: "u32" });
export const renameIn = new Structure({ newdir: "u64" });
export const rename2In = new Structure({ newdir: "u64", flags: "u32", padding: "u32" });

export const openIn = new Structure({ flags: "u32", openFlags: "u32" });
export const openOut = new Structure({ fh: "u64", openFlags: "u32", backingId: "i32" });
/** Of files and directories alike; bytes follow one that writes. */
export const readIn = new Structure({
  fh: "u64",
  offset: "u64",
  size: "u32",
  readFlags: "u32",
  lockOwner: "u64",
  flags: "u32",
  padding: "u32",
});
export const writeIn = readIn;
export const writeOut = new Structure({ size: "u32", padding: "u32" });
export const releaseIn = new Structure({ fh: "u64", flags: "u32", releaseFlags: "u32", lockOwner: "u64" });
export const interruptIn = new Structure({ unique: "u64" });
export const fsyncIn = new Structure({ fh: "u64", flags: "u32", padding: "u32" });

/** A name follows, filled with zeros to a multiple of 8 bytes. */
export const dirent = new Structure({ ino: "u64", off: "u64", namelen: "u32", type: "u32" });
/** Without its end, which is unused: it has {@link STATFS_OUT_SIZE} bytes in all. */
export const statfsOut = new Structure({
  blocks: "u64",
  bfree: "u64",
  bavail: "u64",
  files: "u64",
  ffree: "u64",
  bsize: "u32",
  namelen: "u32",
  frsize: "u32",
});
export const STATFS_OUT_SIZE = 80;
