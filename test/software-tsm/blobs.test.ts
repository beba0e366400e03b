import { describe, expect, it } from "vitest";
import type { Kernel } from "../../hosts/software-tsm/index.ts";
import { type Bench, benchWithEntry, NONCE, outcome, PLENTY, textOf, zs } from "./bench.ts";

async function benchWithInblob(kernel: Kernel = "7.2"): Promise<Bench> {
  const bench = await benchWithEntry({ kernel });
  await bench.put("r0/inblob", NONCE);
  return bench;
}

describe("blobs", () => {
  it.each(["outblob", "auxblob", "manifestblob"])("%s can't be read before inblob was set", async (blob) => {
    const bench = await benchWithEntry();
    expect(await outcome(() => bench.read(`r0/${blob}`))).toBe("-1 EINVAL");
    expect(bench.self.calls).toBe(0);
  });

  it("are made once for a generation", async () => {
    const bench = await benchWithInblob();
    for (const piece of [PLENTY, 7, 1]) expect((await bench.read("r0/outblob", piece)).length).toBe(96);
    expect(bench.self.calls).toBe(1);
    await bench.put("r0/inblob", NONCE);
    await bench.read("r0/outblob");
    expect(bench.self.calls).toBe(2);
  });

  it.each(["auxblob", "manifestblob"])("are all made by reading %s, empty when there is none", async (blob) => {
    const bench = await benchWithInblob();
    expect(await outcome(() => bench.read(`r0/${blob}`))).toBe("0");
    expect(bench.self.calls).toBe(1);
    expect(await outcome(() => bench.read("r0/outblob"))).toBe("96");
    expect(bench.self.calls).toBe(1);
  });

  it("change together: a new auxblob needs a new write", async () => {
    const bench = await benchWithInblob();
    await bench.read("r0/auxblob");
    bench.self.auxLength = 5000;
    expect(await outcome(() => bench.read("r0/auxblob"))).toBe("0");
    await bench.put("r0/inblob", NONCE);
    expect(await bench.read("r0/auxblob")).toEqual(new Uint8Array(5000).fill(0xa5));
  });

  it("are read from any offset", async () => {
    const bench = await benchWithInblob();
    const file = await bench.openRead("r0/outblob");
    expect(textOf(await file.pread(4, 32))).toBe("ABCD");
    expect(await outcome(() => file.pread(16, 90))).toBe("6");
    expect(await outcome(() => file.pread(16, 96))).toBe("0");
    expect(await outcome(() => file.pread(16, 1000))).toBe("0");
    expect(await outcome(() => file.pread(16, -1))).toBe("-1 EINVAL");
    expect(await outcome(() => file.read(0))).toBe("-1 EFAULT");
    expect(textOf(await file.read(4))).toBe("SELF");
  });

  it.each<[Kernel, length: number, result: string]>([
    ["6.12", 32 * 1024, "32768"],
    ["6.12", 32 * 1024 + 1, "-1 EFBIG"],
    ["7.2", 32 * 1024 + 1, "32769"],
    ["7.2", 16 * 1024 * 1024, "16777216"],
    ["7.2", 16 * 1024 * 1024 + 1, "-1 EFBIG"],
  ])("have a limit: Linux %s, %i bytes", async (kernel, length, result) => {
    const bench = await benchWithInblob(kernel);
    bench.self.outLength = length;
    const file = await bench.openRead("r0/outblob");
    expect(await outcome(() => file.read(length + 1))).toBe(result);
  });

  it("of no bytes read as an end, and are asked for again", async () => {
    const bench = await benchWithInblob();
    bench.self.outLength = 0;
    const file = await bench.openRead("r0/outblob");
    expect(await outcome(() => file.read(4096))).toBe("0");
    bench.self.outLength = 96;
    expect(await outcome(() => file.read(4096))).toBe("0");
    expect(bench.self.calls).toBe(1);
    await bench.put("r0/inblob", NONCE);
    expect(await outcome(() => file.read(4096))).toBe("96");
  });
});

describe("failures of the provider", () => {
  it.each(["EINVAL", "EIO", "EBUSY", "ETIMEDOUT", "ENXIO", "EAGAIN", "ENOMEM", "EINTR", "ENOTTY"])(
    "pass %s through",
    async (name) => {
      const bench = await benchWithInblob();
      bench.self.failWith = name;
      expect(await outcome(() => bench.read("r0/outblob"))).toBe(`-1 ${name}`);
    },
  );

  it("are not kept, and don't count", async () => {
    const bench = await benchWithInblob();
    await bench.read("r0/outblob");
    await bench.put("r0/inblob", NONCE);
    bench.self.failWith = "EIO";
    const file = await bench.openRead("r0/outblob");
    for (let i = 0; i < 2; i++) expect(await outcome(() => file.read(4096))).toBe("-1 EIO");
    expect(await outcome(() => bench.read("r0/auxblob"))).toBe("-1 EIO");
    expect(bench.self.calls).toBe(4);
    bench.self.failWith = "";
    expect(await outcome(() => file.read(4096))).toBe("96");
    expect(await bench.generation()).toBe(2);
  });
});

describe("what a descriptor has read", () => {
  it("stays the old report when inblob is rewritten, and is the new one when it had not begun", async () => {
    const bench = await benchWithInblob();
    const begun = await bench.openRead("r0/outblob");
    const fresh = await bench.openRead("r0/outblob");
    await begun.read(32);
    await bench.put("r0/inblob", zs(64));
    expect(textOf(await begun.read(4))).toBe("ABCD");
    expect(textOf(await fresh.pread(4, 32))).toBe("zzzz");
  });

  it("stays the old generation, until it is opened again", async () => {
    const bench = await benchWithInblob();
    const file = await bench.openRead("r0/generation");
    expect(textOf(await file.pread(63, 0))).toBe("1\n");
    await bench.put("r0/inblob", NONCE);
    expect(textOf(await file.pread(63, 0))).toBe("1\n");
    expect(await bench.generation()).toBe(2);
  });
});
