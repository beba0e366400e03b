/**
 * A connection to a server of Valkey or Redis by @redis/client, an optional dependency. It is made by the first command, and by the
 * next one after it broke; no timer runs meanwhile, and no command waits in a queue for a server that is not there.
 */
import { TsmError, tsmError } from "../../errors.ts";
import { systemClock } from "../../session/clock.ts";
import type { ServerAddress } from "./serverUrl.ts";

/** Milliseconds without a try after one that failed: at first, and when it has doubled often. */
const PAUSE_MIN = 50;
const PAUSE_MAX = 2_000;

/** The part of @redis/client that is used here. */
interface Client {
  readonly isOpen: boolean;
  readonly isReady: boolean;
  on(event: "error", listener: (error: Error) => void): void;
  connect(): Promise<unknown>;
  destroy(): void;
  sendCommand(args: readonly (string | Buffer)[], options: object): Promise<unknown>;
}

interface Module {
  createClient(options: object): Client;
  RESP_TYPES: { BLOB_STRING: number };
}

/** Not written where it is imported, since it may be absent. */
const CLIENT: string = "@redis/client";

async function load(): Promise<Module> {
  try {
    return (await import(CLIENT)) as Module;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const isAbsent = code === "ERR_MODULE_NOT_FOUND";
    const why = isAbsent ? "is not installed: npm install @redis/client" : `can't be loaded: ${message}`;
    throw tsmError("bad-request", `@redis/client ${why}`);
  }
}

/** Ends a client, in whatever state it is. Its commands fail. */
function end(client: Client): void {
  if (client.isOpen) client.destroy();
}

/** A connection that comes back. */
export class Connection {
  readonly #name: string;
  readonly #address: ServerAddress;
  readonly #timeout: number;
  #connecting: Promise<Client> | undefined;
  #client: Client | undefined;
  #options = {};
  #pause = PAUSE_MIN;
  /** Until then, on the steady clock, nothing is tried. */
  #rest = -Infinity;
  #why = "";
  #closed = false;

  /** @param timeout Milliseconds that a command may take, and a connection before it. */
  constructor(name: string, address: ServerAddress, timeout: number) {
    this.#name = name;
    this.#address = address;
    this.#timeout = timeout;
  }

  /**
   * Sends a command. Returns its answer, strings as bytes.
   *
   * @throws TsmError `store-failed`: it is not there, gave no answer in time, or said no. Whether the command was done is not known.
   *   `bad-request` where @redis/client is not installed.
   */
  async command(...args: readonly (string | Buffer)[]): Promise<unknown> {
    const client = await this.#connected();
    try {
      return await this.#within(client.sendCommand(args, this.#options));
    } catch (error) {
      // After a no of the server it stands; after silence, what comes next would wait behind this.
      if (error instanceof TsmError || !client.isReady) this.#drop(client);
      throw this.#failed((error as Error).message);
    }
  }

  close(): void {
    this.#closed = true;
    if (this.#client) this.#drop(this.#client);
  }

  #failed(why: string): TsmError {
    return tsmError("store-failed", `${this.#name}: ${why}`);
  }

  #drop(client: Client): void {
    if (this.#client === client) this.#client = undefined;
    end(client);
  }

  async #connected(): Promise<Client> {
    if (this.#closed) throw this.#failed("it was closed");
    if (this.#client) return this.#client;
    if (!this.#connecting) {
      if (systemClock.monotonic() < this.#rest) throw this.#failed(this.#why);
      this.#connecting = this.#connect().finally(() => {
        this.#connecting = undefined;
      });
    }
    return this.#connecting;
  }

  async #connect(): Promise<Client> {
    const { createClient, RESP_TYPES } = await load();
    const { host, port, tls, username, password, database } = this.#address;
    const client = createClient({
      socket: { host, port, connectTimeout: this.#timeout, reconnectStrategy: false, ...(tls && { tls }) },
      database,
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
      RESP: 2,
      disableOfflineQueue: true,
      disableClientInfo: true,
      maintNotifications: "disabled",
    });
    client.on("error", () => this.#drop(client));
    try {
      await this.#within(client.connect());
      if (this.#closed) throw this.#failed("it was closed");
    } catch (error) {
      end(client);
      this.#why = error instanceof TsmError ? "no answer" : (error as Error).message;
      this.#rest = systemClock.monotonic() + this.#pause;
      this.#pause = Math.min(2 * this.#pause, PAUSE_MAX);
      throw this.#failed(this.#why);
    }
    this.#options = { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } };
    this.#pause = PAUSE_MIN;
    this.#client = client;
    return client;
  }

  /** What comes of it in time. */
  async #within<T>(work: Promise<T>): Promise<T> {
    let cancel = () => {};
    const late = new Promise<never>((_, reject) => {
      cancel = systemClock.timer(this.#timeout, () => reject(this.#failed(`no answer within ${this.#timeout} ms`)));
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      cancel();
    }
  }
}
