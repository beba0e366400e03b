/** Fetching endorsements on Deno: which servers it has to be allowed, watched by a fetch that asks Deno and sends nothing. */
import assert from "node:assert/strict";
import { snp, tdx } from "../../../dist/forge/index.js";
import { fetchEndorsements } from "../../../dist/index.js";
import { check, conclude } from "./checks.ts";

/** Deno's own, which Node's types do not know. */
declare const Deno: {
  permissions: { query(asked: { name: "net"; host: string }): Promise<{ state: string }> };
};

/** Asks for everything that evidence needs. Returns the servers, and what Deno says of each. */
async function serversOf(evidence: Uint8Array): Promise<Record<string, string>> {
  const servers: Record<string, string> = {};
  const fetch = async (url: string) => {
    const { host } = new URL(url);
    servers[host] = (await Deno.permissions.query({ name: "net", host })).state;
    return new Response("", { status: 404 });
  };
  await fetchEndorsements(evidence, { fetch });
  return servers;
}

await check("AMD's server is allowed, and no other is asked", async () => {
  const { report } = await snp();
  assert.deepEqual(await serversOf(report), { "kdsintf.amd.com": "granted" });
});

await check("so are Intel's", async () => {
  const { quote } = await tdx();
  assert.deepEqual(await serversOf(quote), {
    "api.trustedservices.intel.com": "granted",
    "certificates.trustedservices.intel.com": "granted",
  });
});

await check("others are not", async () => {
  const { state } = await Deno.permissions.query({ name: "net", host: "example.org" });
  assert.equal(state, "prompt");
});

conclude();
