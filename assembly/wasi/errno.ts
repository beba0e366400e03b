/** Error numbers of WASI, the Linux ones that they stand for, and the words that the Node command has for them (libuv's). */
import { Errno } from "../formats/errno";
import { list, Row } from "../layout";

/** No directory that was handed to this program holds the path. It is no error of any system. */
export const NOT_GIVEN: u32 = 4096;

/** Linux numbers that the core has no use for. */
const EXDEV: u32 = 18;
const EMFILE: u32 = 24;
/** The reader of a pipe has gone. */
export const EPIPE: u32 = 32;
const ENOSYS: u32 = 38;
const ENOTEMPTY: u32 = 39;
const ELOOP: u32 = 40;
const EOVERFLOW: u32 = 75;
const EILSEQ: u32 = 84;
const EOPNOTSUPP: u32 = 95;

/** Value = WASI's number, name = Linux' name, note = words, extra = Linux' number. */
const errors = list("wasiErrno", "Error numbers of WASI preview 1.");
errors.entry(2, "EACCES", "permission denied", "", Errno.EACCES);
errors.entry(6, "EAGAIN", "resource temporarily unavailable", "", Errno.EAGAIN);
errors.entry(8, "EBADF", "bad file descriptor", "", Errno.EBADF);
errors.entry(10, "EBUSY", "resource busy or locked", "", Errno.EBUSY);
errors.entry(20, "EEXIST", "file already exists", "", Errno.EEXIST);
errors.entry(21, "EFAULT", "bad address in system call argument", "", Errno.EFAULT);
errors.entry(22, "EFBIG", "file too large", "", Errno.EFBIG);
errors.entry(25, "EILSEQ", "illegal byte sequence", "", EILSEQ);
errors.entry(27, "EINTR", "interrupted system call", "", Errno.EINTR);
errors.entry(28, "EINVAL", "invalid argument", "", Errno.EINVAL);
errors.entry(29, "EIO", "i/o error", "", Errno.EIO);
errors.entry(31, "EISDIR", "illegal operation on a directory", "", Errno.EISDIR);
errors.entry(32, "ELOOP", "too many symbolic links encountered", "", ELOOP);
errors.entry(33, "EMFILE", "too many open files", "", EMFILE);
errors.entry(37, "ENAMETOOLONG", "name too long", "", Errno.ENAMETOOLONG);
errors.entry(43, "ENODEV", "no such device", "", Errno.ENODEV);
errors.entry(44, "ENOENT", "no such file or directory", "", Errno.ENOENT);
errors.entry(48, "ENOMEM", "not enough memory", "", Errno.ENOMEM);
errors.entry(51, "ENOSPC", "no space left on device", "", Errno.ENOSPC);
errors.entry(52, "ENOSYS", "function not implemented", "", ENOSYS);
errors.entry(54, "ENOTDIR", "not a directory", "", Errno.ENOTDIR);
errors.entry(55, "ENOTEMPTY", "directory not empty", "", ENOTEMPTY);
errors.entry(58, "ENOTSUP", "operation not supported on socket", "", EOPNOTSUPP);
errors.entry(59, "ENOTTY", "inappropriate ioctl for device", "", Errno.ENOTTY);
errors.entry(60, "ENXIO", "no such device or address", "", Errno.ENXIO);
errors.entry(61, "EOVERFLOW", "value too large for defined data type", "", EOVERFLOW);
errors.entry(63, "EPERM", "operation not permitted", "", Errno.EPERM);
errors.entry(64, "EPIPE", "broken pipe", "", EPIPE);
errors.entry(68, "ERANGE", "result too large", "", Errno.ERANGE);
errors.entry(69, "EROFS", "read-only file system", "", Errno.EROFS);
errors.entry(70, "ESPIPE", "invalid seek", "", Errno.ESPIPE);
errors.entry(73, "ETIMEDOUT", "connection timed out", "", Errno.ETIMEDOUT);
errors.entry(74, "ETXTBSY", "text file is busy", "", Errno.ETXTBSY);
errors.entry(75, "EXDEV", "cross-device link not permitted", "", EXDEV);
// What a host says when a path would leave the directory that it was given: Linux has no such error.
errors.entry(76, "EPERM", "operation not permitted", "", Errno.EPERM);

/** The Linux number of an error of WASI; EIO for one that is not known, since something failed. */
export function toLinux(wasi: i32): u32 {
  for (let row = errors.next; row.inLayout; row = row.next) if (row.at == <u32>wasi) return row.size;
  return Errno.EIO;
}

/** The row of a Linux number, which has its name and words; null when there is none. */
export function errorOf(linux: u32): Row | null {
  for (let row = errors.next; row.inLayout; row = row.next) if (row.size == linux) return row;
  return null;
}
