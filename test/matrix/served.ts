/**
 * Serves the TSMs that cases ask as directories: `node served.js FOLDER DIRECTORY`, each as DIRECTORY/<name>. Says "ready" when
 * all are mounted, and takes them away when its stdin ends or a signal asks it to. A call on a served directory waits for this
 * process, so whoever makes one is another.
 */
import { mkdirSync, readFileSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import * as software from "../../hosts/software-tsm/index.ts";
import { serve, unmount } from "../served/fuse/connection.ts";
import { treeHandlers } from "../served/treeHandlers.ts";
import { tsms } from "./tsms.mjs";

const [folder = "", directory = ""] = process.argv.slice(2);
const providers = tsms(software, (name: string) => new Uint8Array(readFileSync(join(folder, name))));
const roots = Object.keys(providers).map((name) => join(directory, name));

function end(): void {
  for (const root of roots) {
    unmount(root);
    rmdirSync(root);
  }
  process.exit();
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, end);
process.on("uncaughtException", (error) => {
  console.error(error);
  end();
});

for (const [name, provider] of Object.entries(providers)) {
  const root = join(directory, name);
  // Of one that was killed, there may be a mount left.
  unmount(root);
  mkdirSync(root, { recursive: true });
  const made = provider();
  void serve(root, treeHandlers(new software.ConfigfsTree(made ? { provider: made } : {})));
}
process.stdin.on("end", end).resume();
console.log("ready");
