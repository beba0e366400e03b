// Puts the report directory of a fake TSM in place of one that Node's WASI would reach by calls of its own: file verbs below it
// go through node:fs, which the fake has patched.
import fs from "node:fs";
import { dirname } from "node:path";

/** WASI's numbers of the errors that the fake knows. */
const ERRNO = {
  EACCES: 2,
  EBUSY: 10,
  EEXIST: 20,
  EINVAL: 28,
  EIO: 29,
  ENOENT: 44,
  ENXIO: 60,
  EPERM: 63,
  EROFS: 69,
  ETIMEDOUT: 73,
};
/** Rights of path_open. */
const WRITE = 1n << 6n;
/** Descriptors from here on are files of entries. */
const FIRST = 1 << 20;

function attempt(/** @type {() => void} */ call) {
  try {
    call();
    return 0;
  } catch (error) {
    return ERRNO[error.code] ?? 29;
  }
}

/**
 * The functions of WASI, with those that reach below `root` through the preopened `directory`, which is `/`, replaced.
 *
 * @param {Record<string, any>} wasi
 * @param {number} directory
 * @param {string} root
 * @param {() => ArrayBuffer} memory
 */
export async function withReports(wasi, directory, root, memory) {
  await import("../cli/configfs.mjs");
  const pathAt = (/** @type {number} */ fd, /** @type {number} */ at, /** @type {number} */ length) =>
    fd === directory ? `/${Buffer.from(memory(), at, length)}` : "";
  const isEntry = (/** @type {string} */ path) => dirname(path) === root;
  const vector = (/** @type {number} */ vectors, /** @type {number} */ count) => {
    // One vector a call: hosts may split a write of several into several writes, of which the kernel takes one.
    if (count !== 1) throw new Error(`${count} vectors`);
    const view = new DataView(memory());
    return new Uint8Array(memory(), view.getUint32(vectors, true), view.getUint32(vectors + 4, true));
  };
  const tell = (/** @type {number} */ at, /** @type {number} */ n) => new DataView(memory()).setUint32(at, n, true);
  return {
    ...wasi,
    path_create_directory: (fd, at, length) => {
      const path = pathAt(fd, at, length);
      return isEntry(path) ? attempt(() => fs.mkdirSync(path)) : wasi.path_create_directory(fd, at, length);
    },
    path_remove_directory: (fd, at, length) => {
      const path = pathAt(fd, at, length);
      return isEntry(path) ? attempt(() => fs.rmdirSync(path)) : wasi.path_remove_directory(fd, at, length);
    },
    path_open: (fd, lookup, at, length, how, rights, inherited, flags, result) => {
      const path = pathAt(fd, at, length);
      if (!isEntry(dirname(path))) return wasi.path_open(fd, lookup, at, length, how, rights, inherited, flags, result);
      if (how !== 0 || flags !== 0) throw new Error(`opened with ${how}, ${flags}`);
      const mode = rights & WRITE ? fs.constants.O_WRONLY : fs.constants.O_RDONLY;
      return attempt(() => tell(result, FIRST + fs.openSync(path, mode)));
    },
    fd_read: (fd, vectors, count, result) => {
      if (fd < FIRST) return wasi.fd_read(fd, vectors, count, result);
      return attempt(() => tell(result, fs.readSync(fd - FIRST, vector(vectors, count))));
    },
    fd_write: (fd, vectors, count, result) => {
      if (fd < FIRST) return wasi.fd_write(fd, vectors, count, result);
      return attempt(() => tell(result, fs.writeSync(fd - FIRST, vector(vectors, count))));
    },
    fd_close: (fd) => (fd < FIRST ? wasi.fd_close(fd) : attempt(() => fs.closeSync(fd - FIRST))),
  };
}
