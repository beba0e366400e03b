/** The nodes that the kernel knows of a mounted tree: numbers that stand for paths, for as long as the kernel remembers them. */
import { fileError } from "../errno.ts";
import { ROOT } from "./protocol.ts";

interface Node {
  /** Undefined once the entry is removed: what comes to be at the path later is another node. */
  path: string | undefined;
  lookups: bigint;
}

/** Nodes by number and by path. */
export class Nodes {
  readonly #byId = new Map<bigint, Node>([[ROOT, { path: "", lookups: 1n }]]);
  readonly #ids = new Map<string, bigint>([["", ROOT]]);
  #last = ROOT;

  /** Is the node still what is at its path? */
  isThere(id: bigint): boolean {
    return this.#byId.get(id)?.path !== undefined;
  }

  /** The path of a node; ENOENT when it was removed. */
  path(id: bigint): string {
    const path = this.#byId.get(id)?.path;
    if (path === undefined) throw fileError("ENOENT");
    return path;
  }

  /** The path of a name in a node. */
  below(id: bigint, name: string): string {
    const path = this.path(id);
    return path === "" ? name : `${path}/${name}`;
  }

  /** The number of what is at a path, which the kernel remembers once more. */
  remember(path: string): bigint {
    let id = this.#ids.get(path);
    if (id === undefined) {
      id = ++this.#last;
      this.#ids.set(path, id);
      this.#byId.set(id, { path, lookups: 0n });
    }
    const node = this.#byId.get(id) as Node;
    node.lookups += 1n;
    return id;
  }

  /** The kernel forgets a node so many times. */
  forget(id: bigint, times: bigint): void {
    const node = this.#byId.get(id);
    if (!node || id === ROOT) return;
    node.lookups -= times;
    if (node.lookups > 0n) return;
    this.#byId.delete(id);
    if (node.path !== undefined) this.#ids.delete(node.path);
  }

  /** What was at a path, and all below it, is removed. */
  remove(path: string): void {
    for (const [other, id] of this.#ids) {
      if (other !== path && !other.startsWith(`${path}/`)) continue;
      this.#ids.delete(other);
      const node = this.#byId.get(id);
      if (node) node.path = undefined;
    }
  }
}
