/** The client of Trustee's protocol against a key broker over HTTP: attestation, secrets, and each way in which they fail. */
import { type Handler, Hono } from "hono";
import { exportJWK, generateKeyPair, type JWK } from "jose";
import { beforeAll, describe, expect, test } from "vitest";
import { createSnpPlatform } from "../../hosts/forge/index.ts";
import { inspect } from "../../hosts/index.ts";
import type { Challenge } from "../../hosts/session/service.ts";
import { snpReportJson } from "../../hosts/session/trustee/snpReport.ts";
import { TrusteeService } from "../../hosts/session/trustee.ts";
import { verifyToken } from "../../hosts/token/index.ts";
import { EAR, mint, type Signer, signer } from "../token/minting.ts";
import { type Guest, guests, nobody, serving, signal } from "./common.ts";
import { layOut4, layOut6 } from "./snpStruct.ts";
import { type TrusteeSettings, trustee } from "./trustee.ts";

let machines: { snp: Guest; tdx: Guest };
let as: Signer;
let key: { publicKey: JWK; privateKey: CryptoKey };

async function pair(alg = "ECDH-ES+A256KW", options: object = { crv: "P-256" }) {
  const made = await generateKeyPair(alg, { extractable: true, ...options });
  return { publicKey: await exportJWK(made.publicKey), privateKey: made.privateKey };
}

beforeAll(async () => {
  [machines, as, key] = await Promise.all([guests(), signer(), pair()]);
});

const PROVIDERS = { snp: "sev_guest", tdx: "tdx_guest" } as const;

async function broker(kind: "snp" | "tdx", settings: Partial<TrusteeSettings> = {}) {
  const { attester, endorsements } = machines[kind];
  const url = await serving(trustee({ signer: as, endorsements, ...settings }));
  return { url, attester, service: new TrusteeService({ url, provider: PROVIDERS[kind] }) };
}

const evidenceFor = (kind: "snp" | "tdx", { reportData }: Challenge) =>
  machines[kind].attester.request({ ...reportData, aux: true });

const error = (code: string, words = /./) => ({ code, message: expect.stringMatching(words) });

describe("attestation", () => {
  test.each(["snp", "tdx"] as const)("of %s gives a token that confirms the key", async (kind) => {
    const { service } = await broker(kind);
    const challenge = await service.challenge({ key: key.publicKey, signal });
    const { token, lifetime } = await challenge.answer(await evidenceFor(kind, challenge), signal);
    expect(lifetime).toBeGreaterThan(290_000);
    expect(lifetime).toBeLessThanOrEqual(300_000);
    const result = await verifyToken(token, { keys: as.jwk, issuer: false, key: key.publicKey, policyId: "default" });
    expect(result).toMatchObject({ profile: "trustee", verdict: "affirming", submods: [{ name: "cpu0" }] });
  });

  test.each(["sha256", "sha384", "sha512"] as const)("by the hash that is selected: %s", async (hash) => {
    const { service } = await broker("tdx", { hash });
    const challenge = await service.challenge({ key: key.publicKey, signal });
    await expect(challenge.answer(await evidenceFor("tdx", challenge), signal)).resolves.toHaveProperty("token");
  });

  test("evidence that carries something else is refused", async () => {
    const { service } = await broker("tdx");
    const one = await service.challenge({ key: key.publicKey, signal });
    const other = await service.challenge({ key: key.publicKey, signal });
    const evidence = await evidenceFor("tdx", one);
    await expect(other.answer(evidence, signal)).rejects.toMatchObject(
      error("not-affirmed", /401, Attestation error: RCAR handshake Attest failed/),
    );
  });

  test("a challenge is answered once", async () => {
    const { service } = await broker("tdx");
    const challenge = await service.challenge({ key: key.publicKey, signal });
    const evidence = await evidenceFor("tdx", challenge);
    await challenge.answer(evidence, signal);
    await expect(challenge.answer(evidence, signal)).rejects.toMatchObject(error("challenge-used"));
  });

  test.each<[string, Partial<TrusteeSettings>, string]>([
    ["by its cookie", { sessionLifetime: 0 }, "challenge-expired"],
    ["by what is said", { sessionLifetime: 0, telling: true, dated: false }, "challenge-expired"],
    ["which can't be told", { sessionLifetime: 0, dated: false }, "not-affirmed"],
  ])("a session that has ended, %s", async (_, settings, code) => {
    const { service } = await broker("tdx", settings);
    const challenge = await service.challenge({ key: key.publicKey, signal });
    const answer = challenge.answer(await evidenceFor("tdx", challenge), signal);
    await expect(answer).rejects.toMatchObject(error(code));
  });

  test("evidence of another TSM", async () => {
    const { service } = await broker("tdx");
    const challenge = await service.challenge({ key: key.publicKey, signal });
    const answer = challenge.answer(await evidenceFor("snp", challenge), signal);
    await expect(answer).rejects.toMatchObject(error("bad-request", /evidence of tdx_guest, and this is of sev_guest/));
  });

  test("what can't be asked for", async () => {
    const { service, url } = await broker("tdx");
    const ask = (more: object) => service.challenge({ signal, ...more });
    await expect(ask({})).rejects.toMatchObject(error("bad-request", /tokens confirm a key/));
    await expect(ask({ key: { kty: "OKP", crv: "X25519", x: "AA" } })).rejects.toMatchObject(
      error("bad-request", /not to X25519/),
    );
    await expect(ask({ key: { kty: "EC", crv: "P-256", x: "AA" } })).rejects.toMatchObject(
      error("bad-request", /member y/),
    );
    await expect(ask({ key: { kty: "oct", k: "AA" } })).rejects.toMatchObject(error("bad-request", /EC, OKP or RSA/));
    await expect(ask({ key: key.publicKey, userNonce: new Uint8Array(8) })).rejects.toMatchObject(error("bad-request"));
    expect(() => new TrusteeService({ url, provider: "toString" })).toThrow(/evidence of sev_guest, tdx_guest/);
  });
});

describe("an SNP report as JSON is laid out as it was", () => {
  test.each(["Milan", "Genoa", "Turin"] as const)("%s", async (product) => {
    const platform = await createSnpPlatform({ product });
    for (const version of [2, 3, 5] as const) {
      const report = await platform.report({ version });
      // Version 2 tells of no product: one of Turin can't be told from others but by its chip id.
      if (version === 2 && inspect(report).product !== product && product === "Turin") continue;
      const json = JSON.parse(JSON.stringify(snpReportJson(report)));
      if (product !== "Turin") expect(layOut4(json)).toEqual(report);
      if (version > 2) expect(layOut6(json)).toEqual(report);
    }
  });
});

describe("a secret", () => {
  const secret = new TextEncoder().encode("the key of the disk");
  const name = { repository: "default", type: "key", tag: "disk 1" };
  const stored = { secrets: { "default/key/disk 1": secret, "default/key/no": secret }, refused: ["default/key/no"] };

  async function attested(own = key) {
    const { service, url } = await broker("snp", stored);
    const challenge = await service.challenge({ key: own.publicKey, signal });
    const { token } = await challenge.answer(await evidenceFor("snp", challenge), signal);
    return { service, url, token };
  }

  test.each<[string, string, object]>([
    ["P-256", "ECDH-ES+A256KW", { crv: "P-256" }],
    ["P-521", "ECDH-ES+A256KW", { crv: "P-521" }],
    ["RSA", "RSA-OAEP-256", {}],
  ])("goes out to a key of %s, and opens", async (_, alg, options) => {
    const own = await pair(alg, options);
    const { service, token } = await attested(own);
    expect(await service.resource(name, { token, key: own.privateKey, signal })).toEqual(secret);
    const jwk = await exportJWK(own.privateKey);
    expect(await service.resource(name, { token, key: { ...jwk, alg }, signal })).toEqual(secret);
  });

  test("opens with no other key", async () => {
    const { service, token } = await attested();
    const request = { token, key: (await pair()).privateKey, signal };
    await expect(service.resource(name, request)).rejects.toMatchObject(error("not-opened"));
  });

  test("is refused, or not there", async () => {
    const { service, token } = await attested();
    const ask = (tag: string, with_ = token) =>
      service.resource({ ...name, tag }, { token: with_, key: key.privateKey, signal });
    await expect(ask("no")).rejects.toMatchObject(error("not-released", /403, Access denied by policy/));
    await expect(ask("other")).rejects.toMatchObject(error("not-found", /404, Request path/));
    await expect(ask("disk 1", "")).rejects.toMatchObject(error("bad-token", /401/));
    const forged = await mint(await signer(), { ...EAR, exp: 9e9 });
    await expect(ask("disk 1", forged)).rejects.toMatchObject(error("bad-token", /401, Token Verifier error/));
    for (const tag of ["", ".", ".."])
      await expect(ask(tag)).rejects.toMatchObject(error("bad-request", /no part called/));
  });

  test.each<[string, object]>([
    ["a weak wrapping", { alg: "RSA1_5", enc: "A256GCM" }],
    ["a shared secret", { alg: "dir", enc: "A256GCM" }],
    ["another cipher", { alg: "ECDH-ES+A256KW", enc: "A128CBC-HS256" }],
  ])("in %s is not opened", async (_, header) => {
    const app = new Hono();
    const protectedHeader = Buffer.from(JSON.stringify(header)).toString("base64url");
    app.all("*", (c) =>
      c.json({ protected: protectedHeader, encrypted_key: "AA", iv: "AA", ciphertext: "AA", tag: "AA" }),
    );
    const service = new TrusteeService({ url: await serving(app), provider: "sev_guest" });
    const answer = service.resource(name, { token: "t", key: key.privateKey, signal });
    await expect(answer).rejects.toMatchObject(error("not-opened"));
  });
});

describe("a service that does not keep to the protocol", () => {
  const saying = async (answer: Handler) => {
    const app = new Hono();
    app.all("*", answer);
    return new TrusteeService({ url: await serving(app), provider: "tdx_guest" });
  };
  const cookie = { "set-cookie": "kbs-session-id=1" };

  test.each<[string, Handler, string, RegExp]>([
    ["no JSON", () => new Response("<html>"), "bad-answer", /no JSON/],
    ["an array", () => Response.json([]), "bad-answer", /it is no object/],
    ["no nonce", () => Response.json({ "extra-params": "" }, { headers: cookie }), "bad-answer", /nonce/],
    [
      "a nonce twice",
      () => new Response('{"nonce":"a","nonce":"b"}', { headers: cookie }),
      "bad-answer",
      /two members/,
    ],
    ["no cookie", () => Response.json({ nonce: "a" }), "bad-answer", /set no cookie kbs-session-id/],
    [
      "another hash",
      () => Response.json({ nonce: "a", "extra-params": { "selected-hash-algorithm": "md5" } }, { headers: cookie }),
      "bad-answer",
      /selects the hash md5/,
    ],
    [
      "a redirection",
      () => new Response(null, { status: 307, headers: { location: "http://127.0.0.1:1/" } }),
      "bad-answer",
      /redirects/,
    ],
    ["too many bytes", () => new Response(" ".repeat((1 << 20) + 1)), "bad-answer", /more than 1048576 bytes/],
    ["too much to do", () => new Response(null, { status: 503 }), "overloaded", /answered 503/],
    [
      "a rest",
      () => new Response(null, { status: 429, headers: { "retry-after": "7" } }),
      "throttled",
      /asks to wait 7 s/,
    ],
    ["trouble", () => new Response(null, { status: 500 }), "unreachable", /answered 500/],
    [
      "another version",
      () => Response.json({ detail: "Mismatch\u001b[2J" }, { status: 401 }),
      "bad-request",
      /401, Mismatch\?\[2J/,
    ],
  ])("%s", async (_, answer, code, words) => {
    const service = await saying(answer);
    await expect(service.challenge({ key: key.publicKey, signal })).rejects.toMatchObject(error(code, words));
  });

  test("no service, and a caller who gave up", async () => {
    const service = new TrusteeService({ url: await nobody(), provider: "tdx_guest" });
    await expect(service.challenge({ key: key.publicKey, signal })).rejects.toMatchObject(error("unreachable"));
    const stopped = AbortSignal.abort(new Error("enough"));
    await expect(service.challenge({ key: key.publicKey, signal: stopped })).rejects.toThrow("enough");
  });

  test.each<[string, (now: number) => Promise<string> | string, RegExp]>([
    ["no token", () => "abc", /a token that is none/],
    ["a token without an end", (now) => mint(as, { iat: now }), /without exp or iat/],
    ["a token that has ended", (now) => mint(as, { iat: now - 100, exp: now - 50 }), /has expired by its own clock/],
  ])("it gives %s", async (_, token, words) => {
    const service = await saying(async (c) =>
      c.req.path.endsWith("/auth")
        ? Response.json({ nonce: "a" }, { headers: cookie })
        : Response.json({ token: await token(Math.floor(Date.now() / 1000)) }),
    );
    const challenge = await service.challenge({ key: key.publicKey, signal });
    const answer = challenge.answer(await evidenceFor("tdx", challenge), signal);
    await expect(answer).rejects.toMatchObject(error("bad-answer", words));
  });
});
