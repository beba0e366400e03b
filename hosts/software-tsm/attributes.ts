/** The files of one report entry, and what stat says of them. */
import { list } from "../rows.ts";
import type { Provider } from "./provider.ts";

/** Size that stat gives for every text attribute, and one more than a write of one takes (SIMPLE_ATTR_SIZE). */
export const TEXT_SIZE = 4096;

const DIRECTORY = 0o040000;
const REGULAR = 0o100000;

/** What stat gives. */
export interface Stat {
  /** Kind of file and permission bits, as st_mode. */
  mode: number;
  /** 0 for blobs and directories, {@link TEXT_SIZE} for text, whatever can be read. */
  size: number;
  /** Links, as st_nlink. */
  links: number;
}

/** A file of an entry. */
export interface Attribute {
  readonly name: string;
  /** A blob; otherwise text. */
  readonly binary: boolean;
  /** Permission bits it was made with; a direction missing here is one that the kernel has no code for. */
  readonly directions: number;
  /** Permission bits now; chmod changes them. */
  mode: number;
}

const ALWAYS = new Set(["inblob", "outblob", "generation", "provider"]);

/** The files that an entry made under `provider` has, by name. */
export function attributesOf(provider: Provider): Map<string, Attribute> {
  const attributes = new Map<string, Attribute>();
  for (const { name, text, extra } of list("configfsAttribute")) {
    if (!ALWAYS.has(name) && !provider.shows(name)) continue;
    attributes.set(name, { name, binary: text === "binary", directions: extra, mode: extra });
  }
  return attributes;
}

/** stat of a file. */
export function fileStat({ mode, binary }: Attribute): Stat {
  return { mode: REGULAR | mode, size: binary ? 0 : TEXT_SIZE, links: 1 };
}

/** stat of a directory with so many directories in it. */
export function directoryStat(mode: number, directories: number): Stat {
  return { mode: DIRECTORY | mode, size: 0, links: 2 + directories };
}
