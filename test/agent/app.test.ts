/** What an agent answers to programs. */
import { calculateJwkThumbprint, EmbeddedJWK, type JWK, jwtVerify } from "jose";
import { describe, expect, test } from "vitest";
import { encodeBase64Url } from "../../hosts/base64.ts";
import { encodeHex } from "../../hosts/hex.ts";
import { appraise, Verifier } from "../../hosts/index.ts";
import { fakeService } from "../session/fakeService.ts";
import { trustRoots } from "../verify/minted.ts";
import { agent } from "./agents.ts";

const fresh = (length = 32) => crypto.getRandomValues(new Uint8Array(length));

describe("GET /token", () => {
  test("gives the token, as text or as JSON", async () => {
    const { ask, service } = await agent();
    const answer = await ask("/token");
    expect(answer.headers.get("content-type")).toMatch(/^application\/jwt/);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    const token = await answer.text();
    expect(await service.claims(token)).toMatchObject({ aud: "anybody" });
    const json = await (await ask("/token", undefined, { accept: "application/json" })).json();
    expect(json).toEqual({ token, expiresIn: expect.any(Number) });
    expect(json.expiresIn).toBeGreaterThan(290);
  });

  test("wants a name where there are several, whose keys and tokens are their own", async () => {
    const { ask, service } = await agent({ relations: [{ name: "one" }, { name: "two", audience: "shop" }] });
    const refused = await ask("/token");
    expect(refused.status).toBe(400);
    expect((await refused.json()).detail).toContain("which one? There are one, two");
    const [one, two] = await Promise.all(
      ["one", "two"].map(async (name) => service.claims(await (await ask(`/token?relation=${name}`)).text())),
    );
    expect(two?.aud).toBe("shop");
    expect(one?.cnf).not.toEqual(two?.cnf);
    expect((await (await ask("/token?relation=three")).json()).detail).toContain('no relation "three", only one, two');
  });

  test("says why there is none, and when to come again", async () => {
    const service = await fakeService();
    service.state.trouble = () => new Response("", { status: 503, headers: { "retry-after": "30" } });
    const { ask } = await agent({ service });
    const answer = await ask("/token");
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).toBe("30");
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(await answer.json()).toMatchObject({
      code: "no-token",
      detail: expect.stringContaining("a.example/challenge answered 503"),
    });
  });

  test.each(["0", "-1", "soon", "1e9"])("does not wait %s seconds", async (wait) => {
    const { ask } = await agent();
    expect((await (await ask(`/token?wait=${wait}`)).json()).detail).toContain("expected seconds, up to 3600");
  });

  test("waits for later attempts when it is told", async () => {
    const service = await fakeService();
    let asked = 0;
    service.state.trouble = () => (++asked === 1 ? new Response("", { status: 500 }) : undefined);
    const { ask } = await agent({ service });
    expect((await ask("/token?wait=30")).status).toBe(200);
  });
});

describe("POST /token", () => {
  test("gives each nonce a report of its own", async () => {
    const { ask, service } = await agent();
    await ask("/token");
    const nonces = Array.from({ length: 8 }, () => fresh(16));
    const claims = await Promise.all(
      nonces.map(async (nonce) => {
        const { token } = await (await ask("/token", { userNonce: encodeHex(nonce), audience: "me" })).json();
        return service.claims(token);
      }),
    );
    expect(claims.map(({ eat_nonce }) => eat_nonce)).toEqual(nonces.map(encodeBase64Url));
    expect(new Set(service.appraised.map(({ evidence }) => evidence.digest)).size).toBe(9);
  });

  test.each([
    [{}, "expected userNonce or audience"],
    [{ userNonce: "00" }, "userNonce: expected hex of 8 to 64 bytes"],
    [{ userNonce: encodeBase64Url(new Uint8Array(32).fill(255)) }, "userNonce: expected hex of 8 to 64 bytes"],
    [{ audience: "x", more: 1 }, "more"],
    [[], "the body: it is no object"],
  ])("%j: %s", async (body, words) => {
    const { ask } = await agent();
    const answer = await ask("/token", body);
    expect(answer.status).toBe(400);
    expect((await answer.json()).detail).toContain(words);
  });
});

describe("POST /evidence", () => {
  test("gives what tsm report writes, to many at once, each its own", async () => {
    const { ask, tree } = await agent();
    await ask("/token");
    const nonces = Array.from({ length: 16 }, () => fresh(64));
    const verifier = new Verifier({ trustRoots });
    await Promise.all(
      nonces.map(async (nonce) => {
        const text = await (await ask("/evidence", { nonce: encodeHex(nonce), aux: true })).text();
        // Evidence of a TSM in software never passes for real.
        expect(JSON.parse(text)).toMatchObject({ provider: "sev_guest", software: true });
        expect(verifier.appraise(text, { nonce }).verdict).toBe("affirming");
      }),
    );
    expect(await tree.readdir("")).toEqual([]);
  });

  test("leaves certificates out unless they are asked for", async () => {
    const { ask } = await agent();
    const nonce = fresh(8);
    const text = await (await ask("/evidence", { nonce: encodeHex(nonce) })).text();
    expect(JSON.parse(text).auxblob).toBeUndefined();
    expect(appraise(text, { nonce, trustRoots }).outcomes.length).toBeGreaterThan(0);
  });

  test("has a limit, when the agent has", async () => {
    const { ask } = await agent({ rate: 2 });
    const body = { nonce: encodeHex(fresh()) };
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push((await ask("/evidence", body)).status);
    expect(statuses).toEqual([200, 200, 429]);
    expect((await ask("/token", { audience: "x" })).status).toBe(429);
    expect((await ask("/token")).status).toBe(200);
  });

  test("passes on what the TSM refuses", async () => {
    const { ask } = await agent();
    const answer = await ask("/evidence", { nonce: "", privlevel: 0 });
    expect((await answer.json()).detail).toContain("nonce: expected hex of 1 to 64 bytes");
  });
});

describe("POST /extend", () => {
  test("measures, and lets every relation attest anew at once", async () => {
    const { ask, relations, service } = await agent({ relations: [{ name: "one" }, { name: "two" }] });
    await Promise.all(relations.map(({ session }) => session.token()));
    const reasons: string[] = [];
    const renewed = Promise.all(
      relations.map(({ session }) => {
        session.on("refreshing", ({ reason }) => reasons.push(reason));
        return new Promise((resolve) => session.on("token", resolve));
      }),
    );
    const digest = "5a".repeat(48);
    const answer = await (await ask("/extend", { register: "runtime3", digest })).json();
    expect(answer).toMatchObject({ register: "runtime3", digest, before: "00".repeat(48), interfered: false });
    await renewed;
    expect(reasons).toEqual(["extended", "extended"]);
    expect(service.appraised).toHaveLength(4);
  });

  test("computes the digest of data", async () => {
    const { ask } = await agent();
    const { digest } = await (await ask("/extend", { register: "rtmr3", data: "616263" })).json();
    expect(digest).toMatch(/^cb00753f45a35e8bb5a03d699ac65007/);
  });

  test.each([
    [{ register: "runtime3" }, "expected either digest or data"],
    [{ register: "runtime3", digest: "00", data: "" }, "expected either digest or data"],
    [{ register: "runtime9", digest: "00" }, 'there is no register "runtime9"'],
    [{ register: "runtime3", digest: "00" }, "takes a digest of 48 bytes, got 1"],
    [{ register: "owner", data: "00" }, "owner names no hash: hand in a digest"],
  ])("%j: %s", async (body, words) => {
    const { ask, relations } = await agent();
    await relations[0]?.session.token();
    const answer = await ask("/extend", body);
    expect(answer.status).toBe(400);
    expect((await answer.json()).detail).toContain(words);
    expect(relations[0]?.session.status().attempts).toBe(1);
  });
});

describe("the key of a relation", () => {
  test("is shown, and proved by DPoP", async () => {
    const { ask, service } = await agent();
    const key = (await (await ask("/key")).json()) as JWK;
    expect(Object.keys(key).sort()).toEqual(["crv", "kty", "x", "y"]);
    const { token, proof } = await (await ask("/proof", { method: "GET", url: "https://shop.example/" })).json();
    const { protectedHeader } = await jwtVerify(proof, EmbeddedJWK, { typ: "dpop+jwt" });
    expect(protectedHeader.jwk).toEqual(key);
    expect((await service.claims(token)).cnf).toEqual({ jkt: await calculateJwkThumbprint(key) });
  });

  test("may be a program's own, in a file, or none", async () => {
    const { ask, service } = await agent({
      relations: [
        { name: "one", key: { file: "pub.jwk" } },
        { name: "two", key: false },
      ],
    });
    const key = (await (await ask("/key?relation=one")).json()) as JWK;
    const claims = await service.claims(await (await ask("/token?relation=one")).text());
    expect(claims.cnf).toEqual({ jkt: await calculateJwkThumbprint(key) });
    expect((await (await ask("/key?relation=two")).json()).detail).toContain("the relation two has no key");
    const proof = await ask("/proof", { relation: "one", method: "GET", url: "https://shop.example/" });
    expect((await proof.json()).detail).toContain("the private key is not here");
  });
});

describe("a policy that is expected", () => {
  test("is met", async () => {
    const { ask } = await agent({ relations: [{ name: "one", policyId: "default" }] });
    expect((await ask("/token")).status).toBe(200);
  });

  test("and is another: the token is refused", async () => {
    const { ask, relations } = await agent({ relations: [{ name: "one", policyId: "fleet-7" }] });
    const { detail } = await (await ask("/token")).json();
    expect(detail).toContain('ear.appraisal-policy-id is "default", expected "fleet-7"');
    expect(relations[0]?.session.status()).toMatchObject({ state: "blocked", error: { code: "bad-token" } });
  });
});

test("GET /status tells each relation, and no token", async () => {
  const { ask } = await agent({ relations: [{ name: "one" }, { name: "two" }] });
  const token = await (await ask("/token?relation=one")).text();
  const text = await (await ask("/status")).text();
  expect(JSON.parse(text)).toMatchObject({
    software: true,
    relations: [{ name: "one", state: "attested", expiresFirst: "token", verdict: "affirming" }, { name: "two" }],
  });
  expect(text).not.toContain(token);
});

test.each([
  ["another path", "/", undefined, 400, "there is no GET /"],
  ["too much", "/evidence", { nonce: "00".repeat(200_000) }, 413, "the body has more than 262144 bytes"],
])("%s is refused", async (_, path, body, status, words) => {
  const { ask, errors } = await agent();
  const answer = await ask(path, body);
  expect(answer.status).toBe(status);
  expect((await answer.json()).detail).toContain(words);
  expect(errors).toEqual([]);
});

test("a body that is no JSON, or never ends, is refused", async () => {
  const { app, errors } = await agent();
  const broken = await app.request("/evidence", { method: "POST", body: "{" });
  expect((await broken.json()).detail).toContain("the body: it is no JSON in UTF-8");
  const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(64 << 10).fill(32)) });
  const answer = await app.request("/evidence", { method: "POST", body: endless, duplex: "half" } as RequestInit);
  expect(answer.status).toBe(413);
  expect(errors).toEqual([]);
});
