/** Serves an agent at a Unix socket, within limits: slow and greedy clients hold nobody up. */
import type { Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import type { Hono } from "hono";
import { listenAt, type SocketOptions } from "./socket.ts";

/** Connections at once; more are dropped. */
const CONNECTIONS_MAX = 128;
/** Milliseconds for the head of a request, for all of it, and between two on one connection. */
const HEAD_TIMEOUT = 5_000;
const REQUEST_TIMEOUT = 10_000;
const IDLE_TIMEOUT = 5_000;
/** Bytes of the head of a request. */
const HEAD_MAX = 8 << 10;
/** Milliseconds that answers may take to get out at the end. */
const PARTING = 1_000;

/** An agent that is served. */
export interface ServedAgent {
  /** Listens no more, removes the socket, and lets the answers under way out. */
  close(): Promise<void>;
}

/**
 * Serves an application.
 *
 * @throws SocketError; errors of the file system.
 */
export async function serveAgent(app: Hono, options: SocketOptions): Promise<ServedAgent> {
  const server = createAdaptorServer({
    fetch: app.fetch,
    overrideGlobalObjects: false,
    serverOptions: {
      headersTimeout: HEAD_TIMEOUT,
      requestTimeout: REQUEST_TIMEOUT,
      keepAliveTimeout: IDLE_TIMEOUT,
      maxHeaderSize: HEAD_MAX,
      connectionsCheckingInterval: 1_000,
    },
  }) as Server;
  server.maxConnections = CONNECTIONS_MAX;
  const remove = await listenAt(server, options);
  return {
    async close() {
      await remove();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const patience = setTimeout(() => server.closeAllConnections(), PARTING);
      await closed;
      clearTimeout(patience);
    },
  };
}
