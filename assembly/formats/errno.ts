/** Linux error numbers a host may feed back (asm-generic), with what they mean on these files. */
import { list } from "../layout";

export const enum Errno {
  EPERM = 1,
  ENOENT = 2,
  EINTR = 4,
  EIO = 5,
  ENXIO = 6,
  EBADF = 9,
  EAGAIN = 11,
  ENOMEM = 12,
  EACCES = 13,
  EFAULT = 14,
  EBUSY = 16,
  EEXIST = 17,
  ENODEV = 19,
  ENOTDIR = 20,
  EISDIR = 21,
  EINVAL = 22,
  ENOTTY = 25,
  ETXTBSY = 26,
  EFBIG = 27,
  ENOSPC = 28,
  ESPIPE = 29,
  EROFS = 30,
  ERANGE = 34,
  ENAMETOOLONG = 36,
  EBADMSG = 74,
  ETIMEDOUT = 110,
}

export const errnos = list("errno", "Linux error numbers by name.");
errnos.entry(Errno.EPERM, "EPERM", "operation not permitted");
errnos.entry(Errno.ENOENT, "ENOENT", "no such file or directory");
errnos.entry(Errno.EINTR, "EINTR", "interrupted");
errnos.entry(Errno.EIO, "EIO", "input/output error");
errnos.entry(Errno.ENXIO, "ENXIO", "no such device or address");
errnos.entry(Errno.EBADF, "EBADF", "bad file descriptor");
errnos.entry(Errno.EAGAIN, "EAGAIN", "try again");
errnos.entry(Errno.ENOMEM, "ENOMEM", "out of memory");
errnos.entry(Errno.EACCES, "EACCES", "permission denied");
errnos.entry(Errno.EFAULT, "EFAULT", "bad address");
errnos.entry(Errno.EBUSY, "EBUSY", "device or resource busy");
errnos.entry(Errno.EEXIST, "EEXIST", "file exists");
errnos.entry(Errno.ENODEV, "ENODEV", "no such device");
errnos.entry(Errno.ENOTDIR, "ENOTDIR", "not a directory");
errnos.entry(Errno.EISDIR, "EISDIR", "is a directory");
errnos.entry(Errno.EINVAL, "EINVAL", "invalid argument");
errnos.entry(Errno.ENOTTY, "ENOTTY", "inappropriate ioctl for device");
errnos.entry(Errno.ETXTBSY, "ETXTBSY", "text file busy");
errnos.entry(Errno.EFBIG, "EFBIG", "file too large");
errnos.entry(Errno.ENOSPC, "ENOSPC", "no space left on device");
errnos.entry(Errno.ESPIPE, "ESPIPE", "illegal seek");
errnos.entry(Errno.EROFS, "EROFS", "read-only file system");
errnos.entry(Errno.ERANGE, "ERANGE", "result out of range");
errnos.entry(Errno.ENAMETOOLONG, "ENAMETOOLONG", "file name too long");
errnos.entry(Errno.EBADMSG, "EBADMSG", "bad message");
errnos.entry(Errno.ETIMEDOUT, "ETIMEDOUT", "timed out");
