/** Who waits while a report is being made. */
import { describe, expect, it } from "vitest";
import { type Bench, benchWithEntry, NONCE, outcome, textOf, zs } from "./bench.ts";

/** A report that is being made for r0, until it is let go. */
async function heldReport() {
  const bench = await benchWithEntry();
  await bench.tree.mkdir("r1");
  await bench.put("r0/inblob", NONCE);
  let release = () => {};
  const held = new Promise<void>((done) => {
    release = done;
  });
  const begun = new Promise<void>((begin) => {
    bench.self.gate = () => {
      begin();
      return held;
    };
  });
  const reader = bench.read("r0/outblob");
  await begun;
  return { bench, reader, release };
}

/** Lets everything happen that waits for no timer. */
const settle = () => new Promise((done) => setTimeout(done, 0));

const CALLS: [name: string, call: (bench: Bench) => unknown, result: string][] = [
  ["a second reader", (bench) => bench.read("r0/outblob"), "96"],
  ["generation of the entry", (bench) => bench.read("r0/generation"), "2"],
  ["generation of another entry", (bench) => bench.read("r1/generation"), "2"],
  ["provider", (bench) => bench.read("r1/provider"), "9"],
  ["mkdir", (bench) => bench.tree.mkdir("r2"), "0"],
  [
    "readdir behind a mkdir",
    (bench) => Promise.all([bench.tree.mkdir("r2"), bench.tree.readdir("")]).then(String),
    ",r0,r1,r2",
  ],
  ["rmdir", (bench) => bench.tree.rmdir("r0"), "0"],
  ["a write of inblob", (bench) => bench.put("r0/inblob", zs(64)), "64"],
  ["a write of another entry's inblob", (bench) => bench.put("r1/inblob", zs(64)), "64"],
  ["a write of privlevel", (bench) => bench.put("r1/privlevel", "1"), "1"],
  ["unloading the provider", (bench) => bench.tree.unregister(bench.self), "0"],
];

const FREE: [name: string, call: (bench: Bench) => unknown, result: string][] = [
  ["open", (bench) => bench.openRead("r0/outblob").then(() => "ok"), "ok"],
  ["stat", (bench) => bench.tree.stat("r0").then(() => "ok"), "ok"],
  ["readdir", (bench) => bench.tree.readdir("").then(String), "r0,r1"],
  ["closing an inblob without a write", (bench) => bench.openWrite("r0/inblob").then((file) => file.close()), "0"],
  ["a privlevel that is no number", (bench) => bench.put("r0/privlevel", "abc"), "-1 EINVAL"],
  ["rmdir of an entry that nobody is in", (bench) => bench.tree.rmdir("r1"), "0"],
];

describe("while a report is being made", () => {
  it.each(CALLS)("%s waits", async (_, call, result) => {
    const { bench, reader, release } = await heldReport();
    let came: string | undefined;
    const done = outcome(() => call(bench)).then((value) => {
      came = value;
    });
    await settle();
    expect(came).toBeUndefined();
    release();
    await Promise.all([done, outcome(() => reader)]);
    expect(came).toBe(result);
  });

  it.each(FREE)("%s does not wait", async (_, call, result) => {
    const { bench, reader, release } = await heldReport();
    expect(await outcome(() => call(bench))).toBe(result);
    release();
    await reader;
  });

  it("an inblob can be written, but not closed", async () => {
    const { bench, reader, release } = await heldReport();
    const file = await bench.openWrite("r0/inblob");
    expect(await file.write(zs(64))).toBe(64);
    let closed = false;
    const closing = file.close().then(() => {
      closed = true;
    });
    await settle();
    expect(closed).toBe(false);
    release();
    await Promise.all([reader, closing]);
  });

  it("two readers share it", async () => {
    const { bench, reader, release } = await heldReport();
    const second = bench.read("r0/outblob");
    await settle();
    release();
    expect(await second).toEqual(await reader);
    expect(bench.self.calls).toBe(1);
  });

  it("a writer that waits gives both readers the next report", async () => {
    const { bench, reader, release } = await heldReport();
    const second = bench.read("r0/outblob");
    const writing = bench.put("r0/inblob", zs(64));
    await settle();
    release();
    await writing;
    for (const report of [await reader, await second]) {
      expect(textOf(report)).toBe("SELF n=2 pl=0 len=64");
      expect(textOf(report.subarray(32, 36))).toBe("zzzz");
    }
    expect(bench.self.calls).toBe(2);
  });

  it("an rmdir that waits takes the entry from under the reader", async () => {
    const { bench, reader, release } = await heldReport();
    const removing = bench.tree.rmdir("r0");
    await settle();
    release();
    await removing;
    expect(await outcome(() => reader)).toBe("-1 ENOENT");
  });

  it("nothing is held any more when it failed", async () => {
    const { bench, reader, release } = await heldReport();
    bench.self.failWith = "EIO";
    release();
    expect(await outcome(() => reader)).toBe("-1 EIO");
    expect(await bench.generation()).toBe(1);
    expect(await outcome(() => bench.tree.mkdir("r2"))).toBe("0");
  });
});
