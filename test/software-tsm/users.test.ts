/** What users other than root may do. */
import { describe, expect, it } from "vitest";
import { files, OpenFlag } from "../../hosts/software-tsm/index.ts";
import { type Bench, benchWithEntry, NONCE, outcome } from "./bench.ts";

const CALLS: [name: string, call: (bench: Bench) => unknown, result: string][] = [
  ["mkdir", ({ tree }) => tree.mkdir("u", "other"), "-1 EACCES"],
  ["mkdir of an entry that is there", ({ tree }) => tree.mkdir("r0", "other"), "-1 EEXIST"],
  ["rmdir", ({ tree }) => tree.rmdir("r0", "other"), "-1 EACCES"],
  ["unlink", ({ tree }) => tree.unlink("r0/inblob", "other"), "-1 EACCES"],
  ["rename", ({ tree }) => tree.rename("r0", "r9", "other"), "-1 EACCES"],
  ["symlink", ({ tree }) => tree.symlink("/tmp", "r0/l", "other"), "-1 EACCES"],
  ["chmod", ({ tree }) => tree.chmod("r0/inblob", 0o666, "other"), "-1 EPERM"],
  ["truncate", ({ tree }) => tree.truncate("r0/inblob", 0, "other"), "-1 EACCES"],
  ["inblob for writing", (bench) => bench.openWrite("r0/inblob", 0, "other").then(() => "ok"), "-1 EACCES"],
  ["outblob for reading", (bench) => bench.openRead("r0/outblob", 0, "other").then(() => "ok"), "ok"],
  ["outblob with O_TRUNC", (bench) => bench.openRead("r0/outblob", OpenFlag.TRUNC, "other"), "-1 EACCES"],
  ["generation for reading", (bench) => bench.openRead("r0/generation", 0, "other").then(() => "ok"), "ok"],
  ["readdir", ({ tree }) => tree.readdir("r0", "other").then((names) => names.length), "11"],
  ["stat", ({ tree }) => tree.stat("r0/inblob", "other").then(() => "ok"), "ok"],
];

describe("somebody other than root", () => {
  it.each(CALLS)("%s", async (_, call, result) => {
    const bench = await benchWithEntry();
    expect(await outcome(() => call(bench))).toBe(result);
  });

  it("has the same in the whole-file view", async () => {
    const bench = await benchWithEntry();
    const { create, remove, read, write, list } = files(bench.tree, "other");
    await bench.put("r0/inblob", NONCE);
    expect(await outcome(() => create("u"))).toBe("-1 EACCES");
    expect(await outcome(() => remove("r0"))).toBe("-1 EACCES");
    expect(await outcome(() => write("r0", "inblob", NONCE))).toBe("-1 EACCES");
    expect(await outcome(() => read("r0", "outblob"))).toBe("96");
    expect(await list()).toEqual(["r0"]);
  });
});

describe("chmod", () => {
  it("lets others write, and nobody in the direction that is not there", async () => {
    const bench = await benchWithEntry();
    await bench.tree.chmod("r0/inblob", 0o666);
    expect((await bench.tree.stat("r0/inblob")).mode).toBe(0o100666);
    expect(await outcome(() => bench.openWrite("r0/inblob", 0, "other").then(() => "ok"))).toBe("ok");
    expect(await outcome(() => bench.openRead("r0/inblob"))).toBe("-1 EACCES");
  });

  it("stops even root when it takes every bit of a direction", async () => {
    const bench = await benchWithEntry();
    await bench.tree.chmod("r0/outblob", 0);
    expect(await outcome(() => bench.openRead("r0/outblob"))).toBe("-1 EACCES");
  });

  it("closes an entry to others, and opens the directory to them", async () => {
    const { tree } = await benchWithEntry();
    await tree.chmod("r0", 0o700);
    expect(await outcome(() => tree.stat("r0/outblob", "other"))).toBe("-1 EACCES");
    expect(await outcome(() => tree.readdir("r0", "other"))).toBe("-1 EACCES");
    expect((await tree.stat("r0")).mode).toBe(0o40700);
    await tree.chmod("", 0o777);
    expect(await outcome(() => tree.mkdir("u", "other"))).toBe("0");
  });
});
