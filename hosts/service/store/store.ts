/**
 * What the replicas of a service share: nonces that are taken once, collateral, and the public keys of signers. One interface;
 * in memory, in a directory, in Valkey or Redis.
 */

/** What came of taking something that can be taken once. */
export type Taken = "taken" | "used" | "unknown";

/** A store that any number of replicas share. Keys are made of `A-Z a-z 0-9 . _ - :`, with colons between their parts. */
export interface SharedStore {
  /** For people: what it is, and where, without secrets. */
  readonly name: string;
  /** Puts a mark that can be taken once, within so many milliseconds. */
  offer(key: string, lifetime: number): Promise<void>;
  /**
   * Takes a mark: `taken` for exactly one of all who ever ask, on any replica, whatever they race; `used` for the others while it
   * would have lived; `unknown` when it was never offered, has expired, or may have been forgotten: a store that went back to an
   * older state, as after a crash or a failover, gives no mark of before twice.
   */
  take(key: string): Promise<Taken>;
  /** The bytes that were put under a key, unless they have expired. */
  get(key: string): Promise<Uint8Array | undefined>;
  /** Puts bytes, in place of others; for good when no milliseconds are given. */
  set(key: string, bytes: Uint8Array, lifetime?: number): Promise<void>;
  /** The keys that are there and begin so. */
  keys(prefix: string): Promise<string[]>;
  /** Does it answer? Throws `store-failed` when it does not; so do the others. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
