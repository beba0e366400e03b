/** The cache in a directory, for Node and Deno. Processes may share it: entries are replaced by renaming. */
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { createStorage } from "unstorage";
import fsLite from "unstorage/drivers/fs-lite";
import { EndorsementCache } from "./cache.ts";

/** What the default directory depends on. */
export interface Surroundings {
  platform: string;
  env: Record<string, string | undefined>;
  home: string;
}

/** Where this user's caches lie: the XDG base directory specification, and the habits of macOS and Windows. */
export function defaultDirectory(
  { platform, env, home }: Surroundings = { platform: process.platform, env: process.env, home: homedir() },
): string {
  const { XDG_CACHE_HOME: xdg = "", LOCALAPPDATA: local = "" } = env;
  if (isAbsolute(xdg)) return join(xdg, "tsmkit");
  if (platform === "win32") return join(local || join(home, "AppData", "Local"), "tsmkit", "Cache");
  return platform === "darwin" ? join(home, "Library", "Caches", "tsmkit") : join(home, ".cache", "tsmkit");
}

/** A cache in a directory, which is made when the first entry is put. */
export function directoryCache(
  directory: string = defaultDirectory(),
  onError?: (error: unknown) => void,
): EndorsementCache {
  return new EndorsementCache(createStorage({ driver: fsLite({ base: directory, atomic: true }) }), onError);
}
