/**
 * The life of a process that serves trees: says "ready" when all are mounted, and takes them away when its stdin ends or a
 * signal asks it to. A call on a served directory waits for this process, so whoever makes one must be another.
 */
import { mkdirSync, rmdirSync } from "node:fs";
import type { Request } from "../../hosts/fuse/connection.ts";
import { treeHandlers } from "../../hosts/fuse/handlers.ts";
import { serve } from "../../hosts/fuse/mounting.ts";
import type { ConfigfsTree, User } from "../../hosts/software-tsm/index.ts";

/** Whom a bare tree takes the caller for. */
export const userOf = ({ uid }: Request): User => (uid === 0 ? "root" : "other");

/** Serves trees, each in the directory of its name, until this process ends. */
export async function serveAll(trees: Record<string, ConfigfsTree>): Promise<void> {
  const served = await Promise.all(
    Object.entries(trees).map(async ([directory, tree]) => {
      mkdirSync(directory, { recursive: true });
      return { directory, mount: await serve(directory, treeHandlers(tree, userOf), { allowOther: true }) };
    }),
  );
  const end = async () => {
    for (const { directory, mount } of served) {
      await mount.unmount();
      rmdirSync(directory);
    }
    process.exit();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, end);
  process.stdin.on("end", end).resume();
  console.log("ready");
}
