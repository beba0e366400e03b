/** Sessions with a service that verifies for real, and every answer that is none. */
import { calculateJwkThumbprint, type JWK, jwtVerify } from "jose";
import { describe, expect, onTestFinished, test } from "vitest";
import { Attester } from "../../hosts/attester.ts";
import { encodeBase64Url } from "../../hosts/base64.ts";
import {
  AttestationSession,
  type KeyChoice,
  ServiceError,
  type TsmkitOptions,
  TsmkitService,
} from "../../hosts/session/index.ts";
import { sevGuest, softwareTsm, tdxGuest } from "../../hosts/software-tsm/index.ts";
import { FakeClock } from "./clock.ts";
import { fakeService } from "./fakeService.ts";

const URLS = ["https://a.example/base/", "https://b.example"];
const noSignal = new AbortController().signal;

/** A session of a guest in software with a service. */
async function guest(
  more: { key?: KeyChoice; service?: Awaited<ReturnType<typeof fakeService>>; audience?: string } = {},
) {
  const service = more.service ?? (await fakeService());
  const { files, tree } = softwareTsm({ provider: sevGuest() });
  const adapter = new TsmkitService({
    urls: ["https://a.example"],
    fetch: service.fetch,
    ...(more.audience !== undefined && { audience: more.audience }),
  });
  const session = new AttestationSession({
    attester: new Attester(files),
    service: adapter,
    ...(more.key !== undefined && { key: more.key }),
  });
  onTestFinished(() => session.close());
  return { service, session, tree };
}

describe("a guest", () => {
  test("gets a token that confirms its key, which nobody can read", async () => {
    const { session, service, tree } = await guest({ audience: "shop" });
    const { token, timeLeft, appraisal } = await session.token();
    expect(timeLeft).toBeGreaterThan(290_000);
    expect(appraisal).toMatchObject({ verdict: "affirming" });
    const key = await session.key();
    expect(key?.pair?.privateKey.extractable).toBe(false);
    const claims = await service.claims(token);
    expect(claims).toMatchObject({ cnf: { jkt: await calculateJwkThumbprint(key?.publicJwk as JWK) }, aud: "shop" });
    expect(await tree.readdir("")).toEqual([]);
  });

  test.each([
    ["none", false],
    ["an extractable one", "generate-extractable"],
    [
      "a public one of another program",
      { kty: "OKP", crv: "Ed25519", x: encodeBase64Url(new Uint8Array(32).fill(7)), use: "sig" },
    ],
  ] as [string, KeyChoice][])("may have another key: %s", async (_, key) => {
    const { session, service } = await guest({ key });
    const { token } = await session.token();
    const held = await session.key();
    const jkt = held && (await calculateJwkThumbprint(held.publicJwk));
    expect((await service.claims(token)).cnf).toEqual(jkt && { jkt });
    expect(held?.pair?.privateKey.extractable).toBe(key === "generate-extractable" ? true : undefined);
  });

  test("gets a token for a reader's nonce and audience", async () => {
    const { session, service } = await guest();
    const userNonce = crypto.getRandomValues(new Uint8Array(16));
    const { token } = await session.token({ userNonce, audience: "reader" });
    expect(await service.claims(token)).toMatchObject({ eat_nonce: encodeBase64Url(userNonce), aud: "reader" });
  });

  test("proves that it has the key: DPoP", async () => {
    const { session } = await guest();
    const { token } = await session.token();
    const proof = await session.proof({ method: "POST", url: "https://shop.example/buy?x=1", token, nonce: "n" });
    const { EmbeddedJWK } = await import("jose");
    const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, { typ: "dpop+jwt" });
    expect(payload).toMatchObject({ htm: "POST", htu: "https://shop.example/buy", nonce: "n" });
    expect(protectedHeader.jwk).toEqual((await session.key())?.publicJwk);
    const other = await guest({ key: (await session.key())?.publicJwk as JWK });
    await expect(other.session.proof({ method: "GET", url: "https://a.example", token })).rejects.toThrow(
      "the private key is not here",
    );
  });

  test("whose evidence is refused is told the rows", async () => {
    const service = await fakeService({ policy: { version: 1, snp: { measurements: ["00".repeat(48)] } } });
    const { session } = await guest({ service });
    await expect(session.token()).rejects.toMatchObject({
      code: "no-token",
      cause: { code: "not-affirmed", status: 403 },
    });
    const { state, outcomes } = session.status();
    expect(state).toBe("blocked");
    expect(outcomes.map(({ check }) => check)).toContain("snp-measurement");
  });
});

/** An adapter whose requests are answered by a function of their URL. */
function asking(
  answer: (url: string, init: RequestInit) => Response | Promise<Response>,
  more: Partial<TsmkitOptions> = {},
) {
  const urls: string[] = [];
  const clock = new FakeClock();
  const fetch = async (url: string, init: RequestInit) => {
    urls.push(url);
    return answer(url, init);
  };
  const service = new TsmkitService({ urls: URLS, fetch, clock, random: () => 0, ...more });
  return { urls, clock, service, challenge: () => service.challenge({ signal: noSignal }) };
}

const challenge = () => Response.json({ nonce: encodeBase64Url(new Uint8Array(32)), expiresIn: 60 });
const problem = (status: number, code: string, headers: Record<string, string> = {}) =>
  Response.json(
    { type: "about:blank", title: "t", status, code, detail: `it says\x1b[2J ${code}` },
    { status, headers },
  );

describe("replicas", () => {
  test.each([
    ["is down", () => Promise.reject(new TypeError("fetch failed", { cause: new Error("ECONNREFUSED") }))],
    ["is overloaded", async () => problem(503, "overloaded")],
    ["throttles", async () => new Response("", { status: 429 })],
    ["has lost its store", async () => problem(503, "store-failed")],
    ["is in trouble", async () => new Response("<html>", { status: 500 })],
  ])("are asked in turn when one %s, and the one that answered is asked first from then on", async (_, trouble) => {
    const { urls, challenge: ask } = asking((url) => (url.startsWith("https://a.") ? trouble() : challenge()));
    await ask();
    await ask();
    expect(urls).toEqual([
      "https://a.example/base/challenge",
      "https://b.example/challenge",
      "https://b.example/challenge",
    ]);
  });

  test("that say no are taken at their word", async () => {
    const { urls, challenge: ask } = asking(() => problem(400, "bad-request"));
    await expect(ask()).rejects.toMatchObject({ code: "bad-request", status: 400 });
    expect(urls).toHaveLength(1);
  });

  test("that all ask to wait give the shortest wait", async () => {
    const { challenge: ask } = asking((url) =>
      problem(503, "overloaded", { "retry-after": url.includes("a.") ? "7" : "30" }),
    );
    await expect(ask()).rejects.toMatchObject({ code: "overloaded", wait: 7_000 });
    const half = asking((url) => problem(503, "overloaded", url.includes("a.") ? {} : { "retry-after": "30" }));
    await expect(half.challenge()).rejects.toMatchObject({ wait: undefined });
  });

  test("that never answer are given up, each after its time", async () => {
    const { urls, clock, challenge: ask } = asking(() => new Promise(() => {}));
    const asked = expect(ask()).rejects.toMatchObject({
      code: "unreachable",
      message: expect.stringContaining("no answer in time"),
    });
    await clock.pass(60_000);
    await asked;
    expect(urls).toHaveLength(2);
    expect(clock.timers).toBe(0);
  });

  test("of which one hangs until it is given up: another one is asked first from then on", async () => {
    const { urls, service } = asking((url) => (url.startsWith("https://a.") ? new Promise(() => {}) : challenge()));
    const stop = new AbortController();
    const hanging = expect(service.challenge({ signal: stop.signal })).rejects.toMatchObject({ code: "cancelled" });
    stop.abort();
    await hanging;
    await service.challenge({ signal: noSignal });
    expect(urls).toEqual(["https://a.example/base/challenge", "https://b.example/challenge"]);
  });

  test("a challenge of one is answered at another", async () => {
    const service = await fakeService();
    const { files } = softwareTsm({ provider: tdxGuest() });
    const { urls, service: adapter } = asking((url, init) => {
      if (url.includes("a.example/base/attest")) return problem(503, "overloaded");
      return service.fetch(url.replace("/base", ""), init);
    });
    const { reportData, answer } = await adapter.challenge({ signal: noSignal });
    const evidence = await new Attester(files).request(reportData);
    // What Intel says of the machine is missing: the service was reached, and has its own opinion.
    await expect(answer(evidence, noSignal)).rejects.toMatchObject({ code: "not-affirmed" });
    expect(urls.map((url) => new URL(url).host)).toEqual(["a.example", "a.example", "b.example"]);
  });

  test.each([
    [[], "urls: expected one at least"],
    [["a.example"], 'urls: "a.example" is no URL'],
    [["ftp://a.example"], "urls: expected https: or http:, got ftp:"],
    [["https://me:secret@a.example"], "urls: a name or password in the URL of a.example would be shown in logs"],
    [["https://a.example/?x=1"], "urls: expected https://a.example/ alone"],
  ])("%j: %s", (urls, message) => {
    expect(() => new TsmkitService({ urls })).toThrow(message);
  });
});

describe("an answer that is none", () => {
  test.each([
    ["no JSON", () => new Response("<html>"), "a.example/base/challenge: "],
    ["of another shape", () => Response.json({ nonce: "AA", expiresIn: 60 }), "nonce: expected base64url of 32 bytes"],
    ["with more than it should have", () => Response.json({ nonce: "A".repeat(43), expiresIn: 60, more: 1 }), "more"],
    [
      "that never expires in time",
      () => Response.json({ nonce: encodeBase64Url(new Uint8Array(32)), expiresIn: 0 }),
      "expiresIn: ",
    ],
    ["larger than an answer is", () => new Response(new Uint8Array((1 << 20) + 1)), "more than 1048576 bytes"],
    [
      "a redirect",
      () => new Response("", { status: 307, headers: { location: "https://evil.example/" } }),
      "redirects are not followed",
    ],
    ["a status that says nothing", () => new Response("", { status: 404 }), "a.example/base/challenge answered 404"],
    ["a problem with a code that is none of ours", () => problem(418, "teapot"), "answered 418"],
  ])("%s", async (_, answer, message) => {
    const { urls, challenge: ask, clock } = asking(answer as () => Response);
    await expect(ask()).rejects.toMatchObject({ code: "bad-answer", message: expect.stringContaining(message) });
    expect(urls).toHaveLength(1);
    expect(clock.timers).toBe(0);
  });

  test("is shown without what moves cursors", async () => {
    const { challenge: ask } = asking(() => problem(400, "bad-request"));
    const error = await ask().catch((thrown) => thrown);
    expect(error).toBeInstanceOf(ServiceError);
    expect(error.message).toBe("a.example/base/challenge: it says?[2J bad-request");
  });

  test("asks to wait for ten minutes at most", async () => {
    const { challenge: ask } = asking(() => problem(429, "throttled", { "retry-after": "86400" }), {
      urls: ["https://a.example"],
    });
    await expect(ask()).rejects.toMatchObject({ wait: 600_000 });
  });
});

test("redirects are not asked for, and the request says what it is", async () => {
  const inits: RequestInit[] = [];
  const { challenge: ask } = asking((_, init) => {
    inits.push(init);
    return challenge();
  });
  await ask();
  expect(inits[0]).toMatchObject({
    method: "POST",
    redirect: "manual",
    body: "{}",
    headers: { "content-type": "application/json" },
  });
});

test("a request that is given up says so", async () => {
  const stop = new AbortController();
  const { service, clock } = asking(() => new Promise(() => {}));
  const asked = expect(service.challenge({ signal: stop.signal })).rejects.toMatchObject({ code: "cancelled" });
  stop.abort();
  await asked;
  expect(clock.timers).toBe(0);
});
