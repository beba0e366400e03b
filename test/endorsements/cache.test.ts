/** The cache: entries that were cut, mixed or changed are none; a failing storage holds up nothing; sharing a directory. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createStorage, type Driver } from "unstorage";
import { afterAll, describe, expect, test } from "vitest";
import { EndorsementCache, type EntryStorage, keyOf } from "../../hosts/endorsements/cache.ts";
import { defaultDirectory, directoryCache } from "../../hosts/endorsements/directory.ts";

const VCEK = `https://kdsintf.amd.com/vcek/v1/Milan/${"ab".repeat(64)}?blSPL=3&teeSPL=0&snpSPL=8&ucodeSPL=115`;
const CRL = "https://api.trustedservices.intel.com/sgx/certification/v4/pckcrl?ca=platform&encoding=der";
const answer = { body: Uint8Array.of(10, 13, 0, 255, 10), issuerChain: "-----BEGIN\n“x”\n" };

const folder = mkdtempSync(join(tmpdir(), "tsmkit-cache-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A storage in memory. */
function memory() {
  const entries = new Map<string, Uint8Array>();
  const storage: EntryStorage = {
    getItemRaw: async (key) => entries.get(key) ?? null,
    setItemRaw: async (key, bytes) => entries.set(key, bytes),
  };
  return { entries, storage };
}

test.each([
  [VCEK, `kdsintf.amd.com:vcek:v1:Milan:${"ab".repeat(64)}_blSPL-3_teeSPL-0_snpSPL-8_ucodeSPL-115`],
  [CRL, "api.trustedservices.intel.com:sgx:certification:v4:pckcrl_ca-platform_encoding-der"],
  ["http://[::1]:8080//a/../b%2f%00?x=..%2f", "___1__8080:b_2f_00_x-.._2f"],
])("the key of %s", (url, key) => {
  expect(keyOf(url)).toBe(key);
});

describe("an entry", () => {
  test("gives back what was put", async () => {
    const cache = new EndorsementCache(memory().storage);
    expect(await cache.get(CRL)).toBeUndefined();
    await cache.put(CRL, answer);
    expect(await cache.get(CRL)).toEqual(answer);
    await cache.put(CRL, { body: Uint8Array.of(1) });
    expect(await cache.get(CRL)).toEqual({ body: Uint8Array.of(1) });
    expect(await cache.get(VCEK)).toBeUndefined();
  });

  test("with any bit changed, cut anywhere, or with a byte more is none", async () => {
    const { entries, storage } = memory();
    const cache = new EndorsementCache(storage);
    await cache.put(CRL, answer);
    const [key, whole] = [...entries][0] as [string, Uint8Array];
    const variants = Array.from({ length: whole.length }, (_, i) => whole.slice(0, i));
    for (let i = 0; i < 8 * whole.length; i++) {
      const changed = whole.slice();
      changed[i >> 3] = (changed[i >> 3] as number) ^ (1 << (i & 7));
      // The line feed behind the digest is nobody's.
      if (i >> 3 !== 64) variants.push(changed);
    }
    variants.push(Uint8Array.of(...whole, 0));
    for (const variant of variants) {
      entries.set(key, variant);
      expect(await cache.get(CRL)).toBeUndefined();
    }
    entries.set(key, whole);
    expect(await cache.get(CRL)).toEqual(answer);
  });

  test("of another URL with the same key is none", async () => {
    const { storage } = memory();
    const cache = new EndorsementCache(storage);
    const [one, other] = ["http://a.test/x?y", "http://a.test/x_y"];
    expect(keyOf(one)).toBe(keyOf(other));
    await cache.put(one, answer);
    expect(await cache.get(other)).toBeUndefined();
  });

  test.each([null, undefined, "text", 7, {}])("is not %j", async (found) => {
    const storage = { getItemRaw: async () => found, setItemRaw: async () => {} };
    expect(await new EndorsementCache(storage).get(CRL)).toBeUndefined();
  });

  test("may come as an ArrayBuffer", async () => {
    const { entries, storage } = memory();
    await new EndorsementCache(storage).put(CRL, answer);
    const getItemRaw = async (key: string) => entries.get(key)?.slice().buffer;
    expect(await new EndorsementCache({ ...storage, getItemRaw }).get(CRL)).toEqual(answer);
  });
});

test("a storage that fails holds up nothing, and is told of", async () => {
  const errors: unknown[] = [];
  const fail = () => Promise.reject(new Error("no room"));
  const cache = new EndorsementCache({ getItemRaw: fail, setItemRaw: fail }, (error) => errors.push(error));
  await cache.put(CRL, answer);
  expect(await cache.get(CRL)).toBeUndefined();
  expect(errors).toEqual([new Error("no room"), new Error("no room")]);
});

test("drivers that keep text alone will do", async () => {
  const entries = new Map<string, string>();
  const driver: Driver = {
    hasItem: (key) => entries.has(key),
    getItem: (key) => entries.get(key) ?? null,
    setItem: (key, value) => void entries.set(key, value),
    getKeys: () => [...entries.keys()],
  };
  const cache = new EndorsementCache(createStorage({ driver }));
  await cache.put(VCEK, answer);
  expect([...entries.values()].map((value) => typeof value)).toEqual(["string"]);
  expect(await cache.get(VCEK)).toEqual(answer);
});

describe("a directory", () => {
  test("has readable names, and is shared", async () => {
    const directory = join(folder, "shared", "deep");
    await directoryCache(directory).put(VCEK, answer);
    const path = join(
      directory,
      "kdsintf.amd.com/vcek/v1/Milan",
      `${"ab".repeat(64)}_blSPL-3_teeSPL-0_snpSPL-8_ucodeSPL-115`,
    );
    expect(readFileSync(path).subarray(-5)).toEqual(Buffer.from(answer.body));
    expect(await directoryCache(directory).get(VCEK)).toEqual(answer);
  });

  test("an entry that was cut is fetched and put anew", async () => {
    const cache = directoryCache(join(folder, "cut"));
    await cache.put("http://a.test/x", answer);
    const path = join(folder, "cut", "a.test", "x");
    writeFileSync(path, readFileSync(path).subarray(0, 80));
    expect(await cache.get("http://a.test/x")).toBeUndefined();
    await cache.put("http://a.test/x", answer);
    expect(await cache.get("http://a.test/x")).toEqual(answer);
  });

  test("readers beside writers always see a whole entry", async () => {
    const directory = join(folder, "busy");
    const bodies = [1, 2, 3].map((byte) => new Uint8Array(200_000 + byte).fill(byte));
    const url = "http://a.test/x";
    await directoryCache(directory).put(url, { body: bodies[0] as Uint8Array });
    let writing = true;
    const writers = bodies.map(async (body) => {
      const cache = directoryCache(directory);
      for (let i = 0; i < 20; i++) await cache.put(url, { body });
    });
    const done = Promise.all(writers).finally(() => {
      writing = false;
    });
    const reader = directoryCache(directory);
    const seen = new Set<number | undefined>();
    while (writing) {
      const { body } = (await reader.get(url)) ?? {};
      seen.add(body && bodies.findIndex((b) => b.length === body.length));
    }
    await done;
    expect(seen.has(undefined)).toBe(false);
    expect(seen.size).toBeGreaterThan(1);
    expect(readdirSync(join(directory, "a.test"))).toEqual(["x"]);
  });

  test("that can't be written holds up nothing", async () => {
    const errors: unknown[] = [];
    writeFileSync(join(folder, "file"), "");
    const cache = directoryCache(join(folder, "file"), (error) => errors.push(error));
    await cache.put(CRL, answer);
    expect(await cache.get(CRL)).toBeUndefined();
    expect(errors).not.toEqual([]);
  });

  test.each([
    ["linux", { XDG_CACHE_HOME: "/x" }, "/x/tsmkit"],
    ["linux", { XDG_CACHE_HOME: "relative" }, "/home/me/.cache/tsmkit"],
    ["linux", { XDG_CACHE_HOME: "" }, "/home/me/.cache/tsmkit"],
    ["linux", {}, "/home/me/.cache/tsmkit"],
    ["darwin", {}, "/home/me/Library/Caches/tsmkit"],
    ["win32", { LOCALAPPDATA: "/local" }, "/local/tsmkit/Cache"],
    ["win32", {}, "/home/me/AppData/Local/tsmkit/Cache"],
  ])("by default on %s with %j", (platform, env, path) => {
    expect(defaultDirectory({ platform, env, home: "/home/me" })).toBe(path);
  });
});
