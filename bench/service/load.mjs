// Load by autocannon: answers to challenges, each handed in once.
import autocannon from "autocannon";

const headers = { "content-type": "application/json" };

/** Connections, each with one request under way. */
const CONNECTIONS = 16;

/**
 * Hands bodies in, as fast as the service takes them. Throws unless each gets its token.
 * @returns {Promise<{milliseconds: number, p50: number, p99: number}>} wall time of all, and latencies in milliseconds
 */
export async function handIn(/** @type {string} */ url, /** @type {string[]} */ bodies) {
  let next = 0;
  const setupRequest = (request) => ({ ...request, body: bodies[next++ % bodies.length] });
  const start = performance.now();
  let last = start;
  const run = autocannon({
    url,
    amount: bodies.length,
    connections: CONNECTIONS,
    requests: [{ method: "POST", path: "/attest", headers, setupRequest }],
  });
  // It tells its end by the second.
  run.on("response", () => {
    last = performance.now();
  });
  const { latency, statusCodeStats } = await run;
  const got = statusCodeStats["200"]?.count ?? 0;
  if (got !== bodies.length)
    throw new Error(`${got} of ${bodies.length} got a token: ${JSON.stringify(statusCodeStats)}`);
  return { milliseconds: last - start, p50: latency.p50, p99: latency.p99 };
}
