/** A tree with the measured provider behind it, and the few verbs that tests need. */
import { FileError } from "../../hosts/files.ts";
import { list } from "../../hosts/rows.ts";
import {
  ConfigfsTree,
  type Descriptor,
  OpenFlag,
  type TreeOptions,
  type User,
} from "../../hosts/software-tsm/index.ts";
import { SelfProvider } from "./selfProvider.ts";

/** More than most blobs have. */
export const PLENTY = 70_000;

/** The alphabet over and over: an inblob. */
export const NONCE = Uint8Array.from({ length: 64 }, (_, i) => 0x41 + (i % 26));

/** So many times the letter z: an inblob of somebody else. */
export const zs = (count: number) => new Uint8Array(count).fill(0x7a);

/** Text as bytes. */
export const bytesOf = (text: string) => new TextEncoder().encode(text);

/** Bytes as C prints them: up to the first NUL, `length` at most. */
export function textOf(bytes: Uint8Array, length = bytes.length): string {
  const [text = ""] = new TextDecoder().decode(bytes.subarray(0, length)).split("\0");
  return text;
}

/** What a call came to, as a C program sees it: a count, or −1 and the error's name. */
export async function outcome(work: () => unknown): Promise<string> {
  try {
    const value = await work();
    return value instanceof Uint8Array ? String(value.length) : String(value ?? 0);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return `-1 ${list("errno").find(({ value }) => value === error.errno)?.name}`;
  }
}

/** An open file of a tree. */
export interface Handle extends Omit<Descriptor, "dup"> {
  dup(): Promise<Handle>;
}

/** The software tree, or a kernel's that is called in the same way. */
export interface Tree extends Omit<ConfigfsTree, "open" | "access"> {
  open(path: string, flags: number, user?: User): Promise<Handle>;
}

/** Any tree and the verbs. */
export class TreeBench {
  readonly tree: Tree;
  readonly self: SelfProvider;

  constructor(tree: Tree, self = new SelfProvider()) {
    this.self = self;
    this.tree = tree;
  }

  openRead(path: string, flags = 0, user?: User): Promise<Handle> {
    return this.tree.open(path, OpenFlag.RDONLY | flags, user);
  }

  openWrite(path: string, flags = 0, user?: User): Promise<Handle> {
    return this.tree.open(path, OpenFlag.WRONLY | flags, user);
  }

  /** Opens, reads in pieces to the end, closes. */
  async read(path: string, piece = PLENTY): Promise<Uint8Array> {
    const file = await this.openRead(path);
    try {
      const bytes: number[] = [];
      for (let part = await file.read(piece); part.length > 0; part = await file.read(piece)) bytes.push(...part);
      return Uint8Array.from(bytes);
    } finally {
      await file.close();
    }
  }

  /** Opens, writes once, closes, whatever comes of it; returns what came of the write. */
  async put(path: string, bytes: Uint8Array | string): Promise<string> {
    const file = await this.openWrite(path);
    const written = await outcome(() => file.write(typeof bytes === "string" ? bytesOf(bytes) : bytes));
    await file.close();
    return written;
  }

  async generation(entry = "r0"): Promise<number> {
    return Number(textOf(await this.read(`${entry}/generation`)));
  }
}

/** A software tree and the verbs. */
export class Bench extends TreeBench {
  declare readonly tree: ConfigfsTree;

  constructor(options: TreeOptions = {}, self?: SelfProvider) {
    super(new ConfigfsTree(options), self);
  }
}

/** A tree with the provider registered and an entry `r0`. */
export async function benchWithEntry(options: TreeOptions = {}, self = new SelfProvider()): Promise<Bench> {
  const bench = new Bench({ provider: self, ...options }, self);
  await bench.tree.mkdir("r0");
  return bench;
}
