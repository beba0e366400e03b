/** The attester: asks one TSM for reports, one at a time, and leaves nothing behind. */
import { Core } from "./core.ts";
import { TsmError } from "./errors.ts";
import { FileError, type ReportFiles } from "./files.ts";
import { entryName, nobody, type Owner, ownerOf } from "./owner.ts";
import { type Evidence, type ReportOptions, runRequest } from "./request.ts";
import { Turns, type WaitOptions } from "./turns.ts";

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
  readonly #turns = new Turns();
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
  request(options: ReportOptions & WaitOptions): Promise<Evidence> {
    return this.#turns.run((signal) => this.#run(options, signal), options);
  }

  async #run(options: ReportOptions, signal: AbortSignal): Promise<Evidence> {
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
    await this.#turns.settled();
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
