/** What the replicas of a service share. */
export { cacheStorage } from "./cacheStorage.ts";
export { DirectoryStore } from "./directory.ts";
export { type MemoryOptions, MemoryStore } from "./memory.ts";
export { openStore } from "./open.ts";
export type { SharedStore, Taken } from "./store.ts";
export { ValkeyStore } from "./valkey.ts";
