/** A directory could not be mounted on; the message says why. */
export class MountError extends Error {
  override readonly name = "MountError";
}
