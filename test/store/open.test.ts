/** Stores by their URLs, the collateral in them, and Valkey's without its client. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { EndorsementCache } from "../../hosts/endorsements/cache.ts";
import { cacheStorage } from "../../hosts/service/store/cacheStorage.ts";
import { DirectoryStore } from "../../hosts/service/store/directory.ts";
import { MemoryStore } from "../../hosts/service/store/memory.ts";
import { openStore } from "../../hosts/service/store/open.ts";
import { parseServerUrl } from "../../hosts/service/store/serverUrl.ts";
import { root } from "../docs/documents.ts";

const VCEK = `https://kdsintf.amd.com/vcek/v1/Milan/${"0123456789abcdef".repeat(8)}?blSPL=3&teeSPL=0&snpSPL=8&ucodeSPL=115`;

it("opens memory, which is what there is without a URL", async () => {
  for (const url of [undefined, "memory:"]) expect(await openStore(url)).toBeInstanceOf(MemoryStore);
});

it("opens directories", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tsmkit-store-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [i, scheme] of ["file:", "file://", ""].entries()) {
    const store = await openStore(`${scheme}${folder}/${i}`);
    expect(store).toBeInstanceOf(DirectoryStore);
    expect(store.name).toBe(`directory ${folder}/${i}`);
  }
});

it.each([
  "",
  "memory",
  "file:",
  "http://:secret@host",
  "mysql://:secret@host",
  "redis://",
  "redis://:secret@host/a",
  "redis://:secret@host:70000",
  "redis://:secret%@host",
  "redis://:secret@host?other=1",
  "redis://:secret@host?prefix=a/b",
  "redis::secret",
])("refuses %j, and does not repeat it", async (url) => {
  const error = await openStore(url).catch((error: Error) => error);
  expect(error).toMatchObject({ code: "bad-request" });
  expect(JSON.stringify(error) + String(error)).not.toContain("secret");
});

it("reads the URLs of servers", () => {
  const plain = { port: 6379, tls: false, username: undefined, password: undefined, database: 0, prefix: "tsmkit:" };
  expect(parseServerUrl("redis://valkey")).toEqual({ ...plain, host: "valkey" });
  expect(parseServerUrl("valkey://:p%40ss%2F@valkey:7000/3?prefix=a:b:")).toEqual({
    ...plain,
    host: "valkey",
    port: 7000,
    password: "p@ss/",
    database: 3,
    prefix: "a:b:",
  });
  for (const scheme of ["rediss", "valkeys"]) {
    expect(parseServerUrl(`${scheme}://me:secret@[::1]/`)).toEqual({
      ...plain,
      host: "::1",
      tls: true,
      username: "me",
      password: "secret",
    });
  }
});

it("says of a server that is not there that it fails, without its password", async () => {
  const error = await openStore("redis://:secret@127.0.0.1:1").catch((error: Error) => error);
  expect(error).toMatchObject({ code: "store-failed", message: expect.stringContaining("127.0.0.1:1") });
  expect(JSON.stringify(error) + String(error)).not.toContain("secret");
});

describe("collateral", () => {
  it("is there for other caches over the same store, for 30 days", async () => {
    const clock = { time: 0, monotonic: () => clock.time };
    const store = new MemoryStore({ clock });
    const fail = (error: unknown) => expect.unreachable(String(error));
    const [cache, other] = [1, 2].map(() => new EndorsementCache(cacheStorage(store), fail)) as [
      EndorsementCache,
      EndorsementCache,
    ];
    const answer = { body: new Uint8Array([0, 10, 255]), issuerChain: "chain" };
    await cache.put(VCEK, answer);
    expect(await other.get(VCEK)).toEqual(answer);
    expect(await store.keys("collateral:")).toHaveLength(1);
    clock.time = 30 * 24 * 60 * 60 * 1000;
    expect(await other.get(VCEK)).toBeUndefined();
  });
});

// Bun has no hooks of its loader.
it.skipIf(process.versions.bun !== undefined)("says what to install where Valkey's client is not there", () => {
  const without = `
    import { register } from "node:module";
    const hook = 'export const resolve = (name, context, next) => { if (name === "@redis/client") throw Object.assign(new Error("none"), { code: "ERR_MODULE_NOT_FOUND" }); return next(name, context); }';
    register("data:text/javascript," + encodeURIComponent(hook));
    const { openStore } = await import("./dist/service/store/open.js");
    const { code, message } = await openStore("redis://127.0.0.1:1").catch((error) => error);
    console.log(JSON.stringify({ code, message }));`;
  const out = execFileSync(process.execPath, ["--input-type=module", "--eval", without], {
    cwd: root,
    encoding: "utf8",
  });
  const { code, message } = JSON.parse(out);
  expect(code).toBe("bad-request");
  expect(message).toContain("@redis/client is not installed: npm install @redis/client");
});
