/** Fetching over real HTTP with the runtime's own fetch. */
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Fetcher } from "../../hosts/endorsements/fetcher.ts";
import { never } from "./server.ts";

const waits: number[] = [];
const fetcher = new Fetcher({ random: () => 1, sleep: async (ms) => void waits.push(ms) });
let asked = 0;
let closed = 0;

const PATHS: Record<string, RequestListener> = {
  "/whole": (_, response) => response.setHeader("TCB-Info-Issuer-Chain", "a%20chain%0A").end("whole"),
  "/packed": (_, response) => response.setHeader("content-encoding", "gzip").end(gzipSync("packed".repeat(99))),
  "/cut": (_, response) => {
    response.writeHead(200, { "content-length": "100" });
    response.write("some", () => response.destroy());
  },
  "/busy": (_, response) => response.writeHead(429, { "retry-after": "3" }).end("later"),
  "/silent": (request) => request.socket.on("close", () => closed++),
};

let server: Server;
let base: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    asked++;
    PATHS[request.url ?? ""]?.(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test("an answer with its issuer chain", async () => {
  const body = new TextEncoder().encode("whole");
  expect(await fetcher.get(`${base}/whole`, never)).toEqual({ body, issuerChain: "a chain\n" });
});

test("a compressed answer", async () => {
  expect((await fetcher.get(`${base}/packed`, never)).body).toHaveLength(99 * "packed".length);
});

test.each([
  ["/cut", "unreachable", [500, 1000, 2000]],
  ["/busy", "throttled", [3500, 4000, 5000]],
])("%s is tried four times", async (path, code, schedule) => {
  asked = 0;
  waits.length = 0;
  await expect(fetcher.get(base + path, never)).rejects.toMatchObject({ code });
  expect(asked).toBe(4);
  expect(waits).toEqual(schedule);
});

test("a request that is given up closes its connection", async () => {
  const leaving = new AbortController();
  const left = new Fetcher().get(`${base}/silent`, leaving.signal);
  setTimeout(() => leaving.abort("enough"), 50);
  await expect(left).rejects.toBe("enough");
  await expect.poll(() => closed).toBe(1);
});

test("a port that nobody listens on", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const { port } = other.address() as AddressInfo;
  await new Promise((resolve) => other.close(resolve));
  await expect(fetcher.get(`http://127.0.0.1:${port}/`, never)).rejects.toMatchObject({
    code: "unreachable",
    message: expect.stringMatching(/ECONNREFUSED/),
  });
});
