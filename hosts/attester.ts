/** The attester: asks one TSM for reports, one at a time, and leaves nothing behind. */
import { Core } from "./core.ts";
import { TsmError, tsmError } from "./errors.ts";
import { FileError, type ReportFiles } from "./files.ts";
import { entryName, nobody, type Owner, ownerOf } from "./owner.ts";
import { type Evidence, type ReportOptions, runRequest } from "./request.ts";

/** Milliseconds that a timer counts at most, some 24 days; one set to more goes off at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** When a request is given up. */
export interface WaitOptions {
  /** Gives the request up: the promise rejects with `cancelled` at once, and the entry is removed behind it. */
  signal?: AbortSignal;
  /** Milliseconds until it is given up with `timed-out`; waiting for other requests counts. No limit when left out. */
  timeout?: number;
}

/**
 * Asks one TSM for reports over the files of a host.
 *
 * Requests of one attester wait for each other: the kernel makes one report at a time anyhow, and a waiting request can
 * be given up without a trace. Entries of killed processes are removed before the first request.
 */
export class Attester {
  readonly #files: ReportFiles;
  readonly #owner: Owner;
  /** The request machine has one state: it is this attester's alone. */
  readonly #core = new Core();
  #last: Promise<unknown> = Promise.resolve();
  #swept = false;
  readonly #leftBehind: string[] = [];

  constructor(files: ReportFiles, owner: Owner = nobody) {
    this.#files = files;
    this.#owner = owner;
  }

  /**
   * Requests one report that carries the nonce, or the hash of the data.
   *
   * @throws TsmError of group `fix` (the options), `again` (busy, conflict, timed out, cancelled) or `stop` (no TSM, no
   *   permission, a device that failed); `attribute` and `errno` tell which file failed and how.
   */
  async request(options: ReportOptions & WaitOptions): Promise<Evidence> {
    const stop = new AbortController();
    let giveUp: (reason: TsmError) => void = () => {};
    const given = new Promise<never>((_, reject) => {
      giveUp = (reason) => {
        stop.abort();
        reject(reason);
      };
    });
    const { signal, timeout } = options;
    const onAbort = () => giveUp(tsmError("cancelled", "its signal was aborted", { cause: signal?.reason }));
    if (signal?.aborted) onAbort();
    signal?.addEventListener("abort", onAbort, { once: true });
    const timer =
      timeout === undefined || timeout > LONGEST_TIMER
        ? undefined
        : setTimeout(() => giveUp(tsmError("timed-out", `after ${timeout} ms`)), timeout);
    const turn = this.#last.then(() => this.#run(options, stop.signal));
    this.#last = turn.catch(() => {});
    try {
      return await Promise.race([turn, given]);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    }
  }

  async #run(options: ReportOptions, signal: AbortSignal): Promise<Evidence> {
    if (signal.aborted) throw tsmError("cancelled", "before it began");
    if (!this.#swept) await this.sweep();
    try {
      const evidence = await runRequest(this.#core, this.#files, entryName(this.#owner), options, signal);
      if (evidence.leftBehind) this.#leftBehind.push(evidence.leftBehind);
      return evidence;
    } catch (error) {
      if (error instanceof TsmError && error.leftBehind) this.#leftBehind.push(error.leftBehind);
      throw error;
    }
  }

  /**
   * Resolves when no request is in flight and what was given up is cleaned up. Returns the entries of this attester that
   * could not be removed; there should be none.
   */
  async settled(): Promise<readonly string[]> {
    await this.#last;
    return this.#leftBehind;
  }

  /**
   * Removes the entries that killed processes of tsmkit left behind. Returns their names. A directory that can't be
   * listed or an entry that can't be removed is left to the request that meets it.
   */
  async sweep(): Promise<string[]> {
    this.#swept = true;
    let entries: string[] = [];
    await isDone(async () => {
      entries = await this.#files.list();
    });
    const gone: string[] = [];
    for (const entry of entries) {
      const owner = ownerOf(entry);
      if (!owner || !(await this.#owner.isGone(owner))) continue;
      if (await isDone(() => this.#files.remove(entry))) gone.push(entry);
    }
    return gone;
  }
}

/** Does a file verb. False when the system refuses it; other failures are the host's and thrown. */
async function isDone(verb: () => void | Promise<void>): Promise<boolean> {
  try {
    await verb();
    return true;
  } catch (error) {
    if (error instanceof FileError) return false;
    throw error;
  }
}
