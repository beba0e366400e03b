/** The store in memory: the contract, and its bounds. */
import { describe, expect, it } from "vitest";
import { MemoryStore } from "../../hosts/service/store/memory.ts";
import { keepsTheContract } from "./contract.ts";

/** A steady clock that stands until it is moved. */
class StandingClock {
  time = 0;
  monotonic = () => this.time;
}

describe("memory", () => {
  const clock = new StandingClock();
  keepsTheContract(
    async (count) => {
      const store = new MemoryStore({ clock });
      return Array.from({ length: count }, () => store);
    },
    async (milliseconds) => {
      clock.time += milliseconds;
    },
  );
});

it("refuses more marks than it holds, forgets none, and has room when they have expired", async () => {
  const clock = new StandingClock();
  const store = new MemoryStore({ clock, most: 100 });
  for (let i = 0; i < 100; i++) await store.offer(`a:${i}`, 1000 + i);
  expect(await store.take("a:0")).toBe("taken");
  await expect(store.offer("b", 1000)).rejects.toMatchObject({ code: "overloaded" });
  expect(await store.take("a:0")).toBe("used");
  expect(await store.take("a:99")).toBe("taken");
  clock.time = 1050;
  for (let i = 0; i < 25; i++) await store.offer(`c:${i}`, 1000).catch(() => {});
  for (let i = 0; i < 20; i++) await store.offer(`d:${i}`, 1000);
  expect(await store.take("a:98")).toBe("taken");
});

it("serves on while as many expire as come", async () => {
  const clock = new StandingClock();
  const store = new MemoryStore({ clock, most: 1400 });
  for (let i = 0; i < 20_000; i++) {
    // A thousand live at any time; some for long, which does not keep the others from going.
    await store.offer(`a:${i}`, i < 10 ? 1_000_000 : 1000);
    clock.time++;
  }
  expect(await store.take("a:0")).toBe("taken");
});

it("refuses more bytes than it holds, and drops those that have expired for new ones", async () => {
  const clock = new StandingClock();
  const store = new MemoryStore({ clock, bytes: 100 });
  await store.set("a", new Uint8Array(60), 1000);
  await expect(store.set("b", new Uint8Array(60))).rejects.toMatchObject({ code: "overloaded" });
  await store.set("a", new Uint8Array(99), 1000);
  clock.time = 1000;
  await store.set("b", new Uint8Array(99));
  await store.set("b", new Uint8Array(1));
  await store.set("c", new Uint8Array(97));
  expect(await store.keys("")).toEqual(["b", "c"]);
});

it("keeps bytes of its own", async () => {
  const store = new MemoryStore();
  const given = new Uint8Array([1]);
  await store.set("a", given);
  given[0] = 2;
  const got = (await store.get("a")) as Uint8Array;
  got[0] = 3;
  expect(await store.get("a")).toEqual(new Uint8Array([1]));
});
