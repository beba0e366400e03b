/** Who asks: the process behind a call on a mounted tree. */
import { AsyncLocalStorage } from "node:async_hooks";

/** A process that makes a call, as the kernel tells of it. */
export interface Caller {
  uid: number;
  gid: number;
  pid: number;
}

/** A caller, and the file that a report is read from. */
export interface Asker extends Caller {
  path: string;
}

/** The reader for whom a report is being made: known to the provider, whom the trees between them don't tell. */
export const askers: AsyncLocalStorage<Asker> = new AsyncLocalStorage();

/** The start of a log line. Names of entries are for callers to choose: they stand there as they are only when they are plain. */
export function calledBy({ uid, pid }: Caller, path: string): string {
  return `uid ${uid} pid ${pid} ${/^[\w./:-]+$/.test(path) ? path : JSON.stringify(path)}`;
}
