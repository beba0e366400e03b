/** A writer comes between the two calls of one read: the first gave the size, the second gives the content. */
import { describe, expect, it } from "vitest";
import { ConfigfsTree, files, meanwhile, resized, times } from "../../hosts/software-tsm/index.ts";
import { bytesOf, textOf } from "./bench.ts";
import { SelfProvider } from "./selfProvider.ts";

/** Asks for a report of the first size; while it is made, somebody writes, and the next report has the second size. */
async function race(first: number, second: number): Promise<Uint8Array> {
  const sizes = [first, second];
  const sized = resized(new SelfProvider(), () => sizes.shift());
  const provider = meanwhile(sized, () => void writes.write("q", "inblob", bytesOf("BBBBBBBB")), times(1));
  const tree = new ConfigfsTree({ provider });
  const writes = files(tree);
  await tree.mkdir("q");
  await writes.write("q", "inblob", bytesOf("AAAAAAAA"));
  return writes.read("q", "outblob");
}

describe("a report that changes between its size and its content", () => {
  it("is padded with zeros when it gets shorter", async () => {
    const report = await race(5000, 200);
    expect(report.length).toBe(5000);
    expect(textOf(report)).toBe("SELF n=2 pl=0 len=8");
    expect(textOf(report.subarray(32))).toBe("BBBBBBBB");
    expect(report.subarray(200).every((byte) => byte === 0)).toBe(true);
  });

  it("is cut when it gets longer", async () => {
    const report = await race(200, 5000);
    expect(report.length).toBe(200);
    expect(textOf(report)).toBe("SELF n=2 pl=0 len=8");
    expect(textOf(report.subarray(32))).toBe("BBBBBBBB");
  });

  it("is nothing but zeros when it becomes empty", async () => {
    const report = await race(200, 0);
    expect(report).toEqual(new Uint8Array(200));
  });
});
