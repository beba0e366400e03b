import { describe, expect, it } from "vitest";
import { OpenFlag } from "../../hosts/software-tsm/index.ts";
import { Bench, benchWithEntry, outcome } from "./bench.ts";
import { SelfProvider } from "./selfProvider.ts";

const { CREAT, RDONLY, WRONLY } = OpenFlag;
const LONG = "n".repeat(255);

const CALLS: [name: string, call: (bench: Bench) => unknown, result: string][] = [
  ["mkdir", ({ tree }) => tree.mkdir("r1"), "0"],
  ["mkdir of an entry that is there", ({ tree }) => tree.mkdir("r0"), "-1 EEXIST"],
  ["mkdir of the directory itself", ({ tree }) => tree.mkdir("r0/.."), "-1 EEXIST"],
  ["mkdir with 255 bytes of name", ({ tree }) => tree.mkdir(LONG), "0"],
  ["mkdir with 256 bytes of name", ({ tree }) => tree.mkdir(`${LONG}n`), "-1 ENAMETOOLONG"],
  ["mkdir with 256 bytes in 128 letters", ({ tree }) => tree.mkdir("ö".repeat(128)), "-1 ENAMETOOLONG"],
  ["mkdir inside an entry", ({ tree }) => tree.mkdir("r0/sub"), "-1 EPERM"],
  ["mkdir inside no entry", ({ tree }) => tree.mkdir("r9/sub"), "-1 ENOENT"],
  ["mkdir inside a file", ({ tree }) => tree.mkdir("r0/inblob/sub"), "-1 ENOTDIR"],
  ["rmdir", ({ tree }) => tree.rmdir("r0"), "0"],
  ["rmdir of what is not there", ({ tree }) => tree.rmdir("r9"), "-1 ENOENT"],
  ["rmdir of a file", ({ tree }) => tree.rmdir("r0/inblob"), "-1 ENOTDIR"],
  ["rmdir of the directory itself", ({ tree }) => tree.rmdir(""), "-1 EPERM"],
  ["unlink", ({ tree }) => tree.unlink("r0/inblob"), "-1 EPERM"],
  ["unlink of what is not there", ({ tree }) => tree.unlink("r0/f"), "-1 ENOENT"],
  ["rename of an entry", ({ tree }) => tree.rename("r0", "r9"), "-1 EPERM"],
  ["rename of a file", ({ tree }) => tree.rename("r0/inblob", "r0/x"), "-1 EPERM"],
  ["symlink", ({ tree }) => tree.symlink("/tmp", "r0/l"), "-1 EPERM"],
  ["symlink over a file", ({ tree }) => tree.symlink("/tmp", "r0/inblob"), "-1 EEXIST"],
  ["readdir of a file", ({ tree }) => tree.readdir("r0/inblob"), "-1 ENOTDIR"],
  ["truncate", ({ tree }) => tree.truncate("r0/inblob", 10), "0"],
  ["truncate of an entry", ({ tree }) => tree.truncate("r0", 0), "-1 EISDIR"],
  ["truncate to less than nothing", ({ tree }) => tree.truncate("r0/inblob", -1), "-1 EINVAL"],
  ["open of a directory", ({ tree }) => tree.open("r0", RDONLY), "-1 EISDIR"],
  ["open of a file that is not there", ({ tree }) => tree.open("r0/f", RDONLY), "-1 ENOENT"],
  ["creat in an entry", ({ tree }) => tree.open("r0/f", CREAT | WRONLY), "-1 EACCES"],
  ["creat beside the entries", ({ tree }) => tree.open("f", CREAT | WRONLY), "-1 EACCES"],
];

describe("calls on directories", () => {
  it.each(CALLS)("%s", async (_, call, result) => {
    const bench = await benchWithEntry();
    expect(await outcome(() => call(bench))).toBe(result);
  });

  it("list what is there", async () => {
    const { tree } = await benchWithEntry();
    await tree.mkdir("r1");
    expect(await tree.readdir("")).toEqual(["r0", "r1"]);
    await tree.rmdir("r0");
    expect(await tree.readdir("")).toEqual(["r1"]);
  });

  it("make one entry of two mkdirs at the same time", async () => {
    const { tree } = await benchWithEntry();
    const both = [outcome(() => tree.mkdir("r1")), outcome(() => tree.mkdir("r1"))];
    expect((await Promise.all(both)).sort()).toEqual(["-1 EEXIST", "0"]);
  });

  it("start the generation again after rmdir and mkdir", async () => {
    const bench = await benchWithEntry();
    await bench.put("r0/inblob", "nonce");
    expect(await bench.generation()).toBe(1);
    await bench.tree.rmdir("r0");
    await bench.tree.mkdir("r0");
    expect(await bench.generation()).toBe(0);
  });
});

describe("stat", () => {
  it("of directories", async () => {
    const { tree } = await benchWithEntry();
    expect(await tree.stat("")).toEqual({ mode: 0o40755, size: 0, links: 3 });
    expect(await tree.stat("r0")).toEqual({ mode: 0o40755, size: 0, links: 2 });
  });

  it.each([
    ["inblob", 0o100200, 0],
    ["outblob", 0o100444, 0],
    ["auxblob", 0o100444, 0],
    ["manifestblob", 0o100444, 0],
    ["generation", 0o100444, 4096],
    ["provider", 0o100444, 4096],
    ["privlevel", 0o100200, 4096],
    ["privlevel_floor", 0o100444, 4096],
    ["service_provider", 0o100200, 4096],
    ["service_guid", 0o100200, 4096],
    ["service_manifest_version", 0o100200, 4096],
  ])("of %s", async (attribute, mode, size) => {
    const { tree } = await benchWithEntry();
    expect(await tree.stat(`r0/${attribute}`)).toEqual({ mode, size, links: 1 });
  });

  it("never tells how long a blob is", async () => {
    const bench = await benchWithEntry();
    await bench.put("r0/inblob", "nonce");
    const file = await bench.openRead("r0/outblob");
    expect((await file.read(4096)).length).toBe(96);
    expect((await file.fstat()).size).toBe(0);
  });
});

describe("providers", () => {
  it("are needed for an entry", async () => {
    expect(await outcome(() => new Bench().tree.mkdir("r0"))).toBe("-1 ENXIO");
  });

  it("choose the files of an entry", async () => {
    const { tree } = await benchWithEntry({}, new SelfProvider({ svsm: false }));
    const names = ["auxblob", "generation", "inblob", "outblob", "privlevel", "privlevel_floor", "provider"];
    expect((await tree.readdir("r0")).sort()).toEqual(names);
  });

  it("can't hide the files that every entry has", async () => {
    const self = new SelfProvider();
    const { tree } = await benchWithEntry({ provider: { ...self, name: "none", shows: () => false } });
    expect((await tree.readdir("r0")).sort()).toEqual(["generation", "inblob", "outblob", "provider"]);
  });

  it("register alone, and with no entry left", async () => {
    const { tree, self } = await benchWithEntry();
    const other = new SelfProvider();
    expect(await outcome(() => tree.register(other))).toBe("-1 EBUSY");
    expect(await outcome(() => tree.unregister(other))).toBe("-1 EBUSY");
    await tree.unregister(self);
    expect(await outcome(() => tree.register(other))).toBe("-1 EBUSY");
    await tree.rmdir("r0");
    expect(await outcome(() => tree.register(other))).toBe("0");
  });
});
