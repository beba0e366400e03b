/** The store in a real server: the contract, and what no restart, failover or silence of the server may lead to. */
import { describe, expect, it, onTestFinished } from "vitest";
import type { SharedStore } from "../../../hosts/service/store/store.ts";
import { ValkeyStore } from "../../../hosts/service/store/valkey.ts";
import { keepsTheContract, newKey, race } from "../contract.ts";
import { type ServerSettings, startValkey, type ValkeyServer } from "../valkeyServer.ts";

const MINUTE = 60_000;

function storeOf({ url }: { url: string }, timeout = 10_000): ValkeyStore {
  const store = new ValkeyStore(url, timeout);
  onTestFinished(() => store.close());
  return store;
}

/** Waits until a store has its server again. */
async function untilBack(store: SharedStore): Promise<void> {
  for (;;) {
    const failed = await store.ping().then(
      () => false,
      () => true,
    );
    if (!failed) return;
    await new Promise((done) => setTimeout(done, 20));
  }
}

/** What a server that comes back knows: what of it is nothing, a snapshot, or its log of writes. */
const PERSISTENCE: [string, ServerSettings][] = [
  ["without persistence", {}],
  ["with an appended file", { lines: ['save ""', "appendonly yes", "appendfsync always"] }],
];

describe("Valkey", () => {
  let server: ValkeyServer;
  keepsTheContract(
    async (count) => {
      server = await startValkey();
      return Array.from({ length: count }, () => storeOf(server));
    },
    (milliseconds) => server.age(milliseconds),
  );

  it("forgets a mark by itself when its time has come", async () => {
    const store = storeOf(await startValkey());
    const key = newKey();
    await store.offer(key, 50);
    await store.take(key);
    while ((await store.take(key)) !== "unknown") await new Promise(setImmediate);
  });

  it("gives a mark to exactly one of 10,000 over four connections", async () => {
    const server = await startValkey();
    const stores = [1, 2, 3, 4].map(() => storeOf(server, 60_000));
    const key = newKey();
    await stores[0]?.offer(key, 10 * MINUTE);
    expect(await race(stores, key, 10_000)).toEqual({ taken: 1, used: 9_999 });
  });
});

describe("a server that comes back", () => {
  it.each(PERSISTENCE)("%s gives no mark of before, and those of now once", async (_, settings) => {
    const server = await startValkey(settings);
    const [store, other] = [storeOf(server), storeOf(server)];
    const [taken, waiting, later] = [newKey(), newKey(), newKey()];
    await store.offer(taken, 10 * MINUTE);
    await store.offer(waiting, 10 * MINUTE);
    expect(await store.take(taken)).toBe("taken");
    await server.stop("SIGKILL");
    await server.start();
    await Promise.all([untilBack(store), untilBack(other)]);
    expect(await other.take(taken)).toBe(settings.lines ? "used" : "unknown");
    expect(await other.take(waiting)).toBe("unknown");
    await store.offer(later, 10 * MINUTE);
    expect(await race([store, other], later, 100)).toEqual({ taken: 1, used: 99 });
  });

  it("from a snapshot of before the mark was taken gives it to nobody", async () => {
    const server = await startValkey({ lines: ['save ""', "dbfilename before.rdb"] });
    const store = storeOf(server);
    const key = newKey();
    await store.offer(key, 10 * MINUTE);
    await store.set("kept", new Uint8Array([1]));
    await server.command("SAVE");
    expect(await store.take(key)).toBe("taken");
    await server.stop("SIGKILL");
    await server.start();
    await untilBack(store);
    // The snapshot is what it came up with, and the mark in it waits.
    expect(await store.get("kept")).toEqual(new Uint8Array([1]));
    expect(await server.command("GET", `tsmkit:mark:${key}`)).toMatch(/^offered /);
    expect(await race([store, storeOf(server)], key, 100)).toEqual({ unknown: 100 });
  });

  it("while marks are raced for gives none twice", async () => {
    const server = await startValkey({ lines: ['save ""', "dbfilename before.rdb"] });
    const stores = [1, 2, 3, 4].map(() => storeOf(server));
    const keys = Array.from({ length: 200 }, newKey);
    for (const key of keys) await stores[0]?.offer(key, 10 * MINUTE);
    await server.command("SAVE");
    const taken: string[] = [];
    const takeAll = (store: SharedStore) =>
      Promise.all(
        keys.map(async (key) => {
          if ((await store.take(key).catch(() => "failed")) === "taken") taken.push(key);
        }),
      );
    const before = Promise.all(stores.map(takeAll));
    while (taken.length === 0) await new Promise(setImmediate);
    await server.stop("SIGKILL");
    await before;
    await server.start();
    await Promise.all(stores.map(untilBack));
    await Promise.all(stores.map(takeAll));
    expect(taken.length).toBeGreaterThan(0);
    expect(new Set(taken).size).toBe(taken.length);
  });
});

describe("a failover", () => {
  /** A server and its replica, which has all that the first one has. */
  async function pair(): Promise<{ first: ValkeyServer; second: ValkeyServer }> {
    const [first, second] = [await startValkey(), await startValkey()];
    await follow(second, first);
    return { first, second };
  }

  async function follow(replica: ValkeyServer, primary: ValkeyServer): Promise<void> {
    await replica.command("REPLICAOF", "127.0.0.1", String(primary.port));
    await replica.untilReplication(/master_link_status:up/);
  }

  /** A pair whose replica was promoted, and did not hear of the taking of a mark that it knows. */
  async function promoted() {
    const { first, second } = await pair();
    const store = storeOf(first);
    const key = newKey();
    await store.offer(key, 10 * MINUTE);
    await store.set("heard", new Uint8Array(1));
    while ((await second.command("EXISTS", "tsmkit:value:heard")) !== "1") await new Promise(setImmediate);
    // It hears nothing more.
    await second.command("REPLICAOF", "127.0.0.1", "1");
    expect(await store.take(key)).toBe("taken");
    await second.command("REPLICAOF", "NO", "ONE");
    return { first, second, store, key };
  }

  it("to a replica that did not hear of the taking gives no mark again", async () => {
    const { second, store, key } = await promoted();
    const other = storeOf(second);
    expect(await second.command("GET", `tsmkit:mark:${key}`)).toMatch(/^offered /);
    expect(await race([other, store], key, 100)).toEqual({ unknown: 50, used: 50 });
    const later = newKey();
    await other.offer(later, 10 * MINUTE);
    expect(await other.take(later)).toBe("taken");
  });

  it("there and back, in one run of the first server, gives no mark again", async () => {
    const { first, second, store, key } = await promoted();
    // The first one forgets what it did alone, and is promoted again.
    await follow(first, second);
    await first.command("REPLICAOF", "NO", "ONE");
    expect(await first.command("GET", `tsmkit:mark:${key}`)).toMatch(/^offered /);
    expect(await store.take(key)).toBe("unknown");
  });

  it("leaves a store of the replica without a word of its own", async () => {
    const { second } = await pair();
    await expect(storeOf(second).offer(newKey(), MINUTE)).rejects.toMatchObject({
      code: "store-failed",
      message: expect.stringMatching(/READONLY/),
    });
  });
});

describe("a server that is not there", () => {
  it("fails each call, and serves the same store when it is back", async () => {
    const server = await startValkey();
    const store = storeOf(server);
    await store.offer(newKey(), MINUTE);
    await server.stop();
    const calls = () => [
      store.offer(newKey(), MINUTE),
      store.take(newKey()),
      store.get("a"),
      store.keys(""),
      store.ping(),
    ];
    for (let i = 0; i < 3; i++) {
      for (const call of await Promise.allSettled(calls())) {
        expect(call).toMatchObject({ status: "rejected", reason: { code: "store-failed", group: "again" } });
      }
    }
    await server.start();
    await untilBack(store);
    const key = newKey();
    await store.offer(key, MINUTE);
    expect(await store.take(key)).toBe("taken");
  });

  it("does not answer in time: each call fails, and it serves on when it wakes", async () => {
    const server = await startValkey();
    const [store, fresh] = [storeOf(server, 300), storeOf(server, 300)];
    await untilBack(store);
    server.signal("SIGSTOP");
    const calls = await Promise.allSettled([store.take("a"), store.take("b"), fresh.ping()]);
    for (const call of calls) expect(call).toMatchObject({ status: "rejected", reason: { code: "store-failed" } });
    expect(String((calls[0] as PromiseRejectedResult).reason)).toContain("no answer within 300 ms");
    server.signal("SIGCONT");
    await Promise.all([untilBack(store), untilBack(fresh)]);
  });

  it("says no to a wrong password; the right one and the wrong one stay secret", async () => {
    const server = await startValkey({ password: "right-secret" });
    const store = storeOf(server);
    await store.ping();
    expect(store.name).not.toContain("secret");
    for (const user of [":wrong-secret@", "someone:wrong-secret@", ""]) {
      const other = storeOf({ url: `redis://${user}127.0.0.1:${server.port}/2` });
      const error = await other.ping().catch((error: Error) => error);
      expect(error).toMatchObject({ code: "store-failed", message: expect.stringMatching(/WRONGPASS|NOAUTH/) });
      expect(JSON.stringify(error) + String(error) + other.name).not.toContain("secret");
    }
  });

  it("refuses after it was closed", async () => {
    const store = storeOf(await startValkey());
    await store.ping();
    await store.close();
    await expect(store.ping()).rejects.toMatchObject({ code: "store-failed" });
  });
});

it("keeps prefixes and databases apart", async () => {
  const server = await startValkey();
  const stores = ["", "/1", "?prefix=other:"].map((end) => storeOf({ url: `${server.url}${end}` }));
  for (const [i, store] of stores.entries()) await store.set("a", new Uint8Array([i]));
  for (const [i, store] of stores.entries()) expect(await store.get("a")).toEqual(new Uint8Array([i]));
  expect(await stores[2]?.keys("")).toEqual(["a"]);
});

it("needs no more rights than its document says", async () => {
  const server = await startValkey();
  const rights = ["+eval", "+info", "+get", "+set", "+scan", "+ping", "+select"];
  await server.command("ACL", "SETUSER", "tsm", "on", ">secret", "~tsmkit:*", ...rights);
  const store = storeOf({ url: `redis://tsm:secret@127.0.0.1:${server.port}/1` });
  await store.ping();
  await store.offer("a", MINUTE);
  expect(await store.take("a")).toBe("taken");
  await store.set("b", new Uint8Array([1]), MINUTE);
  expect(await store.get("b")).toEqual(new Uint8Array([1]));
  expect(await store.keys("")).toEqual(["b"]);
});
