/** A web service for tests: real HTTP on this machine, what it answers, what it was asked, and how it fails. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** An answer. */
export interface Item {
  body: Uint8Array | string;
  type?: string;
  headers?: Record<string, string>;
  /** Default 200. */
  status?: number;
}

/** Gives the answer to a request, or `undefined` for 404. */
export type Responder = (url: URL) => Item | undefined | Promise<Item | undefined>;

/** How a request fails, or does not go well. One of each kind; `delay` may go with any. */
export interface Fault {
  /** Milliseconds before the answer starts. */
  delay?: number;
  /** A status without a body. */
  status?: number;
  /** Header Retry-After: seconds, or a moment as an HTTP date. */
  retryAfter?: number | Date;
  /** Send this many bytes of the body that was announced, then cut the connection. */
  truncate?: number;
  /** Milliseconds between the pieces of the body. */
  drip?: number;
  /** Cut the connection before any answer. */
  reset?: boolean;
  /** Never answer. */
  hang?: boolean;
  /** Send a body of this many bytes, of no announced length. */
  oversize?: number;
  /** Another answer in place of the right one: garbage, an expired item, one of a wrong issuer. */
  replace?: Item | Uint8Array | string;
}

/** Which requests a fault is for: those whose path begins so, or whose path and query match. */
export type Match = string | RegExp;

/** A running service. */
export interface Service {
  /** `http://127.0.0.1:port`. */
  readonly origin: string;
  /** Path and query of every request, in order. */
  readonly requests: readonly string[];
  /** How often a path was asked for, whatever the query; failures count. */
  count(path: string): number;
  /** Requests that were open at the same time, at most. */
  readonly mostAtOnce: number;
  /** Answers a path with its exact query from now on, before all that the service knows by itself. */
  put(pathAndQuery: string, item: Item | Uint8Array | string): void;
  /** Makes matching requests fail, for ever or as often as told. Later faults go first. */
  fail(match: Match, fault: Fault, times?: number): void;
  /** Ends all faults. */
  heal(): void;
  close(): Promise<void>;
}

const CHUNK = 64 * 1024;

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const itemOf = (given: Item | Uint8Array | string): Item =>
  typeof given === "string" || given instanceof Uint8Array ? { body: given } : given;

/** Waits until a piece is on its way; false when the client has gone. */
function write(response: ServerResponse, piece: Uint8Array): Promise<boolean> {
  return new Promise((resolve) => response.write(piece, (error) => resolve(!error)));
}

async function flood(response: ServerResponse, size: number): Promise<void> {
  response.writeHead(200);
  let rest = size;
  while (rest > 0 && (await write(response, new Uint8Array(Math.min(rest, CHUNK))))) rest -= CHUNK;
  response.end();
}

async function send(response: ServerResponse, item: Item, { truncate, drip }: Fault): Promise<void> {
  const body = typeof item.body === "string" ? Buffer.from(item.body) : item.body;
  const type = item.type ?? "application/octet-stream";
  response.writeHead(item.status ?? 200, {
    "content-type": type,
    "content-length": String(body.length),
    ...item.headers,
  });
  response.flushHeaders();
  if (truncate !== undefined) {
    await write(response, body.subarray(0, truncate));
    response.destroy();
    return;
  }
  if (drip === undefined) return void response.end(body);
  const piece = Math.ceil(body.length / 8);
  for (let at = 0; at < body.length; at += piece) {
    await wait(drip);
    if (!(await write(response, body.subarray(at, at + piece)))) return;
  }
  response.end();
}

/** Starts a service on a free port of this machine. */
export async function startService(respond: Responder): Promise<Service> {
  const requests: string[] = [];
  const items = new Map<string, Item>();
  let faults: { match: Match; fault: Fault; left: number }[] = [];
  let open = 0;
  let mostAtOnce = 0;

  function faultFor(pathAndQuery: string): Fault {
    const found = faults.find(
      ({ match, left }) =>
        left > 0 && (typeof match === "string" ? pathAndQuery.startsWith(match) : match.test(pathAndQuery)),
    );
    if (found) found.left--;
    return found?.fault ?? {};
  }

  async function answer(pathAndQuery: string, response: ServerResponse): Promise<void> {
    const fault = faultFor(pathAndQuery);
    const { delay, status, retryAfter, reset, hang, oversize, replace } = fault;
    if (hang) return;
    if (delay !== undefined) await wait(delay);
    if (reset) return void response.destroy();
    if (oversize !== undefined) return flood(response, oversize);
    const right = items.get(pathAndQuery) ?? (await respond(new URL(pathAndQuery, "http://127.0.0.1")));
    const item = replace === undefined ? right : itemOf(replace);
    if (status === undefined && item) return send(response, item, fault);
    const after = retryAfter instanceof Date ? retryAfter.toUTCString() : retryAfter;
    response.writeHead(status ?? 404, after === undefined ? {} : { "retry-after": String(after) }).end();
  }

  const server = createServer(async (request: IncomingMessage, response) => {
    const pathAndQuery = request.url ?? "/";
    requests.push(pathAndQuery);
    mostAtOnce = Math.max(mostAtOnce, ++open);
    response.once("close", () => open--);
    if (request.method !== "GET") return void response.writeHead(405).end();
    try {
      await answer(pathAndQuery, response);
    } catch (error) {
      // A mistake in a responder: show it to whoever reads the answer.
      response.writeHead(599).end(String(error));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    count: (path) => requests.filter((request) => request.split("?", 1)[0] === path).length,
    get mostAtOnce() {
      return mostAtOnce;
    },
    put: (pathAndQuery, item) => void items.set(pathAndQuery, itemOf(item)),
    fail: (match, fault, times = Number.POSITIVE_INFINITY) => void faults.unshift({ match, fault, left: times }),
    heal() {
      faults = [];
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())));
    },
  };
}
