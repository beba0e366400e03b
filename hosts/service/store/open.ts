/** Opens a store by its URL. */
import { tsmError } from "../../errors.ts";
import { systemClock } from "../../session/clock.ts";
import type { SharedStore } from "./store.ts";

/** Schemes of Valkey and Redis. */
const VALKEY = ["redis:", "rediss:", "valkey:", "valkeys:"];

/**
 * Opens a store: `memory:`, `file:DIRECTORY`, or `redis://…`, `rediss://…`, `valkey://…`, `valkeys://…`.
 *
 * @throws TsmError `bad-request` for any other; `store-failed` when it does not answer.
 */
export async function openStore(url: string): Promise<SharedStore> {
  const scheme = /^[a-z]+:/.exec(url)?.[0] ?? "";
  if (url === "memory:") {
    const { MemoryStore } = await import("./memory.ts");
    return new MemoryStore({ clock: systemClock });
  }
  if (scheme === "file:" && url.length > scheme.length) {
    const { DirectoryStore } = await import("./directory.ts");
    return new DirectoryStore(url.slice(scheme.length).replace(/^\/\/(?=\/)/, ""));
  }
  if (VALKEY.includes(scheme)) {
    const { openValkey } = await import("./valkey.ts");
    return openValkey(url);
  }
  // The rest may hold a password.
  const got = scheme === "" ? "something else" : `a URL of ${scheme}`;
  throw tsmError("bad-request", `a store is memory:, file:DIRECTORY or redis://HOST:PORT, got ${got}`);
}
