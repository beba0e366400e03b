// What this machine has to have before a kernel can be booted.
import { capture } from "../run.mjs";

const PROGRAMS = ["apt-get", "apt-cache", "dpkg", "gcc", "make", "xz", "ldd"];
export const NEEDS = `it needs a Debian system on x86-64 with ${PROGRAMS.join(", ")}, and Debian's mirrors`;

/** Throws when this machine lacks what guests are made with. */
export async function findPrograms() {
  if (process.platform !== "linux" || process.arch !== "x64") throw new Error("this is another kind of machine");
  for (const program of PROGRAMS) {
    const { ok } = await capture("sh", ["-c", `command -v ${program}`]);
    if (!ok) throw new Error(`${program} is not there`);
  }
}
