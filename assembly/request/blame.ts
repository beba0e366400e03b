/** From a failed file operation to the fault it means: which attribute, which error number, which code. */
import { Code } from "../fault";
import { Attribute } from "../formats/configfs";
import { Errno } from "../formats/errno";

/** Errors that mean the same on every file. */
function common(errno: u32): Code {
  if (errno == Errno.EACCES || errno == Errno.EPERM) return Code.Permission;
  if (errno == Errno.EROFS) return Code.ReadOnly;
  if (errno == Errno.EBUSY || errno == Errno.EAGAIN || errno == Errno.EINTR) return Code.Busy;
  if (errno == Errno.ETIMEDOUT) return Code.TimedOut;
  return Code.Errno;
}

/** mkdir failed. */
export function ofCreate(errno: u32): Code {
  if (errno == Errno.ENOENT || errno == Errno.ENOTDIR) return Code.NoConfigfs;
  return errno == Errno.ENXIO ? Code.NoProvider : common(errno);
}

/** Writing an attribute failed. */
export function ofWrite(attribute: Attribute, errno: u32): Code {
  // What comes before the services was there a moment ago.
  if (errno == Errno.ENOENT) return attribute < Attribute.ServiceProvider ? Code.EntryGone : Code.NoAttribute;
  if (errno == Errno.ENXIO) return Code.ProviderGone;
  return errno == Errno.EINVAL || errno == Errno.ERANGE || errno == Errno.EFBIG ? Code.Refused : common(errno);
}

/** Reading an attribute failed. */
export function ofRead(attribute: Attribute, errno: u32): Code {
  // Every entry of configfs-tsm has a provider file: this directory is something else.
  if (errno == Errno.ENOENT) return attribute == Attribute.Provider ? Code.NoConfigfs : Code.EntryGone;
  if (errno == Errno.ENXIO) return Code.ProviderGone;
  if (attribute < Attribute.Outblob || attribute > Attribute.Manifestblob) return common(errno);
  if (errno == Errno.EINVAL) return Code.Refused;
  // Anybody may open these files: what else is refused or fails comes from the driver, but for a blob that is too big.
  if (errno == Errno.EFBIG) return Code.Errno;
  const code = common(errno);
  return code == Code.Errno || code == Code.Permission || code == Code.ReadOnly ? Code.Device : code;
}
