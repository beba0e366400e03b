/** The 64-bit counters at their ends. */
import { describe, expect, it } from "vitest";
import { benchWithEntry, NONCE, outcome, textOf } from "./bench.ts";

const LAST = 2n ** 64n - 1n;

describe("the generation counters", () => {
  it("go round from 2^64 - 1 to 0", async () => {
    const bench = await benchWithEntry({ counters: { write: LAST, read: 5n } });
    expect(textOf(await bench.read("r0/generation"))).toBe("18446744073709551615\n");
    await bench.put("r0/inblob", NONCE);
    expect(textOf(await bench.read("r0/generation"))).toBe("0\n");
  });

  it.each([
    { write: 6n, read: 7n },
    { write: LAST, read: 0n },
  ])("never become equal by writing: $write, $read", async (counters) => {
    const bench = await benchWithEntry({ counters });
    for (const [attribute, value] of [
      ["privlevel", "1"],
      ["service_provider", "svsm"],
      ["service_guid", "nonsense"],
      ["service_manifest_version", "1"],
    ]) {
      expect(await bench.put(`r0/${attribute}`, String(value))).toBe("-1 EBUSY");
    }
    // The commit of inblob fails too, and nobody is told.
    const file = await bench.openWrite("r0/inblob");
    expect(await outcome(() => file.write(NONCE))).toBe("64");
    expect(await outcome(() => file.close())).toBe("0");
    expect(textOf(await bench.read("r0/generation"))).toBe(`${counters.write}\n`);
    expect(await outcome(() => bench.read("r0/outblob"))).toBe("-1 EINVAL");
  });

  it("let writes through again once a report was read", async () => {
    const bench = await benchWithEntry({ counters: { write: 5n, read: 7n } });
    await bench.put("r0/inblob", NONCE);
    expect(await bench.put("r0/privlevel", "1")).toBe("-1 EBUSY");
    await bench.read("r0/outblob");
    expect(await bench.put("r0/privlevel", "1")).toBe("1");
    expect(await bench.generation()).toBe(7);
  });

  it("are each entry's own", async () => {
    const bench = await benchWithEntry();
    await bench.tree.mkdir("r1");
    await bench.put("r0/inblob", NONCE);
    expect([await bench.generation("r0"), await bench.generation("r1")]).toEqual([1, 0]);
  });
});
