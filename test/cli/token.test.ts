/** `tsm token`: whose signature counts has to be said, and what comes out by whether it holds. */

import { Hono } from "hono";
import { exportSPKI, importJWK } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { encodeBase64Url } from "../../hosts/base64.ts";
import { encodeHex } from "../../hosts/index.ts";
import { serving } from "../interop/common.ts";
import { EAR, mint, type Signer, signer } from "../token/minting.ts";
import { workplace } from "./evidence.ts";

let own: Signer;
let guest: Signer;
beforeAll(async () => {
  [own, guest] = await Promise.all([signer("ES256", "k1"), signer()]);
});

const AT = ["--at", "2026-01-01"];
const nonce = Uint8Array.from({ length: 8 }, (_, i) => i + 1);
const claims = () => ({ ...EAR, eat_nonce: encodeBase64Url(nonce), cnf: { jwk: guest.jwk } });

async function place() {
  const at = workplace();
  const token = at.put("token.jwt", `${await mint(own, claims())}\n`);
  const keys = at.put("keys.jwks", JSON.stringify({ keys: [own.jwk] }));
  const check = (...args: string[]) => at.tsm(["token", "--keys", keys, "--issuer", EAR.iss, ...AT, ...args]);
  return { ...at, token, keys, check };
}

describe("a token that holds", () => {
  it("as text", async () => {
    const { check, token } = await place();
    const { code, out, err } = await check("--audience", "reader", "--nonce", encodeHex(nonce), token);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^Token: affirming\n {2}issuer {20}https:\/\/verifier\.example\n {2}audience {18}reader\n/);
    expect(out).toContain("\n  expires                   2026-01-01T00:05:00Z\n");
    expect(out).toContain(
      "\n\nsnp\n  status                    affirming\n  policies                  p1\n  hardware ",
    );
  });

  it("as JSON, from stdin, with the guest's key", async () => {
    const { tsm, put, keys } = await place();
    const spki = await exportSPKI((await importJWK(guest.jwk, "ES256", { extractable: true })) as CryptoKey);
    const args = ["--keys", keys, "--issuer", EAR.iss, "--key", put("guest.pub", spki), "--format", "json", ...AT];
    const { code, out } = await tsm(["token", ...args], { stdin: await mint(own, claims()) });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ verdict: "affirming", profile: "ear", claims: EAR });
  });

  it("itself as the argument, with keys in PEM and from a URL", async () => {
    const { tsm, put } = await place();
    const token = await mint(own, EAR);
    const pem = await exportSPKI((await importJWK(own.jwk, "ES256", { extractable: true })) as CryptoKey);
    const url = await serving(new Hono().get("/certs", (c) => c.json({ keys: [own.jwk] })));
    for (const keys of [put("own.pem", pem), `${url}/certs`]) {
      const { code } = await tsm(["token", "--keys", keys, "--any-issuer", ...AT, token]);
      expect(code).toBe(0);
    }
  });

  it("but does not affirm", async () => {
    const { tsm, keys } = await place();
    const token = await mint(own, { ...EAR, submods: { snp: { "ear.status": "warning" } } });
    const { code, out } = await tsm(["token", "--keys", keys, "--any-issuer", ...AT, token]);
    expect(code).toBe(2);
    expect(out).toMatch(/^Token: warning\n/);
  });
});

describe("a token that does not", () => {
  it.each<[string, string[], string]>([
    ["another issuer", ["--issuer", "x"], 'its issuer is "https://verifier.example"; expected'],
    ["another audience", ["--audience", "x"], 'its audience is "reader"; expected "x"'],
    ["another nonce", ["--nonce", "00"], 'it carries "AQIDBAUGBwg"; expected "AA"'],
    ["another algorithm", ["--algorithms", "PS256,RS256"], 'its algorithm is "ES256"; expected PS256, RS256'],
    ["expired", ["--at", "2026-01-02"], "the token has expired: its exp is 2026-01-01T00:05:00Z"],
  ])("%s", async (_, args, words) => {
    const { tsm, keys, token } = await place();
    const issuer = args[0] === "--issuer" ? [] : ["--issuer", EAR.iss];
    const at = args[0] === "--at" ? [] : AT;
    const { code, out, err } = await tsm(["token", "--keys", keys, ...issuer, ...at, ...args, token]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(/^tsm: token\.jwt: /);
    expect(err).toContain(words);
  });

  it("is tolerated as long as was said", async () => {
    const { tsm, keys, token } = await place();
    const late = ["token", "--keys", keys, "--any-issuer", "--at", "2026-01-01T00:05:30Z", token];
    expect((await tsm([...late, "--tolerance", "31"])).code).toBe(0);
    expect((await tsm([...late, "--tolerance", "30"])).code).toBe(2);
  });
});

describe("only shown", () => {
  it("loudly, and without a check", async () => {
    const { tsm } = await place();
    const forged = await mint(await signer(), { ...EAR, iss: "anybody\u001b[2J" });
    const { code, out, err } = await tsm(["token", "--no-verify", forged]);
    expect({ code, err }).toEqual({ code: 0, err: "tsm: nothing was verified: anybody can write such a token\n" });
    expect(out).toMatch(/^Token: not verified; it says affirming\n {2}issuer {20}anybody\?\[2J\n/);
    const json = await tsm(["token", "--no-verify", "--format", "json", forged]);
    expect(JSON.parse(json.out)).toMatchObject({ verified: false, header: { alg: "ES256" } });
  });
});

describe("wrong calls", () => {
  it.each<[string, string[], number, string]>([
    ["no keys", [], 1, "whose signature counts? Give --keys"],
    ["no issuer", ["--keys", "keys.jwks"], 1, "who must have issued it?"],
    ["two kinds of issuer", ["--keys", "keys.jwks", "--issuer", "x", "--any-issuer"], 1, "who must have issued it?"],
    ["options that would not be used", ["--no-verify", "--audience", "x"], 1, "--no-verify checks nothing"],
    ["keys over http", ["--keys", "http://x.example/certs", "--any-issuer"], 1, "expected an https URL"],
    ["keys that are none", ["--keys", "token.jwt", "--any-issuer"], 1, "keys: there are none"],
    ["an algorithm with a secret", ["--keys", "keys.jwks", "--any-issuer", "--algorithms", "HS256"], 1, 'got "HS256"'],
    ["a file that is not there", ["--keys", "none", "--any-issuer"], 1, "can't read none"],
  ])("%s", async (_, args, exit, words) => {
    const { tsm, token } = await place();
    const { code, out, err } = await tsm(["token", ...args, token]);
    expect({ code, out }).toEqual({ code: exit, out: "" });
    expect(err).toContain(words);
  });
});
