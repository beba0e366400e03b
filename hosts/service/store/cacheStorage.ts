/** Collateral in a store: what the cache of endorsements needs of it. */
import type { EntryStorage } from "../../endorsements/cache.ts";
import type { SharedStore } from "./store.ts";

/** Milliseconds that an entry is kept: longer than any collateral is valid. */
const KEPT = 90 * 86_400_000;

/** A storage of cache entries over a store. */
export function cacheStorage(store: SharedStore): EntryStorage {
  return {
    getItemRaw: (key) => store.get(`cache:${key}`),
    setItemRaw: (key, bytes) => store.set(`cache:${key}`, bytes, KEPT),
  };
}
