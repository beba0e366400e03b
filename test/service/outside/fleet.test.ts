/** A fleet, for real: two replicas on one Valkey, an agent, clocks that differ, and what goes down meanwhile. */
import { Agent, request } from "node:http";
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from "jose";
import { expect, test } from "vitest";
import { tsm } from "../../cli/tsm.ts";
import { counts } from "../../store/contract.ts";
import { startValkey } from "../../store/valkeyServer.ts";
import { agent, replica } from "../processes.ts";
import { TestGuest } from "../service.ts";

/** Seconds that tokens hold, and how often the agent attests. */
const LIFETIME = 5;
const REFRESHES = 100;
/** Milliseconds that clocks are wrong by. */
const MINUTE = 60_000;
const LOOK = 50;

const pause = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

interface Claims {
  iss: string;
  jti: string;
  iat: number;
  exp: number;
}

const claimsOf = (token: string): Claims => JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());

test(`${REFRESHES} refreshes without a gap, through a killed replica, a restarted Valkey and clocks a minute off`, {
  timeout: 600_000,
}, async () => {
  const valkey = await startValkey();
  const options = ["--token-lifetime", `${LIFETIME}`, "--challenge-lifetime", "5"];
  const ahead = await replica(valkey.url, [...options, "--issuer", "https://ahead.test"], { skew: MINUTE });
  const right = await replica(valkey.url, [...options, "--issuer", "https://right.test"]);
  const behind = await agent([ahead.url, right.url], -MINUTE);
  /** What the clock of an issuer is ahead by. */
  const skewOf = ({ iss }: Claims) => (iss === "https://ahead.test" ? MINUTE : 0);

  const seen = new Map<string, string>();
  const issuers = new Set<string>();
  const disturbances = [
    { at: Math.floor(REFRESHES * 0.3), what: async () => ahead.run.process.kill("SIGKILL") },
    {
      at: Math.floor(REFRESHES * 0.6),
      what: async () => {
        await valkey.stop("SIGKILL");
        await valkey.start();
      },
    },
  ];
  let first = "";
  while (seen.size < REFRESHES) {
    const { status, text } = await behind.ask("/token?wait=5");
    expect(status, text).toBe(200);
    const claims = claimsOf(text);
    // By the clock of whoever made it, it holds; a moment for the way from the agent to here.
    expect(Date.now() + skewOf(claims)).toBeLessThan(1000 * claims.exp + LOOK);
    if (first === "") {
      first = text;
      // Any replica publishes the keys of all.
      const jwks = (await (await fetch(`${right.url}/.well-known/jwks.json`)).json()) as JSONWebKeySet;
      const currentDate = new Date(1000 * claims.iat);
      await jwtVerify(text, createLocalJWKSet(jwks), { typ: "eat+jwt", currentDate });
    }
    seen.set(claims.jti, text);
    issuers.add(claims.iss);
    const next = disturbances[0];
    if (next && seen.size >= next.at) {
      disturbances.shift();
      await next.what();
    }
    await pause(LOOK);
  }
  expect(disturbances).toEqual([]);
  expect(issuers).toContain("https://right.test");

  const status = await tsm(["agent", "status", "--socket", behind.socket]);
  expect(status.out).toContain("attested");
  console.log(status.out);
  behind.run.process.kill("SIGTERM");
  const ended = await behind.run.ended;
  expect(ended.err).not.toContain('"event":"expired"');
  expect(ended.err).not.toContain(first.slice(-40));
});

/** Posts a body over connections of an agent. Returns the status and the code of a problem. */
function post(url: string, body: string, agent: Agent): Promise<{ status: number; code?: string }> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    const sent = request(`${url}/attest`, { method: "POST", headers, agent }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part) => {
        text += part;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, code: JSON.parse(text).code }));
    });
    sent.on("error", reject).end(body);
  });
}

test("10,000 concurrent replays of one piece of evidence, to both replicas: one is taken", async () => {
  const valkey = await startValkey();
  // Longer than ten thousand requests take anywhere: what has expired is not known any more.
  const replicas = await Promise.all([0, 1].map(() => replica(valkey.url, ["--challenge-lifetime", "900"])));
  const urls = replicas.map(({ url }) => url);
  const { nonce } = (await (await fetch(`${urls[0]}/challenge`, { method: "POST" })).json()) as { nonce: string };
  const body = JSON.stringify(await new TestGuest().answer(nonce));
  const connections = new Agent({ keepAlive: true, maxSockets: 256 });
  const answers = await Promise.all(
    Array.from({ length: 10_000 }, (_, i) => post(urls[i % 2] as string, body, connections)),
  );
  connections.destroy();
  expect(counts(answers.map(({ status, code }) => code ?? String(status)))).toEqual({
    200: 1,
    "challenge-used": 9_999,
  });
});

test("a challenge of one replica is answered at the other, also when the first is gone", async () => {
  const valkey = await startValkey();
  const [one, other] = await Promise.all([0, 1].map(() => replica(valkey.url)));
  const { nonce } = (await (await fetch(`${one?.url}/challenge`, { method: "POST" })).json()) as { nonce: string };
  one?.run.process.kill("SIGKILL");
  const answer = await new TestGuest().answer(nonce);
  expect((await post(other?.url ?? "", JSON.stringify(answer), new Agent())).status).toBe(200);
});

test("without its store a replica says so, and is ready again when it is back", async () => {
  const valkey = await startValkey();
  const { url } = await replica(valkey.url);
  const ready = async () => (await fetch(`${url}/readyz`)).status;
  expect(await ready()).toBe(200);
  await valkey.stop("SIGKILL");
  expect(await ready()).toBe(503);
  const refused = await fetch(`${url}/challenge`, { method: "POST" });
  expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([503, "store-failed"]);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  await valkey.start();
  while ((await ready()) !== 200) await pause(LOOK);
  expect((await fetch(`${url}/challenge`, { method: "POST" })).status).toBe(200);
});
