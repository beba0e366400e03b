/** The sources in their order, what is kept, what is missing and why. */
import { afterEach, describe, expect, test, vi } from "vitest";
import { EndorsementCache } from "../../hosts/endorsements/cache.ts";
import { type CollectOptions, collect, ITEMS_MAX } from "../../hosts/endorsements/collect.ts";
import { Fetcher } from "../../hosts/endorsements/fetcher.ts";
import type { Item, Judge, Need } from "../../hosts/endorsements/need.ts";
import { cacheInMemory, type Reply, refused, reply, serving, silence } from "./server.ts";

const AT = new Date("2026-01-01T00:00:00Z");
const BASE = "https://kds.test";
const vcek: Need = { kind: "vcek", immutable: true, url: `${BASE}/vcek` };
const crl: Need = { kind: "vcek-crl", immutable: false, url: `${BASE}/crl` };
const tcb: Need = { kind: "tcb-info", immutable: false, url: "https://pcs.test/tcb" };

/** Items here are texts such as `vcek 2030`: a kind, an optional product, and the year until which it holds; or rubbish. */
function wordsOf({ bytes }: Item): string[] {
  return new TextDecoder().decode(bytes).split(" ");
}

/** A judge at that time. The first item of a kind and product counts. */
const judgeAt = (at: Date, trusted = true): Judge => ({
  reads: (item) => !wordsOf(item).includes("<html>Please"),
  judge: (items) => ({
    trusted,
    lack({ kind, product }) {
      const all = items.map(wordsOf).filter(([first, second]) => first === kind && (!product || second === product));
      const until = all[0]?.at(-1);
      if (until === undefined) return { there: false, why: "it is not what was asked for" };
      return new Date(`${until}-01-01T00:00:00Z`) < at ? { there: true, why: "it has expired" } : undefined;
    },
  }),
});

function item(text: string, from = "given"): Item {
  return { bytes: new TextEncoder().encode(text), from, name: "a file" };
}

/** Collects over replies: items as `text from`, what is missing as `kind code`, and what was asked of servers. */
async function run(
  needs: Need[],
  replies: Record<string, Reply | Reply[]> = {},
  { judge, at = AT, ...options }: CollectOptions & { judge?: Judge; at?: Date } = {},
) {
  const { fetch, asked } = serving(replies);
  const fetcher = new Fetcher({ fetch, attempts: 2, sleep: async () => {} });
  const { items, missing } = await collect(needs, judge ?? judgeAt(at), { fetcher, ...options });
  return {
    items: items.map(({ bytes, from }) => `${new TextDecoder().decode(bytes)} ${from}`),
    missing: missing.map(({ need, error }) => `${need.kind} ${error.code}`),
    asked,
  };
}

describe("sources", () => {
  test("given, then the cache, then the network", async () => {
    const cache = cacheInMemory();
    const replies = { [`${BASE}/vcek`]: reply("vcek 2030"), [`${BASE}/crl`]: reply("vcek-crl 2030") };

    const given = await run([vcek], replies, { given: [item("vcek 2032")], cache });
    expect(given).toEqual({ items: ["vcek 2032 given"], missing: [], asked: [] });

    const network = await run([vcek, crl], replies, { cache });
    expect(network).toEqual({
      items: [`vcek 2030 ${BASE}/vcek`, `vcek-crl 2030 ${BASE}/crl`],
      missing: [],
      asked: [`${BASE}/vcek`, `${BASE}/crl`],
    });

    const cached = await run([vcek, crl], replies, { cache });
    expect(cached).toEqual({ items: ["vcek 2030 cache", "vcek-crl 2030 cache"], missing: [], asked: [] });
  });

  test("what was given is passed on, needed or not", async () => {
    const { items } = await run([vcek], { [`${BASE}/vcek`]: reply("vcek 2030") }, { given: [item("something else")] });
    expect(items).toEqual([`vcek 2030 ${BASE}/vcek`, "something else given"]);
  });

  test("an issuer chain is an item of its own, from the network and from the cache", async () => {
    const cache = cacheInMemory();
    const chained = reply("tcb-info 2030", 200, { "tcb-info-issuer-chain": "a%20chain" });
    const first = await run([tcb], { "https://pcs.test/tcb": chained }, { cache });
    expect(first.items).toEqual(["tcb-info 2030 https://pcs.test/tcb", "a chain https://pcs.test/tcb"]);
    expect((await run([tcb], {}, { cache })).items).toEqual(["tcb-info 2030 cache", "a chain cache"]);
  });

  test("the order of items is that of the needs, whoever answers first", async () => {
    const late: Reply = async () => {
      await new Promise((resolve) => setTimeout(resolve, 10));
      return new Response("vcek 2030");
    };
    const replies = { [`${BASE}/vcek`]: late, "https://pcs.test/tcb": reply("tcb-info 2030") };
    expect((await run([vcek, tcb], replies)).items).toEqual([
      `vcek 2030 ${BASE}/vcek`,
      "tcb-info 2030 https://pcs.test/tcb",
    ]);
  });
});

describe("validity", () => {
  test("what was given and has expired is asked for again, and both are passed on, the newer first", async () => {
    const { items } = await run([crl], { [`${BASE}/crl`]: reply("vcek-crl 2027") }, { given: [item("vcek-crl 2025")] });
    expect(items).toEqual([`vcek-crl 2027 ${BASE}/crl`, "vcek-crl 2025 given"]);
  });

  test("a cached item holds until it expires, at the time that counts", async () => {
    const cache = cacheInMemory();
    const replies = { [`${BASE}/crl`]: [reply("vcek-crl 2027"), reply("vcek-crl 2028")] };
    await run([crl], replies, { cache });
    expect((await run([crl], {}, { cache, at: new Date("2027-01-01T00:00:00Z") })).items).toEqual([
      "vcek-crl 2027 cache",
    ]);
    const later = await run([crl], { [`${BASE}/crl`]: reply("vcek-crl 2028") }, { cache, at: new Date("2027-06-01") });
    expect(later.items).toEqual([`vcek-crl 2028 ${BASE}/crl`]);
    expect((await run([crl], {}, { cache, at: new Date("2027-06-01") })).items).toEqual(["vcek-crl 2028 cache"]);
  });

  test("what a server gives although it has expired is passed on, told, and not kept", async () => {
    const entries = new Map<string, Uint8Array>();
    const replies = { [`${BASE}/crl`]: reply("vcek-crl 2020") };
    const outcome = await run([crl], replies, { cache: cacheInMemory(entries) });
    expect(outcome).toMatchObject({ items: [`vcek-crl 2020 ${BASE}/crl`], missing: ["vcek-crl bad-answer"] });
    expect(entries.size).toBe(0);
  });

  test("what hangs on a root that is not trusted is passed on, and not kept", async () => {
    const entries = new Map<string, Uint8Array>();
    const replies = { [`${BASE}/vcek`]: reply("vcek 2030") };
    const outcome = await run([vcek], replies, { cache: cacheInMemory(entries), judge: judgeAt(AT, false) });
    expect(outcome).toMatchObject({ items: [`vcek 2030 ${BASE}/vcek`], missing: [] });
    expect(entries.size).toBe(0);
  });

  test("the answer of another kind is dropped", async () => {
    const outcome = await run([vcek], { [`${BASE}/vcek`]: reply("vcek-crl 2030") });
    expect(outcome).toMatchObject({ items: [], missing: ["vcek bad-answer"] });
  });

  test("what is not what was asked for is neither passed on nor kept", async () => {
    const entries = new Map<string, Uint8Array>();
    const replies = { [`${BASE}/vcek`]: reply("<html>Please log in") };
    const outcome = await run([vcek], replies, { cache: cacheInMemory(entries) });
    expect(outcome).toMatchObject({ items: [], missing: ["vcek bad-answer"] });
    expect(entries.size).toBe(0);
  });

  test("a damaged entry is fetched again", async () => {
    const entries = new Map<string, Uint8Array>();
    const replies = { [`${BASE}/vcek`]: reply("vcek 2030") };
    await run([vcek], replies, { cache: cacheInMemory(entries) });
    for (const [key, bytes] of entries) entries.set(key, bytes.subarray(0, -1));
    expect((await run([vcek], replies, { cache: cacheInMemory(entries) })).asked).toEqual([`${BASE}/vcek`]);
    expect((await run([vcek], {}, { cache: cacheInMemory(entries) })).items).toEqual(["vcek 2030 cache"]);
  });
});

describe("missing", () => {
  test("each need has its own reason, and spoils no other", async () => {
    const identity: Need = { kind: "qe-identity", immutable: false, url: "https://down.test/identity" };
    const root: Need = { kind: "root-ca-crl", immutable: false, url: "https://busy.test/root" };
    const nowhere: Need = { kind: "pck-crl", immutable: false, unfetchable: "nobody gives it" };
    const outcome = await run([tcb, identity, nowhere, root, crl], {
      "https://down.test/identity": refused,
      "https://busy.test/root": reply("", 429),
      [`${BASE}/crl`]: reply("vcek-crl 2030"),
    });
    expect(outcome.missing).toEqual([
      "tcb-info not-found",
      "qe-identity unreachable",
      "pck-crl unfetchable",
      "root-ca-crl throttled",
    ]);
    expect(outcome.items).toEqual([`vcek-crl 2030 ${BASE}/crl`]);
  });

  test("without the key nothing is asked for that hangs on it", async () => {
    const chain: Need = { kind: "vcek-chain", immutable: true, url: `${BASE}/chain` };
    const outcome = await run([vcek, chain, crl], { [`${BASE}/chain`]: reply("vcek-chain 2030") });
    expect(outcome).toEqual({ items: [], missing: ["vcek not-found"], asked: [`${BASE}/vcek`] });
  });

  test("what nobody can fetch may be given", async () => {
    const nowhere: Need = { kind: "vlek", immutable: true, unfetchable: "AMD keeps it" };
    expect((await run([nowhere], {}, { given: [item("vlek 2030")] })).missing).toEqual([]);
  });

  test("offline never fetches", async () => {
    const cache = cacheInMemory();
    const replies = { [`${BASE}/vcek`]: reply("vcek 2030"), [`${BASE}/crl`]: reply("vcek-crl 2020") };
    await run([vcek, crl], replies, { cache });
    expect(await run([vcek, crl, tcb], replies, { cache, offline: true })).toEqual({
      items: ["vcek 2030 cache"],
      missing: ["vcek-crl offline", "tcb-info offline"],
      asked: [],
    });
  });
});

describe("a report of either product", () => {
  const needs = (["Milan", "Genoa"] as const).flatMap((product): Need[] => [
    { kind: "vcek", product, immutable: true, url: `${BASE}/${product}/vcek` },
    { kind: "vcek-chain", product, immutable: true, url: `${BASE}/${product}/chain` },
  ]);
  const chains = {
    [`${BASE}/Milan/chain`]: reply("vcek-chain Milan 2040"),
    [`${BASE}/Genoa/chain`]: reply("vcek-chain Genoa 2040"),
  };

  test("is of the one whose key the service has", async () => {
    const outcome = await run(needs, { ...chains, [`${BASE}/Genoa/vcek`]: reply("vcek Genoa 2030") });
    expect(outcome).toEqual({
      items: [`vcek Genoa 2030 ${BASE}/Genoa/vcek`, `vcek-chain Genoa 2040 ${BASE}/Genoa/chain`],
      missing: [],
      asked: [`${BASE}/Milan/vcek`, `${BASE}/Genoa/vcek`, `${BASE}/Genoa/chain`],
    });
  });

  test("is of the first, when the service has its key", async () => {
    const outcome = await run(needs, { ...chains, [`${BASE}/Milan/vcek`]: reply("vcek Milan 2030") });
    expect(outcome.asked).toEqual([`${BASE}/Milan/vcek`, `${BASE}/Milan/chain`]);
  });

  test("of neither, misses both keys", async () => {
    const outcome = await run(needs, chains);
    expect(outcome).toMatchObject({ items: [], missing: ["vcek not-found", "vcek not-found"] });
  });
});

describe("limits", () => {
  const big = (size: number) => ({ bytes: new Uint8Array(size), from: "given", name: "big" });

  test("what was given has 4 MiB at most", async () => {
    expect((await run([], {}, { given: [big(ITEMS_MAX)] })).items).toHaveLength(1);
    await expect(run([], {}, { given: [big(ITEMS_MAX), big(1)] })).rejects.toMatchObject({ code: "too-large" });
  });

  test("and so has all together", async () => {
    const outcome = await run([vcek], { [`${BASE}/vcek`]: reply("vcek 2030") }, { given: [big(ITEMS_MAX - 1)] });
    expect(outcome.missing).toEqual(["vcek bad-answer"]);
    expect(outcome.items).toHaveLength(1);
  });
});

describe("giving up", () => {
  afterEach(() => void vi.useRealTimers());

  /** Collects as long as its timeout is, on a clock that stands still until all has come that comes. */
  async function runOut(...[needs, replies, options]: Parameters<typeof run>) {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const running = run(needs, replies, { ...options, timeout: 30 });
    await new Promise(setImmediate);
    await vi.advanceTimersByTimeAsync(30);
    return running;
  }

  test("what does not come in time is missing; what came stays", async () => {
    const replies = { [`${BASE}/vcek`]: reply("vcek 2030"), "https://pcs.test/tcb": silence };
    const outcome = await runOut([vcek, tcb], replies);
    expect(outcome.items).toEqual([`vcek 2030 ${BASE}/vcek`]);
    expect(outcome.missing).toEqual(["tcb-info unreachable"]);
  });

  test("a storage that hangs is not waited for longer", async () => {
    const hang = () => new Promise<never>(() => {});
    const reading = new EndorsementCache({ getItemRaw: hang, setItemRaw: async () => {} });
    expect((await runOut([vcek], {}, { cache: reading })).missing).toEqual(["vcek unreachable"]);
    const writing = new EndorsementCache({ getItemRaw: async () => null, setItemRaw: hang });
    const replies = { [`${BASE}/vcek`]: reply("vcek 2030") };
    expect((await runOut([vcek], replies, { cache: writing })).items).toEqual([`vcek 2030 ${BASE}/vcek`]);
  });

  test.each([2 ** 31, Number.POSITIVE_INFINITY])("a timeout of %d ms is no limit", async (timeout) => {
    const late: Reply = async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return new Response("vcek 2030");
    };
    expect((await run([vcek], { [`${BASE}/vcek`]: late }, { timeout })).missing).toEqual([]);
  });

  test("a signal ends it at once", async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort("enough"), 10);
    const replies = { [`${BASE}/vcek`]: silence, "https://pcs.test/tcb": silence };
    const outcome = run([vcek, tcb], replies, { signal: controller.signal });
    await expect(outcome).rejects.toMatchObject({ code: "cancelled", cause: "enough" });
    const early = run([vcek], {}, { signal: AbortSignal.abort() });
    await expect(early).rejects.toMatchObject({ code: "cancelled" });
  });
});
