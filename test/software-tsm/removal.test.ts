/** What is left when the entry, or the provider, is gone. */
import { describe, expect, it } from "vitest";
import { benchWithEntry, bytesOf, NONCE, outcome } from "./bench.ts";

describe("files of a removed entry", () => {
  it("give what was read already, and nothing else", async () => {
    const bench = await benchWithEntry();
    await bench.put("r0/inblob", NONCE);
    const begun = await bench.openRead("r0/outblob");
    const fresh = await bench.openRead("r0/outblob");
    const generation = await bench.openRead("r0/generation");
    const inblob = await bench.openWrite("r0/inblob");
    const privlevel = await bench.openWrite("r0/privlevel");
    await begun.read(4);
    expect(await outcome(() => bench.tree.rmdir("r0"))).toBe("0");
    expect(await outcome(() => begun.read(4096))).toBe("92");
    expect(await outcome(() => fresh.read(4096))).toBe("-1 ENOENT");
    expect(await outcome(() => generation.read(100))).toBe("-1 ENOENT");
    expect(await outcome(() => inblob.write(NONCE))).toBe("64");
    expect(await outcome(() => inblob.close())).toBe("0");
    expect(await outcome(() => privlevel.write(bytesOf("1")))).toBe("-1 ENOENT");
  });

  it("are not the files of a new entry with the name", async () => {
    const bench = await benchWithEntry();
    const inblob = await bench.openWrite("r0/inblob");
    await inblob.write(NONCE);
    await bench.tree.rmdir("r0");
    await bench.tree.mkdir("r0");
    await inblob.close();
    expect(await bench.generation()).toBe(0);
  });
});

describe("entries of a provider that is gone", () => {
  it("give what was made, and nothing new", async () => {
    const bench = await benchWithEntry();
    const { tree, self } = bench;
    await tree.mkdir("r1");
    await bench.put("r1/inblob", NONCE);
    await bench.read("r1/outblob");
    await tree.unregister(self);
    expect(await outcome(() => bench.read("r0/provider"))).toBe("-1 ENXIO");
    expect(await outcome(() => bench.read("r0/privlevel_floor"))).toBe("-1 ENXIO");
    expect(await outcome(() => bench.read("r0/generation"))).toBe("2");
    expect(await outcome(() => bench.put("r0/privlevel", "1"))).toBe("-1 ENXIO");
    expect(await bench.put("r0/inblob", NONCE)).toBe("64");
    expect(await bench.generation()).toBe(1);
    expect(await outcome(() => bench.read("r0/outblob"))).toBe("-1 ENXIO");
    expect(await outcome(() => bench.read("r1/outblob"))).toBe("96");
    expect(await outcome(() => tree.mkdir("r2"))).toBe("-1 ENXIO");
    expect(await outcome(() => tree.rmdir("r0"))).toBe("0");
  });
});
