import { describe, expect, it } from "vitest";
import { benchWithEntry, bytesOf, type Handle, NONCE, outcome, textOf, zs } from "./bench.ts";

type Writes = (file: Handle) => Promise<unknown>[];

/** What is written to one descriptor, what each write gives, and what the close commits; undefined for nothing. */
const CASES: [name: string, writes: Writes, results: string[], committed: string | undefined][] = [
  ["nothing", () => [], [], undefined],
  ["64 bytes", (f) => [f.write(NONCE)], ["64"], textOf(NONCE)],
  ["one byte", (f) => [f.write(bytesOf("A"))], ["1"], "A"],
  ["no bytes", (f) => [f.write(bytesOf(""))], ["-1 EFAULT"], ""],
  ["65 bytes", (f) => [f.write(zs(65))], ["-1 EFBIG"], ""],
  ["70000 bytes", (f) => [f.write(zs(70_000))], ["-1 EFBIG"], ""],
  ["65 bytes, then good ones", (f) => [f.write(zs(65)), f.write(bytesOf("ok"))], ["-1 EFBIG", "2"], "ok"],
  ["32 and 32 bytes", (f) => [f.write(zs(32)), f.write(zs(32))], ["32", "32"], textOf(zs(64))],
  ["40 and 40 bytes", (f) => [f.write(zs(40)), f.write(zs(40))], ["40", "-1 EFBIG"], textOf(zs(40))],
  ["a hole before", (f) => [f.pwrite(bytesOf("WXYZ"), 60)], ["4"], `${"\0".repeat(60)}WXYZ`],
  ["a hole between", (f) => [f.write(bytesOf("AB")), f.pwrite(bytesOf("Z"), 4)], ["2", "1"], "AB\0\0Z"],
  ["over what is there", (f) => [f.write(bytesOf("ABCD")), f.pwrite(bytesOf("x"), 1)], ["4", "1"], "AxCD"],
  ["past the end", (f) => [f.pwrite(zs(8), 60)], ["-1 EFBIG"], ""],
];

describe("inblob", () => {
  it.each(CASES)("written with %s", async (_, writes, results, committed) => {
    const bench = await benchWithEntry();
    await bench.put("r0/inblob", "before");
    const file = await bench.openWrite("r0/inblob");
    expect(await Promise.all(writes(file).map((write) => outcome(() => write)))).toEqual(results);
    expect(await bench.generation()).toBe(1);
    expect(await outcome(() => file.close())).toBe("0");
    expect(await bench.generation()).toBe(committed === undefined ? 1 : 2);

    if (committed === "") {
      expect(await outcome(() => bench.read("r0/outblob"))).toBe("-1 EINVAL");
    } else {
      const inblob = committed ?? "before";
      const report = await bench.read("r0/outblob");
      expect(textOf(report)).toBe(`SELF n=1 pl=0 len=${inblob.length}`);
      expect(report.slice(32, 32 + inblob.length)).toEqual(bytesOf(inblob));
    }
  });

  it("is what the last close says", async () => {
    const bench = await benchWithEntry();
    const a = await bench.openWrite("r0/inblob");
    const b = await bench.openWrite("r0/inblob");
    await a.write(bytesOf("A"));
    await b.write(bytesOf("B"));
    await b.close();
    await a.close();
    expect(await bench.generation()).toBe(2);
    expect(textOf((await bench.read("r0/outblob")).subarray(32))).toBe("A");
  });

  it("is committed when the last of the dup'ed descriptors closes", async () => {
    const bench = await benchWithEntry();
    const file = await bench.openWrite("r0/inblob");
    const copy = await file.dup();
    await file.write(bytesOf("A"));
    await copy.write(bytesOf("B"));
    await file.close();
    expect(await bench.generation()).toBe(0);
    await copy.close();
    expect(await bench.generation()).toBe(1);
    expect(textOf((await bench.read("r0/outblob")).subarray(32))).toBe("AB");
  });

  it("keeps what was written, whatever the writer does with its bytes", async () => {
    const bench = await benchWithEntry();
    const bytes = bytesOf("mine");
    await bench.put("r0/inblob", bytes);
    bytes.fill(0);
    expect(textOf((await bench.read("r0/outblob")).subarray(32))).toBe("mine");
  });
});
