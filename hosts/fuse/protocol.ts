/** The numbers of the protocol: requests, flags. Source: Linux include/uapi/linux/fuse.h. */

/** The protocol spoken, and the oldest minor version of it whose structures are those in structures.ts (Linux 3.15). */
export const MAJOR = 7;
export const MINOR = 31;
export const OLDEST_MINOR = 23;

/** The node that is mounted. */
export const ROOT = 1n;

/** Most bytes of one write; the buffer for a request has so many and one page more. */
export const MAX_WRITE = 128 * 1024;
export const REQUEST_MAX = MAX_WRITE + 4096;

/** What is asked. What is not here is answered with ENOSYS, of which the kernel makes what a file system without it gives. */
export const Opcode = {
  LOOKUP: 1,
  FORGET: 2,
  GETATTR: 3,
  SETATTR: 4,
  SYMLINK: 6,
  MKNOD: 8,
  MKDIR: 9,
  UNLINK: 10,
  RMDIR: 11,
  RENAME: 12,
  LINK: 13,
  OPEN: 14,
  READ: 15,
  WRITE: 16,
  STATFS: 17,
  RELEASE: 18,
  FSYNC: 20,
  INIT: 26,
  OPENDIR: 27,
  READDIR: 28,
  RELEASEDIR: 29,
  ACCESS: 34,
  CREATE: 35,
  INTERRUPT: 36,
  DESTROY: 38,
  BATCH_FORGET: 42,
  RENAME2: 45,
} as const;

/** What the kernel may do by itself, of what it offers at the start. */
export const InitFlag = { ATOMIC_O_TRUNC: 1 << 3, PARALLEL_DIROPS: 1 << 18 } as const;

/** Every read and write comes here, whatever size stat gives. */
export const DIRECT_IO = 1;

/** Members of a request to change attributes that count. */
export const Valid = { MODE: 1 << 0, UID: 1 << 1, GID: 1 << 2, SIZE: 1 << 3, FH: 1 << 6 } as const;

/** Error numbers that the protocol has a use of its own for: not implemented, and another protocol. */
export const ENOSYS = 38;
export const EPROTO = 71;
