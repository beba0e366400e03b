/** Collateral in a shared store: what one replica fetched, none fetches again. */
import type { EntryStorage } from "../../endorsements/cache.ts";
import type { SharedStore } from "./store.ts";

/** Milliseconds that an entry stays: 30 days, about as long as the longest of them are valid. */
const LIFETIME = 30 * 24 * 60 * 60 * 1000;

/** A store as the storage of an `EndorsementCache`: `new EndorsementCache(cacheStorage(store))`. */
export function cacheStorage(store: SharedStore): EntryStorage {
  const nameOf = (key: string) => `collateral:${key}`;
  return {
    getItemRaw: (key) => store.get(nameOf(key)),
    setItemRaw: (key, bytes) => store.set(nameOf(key), bytes, LIFETIME),
  };
}
