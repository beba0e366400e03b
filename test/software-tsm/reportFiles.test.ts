import { describe, expect, it } from "vitest";
import { softwareTsm } from "../../hosts/software-tsm/index.ts";
import { NONCE, outcome, PLENTY, textOf, zs } from "./bench.ts";
import { SelfProvider } from "./selfProvider.ts";

describe("the whole-file view", () => {
  it("takes a request from mkdir to rmdir", async () => {
    const { files } = softwareTsm({ provider: new SelfProvider() });
    await files.create("mine");
    expect(await files.list()).toEqual(["mine"]);
    await files.write("mine", "privlevel", new TextEncoder().encode("2"));
    await files.write("mine", "inblob", NONCE);
    expect(textOf(await files.read("mine", "generation"))).toBe("2\n");
    const report = await files.read("mine", "outblob");
    expect(textOf(report)).toBe("SELF n=1 pl=2 len=64");
    expect(report.slice(32)).toEqual(NONCE);
    expect(await files.read("mine", "auxblob")).toEqual(new Uint8Array(0));
    await files.remove("mine");
    expect(await files.list()).toEqual([]);
  });

  it("reads blobs of more than one piece", async () => {
    const self = new SelfProvider();
    self.outLength = PLENTY;
    const { files } = softwareTsm({ provider: self });
    await files.create("mine");
    await files.write("mine", "inblob", NONCE);
    expect((await files.read("mine", "outblob")).length).toBe(PLENTY);
  });

  it("has the limits of the kernel asked for", async () => {
    const self = new SelfProvider();
    self.outLength = PLENTY;
    const { files } = softwareTsm({ provider: self, kernel: "6.12" });
    await files.create("mine");
    await files.write("mine", "inblob", NONCE);
    expect(await outcome(() => files.read("mine", "outblob"))).toBe("-1 EFBIG");
  });

  it("closes what it opened when a write fails: an inblob too long leaves an empty one", async () => {
    const { files } = softwareTsm({ provider: new SelfProvider() });
    await files.create("mine");
    await files.write("mine", "inblob", NONCE);
    expect(await outcome(() => files.write("mine", "inblob", zs(65)))).toBe("-1 EFBIG");
    expect(textOf(await files.read("mine", "generation"))).toBe("2\n");
    expect(await outcome(() => files.read("mine", "outblob"))).toBe("-1 EINVAL");
  });

  it("fails with a number and a sentence", async () => {
    const { files } = softwareTsm({});
    await expect(files.create("mine")).rejects.toMatchObject({
      name: "FileError",
      errno: 6,
      message: "ENXIO: no such device or address",
    });
  });
});
