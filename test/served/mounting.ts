/** Where directories can be mounted, and why they can't elsewhere. */
import { accessSync, constants } from "node:fs";

function lack(): string {
  if (process.platform !== "linux") return "this is no Linux";
  if (process.getuid?.() !== 0) return "only root may mount";
  try {
    accessSync("/dev/fuse", constants.R_OK | constants.W_OK);
    return "";
  } catch {
    return "there is no /dev/fuse";
  }
}

/** What keeps this process from mounting; empty when nothing does. */
export const mountingLack = lack();
