/**
 * The store of a machine: a directory, which any number of its processes may share, on a file system with hard links. Below it are
 *
 *     offered/  marks that wait
 *     used/     marks that were taken
 *     values/
 *     making/   files that are being written
 *
 * A mark is taken by giving its file a second name in used/, which the system lets exactly one succeed in. That name is on the disk
 * before anybody hears `taken`, whatever order a file system writes names in; after a crash of the machine a mark may be in both
 * folders, and is used. Whoever is killed between two steps has told nobody, so its mark is lost and not given twice.
 */
import { access, constants, link, mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { TsmError, tsmError } from "../../errors.ts";
import { type Clock, systemClock } from "../../session/clock.ts";
import { checkKey, checkLifetime, checkPrefix } from "./keys.ts";
import {
  encodeMark,
  encodeValue,
  fileOf,
  markEnd,
  readHead,
  readValue,
  succeeds,
  syncDirectory,
  writeNew,
} from "./records.ts";
import type { SharedStore, Taken } from "./store.ts";

type Folder = "offered" | "used" | "values" | "making";
const FOLDERS: readonly Folder[] = ["offered", "used", "values", "making"];

/** Milliseconds between two sweeps of one process. */
const SWEEP = 60_000;
/**
 * Milliseconds that values stay behind their end, so that a sweep takes away none that is just being renewed; and files whose writer
 * was killed.
 */
const LEFT = 24 * 60 * 60 * 1000;

/** A store in a directory, which is made when it is first used. Its time is the machine's, which processes share. */
export class DirectoryStore implements SharedStore {
  readonly name: string;
  readonly #path: string;
  readonly #clock: Pick<Clock, "now" | "monotonic">;
  #made: Promise<void> | undefined;
  #swept: number;

  constructor(path: string, clock: Pick<Clock, "now" | "monotonic"> = systemClock) {
    this.name = `directory ${path}`;
    this.#path = path;
    this.#clock = clock;
    this.#swept = clock.monotonic();
  }

  /** A key is offered once: again, it changes nothing. */
  async offer(key: string, lifetime: number): Promise<void> {
    checkKey(key);
    checkLifetime(lifetime);
    await this.#run(async () => {
      await this.#sweepNowAndThen();
      const made = await this.#make(encodeMark(this.#clock.now() + lifetime), { sync: false });
      await succeeds(link(made, this.#at("offered", fileOf(key))), "EEXIST");
      await rm(made);
    });
  }

  async take(key: string): Promise<Taken> {
    checkKey(key);
    const offered = this.#at("offered", fileOf(key));
    const used = this.#at("used", fileOf(key));
    return this.#run(async () => {
      // Whoever finds it gone from offered/ finds it in used/: the second name comes before the first one goes.
      const isFirst = await succeeds(link(offered, used), "ENOENT", "EEXIST");
      const lives = this.#lives(await markEnd(used));
      if (!isFirst) return lives ? "used" : "unknown";
      await syncDirectory(this.#at("used"));
      await rm(offered, { force: true });
      return lives ? "taken" : "unknown";
    });
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    checkKey(key);
    return this.#run(async () => {
      const value = await readValue(this.#at("values", fileOf(key)));
      return value && this.#lives(value.ends ?? Infinity) ? value.bytes : undefined;
    });
  }

  async set(key: string, bytes: Uint8Array, lifetime?: number): Promise<void> {
    checkKey(key);
    if (lifetime !== undefined) checkLifetime(lifetime);
    await this.#run(async () => {
      const ends = lifetime === undefined ? null : this.#clock.now() + lifetime;
      const made = await this.#make(encodeValue({ key, ends }, bytes), { sync: true });
      await rename(made, this.#at("values", fileOf(key)));
      await syncDirectory(this.#at("values"));
    });
  }

  async keys(prefix: string): Promise<string[]> {
    checkPrefix(prefix);
    return this.#run(async () => {
      const found: string[] = [];
      // One after another: a process has only so many descriptors.
      for (const path of await this.#list("values")) {
        const head = await readHead(path);
        if (head?.key.startsWith(prefix) && this.#lives(head.ends ?? Infinity)) found.push(head.key);
      }
      return found;
    });
  }

  async ping(): Promise<void> {
    await this.#run(async () => {
      for (const folder of FOLDERS) await access(this.#at(folder), constants.R_OK | constants.W_OK | constants.X_OK);
    });
  }

  async close(): Promise<void> {}

  #at(folder: Folder, ...file: string[]): string {
    return join(this.#path, folder, ...file);
  }

  /** The paths of the files of a folder. */
  async #list(folder: Folder): Promise<string[]> {
    return (await readdir(this.#at(folder))).map((file) => this.#at(folder, file));
  }

  #lives(ends: number | undefined): boolean {
    return ends !== undefined && ends > this.#clock.now();
  }

  /** Does something in the directory, which is there then. */
  async #run<T>(work: () => Promise<T>): Promise<T> {
    try {
      this.#made ??= this.#makeFolders();
      await this.#made;
      return await work();
    } catch (error) {
      // It may have been removed, or come to be allowed.
      this.#made = undefined;
      if (error instanceof TsmError) throw error;
      throw tsmError("store-failed", `${this.name}: ${(error as Error).message}`);
    }
  }

  async #makeFolders(): Promise<void> {
    for (const folder of FOLDERS) await mkdir(this.#at(folder), { recursive: true, mode: 0o700 });
  }

  /** Writes a file aside. Returns its path. */
  async #make(bytes: Uint8Array, options: { sync: boolean }): Promise<string> {
    const path = this.#at("making", crypto.randomUUID());
    await writeNew(path, bytes, options);
    return path;
  }

  async #sweepNowAndThen(): Promise<void> {
    const now = this.#clock.monotonic();
    if (now - this.#swept < SWEEP) return;
    this.#swept = now;
    // A mark that is in both folders goes from offered/ first: the other way round it could be taken once more in between.
    for (const folder of ["offered", "used"] as const) {
      for (const path of await this.#list(folder)) {
        if (!this.#lives(await markEnd(path))) await rm(path, { force: true });
      }
    }
    const before = this.#clock.now() - LEFT;
    for (const path of await this.#list("values")) {
      const head = await readHead(path);
      if (head && (head.ends ?? Infinity) < before) await rm(path, { force: true });
    }
    for (const path of await this.#list("making")) {
      const is = await stat(path).catch(() => undefined);
      if (is && is.mtimeMs < before) await rm(path, { force: true });
    }
  }
}
