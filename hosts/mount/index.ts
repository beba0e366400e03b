/** Serves the files of a TSM in a directory, for every program. */

import { treeHandlers } from "../fuse/handlers.ts";
import { type Served, type ServeOptions, serve } from "../fuse/mounting.ts";
import { ConfigfsTree } from "../software-tsm/configfsTree.ts";
import type { Provider } from "../software-tsm/provider.ts";
import { Access, type AccessOptions } from "./access.ts";
import type { Caller } from "./asker.ts";
import { ClassDevice } from "./classDevice.ts";
import { metered } from "./metered.ts";
import { MountedTree } from "./mountedTree.ts";
import { RateLimit } from "./rateLimit.ts";

/** What is served, to whom, and how often. */
export interface TsmOptions extends ServeOptions, AccessOptions {
  provider: Provider;
  /** Which files: the class device, configfs-tsm, or both. */
  abi: "class" | "configfs" | "both";
  /** Reports a minute that each user may have made; no limit when left out. */
  rate?: number | undefined;
  /** Takes a line for each report that is asked for, and for each write that is refused. */
  log: (line: string) => void;
}

/**
 * Mounts on a directory, and serves until it is unmounted.
 *
 * @throws MountError when it can't be mounted; errors of node:fs on the directory and on /dev/fuse.
 */
export function serveTsm(directory: string, options: TsmOptions): Promise<Served> {
  const { abi, rate, log } = options;
  const owner = { uid: process.geteuid?.() ?? 0, gid: process.getegid?.() ?? 0 };
  const provider = metered(options.provider, { log, limit: rate === undefined ? undefined : new RateLimit(rate) });
  const tree = new MountedTree({
    device: abi === "configfs" ? undefined : new ClassDevice(provider),
    configfs: abi === "class" ? undefined : new ConfigfsTree({ provider, isolated: true }),
    access: new Access(owner.uid, options),
    owner,
    log,
  });
  const handlers = treeHandlers<Caller>(tree, ({ uid, gid, pid }) => ({ uid, gid, pid }));
  return serve(directory, handlers, options);
}
