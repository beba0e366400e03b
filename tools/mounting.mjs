// Whether this process may mount file systems of its own (FUSE).
import { accessSync, constants } from "node:fs";

/** What keeps this process from mounting; empty when nothing does. */
export function mountingLack() {
  if (process.platform !== "linux") return "this is no Linux";
  if (process.getuid?.() !== 0) return "only root may mount";
  try {
    accessSync("/dev/fuse", constants.R_OK | constants.W_OK);
    return "";
  } catch {
    return "there is no /dev/fuse";
  }
}
