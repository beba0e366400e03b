/** The five verbs of a report request over a tree, each made of open, read, write and close as any program's are. */
import { concat } from "../bytes.ts";
import type { ReportFiles } from "../files.ts";
import { OpenFlag } from "../openFlag.ts";
import type { ConfigfsTree } from "./configfsTree.ts";
import type { User } from "./permission.ts";

const PIECE = 64 * 1024;

/** The whole-file view of a tree, as one user sees it. */
export function files(tree: ConfigfsTree, user: User = "root"): ReportFiles {
  return {
    create: (entry) => tree.mkdir(entry, user),
    remove: (entry) => tree.rmdir(entry, user),
    list: () => tree.readdir("", user),

    async read(entry, attribute) {
      const file = await tree.open(`${entry}/${attribute}`, OpenFlag.RDONLY, user);
      try {
        const pieces: Uint8Array[] = [];
        for (let piece = await file.read(PIECE); piece.length > 0; piece = await file.read(PIECE)) pieces.push(piece);
        return concat(pieces);
      } finally {
        await file.close();
      }
    },

    async write(entry, attribute, bytes) {
      const file = await tree.open(`${entry}/${attribute}`, OpenFlag.WRONLY, user);
      try {
        await file.write(bytes);
      } finally {
        await file.close();
      }
    },
  };
}
