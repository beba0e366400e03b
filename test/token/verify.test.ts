/** Tokens verified: what is taken, and each way in which one is refused, in words. */
import { createHmac } from "node:crypto";
import { exportSPKI, importJWK, type JWK } from "jose";
import { beforeAll, describe, expect, test } from "vitest";
import { encodeBase64, encodeBase64Url } from "../../hosts/base64.ts";
import { amdAuthorities, toPem } from "../../hosts/forge/index.ts";
import { type VerifyTokenOptions, verifyToken } from "../../hosts/token/index.ts";
import { assembled, at, EAR, mint, NOW, type Signer, signer } from "./minting.ts";

let own: Signer;
let other: Signer;
let options: VerifyTokenOptions;
beforeAll(async () => {
  [own, other] = await Promise.all([signer("ES256", "k1"), signer("ES256", "k1")]);
  options = { keys: own.jwk, issuer: EAR.iss, at };
});

const refused = (token: string, words: RegExp, more: Partial<VerifyTokenOptions> = {}, code = "bad-token") =>
  expect(verifyToken(token, { ...options, ...more })).rejects.toMatchObject({
    code,
    message: expect.stringMatching(words),
  });

describe("taken", () => {
  test("what it says comes out", async () => {
    const result = await verifyToken(await mint(own), { ...options, audience: ["x", "reader"], policyId: "p1" });
    expect(result).toEqual({
      issuer: EAR.iss,
      audience: ["reader"],
      issuedAt: "2025-12-31T23:59:00Z",
      expires: "2026-01-01T00:05:00Z",
      profile: "ear",
      verdict: "affirming",
      submods: [{ name: "snp", status: "affirming", vector: { hardware: 2 }, policyIds: ["p1"] }],
      nonces: [],
      claims: EAR,
    });
  });

  test.each(["ES256", "ES384", "ES512", "PS256", "PS384", "PS512", "EdDSA"] as const)("signed with %s", async (alg) => {
    const by = await signer(alg);
    expect(await verifyToken(await mint(by), { ...options, keys: by.jwk })).toMatchObject({ verdict: "affirming" });
  });

  test("RS256 when it was said", async () => {
    const by = await signer("RS256");
    await refused(await mint(by), /algorithm is "RS256"; expected ES256/, { keys: by.jwk });
    const taken = { ...options, keys: by.jwk, algorithms: ["RS256"] as const };
    expect(await verifyToken(await mint(by), taken)).toMatchObject({ verdict: "affirming" });
  });

  test("keys in every form", async () => {
    const token = await mint(own);
    const key = (await importJWK(own.jwk, "ES256", { extractable: true })) as CryptoKey;
    for (const keys of [{ keys: [other.jwk, own.jwk] }, [own.jwk], key, await exportSPKI(key)]) {
      expect(await verifyToken(token, { ...options, keys })).toMatchObject({ verdict: "affirming" });
    }
  });

  test("keys of a set that has certificates alone, and certificates in PEM", async () => {
    const { ark } = await amdAuthorities("Milan");
    const by = { alg: "PS384", privateKey: ark.privateKey, jwk: { kid: "c" } };
    const x5c = [encodeBase64(ark.certificate)];
    for (const keys of [{ keys: [{ kty: "RSA", kid: "c", x5c }] }, toPem(ark.certificate)]) {
      expect(await verifyToken(await mint(by), { ...options, keys })).toMatchObject({ verdict: "affirming" });
      await refused(await mint(await signer("PS384", "c")), /its signature is not of the key/, { keys });
    }
  });

  test("an issuer of several, and any when that was said", async () => {
    expect(await verifyToken(await mint(own), { ...options, issuer: ["x", EAR.iss] })).toMatchObject({
      issuer: EAR.iss,
    });
    const { iss: _, ...anonymous } = EAR;
    const result = await verifyToken(await mint(own, anonymous), { ...options, issuer: false });
    expect(result).not.toHaveProperty("issuer");
  });
});

describe("who signed it", () => {
  test("nobody, by alg none", async () => {
    for (const alg of ["none", "None", "nOnE"]) {
      await refused(assembled({ alg }, EAR), /its algorithm is "n\w+": it is signed by nobody; expected ES256/i);
    }
  });

  test("whoever has the public key, by HS256", async () => {
    const spki = await exportSPKI((await importJWK(own.jwk, "ES256", { extractable: true })) as CryptoKey);
    for (const secret of [spki, JSON.stringify(own.jwk)]) {
      const signed = assembled({ alg: "HS256", kid: "k1" }, EAR).slice(0, -1);
      const token = `${signed}.${encodeBase64Url(createHmac("sha256", secret).update(signed).digest())}`;
      await refused(token, /algorithm is "HS256": whoever can check it can make it, with the public key for a secret/);
      await refused(token, /HS256/, { keys: spki });
    }
    await expect(verifyToken(await mint(own), { ...options, algorithms: ["HS256" as "ES256"] })).rejects.toMatchObject({
      code: "bad-request",
    });
  });

  test("another key with the same name, or of another name", async () => {
    await refused(await mint(other), /its signature is not of the key that is trusted/);
    const named = await signer("ES256", "k2");
    await refused(await mint(named), /it is signed by the key "k2"; trusted are "k1"/);
    await refused(await mint(own, EAR, { kid: 7 }), /its kid is 7; expected a string/);
  });

  test("a key of another kind", async () => {
    const rsa = await signer("PS256");
    await refused(await mint(rsa), /it is "EC", and PS256 needs RSA/);
    const wide = await signer("ES384");
    await refused(await mint(wide), /it is on "P-256", and ES384 needs P-384/);
    await refused(await mint(own), /it is for "ES512", and not for ES256/, { keys: { ...own.jwk, alg: "ES512" } });
    await refused(await mint(own), /its use is "enc"/, { keys: { ...own.jwk, use: "enc" } });
    await refused(await mint(own), /its key_ops lack verify/, { keys: { ...own.jwk, key_ops: ["encrypt"] } });
  });

  test("a key that the header brings along is never used, and no URL in it is asked", async () => {
    const fetched: string[] = [];
    const jwks = {
      jwks: "https://pinned.example/keys",
      fetch: async (url: string) => {
        fetched.push(url);
        return Response.json({ keys: [own.jwk] });
      },
    };
    const headers = [
      { jwk: other.jwk },
      { jku: "https://evil.example/keys" },
      { x5u: "https://evil.example/cert" },
      { x5c: ["MIIB"] },
    ];
    for (const header of headers) {
      await refused(await mint(other, EAR, header), /its signature is not of the key/, { keys: jwks });
      expect(await verifyToken(await mint(own, EAR, header), { ...options, keys: jwks })).toBeTruthy();
    }
    expect(new Set(fetched)).toEqual(new Set(["https://pinned.example/keys"]));
  });

  test("extensions that are not known", async () => {
    await refused(assembled({ alg: "ES256", crit: ["x"], x: 1 }, EAR, "AA"), /its header has crit \["x"\]/);
    await refused(assembled({ alg: "ES256", b64: false }, EAR, "AA"), /its header has b64/);
  });

  test("claims changed after it was signed", async () => {
    const [header, , signature] = (await mint(own)).split(".");
    const claims = assembled({}, { ...EAR, exp: NOW + 9999 }).split(".")[1];
    await refused(`${header}.${claims}.${signature}`, /its signature is not of the key/);
  });
});

describe("keys that are no pinned public keys", () => {
  test.each<[string, unknown, RegExp]>([
    ["a secret", { kty: "oct", k: "AAAA" }, /one is secret, private/],
    ["none", [], /there are none/],
    ["no key", [7], /no JSON Web Key/],
    ["a private key in PEM", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", /got PRIVATE KEY/],
    ["garbage in PEM", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", /has no key/],
    ["words", "abc", /there are none/],
  ])("%s", async (_, keys, words) => {
    await refused(await mint(own), words, { keys: keys as JWK }, "bad-request");
  });

  test("one that can't be read", async () => {
    const keys = (await importJWK(own.jwk, "ES256", { extractable: false })) as CryptoKey;
    await refused(await mint(own), /expected a CryptoKey that is extractable/, { keys }, "bad-request");
  });

  test("a private one", async () => {
    await refused(await mint(own), /one is secret, private/, { keys: { ...own.jwk, d: "AAAA" } }, "bad-request");
  });
});

describe("keys at a URL", () => {
  const source = (...answers: (() => Response)[]) => {
    let asked = 0;
    const fetch = async (_: string, init: RequestInit) => {
      expect(init.redirect).toBe("manual");
      return (answers[Math.min(asked++, answers.length - 1)] as () => Response)();
    };
    return { keys: { jwks: "https://pinned.example/keys", fetch }, asked: () => asked };
  };

  test("are asked for once", async () => {
    const { keys, asked } = source(() => Response.json({ keys: [own.jwk] }));
    for (let i = 0; i < 3; i++) await verifyToken(await mint(own), { ...options, keys });
    expect(asked()).toBe(1);
  });

  test.each<[string, () => Response, string, RegExp]>([
    [
      "redirect",
      () => new Response(null, { status: 302, headers: { location: "https://x" } }),
      "unreachable",
      /answered 302/,
    ],
    ["fail", () => new Response("no", { status: 500 }), "unreachable", /answered 500/],
    ["are no JSON", () => new Response("<html>"), "bad-answer", /no JSON/],
    ["have no keys", () => Response.json({}), "bad-answer", /member keys is missing/],
    ["have a key twice", () => new Response('{"keys":[],"keys":[]}'), "bad-answer", /two members are called "keys"/],
    ["are too many bytes", () => new Response(" ".repeat((1 << 20) + 1)), "bad-answer", /more than 1048576 bytes/],
  ])("that %s", async (_, answer, code, words) => {
    await refused(await mint(own), words, { keys: source(answer).keys }, code);
  });
});

describe("by whom and for whom", () => {
  test("another issuer, or none", async () => {
    await refused(
      await mint(own, { ...EAR, iss: "https://evil.example" }),
      /its issuer is "https:\/\/evil\.example"; expected "https:\/\/verifier/,
    );
    await refused(await mint(own, { ...EAR, iss: undefined }), /its issuer is nothing/);
    await refused(await mint(own, { ...EAR, iss: [EAR.iss] }), /its issuer is \[/);
    await refused(await mint(own), /issuer: name one/, { issuer: undefined as unknown as string }, "bad-request");
  });

  test("another audience, or none", async () => {
    await refused(await mint(own), /its audience is "reader"; expected "somebody"/, { audience: "somebody" });
    await refused(await mint(own, { ...EAR, aud: undefined }), /its audience is nothing/, { audience: "reader" });
    await refused(await mint(own, { ...EAR, aud: [7] }), /its aud is \[7\]/, { audience: "reader" });
    const several = await mint(own, { ...EAR, aud: ["a", "reader"] });
    expect(await verifyToken(several, { ...options, audience: "reader" })).toMatchObject({ audience: ["a", "reader"] });
  });
});

describe("until when", () => {
  const when = async (claims: object, seconds: number, tolerance = 0) =>
    verifyToken(await mint(own, { ...EAR, ...claims }), { ...options, at: new Date(1000 * seconds), tolerance });

  test("it holds until just before its end, and no longer than is tolerated", async () => {
    await expect(when({}, EAR.exp - 1)).resolves.toBeTruthy();
    await expect(when({}, EAR.exp)).rejects.toMatchObject({ code: "token-expired" });
    await expect(when({}, EAR.exp + 4, 5)).resolves.toBeTruthy();
    await expect(when({}, EAR.exp + 5, 5)).rejects.toMatchObject({
      code: "token-expired",
      message: expect.stringContaining("its exp is 2026-01-01T00:05:00Z; now it is 2026-01-01T00:05:05Z, and 5 s are"),
    });
  });

  test("it holds from its start on", async () => {
    const claims = { nbf: NOW };
    await expect(when(claims, NOW)).resolves.toBeTruthy();
    await expect(when(claims, NOW - 1)).rejects.toThrow(/does not hold before 2026-01-01T00:00:00Z/);
    await expect(when(claims, NOW - 5, 5)).resolves.toBeTruthy();
    await expect(when(claims, NOW - 6, 5)).rejects.toMatchObject({ code: "bad-token" });
    await expect(when({}, EAR.iat - 1)).rejects.toThrow(/it was issued at/);
  });

  test("times that are none", async () => {
    await expect(when({ exp: undefined }, NOW)).rejects.toThrow(/it has no exp/);
    for (const exp of ["1767225900", -1, 1e300, null]) {
      await expect(when({ exp }, NOW)).rejects.toThrow(/its exp is .*; expected seconds since 1970/);
    }
    await expect(when({ nbf: "x" }, NOW)).rejects.toThrow(/its nbf is "x"/);
  });

  test("options that can't be", async () => {
    await refused(await mint(own), /tolerance/, { tolerance: -1 }, "bad-request");
    await refused(await mint(own), /at: expected/, { at: new Date(Number.NaN) }, "bad-request");
  });
});

describe("the nonce", () => {
  const nonce = Uint8Array.from({ length: 32 }, (_, i) => 250 - i);
  const text = encodeBase64Url(nonce);
  test.each<[string, unknown]>([
    ["alone", text],
    ["one of several", ["AAAAAAAAAAA", text]],
    ["in the other alphabet", encodeBase64(nonce)],
  ])("taken: %s", async (_, eat_nonce) => {
    await expect(verifyToken(await mint(own, { ...EAR, eat_nonce }), { ...options, nonce })).resolves.toBeTruthy();
  });

  test.each<[string, unknown, RegExp]>([
    ["none", undefined, /it carries no nonce; expected "/],
    ["another", "AAAAAAAAAAA", /it carries "AAAAAAAAAAA"; expected/],
    ["its start", text.slice(0, 40), /it carries/],
    ["it and more", `${text}AAAA`, /it carries/],
    ["no text", [7, null], /it carries 7, null/],
  ])("refused: %s", async (_, eat_nonce, words) => {
    await refused(await mint(own, { ...EAR, eat_nonce }), words, { nonce });
  });
});

describe("the key that it vouches for", () => {
  test("in cnf, whole or by its thumbprint", async () => {
    const { jwk } = other;
    const jkt = await (await import("jose")).calculateJwkThumbprint(jwk);
    for (const cnf of [{ jwk }, { jkt }]) {
      const result = await verifyToken(await mint(own, { ...EAR, cnf }), { ...options, key: jwk });
      expect(result.confirmationKey).toEqual(jwk);
    }
    expect((await verifyToken(await mint(own, { ...EAR, cnf: { jwk } }), options)).confirmationKey).toEqual(jwk);
  });

  test("another, or none", async () => {
    await refused(await mint(own), /it vouches for no key; expected "/, { key: other.jwk });
    await refused(await mint(own, { ...EAR, cnf: { jwk: own.jwk } }), /it vouches for the keys with thumbprints/, {
      key: other.jwk,
    });
    await refused(await mint(own), /key: expected a JSON Web Key/, { key: {} as JWK }, "bad-request");
  });

  test("the policy, in each submodule", async () => {
    await refused(await mint(own), /"snp" was appraised by \["p1"\]; expected the policy "p2"/, { policyId: "p2" });
    await refused(await mint(own, { ...EAR, submods: {} }), /it has no submodules/, { policyId: "p1" });
  });
});

describe("what is no token", () => {
  test.each<[string, string, RegExp]>([
    ["nothing", "", /it has 1 parts/],
    ["two parts", "a.b", /it has 2 parts/],
    ["encrypted", "a.b.c.d.e", /it is encrypted/],
    ["no base64url", "a+.b.AAAA", /its header is not base64url/],
    ["a spelling of the same bytes", "e31.e31.", /its header is not base64url/],
    ["a header that is no object", assembled([], EAR), /its header: it is no object/],
    ["claims that are no JSON", assembled({ alg: "ES256" }, "{"), /its claims: it is no JSON/],
    ["claims that are an array", assembled({ alg: "ES256" }, "[]"), /its claims: it is no object/],
    ["a claim twice", assembled({ alg: "ES256" }, '{"iss":"a","iss":"b"}'), /two members are called "iss"/],
    [
      "a claim twice, in disguise",
      assembled({ alg: "ES256" }, '{"iss":"a","\\u0069ss":"b"}'),
      /two members are called "iss"/,
    ],
    ["an algorithm twice", assembled('{"alg":"ES256","alg":"none"}', EAR), /its header: two members are called "alg"/],
    [
      "a member twice, further in",
      assembled({ alg: "ES256" }, '{"a":[{"b":{"c":1,"d":":","c":2}}]}'),
      /are called "c"/,
    ],
    ["too many levels", assembled({ alg: "ES256" }, `{"a":${"[".repeat(40)}${"]".repeat(40)}}`), /more than 32 levels/],
    ["too long", "a".repeat((256 << 10) + 1), /at most 262144/],
    ["a byte that is no UTF-8", `${assembled({ alg: "ES256" }, {}).split(".")[0]}.eyJhIjoi_yJ9.`, /no JSON in UTF-8/],
  ])("%s", async (_, token, words) => {
    await refused(token, words);
  });

  test("control characters are not passed on", async () => {
    const token = assembled({ alg: "\u001b[2J" }, EAR);
    const error = await verifyToken(token, options).catch((error: Error) => error);
    expect((error as Error).message).not.toContain("\u001b");
  });

  test("line ends around it don't matter, and names may come again elsewhere", async () => {
    expect(await verifyToken(` ${await mint(own)}\n`, options)).toBeTruthy();
    expect(
      await verifyToken(await mint(own, { ...EAR, a: { iss: 1 }, b: [{ iss: 1 }, { iss: 2 }] }), options),
    ).toBeTruthy();
  });
});
