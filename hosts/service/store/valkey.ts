/**
 * A store in Valkey or Redis, for a fleet.
 *
 * A mark holds the id of the run of the server that it was put by, and is taken in one transaction that asks the server for its id
 * too. So a server that came up from an older snapshot, or a replica that was promoted, gives nothing that was put before: it may
 * not know that it was taken.
 */
import type { RedisClientType } from "@redis/client";
import { orAborted } from "../../endorsements/waiting.ts";
import { TsmError, tsmError } from "../../errors.ts";
import { checked } from "./key.ts";
import type { SharedStore, Taken } from "./store.ts";

/** Milliseconds that an answer, and a first connection, are waited for. */
const ANSWER = 2_000;
const CONNECT = 5_000;
/** Milliseconds between attempts to connect again. */
const FIRST_WAIT = 50;
const LONGEST_WAIT = 1_000;

/** Before all keys, so that others may use the server too. */
const PREFIX = "tsm:";
const USED = "used";

/** The id of a server's run, in what INFO tells. */
function runIdIn(info: unknown): string {
  const id = /^run_id:([0-9a-f]+)/m.exec(String(info))?.[1];
  if (id === undefined) throw tsmError("store-failed", "INFO tells no run_id");
  return id;
}

async function loadClient(): Promise<typeof import("@redis/client")> {
  try {
    return await import("@redis/client");
  } catch (cause) {
    throw tsmError("bad-request", "Valkey and Redis take the package @redis/client: npm install @redis/client", {
      cause,
    });
  }
}

/** What went wrong, without what the URL has. */
function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message.split("\n", 1)[0] ?? "";
}

/** Opens the store of a URL. Throws `bad-request`, `store-failed`. */
export async function openValkey(url: string): Promise<SharedStore> {
  const plain = url.replace(/^valkey/, "redis");
  if (!URL.canParse(plain)) throw tsmError("bad-request", "the store's URL can't be read");
  const { host, pathname } = new URL(plain);
  const name = `${url.slice(0, url.indexOf(":"))}://${host}${pathname}`;
  const { createClient, RESP_TYPES } = await loadClient();
  let opened = false;
  const client = createClient({
    url: plain,
    disableOfflineQueue: true,
    socket: {
      connectTimeout: CONNECT,
      // The first connection is there or not; later ones come back.
      reconnectStrategy: (retries, cause) => (opened ? Math.min(FIRST_WAIT * 2 ** retries, LONGEST_WAIT) : cause),
    },
    commandOptions: { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } },
  });
  const store = new ValkeyStore(name, client as unknown as RedisClientType);
  try {
    await orAborted(client.connect(), AbortSignal.timeout(CONNECT));
    await store.ping();
  } catch (error) {
    client.destroy();
    throw error instanceof TsmError ? error : tsmError("store-failed", `${name}: ${reasonOf(error)}`);
  }
  opened = true;
  return store;
}

class ValkeyStore implements SharedStore {
  readonly name: string;
  readonly #client: RedisClientType;
  /** Of the server at the other end of this connection. */
  #runId: string | undefined;

  constructor(name: string, client: RedisClientType) {
    this.name = name;
    this.#client = client;
    // Each command tells for itself; without a listener the process would end.
    client.on("error", () => {
      this.#runId = undefined;
    });
  }

  offer(key: string, lifetime: number): Promise<void> {
    return this.#attempt(async (client) => {
      this.#runId ??= runIdIn(await client.info("server"));
      await client.set(PREFIX + checked(key), this.#runId, { expiration: { type: "PX", value: Math.ceil(lifetime) } });
    });
  }

  take(key: string): Promise<Taken> {
    return this.#attempt(async (client) => {
      const [info, before] = await client
        .multi()
        .info("server")
        .set(PREFIX + checked(key), USED, { condition: "XX", GET: true, expiration: "KEEPTTL" })
        .exec();
      if (before === null) return "unknown";
      const value = String(before);
      if (value === USED) return "used";
      return value === runIdIn(info) ? "taken" : "unknown";
    });
  }

  get(key: string): Promise<Uint8Array | undefined> {
    return this.#attempt(async (client) => {
      const found = (await client.get(PREFIX + checked(key))) as Buffer | string | null;
      return found === null ? undefined : new Uint8Array(Buffer.from(found));
    });
  }

  set(key: string, bytes: Uint8Array, lifetime?: number): Promise<void> {
    return this.#attempt(async (client) => {
      const times = lifetime === undefined ? {} : { expiration: { type: "PX", value: Math.ceil(lifetime) } as const };
      await client.set(PREFIX + checked(key), Buffer.from(bytes), times);
    });
  }

  keys(prefix: string): Promise<string[]> {
    return this.#attempt(async (client) => {
      const keys = new Set<string>();
      for await (const found of client.scanIterator({ MATCH: `${PREFIX}${prefix}*`, COUNT: 1000 })) {
        for (const key of found) keys.add(String(key).slice(PREFIX.length));
      }
      return [...keys];
    });
  }

  ping(): Promise<void> {
    return this.#attempt(async (client) => {
      await client.ping();
    });
  }

  async close(): Promise<void> {
    this.#client.destroy();
  }

  async #attempt<T>(work: (client: RedisClientType) => Promise<T>): Promise<T> {
    try {
      return await orAborted(work(this.#client), AbortSignal.timeout(ANSWER));
    } catch (error) {
      if (error instanceof TsmError) throw error;
      const late = error instanceof DOMException && error.name === "TimeoutError";
      throw tsmError("store-failed", `${this.name}: ${late ? `no answer within ${ANSWER} ms` : reasonOf(error)}`);
    }
  }
}
