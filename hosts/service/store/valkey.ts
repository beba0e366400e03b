/**
 * The store of a fleet: a server of Valkey, or Redis 6 and newer, that all replicas ask.
 *
 * A server may go back to an older state: it starts again from a snapshot, or a replica that had not heard of the last writes takes
 * over. There a nonce that was taken would wait again. So a mark names the history that it was offered in: the run id of the server,
 * which is a new one with each start, and the id of its replication, which is a new one with each promotion. It is taken in that
 * history alone. Both scripts read the two ids in the same step in which they read and write the mark, and a server does one step at
 * a time. What a server restores or is told by another is of another history, so none of it is given.
 */
import { Connection } from "./connection.ts";
import { checkKey, checkLifetime, checkPrefix } from "./keys.ts";
import { parseServerUrl } from "./serverUrl.ts";
import type { SharedStore, Taken } from "./store.ts";

/** A server that does not tell its ids fails here, and gives nothing. */
const HISTORY = `
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
local replication = string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)')
local offered = 'offered ' .. run .. ' ' .. replication`;

const OFFER = `${HISTORY}
redis.call('SET', KEYS[1], offered, 'NX', 'PX', ARGV[1])
return 'offered'`;

const TAKE = `${HISTORY}
local mark = redis.call('GET', KEYS[1])
if mark == 'used' then return 'used' end
if mark ~= offered then return 'unknown' end
redis.call('SET', KEYS[1], 'used', 'KEEPTTL')
return 'taken'`;

/** Keys that a step of a listing looks at. */
const SCAN = "1000";

/** Unless told: milliseconds. */
const TIMEOUT = 2_000;

/** The bytes as the client takes them, without a copy. */
const bufferOf = ({ buffer, byteOffset, length }: Uint8Array) => Buffer.from(buffer, byteOffset, length);

/** A store in a server. Its time is the server's. */
export class ValkeyStore implements SharedStore {
  readonly name: string;
  readonly #connection: Connection;
  readonly #marks: string;
  readonly #values: string;

  /**
   * @param url `redis://user:password@host:port/database?prefix=…`, all but the host may be left out; rediss: for TLS, valkey: is redis:.
   * @param timeout Milliseconds that a command may take, and a connection before it.
   * @throws TsmError `bad-request` for another URL.
   */
  constructor(url: string, timeout: number = TIMEOUT) {
    const address = parseServerUrl(url);
    this.name = `Valkey at ${address.host}:${address.port}, database ${address.database}`;
    this.#connection = new Connection(this.name, address, timeout);
    this.#marks = `${address.prefix}mark:`;
    this.#values = `${address.prefix}value:`;
  }

  /** A key that is there already is not offered again. */
  async offer(key: string, lifetime: number): Promise<void> {
    checkKey(key);
    checkLifetime(lifetime);
    await this.#connection.command("EVAL", OFFER, "1", this.#marks + key, String(lifetime));
  }

  async take(key: string): Promise<Taken> {
    checkKey(key);
    return String(await this.#connection.command("EVAL", TAKE, "1", this.#marks + key)) as Taken;
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    checkKey(key);
    const found = (await this.#connection.command("GET", this.#values + key)) as Buffer | null;
    return found ? new Uint8Array(found) : undefined;
  }

  async set(key: string, bytes: Uint8Array, lifetime?: number): Promise<void> {
    checkKey(key);
    if (lifetime !== undefined) checkLifetime(lifetime);
    const expiry = lifetime === undefined ? [] : ["PX", String(lifetime)];
    await this.#connection.command("SET", this.#values + key, bufferOf(bytes), ...expiry);
  }

  async keys(prefix: string): Promise<string[]> {
    checkPrefix(prefix);
    // A key may come in several steps.
    const found = new Set<string>();
    let cursor = "0";
    do {
      const answer = await this.#connection.command(
        "SCAN",
        cursor,
        "MATCH",
        `${this.#values}${prefix}*`,
        "COUNT",
        SCAN,
      );
      const [next, keys] = answer as [Buffer, Buffer[]];
      for (const key of keys) found.add(String(key).slice(this.#values.length));
      cursor = String(next);
    } while (cursor !== "0");
    return [...found];
  }

  async ping(): Promise<void> {
    await this.#connection.command("PING");
  }

  async close(): Promise<void> {
    this.#connection.close();
  }
}
