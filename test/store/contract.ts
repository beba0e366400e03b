/** What every store does, whatever it keeps things in. */
import { expect, it } from "vitest";
import { encodeHex } from "../../hosts/hex.ts";
import type { SharedStore } from "../../hosts/service/store/store.ts";

/** Opens stores that share one place: as many as are asked for. A store in memory is the same each time. */
export type Opener = (count: number) => Promise<SharedStore[]>;

const MINUTE = 60_000;

export const newKey = () => `nonce:${encodeHex(crypto.getRandomValues(new Uint8Array(16)))}`;

const BAD_KEYS = ["", ":", "a:", ":a", "a::b", "a/b", "../a", "..", "a:..:b", ".", "a b", "a\0", "ä", "a\n", "*"];

/** How often each answer came. */
export function counts<T extends string>(answers: readonly T[]): Partial<Record<T, number>> {
  const found: Partial<Record<T, number>> = {};
  for (const answer of answers) found[answer] = (found[answer] ?? 0) + 1;
  return found;
}

/** Takes a mark so often, in turn over the stores, all at once. */
export async function race(stores: readonly SharedStore[], key: string, times: number) {
  const takes = Array.from({ length: times }, (_, i) => stores[i % stores.length]?.take(key) ?? "unknown");
  return counts(await Promise.all(takes));
}

/** The tests of a store. `wait` lets so many milliseconds go by on its clock. */
export function keepsTheContract(open: Opener, wait: (milliseconds: number) => Promise<void>): void {
  it("gives a mark to exactly one of 1,000 who race for it", async () => {
    const stores = await open(4);
    const key = newKey();
    await stores[0]?.offer(key, MINUTE);
    expect(await race(stores, key, 1000)).toEqual({ taken: 1, used: 999 });
  });

  it("gives each of many marks once while they are offered and taken at once", async () => {
    const stores = await open(4);
    const keys = Array.from({ length: 100 }, newKey);
    const answers = await Promise.all(
      keys.map(async (key, i) => {
        await stores[i % 4]?.offer(key, MINUTE);
        return race(stores, key, 4);
      }),
    );
    for (const answer of answers) expect(answer).toEqual({ taken: 1, used: 3 });
  });

  it("knows no mark that was not offered, and none that has expired", async () => {
    const [store, other] = (await open(2)) as [SharedStore, SharedStore];
    const [never, taken, left] = [newKey(), newKey(), newKey()] as const;
    expect(await store.take(never)).toBe("unknown");
    await store.offer(taken, MINUTE);
    await other.offer(left, MINUTE);
    expect(await other.take(taken)).toBe("taken");
    expect(await store.take(taken)).toBe("used");
    await wait(MINUTE);
    expect(await store.take(taken)).toBe("unknown");
    expect(await store.take(left)).toBe("unknown");
  });

  it("gives a mark once at most when it expires meanwhile", async () => {
    const stores = await open(4);
    const key = newKey();
    await stores[0]?.offer(key, MINUTE);
    const [first, , second] = await Promise.all([race(stores, key, 200), wait(MINUTE), race(stores, key, 200)]);
    expect((first?.taken ?? 0) + (second?.taken ?? 0)).toBeLessThanOrEqual(1);
    expect(await race(stores, key, 8)).toEqual({ unknown: 8 });
  });

  it("offers no mark again that was taken", async () => {
    const [store, other] = (await open(2)) as [SharedStore, SharedStore];
    const key = newKey();
    await store.offer(key, MINUTE);
    expect(await other.take(key)).toBe("taken");
    await other.offer(key, MINUTE);
    expect(await store.take(key)).toBe("used");
  });

  it("keeps bytes as they are, until they expire", async () => {
    const [store, other] = (await open(2)) as [SharedStore, SharedStore];
    const all = Uint8Array.from({ length: 256 }, (_, i) => i);
    const large = new Uint8Array(1_000_000).fill(10);
    for (const bytes of [all, new Uint8Array(), large, all.subarray(7, 20)]) {
      await store.set("value:bytes", bytes);
      expect(Buffer.compare((await other.get("value:bytes")) ?? Buffer.of(0), bytes)).toBe(0);
    }
    await store.set("value:short", all, MINUTE);
    expect(await other.get("value:short")).toEqual(all);
    await wait(MINUTE);
    expect(await other.get("value:short")).toBeUndefined();
    expect(await other.get("value:bytes")).toHaveLength(13);
    expect(await other.get("value:none")).toBeUndefined();
  });

  it("lists keys by their beginning, without those that have expired and without marks", async () => {
    const [store, other] = (await open(2)) as [SharedStore, SharedStore];
    const keys = Array.from({ length: 50 }, (_, i) => `listed:${i}`);
    await Promise.all([...keys, "listed-too", "Listed:1"].map((key) => store.set(key, new Uint8Array(1))));
    await store.set("listed:gone", new Uint8Array(1), MINUTE);
    await store.offer("listed:mark", 2 * MINUTE);
    await wait(MINUTE);
    expect((await other.keys("listed:")).sort()).toEqual(keys.sort());
    expect(await other.keys("none:")).toEqual([]);
    expect(await other.keys("")).toEqual(expect.arrayContaining(["Listed:1", "listed-too"]));
  });

  it("tells marks from values, and keys by their case", async () => {
    const [store] = (await open(1)) as [SharedStore];
    await store.offer("one:Key", MINUTE);
    await store.set("one:Key", new Uint8Array(2));
    expect(await store.take("one:key")).toBe("unknown");
    expect(await store.get("one:Key")).toHaveLength(2);
    expect(await store.take("one:Key")).toBe("taken");
  });

  it.each(BAD_KEYS.concat("a".repeat(513)))("refuses the key %j", async (key) => {
    const [store] = (await open(1)) as [SharedStore];
    const calls = [store.offer(key, 1), store.take(key), store.get(key), store.set(key, new Uint8Array())];
    for (const call of await Promise.allSettled(calls)) {
      expect(call).toMatchObject({ status: "rejected", reason: { code: "bad-request" } });
    }
  });

  it("refuses lifetimes and beginnings that are none", async () => {
    const [store] = (await open(1)) as [SharedStore];
    for (const lifetime of [0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      await expect(store.offer(newKey(), lifetime)).rejects.toMatchObject({ code: "bad-request" });
      await expect(store.set(newKey(), new Uint8Array(), lifetime)).rejects.toMatchObject({ code: "bad-request" });
    }
    await expect(store.keys("*")).rejects.toMatchObject({ code: "bad-request" });
  });

  it("answers, and has a name without secrets", async () => {
    const [store] = (await open(1)) as [SharedStore];
    await store.ping();
    expect(store.name).not.toContain("secret");
  });
}
