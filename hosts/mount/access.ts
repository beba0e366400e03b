/** Who may do what on a mounted tree, beside what modes say. */
import { fileError } from "../errno.ts";
import type { User } from "../software-tsm/permission.ts";
import type { Caller } from "./asker.ts";

/** Users by their numbers, or everybody. */
export type Users = "all" | ReadonlySet<number>;

/** The policy of a mount. */
export interface AccessOptions {
  /** Who may make entries, and write to those and to the class device. The one who mounts and root always may. */
  writers?: Users;
  /** Who may read at all; everybody when left out. Writers may, too. */
  readers?: Users;
}

const isIn = (users: Users, uid: number) => users === "all" || users.has(uid);

/** The policy: it tells the trees, which know root and others, whom to take a caller for. */
export class Access {
  readonly #owner: number;
  readonly #writers: Users;
  readonly #readers: Users;

  constructor(owner: number, { writers = new Set(), readers = "all" }: AccessOptions = {}) {
    this.#owner = owner;
    this.#writers = writers;
    this.#readers = readers;
  }

  /** Is it root, or the one who mounted? */
  isOwner({ uid }: Caller): boolean {
    return uid === 0 || uid === this.#owner;
  }

  /** What a caller is to files that belong to all writers, or to an entry of the writer with number `entryOwner`. EACCES for who may not read. */
  userOf(caller: Caller, entryOwner: number | undefined): User {
    if (this.isOwner(caller)) return "root";
    const { uid } = caller;
    if (isIn(this.#writers, uid)) return entryOwner === undefined || entryOwner === uid ? "root" : "other";
    if (isIn(this.#readers, uid)) return "other";
    throw fileError("EACCES");
  }
}
