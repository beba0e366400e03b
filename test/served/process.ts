/**
 * The life of a process that serves trees: says "ready" when all are mounted, and takes them away when its stdin ends or a
 * signal asks it to. A call on a served directory waits for this process, so whoever makes one must be another.
 */
import { mkdirSync, rmdirSync } from "node:fs";
import type { ConfigfsTree } from "../../hosts/software-tsm/index.ts";
import { serve, unmount } from "./fuse/connection.ts";
import { treeHandlers } from "./treeHandlers.ts";

/** Serves trees, each in the directory of its name, until this process ends. */
export function serveAll(trees: Record<string, ConfigfsTree>): void {
  const directories = Object.keys(trees);
  const end = (code: number) => {
    for (const directory of directories) {
      unmount(directory);
      rmdirSync(directory);
    }
    process.exit(code);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => end(0));
  process.on("uncaughtException", (error) => {
    console.error(error);
    end(1);
  });
  process.stdin.on("end", () => end(0)).resume();
  for (const [directory, tree] of Object.entries(trees)) {
    // A process that was killed leaves a mount, which answers nothing, and can't be made a directory of.
    unmount(directory);
    mkdirSync(directory, { recursive: true });
    void serve(directory, treeHandlers(tree));
  }
  console.log("ready");
}
