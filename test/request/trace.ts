/** Watches and disturbs the file verbs of a request. */
import { FileError, type ReportFiles } from "../../hosts/files.ts";
import { list } from "../../hosts/rows.ts";

/** The number of an error by its name. */
export function errno(name: string): number {
  const found = list("errno").find((e) => e.name === name);
  if (!found) throw new RangeError(name);
  return found.value;
}

/** One verb as it was asked for: `create`, `read provider`, `write inblob`, … */
export type Verb = string;

/** Files that note every verb and let a test act before it: throw, or do something else meanwhile. */
export interface Traced extends ReportFiles {
  readonly verbs: Verb[];
}

/** Wraps files. `before` gets the verb, its number from 0 on, and the entry. `list` is not noted. */
export function traced(
  files: ReportFiles,
  before: (verb: Verb, index: number, entry: string) => void | Promise<void> = () => {},
): Traced {
  const verbs: Verb[] = [];
  const note = async <T>(verb: Verb, entry: string, run: () => T | Promise<T>): Promise<T> => {
    verbs.push(verb);
    await before(verb, verbs.length - 1, entry);
    return run();
  };
  return {
    verbs,
    create: (entry) => note("create", entry, () => files.create(entry)),
    remove: (entry) => note("remove", entry, () => files.remove(entry)),
    read: (entry, attribute) => note(`read ${attribute}`, entry, () => files.read(entry, attribute)),
    write: (entry, attribute, bytes) => note(`write ${attribute}`, entry, () => files.write(entry, attribute, bytes)),
    list: () => files.list(),
  };
}

/** Fails like the kernel. */
export function fail(name: string): never {
  throw new FileError(errno(name), name);
}
