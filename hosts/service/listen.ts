/** The service on Node: a port, limits for slow clients, and an end in order. */

import { once } from "node:events";
import { createServer as createHttp, type Server } from "node:http";
import { createServer as createHttps } from "node:https";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import type { ServiceApp } from "./app.ts";

/** Milliseconds for the head of a request, and for all of it. */
const HEAD_TIMEOUT = 5_000;
const REQUEST_TIMEOUT = 20_000;
/** How often they are looked at. */
const LOOK_EVERY = 1_000;
/** Milliseconds that a connection is kept for another request. */
const KEEP_ALIVE = 5_000;
/** Connections at most: who comes then is not let in. */
const CONNECTIONS = 10_000;

/** Where to listen. */
export interface ListenOptions {
  host: string;
  /** 0: any that is free. */
  port: number;
  /** Certificate chain and private key in PEM, for HTTPS. */
  tls?: { cert: string; key: string };
}

/** A service that listens. */
export interface Listening {
  url: string;
  /** Lets no new requests in, and resolves when those under way are answered, after `grace` milliseconds at the latest. */
  stop(grace: number): Promise<void>;
}

/** Names of clients: the other end's address, or what the last proxy says of it. */
export function clientName(trustProxy: boolean): (request: Request, environment: unknown) => string {
  return (request, environment) => {
    const forwarded = trustProxy ? request.headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() : undefined;
    const { incoming } = environment as { incoming: { socket: { remoteAddress?: string } } };
    return forwarded || incoming.socket.remoteAddress || "unknown";
  };
}

function serverFor(fetch: ServiceApp["fetch"], { tls }: ListenOptions): Server {
  const listener = getRequestListener((request, environment) => fetch(request, environment));
  const options = {
    headersTimeout: HEAD_TIMEOUT,
    requestTimeout: REQUEST_TIMEOUT,
    connectionsCheckingInterval: LOOK_EVERY,
    keepAliveTimeout: KEEP_ALIVE,
  };
  const server = tls ? createHttps({ ...options, ...tls }, listener) : createHttp(options, listener);
  server.maxConnections = CONNECTIONS;
  return server;
}

/** Listens. Throws what the system says when it can't. */
export async function listen(fetch: ServiceApp["fetch"], options: ListenOptions): Promise<Listening> {
  const server = serverFor(fetch, options);
  server.listen(options.port, options.host);
  await once(server, "listening");
  const { address, port } = server.address() as AddressInfo;
  return {
    url: `${options.tls ? "https" : "http"}://${address.includes(":") ? `[${address}]` : address}:${port}`,
    async stop(grace) {
      const closed = once(server, "close");
      // A connection that is answered from now on is not kept for another request.
      server.keepAliveTimeout = 1;
      server.close();
      server.closeIdleConnections();
      const late = setTimeout(() => server.closeAllConnections(), grace);
      await closed;
      clearTimeout(late);
    },
  };
}
