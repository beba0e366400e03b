import { describe, expect, it } from "vitest";
import {
  chance,
  emptyOutblob,
  failing,
  meanwhile,
  type Provider,
  resized,
  slow,
  times,
} from "../../hosts/software-tsm/index.ts";
import { benchWithEntry, NONCE, outcome } from "./bench.ts";
import { SelfProvider } from "./selfProvider.ts";

/** What so many reports, each after a write of its own, come to. */
async function reports(provider: Provider, count: number): Promise<string[]> {
  const bench = await benchWithEntry({ provider });
  const results: string[] = [];
  for (let i = 0; i < count; i++) {
    await bench.put("r0/inblob", NONCE);
    results.push(await outcome(() => bench.read("r0/outblob")));
  }
  return results;
}

describe("failing", () => {
  it("always", async () => {
    const self = new SelfProvider();
    expect(await reports(failing(self, "EIO"), 2)).toEqual(["-1 EIO", "-1 EIO"]);
    expect(self.calls).toBe(0);
  });

  it("a number of times", async () => {
    const provider = failing(new SelfProvider(), "EINTR", times(2));
    expect(await reports(provider, 4)).toEqual(["-1 EINTR", "-1 EINTR", "96", "96"]);
  });

  it("by probability", async () => {
    const numbers = [0.1, 0.5, 0.29, 0.3];
    const provider = failing(
      new SelfProvider(),
      "EBUSY",
      chance(0.3, () => numbers.shift() ?? 1),
    );
    expect(await reports(provider, 4)).toEqual(["-1 EBUSY", "96", "-1 EBUSY", "96"]);
  });

  it("with an error that Linux has", async () => {
    await expect(reports(failing(new SelfProvider(), "EOOPS"), 1)).rejects.toThrow("no error is called EOOPS");
  });
});

describe("slow", () => {
  it("waits before the provider is asked", async () => {
    const self = new SelfProvider();
    const waits: [ms: number, calls: number][] = [];
    const delay = async (ms: number) => {
      waits.push([ms, self.calls]);
    };
    expect(await reports(slow(self, 2000, delay), 2)).toEqual(["96", "96"]);
    expect(waits).toEqual([
      [2000, 0],
      [2000, 1],
    ]);
  });

  it("waits by the clock by default", async () => {
    const start = performance.now();
    await reports(slow(new SelfProvider(), 30), 1);
    expect(performance.now() - start).toBeGreaterThan(25);
  });
});

describe("outblob", () => {
  it("comes empty", async () => {
    expect(await reports(emptyOutblob(new SelfProvider(), times(1)), 2)).toEqual(["0", "96"]);
    expect(await reports(emptyOutblob(new SelfProvider()), 2)).toEqual(["0", "0"]);
  });

  it("comes in other sizes", async () => {
    const sizes = [10, undefined, 20_000_000];
    expect(
      await reports(
        resized(new SelfProvider(), () => sizes.shift()),
        3,
      ),
    ).toEqual(["10", "96", "-1 EFBIG"]);
  });
});

describe("nested", () => {
  it("faults keep what the provider shows", async () => {
    const provider = meanwhile(
      slow(failing(emptyOutblob(new SelfProvider({ floor: 2, svsm: false })), "EIO", times(1)), 0),
      () => {},
    );
    expect(provider.name).toBe("tsm_test");
    expect(provider.privlevelFloor).toBe(2);
    expect([provider.shows("auxblob"), provider.shows("manifestblob")]).toEqual([true, false]);
    expect(await reports(provider, 2)).toEqual(["-1 EIO", "0"]);
  });
});
