/** A store by what an operator writes into a configuration. */
import { tsmError } from "../../errors.ts";
import { DirectoryStore } from "./directory.ts";
import { MemoryStore } from "./memory.ts";
import { isServerUrl } from "./serverUrl.ts";
import type { SharedStore } from "./store.ts";
import { ValkeyStore } from "./valkey.ts";

/** A directory: behind file: or file://, or a path as a shell would have it. */
const DIRECTORY = /^(?:file:(?:\/\/(?=\/))?(?=.)|(?=\.{0,2}\/))(.*)$/s;

function storeOf(url: string): SharedStore {
  if (url === "memory:") return new MemoryStore();
  if (isServerUrl(url)) return new ValkeyStore(url);
  const directory = DIRECTORY.exec(url)?.[1];
  if (directory !== undefined) return new DirectoryStore(directory);
  throw tsmError("bad-request", "the store is none of memory:, file:DIRECTORY, a path, or redis://HOST:PORT");
}

/**
 * Opens the store of a URL: `memory:`, which it is without one; `file:DIRECTORY` or a path that begins with `/`, `./` or `../`;
 * `redis:`, `rediss:`, `valkey:` or `valkeys:`.
 *
 * @throws TsmError `bad-request` for anything else, which the message does not repeat, for a password may be in it; `store-failed` when
 *   it does not answer.
 */
export async function openStore(url = "memory:"): Promise<SharedStore> {
  const store = storeOf(url);
  try {
    await store.ping();
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}
