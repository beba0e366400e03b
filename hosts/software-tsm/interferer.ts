/** Another program on the same machine, one that uses entries which are not its own. */
import { FileError, type ReportFiles } from "../files.ts";
import { type Delay, type Random, realDelay } from "./faults.ts";

const INBLOB_SIZE = 64;
const PRIVLEVELS = 4;

/** How an interferer behaves. */
export interface InterfererOptions {
  /** Decides which entry, which attribute and what is written; Math.random when left out. */
  random?: Random;
  /** Waits between writes; the clock's delay when left out. It has to let other work go on. */
  delay?: Delay;
  /** Milliseconds between writes; 1 when left out. */
  pause?: number;
  /** Share of the writes, from 0 to 1, that go to privlevel instead of inblob; 0.25 when left out. */
  privlevelShare?: number;
}

/** An interferer at work. */
export interface Interferer {
  /** Writes that went through so far. */
  readonly writes: number;
  /** Lets the write under way end, and no other begin. */
  stop(): Promise<void>;
}

/** Starts rewriting inblob, and now and then privlevel, of entries taken at random, until it is stopped. */
export function interfere(files: ReportFiles, options: InterfererOptions = {}): Interferer {
  const { random = Math.random, delay = realDelay, pause = 1, privlevelShare = 0.25 } = options;
  const below = (count: number) => Math.floor(random() * count);
  let writes = 0;
  let stopped = false;

  const rewrite = async () => {
    const entries = await files.list();
    const entry = entries[below(entries.length)];
    if (entry === undefined) return;
    if (random() < privlevelShare) {
      await files.write(entry, "privlevel", new TextEncoder().encode(String(below(PRIVLEVELS))));
    } else {
      await files.write(
        entry,
        "inblob",
        new Uint8Array(INBLOB_SIZE).map(() => below(256)),
      );
    }
    writes += 1;
  };

  const run = async () => {
    while (!stopped) {
      try {
        await rewrite();
      } catch (error) {
        // Entries go away, and not every provider has privlevel: none of that stops such a program.
        if (!(error instanceof FileError)) throw error;
      }
      await delay(pause);
    }
  };

  const done = run();
  return {
    get writes() {
      return writes;
    },
    stop: () => {
      stopped = true;
      return done;
    },
  };
}
