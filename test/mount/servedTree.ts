/** A tree that is mounted, called by system calls as a kernel's own; what has no call is done on the tree behind it. */
import { type ConfigfsTree, OpenFlag, type Provider, type User } from "../../hosts/software-tsm/index.ts";
import type { Calls } from "../kernel/guest/calls.ts";
import { KernelTree } from "../kernel/guest/kernelTree.ts";
import type { Handle } from "../software-tsm/bench.ts";

export class ServedTree extends KernelTree {
  readonly #tree: ConfigfsTree;

  constructor(calls: Calls, root: string, tree: ConfigfsTree) {
    super(calls, root);
    this.#tree = tree;
  }

  override register(provider: Provider): Promise<void> {
    return this.#tree.register(provider);
  }

  override unregister(provider?: Provider): Promise<void> {
    return this.#tree.unregister(provider as Provider);
  }

  /** A write of no bytes never leaves the kernel, but counts on configfs: it is made here, so that later rows can be the same. */
  override async open(path: string, flags: number, user?: User): ReturnType<KernelTree["open"]> {
    const file = await super.open(path, flags, user);
    const write: Handle["write"] = file.write.bind(file);
    file.write = async (bytes) => (bytes.length > 0 ? write(bytes) : this.#writeNothing(path));
    return file;
  }

  async #writeNothing(path: string): Promise<number> {
    const file = await this.#tree.open(path, OpenFlag.WRONLY);
    try {
      return await file.write(new Uint8Array(0));
    } finally {
      await file.close();
    }
  }
}
