import { describe, expect, it } from "vitest";
import { OpenFlag, Seek } from "../../hosts/software-tsm/index.ts";
import { benchWithEntry, NONCE, outcome, textOf } from "./bench.ts";

const { CREAT, DIRECT, DIRECTORY, EXCL, RDONLY, RDWR, TRUNC, WRONLY } = OpenFlag;
const APPEND = 0o2000;

describe("open", () => {
  it.each([
    ["inblob", "-1 EACCES", "ok"],
    ["outblob", "ok", "-1 EACCES"],
    ["generation", "ok", "-1 EACCES"],
    ["provider", "ok", "-1 EACCES"],
    ["privlevel", "-1 EACCES", "ok"],
    ["service_guid", "-1 EACCES", "ok"],
  ])("%s in its one direction", async (attribute, reading, writing) => {
    const { tree } = await benchWithEntry();
    const opened = (flags: number) => outcome(() => tree.open(`r0/${attribute}`, flags).then(() => "ok"));
    expect([await opened(RDONLY), await opened(WRONLY), await opened(RDWR)]).toEqual([reading, writing, "-1 EACCES"]);
  });

  it.each([
    ["O_TRUNC", TRUNC, "ok"],
    ["O_CREAT", CREAT, "ok"],
    ["O_CREAT and O_TRUNC", CREAT | TRUNC, "ok"],
    ["O_CREAT and O_EXCL", CREAT | EXCL, "-1 EEXIST"],
    ["O_APPEND", APPEND, "ok"],
    ["O_DIRECT", DIRECT, "-1 EINVAL"],
    ["O_DIRECTORY", DIRECTORY, "-1 ENOTDIR"],
  ])("with %s", async (_, flags, result) => {
    const bench = await benchWithEntry();
    expect(await outcome(() => bench.openWrite("r0/inblob", flags).then(() => "ok"))).toBe(result);
  });

  it("changes nothing, nor does O_TRUNC", async () => {
    const bench = await benchWithEntry();
    await bench.put("r0/inblob", NONCE);
    await (await bench.openWrite("r0/inblob", TRUNC)).close();
    expect(await bench.generation()).toBe(1);
    expect(textOf(await bench.read("r0/outblob"))).toBe("SELF n=1 pl=0 len=64");
  });

  it("doesn't append with O_APPEND", async () => {
    const bench = await benchWithEntry();
    for (let i = 0; i < 2; i++) {
      const file = await bench.openWrite("r0/inblob", APPEND);
      expect(await file.write(NONCE)).toBe(64);
      await file.close();
    }
    expect(textOf(await bench.read("r0/outblob"))).toBe("SELF n=1 pl=0 len=64");
  });
});

describe("descriptors", () => {
  it("work in the direction they were opened in", async () => {
    const bench = await benchWithEntry();
    const writing = await bench.openWrite("r0/inblob");
    expect(await outcome(() => writing.read(1))).toBe("-1 EBADF");
    expect(await outcome(() => writing.pread(1, 0))).toBe("-1 EBADF");
    expect(await outcome(() => writing.ftruncate(0))).toBe("0");
    expect(await outcome(() => writing.ftruncate(-1))).toBe("-1 EINVAL");
    expect(await outcome(() => writing.pwrite(NONCE, -1))).toBe("-1 EINVAL");
    const reading = await bench.openRead("r0/generation");
    expect(await outcome(() => reading.write(NONCE))).toBe("-1 EBADF");
    expect(await outcome(() => reading.pwrite(NONCE, 0))).toBe("-1 EBADF");
    expect(await outcome(() => reading.ftruncate(0))).toBe("-1 EINVAL");
    expect(await outcome(() => reading.fsync())).toBe("-1 EINVAL");
  });

  it("are gone once closed, while a dup goes on", async () => {
    const bench = await benchWithEntry();
    const file = await bench.openRead("r0/provider");
    const copy = await file.dup();
    expect(textOf(await file.read(4))).toBe("tsm_");
    await file.close();
    for (const call of [
      () => file.read(1),
      () => file.lseek(0, Seek.Set),
      () => file.fstat(),
      () => file.dup(),
      () => file.close(),
    ]) {
      expect(await outcome(call)).toBe("-1 EBADF");
    }
    expect(textOf(await copy.read(100))).toBe("test\n");
  });

  it("seek in text only", async () => {
    const bench = await benchWithEntry();
    const text = await bench.openRead("r0/provider");
    expect(await text.lseek(4, Seek.Set)).toBe(4);
    expect(await text.lseek(2, Seek.Current)).toBe(6);
    expect(textOf(await text.read(100))).toBe("st\n");
    expect(await text.lseek(0, Seek.End)).toBe(4096);
    expect(await outcome(() => text.lseek(-1, Seek.Set))).toBe("-1 EINVAL");
    const blob = await bench.openRead("r0/outblob");
    expect(await outcome(() => blob.lseek(0, Seek.Current))).toBe("-1 ESPIPE");
  });
});
