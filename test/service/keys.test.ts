/** Keys that sign: made and replaced, read from files, published by every replica. */
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportJWK, generateKeyPair, type JWK } from "jose";
import { describe, expect, onTestFinished, test } from "vitest";
import { FileKeys, makeKeyFile } from "../../hosts/service/signing/fileKeys.ts";
import { GeneratedKeys } from "../../hosts/service/signing/generated.ts";
import { KeyRing, type KeySource } from "../../hosts/service/signing/keyRing.ts";
import { MemoryStore } from "../../hosts/service/store/memory.ts";
import { TestClock } from "./service.ts";

const MINUTE = 60_000;

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "tsmkit-keys-"));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

const privateJwk = async (alg = "ES256"): Promise<JWK> =>
  exportJWK((await generateKeyPair(alg, { extractable: true })).privateKey);

function generated(clock: TestClock, rotation?: number): GeneratedKeys {
  const times = rotation === undefined ? {} : { rotation };
  return new GeneratedKeys({ algorithm: "ES256", lead: 2 * MINUTE, tokenLifetime: 5 * MINUTE, clock, ...times });
}

/** Ids of keys: the one that signs, then the others. */
async function ids(source: KeySource): Promise<string[]> {
  const { signing, others } = await source.keys();
  return [signing.kid, ...others.map(({ kid = "" }) => kid)];
}

describe("keys of this process", () => {
  test("one signs for good when nothing else is said", async () => {
    const clock = new TestClock();
    const keys = generated(clock);
    const first = await ids(keys);
    clock.pass(1e12);
    expect(await ids(keys)).toEqual(first);
    expect(first).toHaveLength(1);
  });

  test("the next is published before it signs, the last as long as its tokens hold", async () => {
    const clock = new TestClock();
    const keys = generated(clock, 60 * MINUTE);
    const [first = ""] = await ids(keys);
    clock.pass(58 * MINUTE);
    const [still, second = ""] = await ids(keys);
    expect(still).toBe(first);
    clock.pass(2 * MINUTE - 1);
    expect(await ids(keys)).toEqual([first, second]);
    clock.pass(1);
    expect(await ids(keys)).toEqual([second, first]);
    clock.pass(5 * MINUTE - 1);
    expect(await ids(keys)).toEqual([second, first]);
    clock.pass(1);
    expect(await ids(keys)).toEqual([second]);
  });

  test("after a long sleep the old one goes on until the next has been published for long enough", async () => {
    const clock = new TestClock();
    const keys = generated(clock, 60 * MINUTE);
    const [first = ""] = await ids(keys);
    clock.pass(600 * MINUTE);
    const [still, second = ""] = await ids(keys);
    expect([still, second]).toEqual([first, expect.stringMatching(/./)]);
    clock.pass(2 * MINUTE);
    expect(await ids(keys)).toEqual([second, first]);
  });

  test("who asks at once gets the same", async () => {
    const keys = generated(new TestClock());
    const all = await Promise.all(Array.from({ length: 20 }, () => ids(keys)));
    expect(new Set(all.flat()).size).toBe(1);
  });
});

describe("replicas", () => {
  const ring = (store: MemoryStore, clock: TestClock, source: KeySource = generated(clock)) =>
    new KeyRing({ source, store, tokenLifetime: 5 * MINUTE, clock });
  const kids = async (one: KeyRing) => (await one.jwks()).keys.map(({ kid }) => kid).sort();

  test("publish what all of them sign with, and nothing private", async () => {
    const clock = new TestClock();
    const store = new MemoryStore({ clock });
    const rings = [ring(store, clock), ring(store, clock)] as const;
    const signing = await Promise.all(rings.map(async (one) => (await one.signing()).kid));
    for (const one of rings) expect(await kids(one)).toEqual(signing.toSorted());
    const { keys } = await rings[0].jwks();
    for (const jwk of keys) expect(Object.keys(jwk).sort()).toEqual(["alg", "crv", "kid", "kty", "use", "x", "y"]);
  });

  test("a replica that is gone stays known as long as its tokens hold, and no longer", async () => {
    const clock = new TestClock();
    const store = new MemoryStore({ clock });
    const [one, gone] = [ring(store, clock), ring(store, clock)];
    await one.signing();
    const { kid } = await gone.signing();
    clock.pass(5 * MINUTE);
    expect(await kids(one)).toContain(kid);
    clock.pass(20_000);
    expect(await kids(one)).not.toContain(kid);
  });

  test("publish again what a store has forgotten", async () => {
    const clock = new TestClock();
    const stores = [new MemoryStore({ clock }), new MemoryStore({ clock })] as const;
    let current = stores[0];
    const store = new Proxy(stores[0], {
      get: (_, name) => {
        const value = Reflect.get(current, name);
        return typeof value === "function" ? value.bind(current) : value;
      },
    });
    const [one, other] = [ring(store, clock), ring(store, clock)];
    const all = [(await one.signing()).kid, (await other.signing()).kid].sort();
    current = stores[1];
    expect(await kids(one)).toHaveLength(1);
    clock.pass(10_000);
    await Promise.all([one.signing(), other.signing()]);
    expect(await kids(one)).toEqual(all);
  });
});

describe("keys of a file", () => {
  const source = (path: string, clock = new TestClock(), told: string[] = []) =>
    new FileKeys(path, clock, ({ message }) => told.push(message));

  test("is made when there is none, for its owner alone, and never in place of one", async () => {
    const path = join(folder(), "keys.jwks");
    await Promise.all([makeKeyFile(path, "ES384"), makeKeyFile(path, "ES384")]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const text = readFileSync(path, "utf8");
    const { signing } = await source(path).keys();
    expect(signing.alg).toBe("ES384");
    await makeKeyFile(path, "ES256");
    expect(readFileSync(path, "utf8")).toBe(text);
  });

  test.each([
    ["ES256", { namedCurve: "P-256" }],
    ["ES384", { namedCurve: "P-384" }],
    ["ES512", { namedCurve: "P-521" }],
    ["EdDSA", undefined],
  ])("in PEM, for %s", async (alg, curve) => {
    const path = join(folder(), "key.pem");
    const { privateKey } = curve ? generateKeyPairSync("ec", curve) : generateKeyPairSync("ed25519");
    writeFileSync(path, privateKey.export({ type: "pkcs8", format: "pem" }));
    expect((await source(path).keys()).signing.alg).toBe(alg);
  });

  test("the first signs, the others are published without what is private; the file may be replaced", async () => {
    const path = join(folder(), "keys.jwks");
    const keys = await Promise.all([privateJwk(), privateJwk("EdDSA"), privateJwk()]);
    writeFileSync(path, JSON.stringify({ keys: keys.slice(0, 2) }));
    const clock = new TestClock();
    const file = source(path, clock);
    const first = await file.keys();
    expect(first.signing.publicJwk.x).toBe(keys[0]?.x);
    expect(first.others).toEqual([
      { kty: "OKP", crv: "Ed25519", x: keys[1]?.x, kid: expect.any(String), alg: "EdDSA", use: "sig" },
    ]);
    writeFileSync(path, JSON.stringify({ keys: [keys[2], keys[0]] }));
    expect((await file.keys()).signing.kid).toBe(first.signing.kid);
    clock.pass(5_000);
    const then = await file.keys();
    expect(then.signing.publicJwk.x).toBe(keys[2]?.x);
    expect(then.others.map(({ kid }) => kid)).toEqual([first.signing.kid]);
  });

  test("a file that breaks leaves the keys of before, and is told", async () => {
    const path = join(folder(), "keys.jwks");
    await makeKeyFile(path, "ES256");
    const clock = new TestClock();
    const told: string[] = [];
    const file = source(path, clock, told);
    const before = await ids(file);
    writeFileSync(path, '{"keys":[{"kty":"oct","k":"c2VjcmV0"}]}');
    clock.pass(5_000);
    expect(await ids(file)).toEqual(before);
    expect(told).toEqual([expect.stringContaining('key 1 is a key of kind "oct"')]);
    expect(told.join()).not.toContain("c2VjcmV0");
  });

  test.each([
    ["nothing", "", "neither a JSON Web Key Set with private keys, nor a key in PEM"],
    ["no keys", '{"keys":[]}', "has no key"],
    [
      "a public key",
      '{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}',
      "has no private part",
    ],
    ["a key of RSA", '{"kty":"RSA","n":"AA","e":"AQAB","d":"AA"}', 'a key of kind "RSA"'],
    ["another algorithm", '{"kty":"OKP","crv":"Ed25519","x":"AA","d":"AA","alg":"HS256"}', 'is said to be for "HS256"'],
    ["bytes that are no key", '{"kty":"EC","crv":"P-256","x":"AA","y":"AA","d":"AA"}', "is no key that can be read"],
  ])("with %s is refused", async (_, text, words) => {
    const path = join(folder(), "keys.jwks");
    writeFileSync(path, text);
    await expect(source(path).keys()).rejects.toThrow(words);
  });

  test("that is not there is refused", async () => {
    await expect(source(join(folder(), "none")).keys()).rejects.toThrow(/can't read .*: ENOENT/);
  });
});
