/**
 * A store in a directory of one machine, which any number of its processes share:
 *
 *     marks-<boot>/offered/<key>   a mark, that may be taken until the file's time
 *     marks-<boot>/used/<key>      one that was taken: moved there, which one of all who try succeeds in
 *     values/<key>                 bytes, that hold until the file's time
 *
 * A move is done or not done whenever a process is killed. A machine that loses its power may forget moves, and comes up as another
 * boot: marks of before are then unknown.
 */
import { constants } from "node:fs";
import { access, mkdir, open, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { tsmError } from "../../errors.ts";
import { checked } from "./key.ts";
import type { SharedStore, Taken } from "./store.ts";

/** Milliseconds between looks for what has expired. */
const SWEEP_EVERY = 60_000;
/** Seconds since 1970 of what does not expire: the year 2100. */
const FOR_GOOD = 4_102_444_800;

const BOOT_ID = "/proc/sys/kernel/random/boot_id";
/** What tells one boot of the machine from another; where nothing does, one process from another. */
const boot = readFile(BOOT_ID, "utf8").then(
  (text) => text.trim(),
  () => crypto.randomUUID(),
);

const isCode = (error: unknown, code: string): boolean => (error as NodeJS.ErrnoException).code === code;

/** The file of a key. Parts are directories; the comma, which no key has, tells a file from a directory of its name. */
const fileOf = (key: string): string => `${checked(key).replaceAll(":", "/")},`;

/** A store in a directory, which is made when it is not there, for its owner alone. */
export class DirectoryStore implements SharedStore {
  readonly name: string;
  readonly #root: string;
  #swept = Number.NEGATIVE_INFINITY;
  #made: Promise<string> | undefined;

  constructor(root: string) {
    this.#root = root;
    this.name = `file:${root}`;
  }

  offer(key: string, lifetime: number): Promise<void> {
    return this.#attempt(async (marks) => {
      await this.#sweep(marks);
      await this.#put(join(marks, "offered", fileOf(key)), new Uint8Array(), lifetime);
    });
  }

  take(key: string): Promise<Taken> {
    return this.#attempt(async (marks) => {
      const [offered, used] = ["offered", "used"].map((state) => join(marks, state, fileOf(key))) as [string, string];
      if (!(await holds(offered))) return (await holds(used)) ? "used" : "unknown";
      await mkdir(join(used, ".."), { recursive: true, mode: 0o700 });
      try {
        await rename(offered, used);
        return "taken";
      } catch (error) {
        // Another was faster.
        if (isCode(error, "ENOENT")) return "used";
        throw error;
      }
    });
  }

  get(key: string): Promise<Uint8Array | undefined> {
    return this.#attempt(async () => {
      const file = await open(join(this.#root, "values", fileOf(key))).catch((error) => {
        if (!isCode(error, "ENOENT")) throw error;
      });
      if (!file) return undefined;
      try {
        const { mtimeMs } = await file.stat();
        return Date.now() < mtimeMs ? new Uint8Array(await file.readFile()) : undefined;
      } finally {
        await file.close();
      }
    });
  }

  set(key: string, bytes: Uint8Array, lifetime?: number): Promise<void> {
    return this.#attempt(() => this.#put(join(this.#root, "values", fileOf(key)), bytes, lifetime));
  }

  keys(prefix: string): Promise<string[]> {
    return this.#attempt(async () => {
      const values = join(this.#root, "values");
      const files = await filesIn(values);
      const keys = files.map((file) => ({ file, key: file.slice(values.length + 1, -1).replaceAll("/", ":") }));
      const wanted = keys.filter(({ key }) => key.startsWith(prefix));
      const there = await Promise.all(wanted.map(async ({ file, key }) => ((await holds(file)) ? [key] : [])));
      return there.flat();
    });
  }

  ping(): Promise<void> {
    return this.#attempt(() => access(this.#root, constants.W_OK));
  }

  async close(): Promise<void> {}

  /** Makes the directories once, and drops the marks of other boots. Returns where the marks are. */
  async #make(): Promise<string> {
    const marks = `marks-${await boot}`;
    for (const name of ["values", "new", join(marks, "offered"), join(marks, "used")]) {
      await mkdir(join(this.#root, name), { recursive: true, mode: 0o700 });
    }
    const others = (await readdir(this.#root)).filter((name) => name.startsWith("marks-") && name !== marks);
    // Without a boot id, other processes have marks of their own.
    if (await holdsBootId())
      for (const name of others) await rm(join(this.#root, name), { recursive: true, force: true });
    return join(this.#root, marks);
  }

  async #attempt<T>(work: (marks: string) => Promise<T>): Promise<T> {
    try {
      this.#made ??= this.#make();
      return await work(await this.#made);
    } catch (error) {
      this.#made = undefined;
      const { code } = error as NodeJS.ErrnoException;
      if (code === undefined || error instanceof Error === false || !/^E[A-Z]/.test(code)) throw error;
      throw tsmError("store-failed", `${this.name}: ${code}`, { cause: error });
    }
  }

  /** Puts a file whole, with the time until which it holds. */
  async #put(file: string, bytes: Uint8Array, lifetime: number | undefined): Promise<void> {
    const made = join(this.#root, "new", crypto.randomUUID());
    const until = lifetime === undefined ? FOR_GOOD : (Date.now() + lifetime) / 1000;
    await writeFile(made, bytes, { mode: 0o600, flag: "wx" });
    await utimes(made, until, until);
    await mkdir(join(file, ".."), { recursive: true, mode: 0o700 });
    await rename(made, file);
  }

  /** Removes what has expired, now and then. */
  async #sweep(marks: string): Promise<void> {
    const now = performance.now();
    if (now - this.#swept < SWEEP_EVERY) return;
    this.#swept = now;
    for (const file of [...(await filesIn(marks)), ...(await filesIn(join(this.#root, "values")))]) {
      if (!(await holds(file))) await rm(file, { force: true });
    }
  }
}

async function filesIn(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Is a file there, and its time yet to come? */
async function holds(file: string): Promise<boolean> {
  try {
    return Date.now() < (await stat(file)).mtimeMs;
  } catch (error) {
    if (isCode(error, "ENOENT")) return false;
    throw error;
  }
}

const holdsBootId = (): Promise<boolean> =>
  access(BOOT_ID).then(
    () => true,
    () => false,
  );
