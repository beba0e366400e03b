/** What the files of the class device take, show and refuse. */
import { beforeEach, describe, expect, it } from "vitest";
import { classFiles } from "../../hosts/mount/classFiles.ts";
import { SelfProvider } from "../software-tsm/selfProvider.ts";
import { DeviceBench, errorOf } from "./device.ts";

const NONCE = Uint8Array.from({ length: 64 }, (_, i) => i + 1);

let bench: DeviceBench;
beforeEach(() => {
  bench = new DeviceBench(new SelfProvider());
});

/** Writes, and tells what came of it and how far the generation moved. */
async function wrote(name: string, value: string, at = 0): Promise<string> {
  const before = await bench.generation();
  const outcome = await errorOf(() => bench.write(name, value, at));
  return `${outcome} ${(await bench.generation()) - before}`;
}

describe("a new device", () => {
  it("has the files, modes and sizes of its table", () => {
    const files = [...classFiles(bench.device)].map(([name, { mode, size }]) => [name, mode.toString(8), size]);
    expect(files).toEqual([
      ["inhex", "644", 4096],
      ["outblob", "444", 0],
      ["generation", "444", 4096],
      ["privlevel", "644", 4096],
      ["format", "644", 4096],
      ["outhex_input", "444", 0],
    ]);
  });

  it("has no privlevel and no format where the driver has no levels", () => {
    const plain = new SelfProvider();
    plain.shows = () => false;
    expect([...classFiles(new DeviceBench(plain).device).keys()]).toEqual([
      "inhex",
      "outblob",
      "generation",
      "outhex_input",
    ]);
  });

  it("shows no input, generation 0, the driver's floor, and the default format", async () => {
    const above = new DeviceBench(new SelfProvider({ floor: 2 }));
    const texts = await Promise.all(["inhex", "generation", "privlevel", "format"].map((name) => above.text(name)));
    expect(texts).toEqual(["", "0\n", "2\n", "default\n"]);
  });

  it("has no report", async () => {
    expect(await errorOf(() => bench.bytes("outblob"))).toBe("EINVAL");
    expect(await errorOf(() => bench.bytes("outhex_input"))).toBe("EINVAL");
    expect(bench.provider.calls).toBe(0);
  });
});

describe("inhex", () => {
  it.each([
    ["00", "00\n"],
    ["00\n", "00\n"],
    ["AbCdEf\n", "abcdef\n"],
    [`${"5a".repeat(64)}\n`, `${"5a".repeat(64)}\n`],
    ["\n", ""],
  ])("takes %j", async (written, shown) => {
    bench.write("inhex", "ffff\n");
    expect(await wrote("inhex", written)).toBe("none 1");
    expect(await bench.text("inhex")).toBe(shown);
  });

  it.each([
    "0",
    "000\n",
    "0g",
    "0x00",
    " 00",
    "00 ",
    "00\n\n",
    "0\n0",
    "\u0000\u0000",
    "5a".repeat(65),
    `${"5a".repeat(64)}5`,
    "5a".repeat(2047),
  ])("refuses %j, and nothing has changed", async (written) => {
    bench.write("inhex", "c0ffee");
    expect(await wrote("inhex", written)).toBe("EINVAL 0");
    expect(await bench.text("inhex")).toBe("c0ffee\n");
  });

  it("says what is wrong, and where", () => {
    expect(() => bench.write("inhex", "00zz")).toThrow(/hex digit at character 2: got 'z'/);
    expect(() => bench.write("inhex", "000")).toThrow(/even number of digits.*got 3 digits/);
    expect(() => bench.write("inhex", "00".repeat(70))).toThrow(/expected 1 to 64, got 70/);
    expect(() => bench.write("inhex", "00", 5)).toThrow(/in parts/);
  });
});

describe("privlevel", () => {
  it.each([
    ["0", "0"],
    ["1\n", "1"],
    ["3", "3"],
    ["+2", "2"],
    ["0x2", "2"],
    ["0X3\n", "3"],
    ["03", "3"],
    ["0000000000000000000000001", "1"],
  ])("takes %j", async (written, shown) => {
    expect(await wrote("privlevel", written)).toBe("none 1");
    expect(await bench.text("privlevel")).toBe(`${shown}\n`);
  });

  it.each([
    ["4", "EINVAL"],
    ["-1", "EINVAL"],
    ["", "none"],
    ["\n", "EINVAL"],
    ["+", "EINVAL"],
    ["0x", "EINVAL"],
    ["08", "EINVAL"],
    ["abc", "EINVAL"],
    [" 1", "EINVAL"],
    ["1 ", "EINVAL"],
    ["1\n\n", "EINVAL"],
    ["4294967295", "EINVAL"],
    ["4294967296", "ERANGE"],
    ["0x100000000", "ERANGE"],
    ["99999999999999999999999999999999", "ERANGE"],
    ["18446744073709551617", "ERANGE"],
    ["99999999999x", "EINVAL"],
    ["99999999999999999999x", "ERANGE"],
  ])("does not take %j: %s", async (written, error) => {
    expect(await wrote("privlevel", written)).toBe(`${error} 0`);
    expect(await bench.text("privlevel")).toBe("0\n");
  });

  it("is not below the driver's floor", async () => {
    bench = new DeviceBench(new SelfProvider({ floor: 2 }));
    expect(await wrote("privlevel", "1")).toBe("EINVAL 0");
    expect(await wrote("privlevel", "3")).toBe("none 1");
  });

  it("goes into the report", async () => {
    bench.write("privlevel", "3");
    bench.write("inhex", NONCE);
    expect(new TextDecoder().decode(await bench.bytes("outblob"))).toMatch(/pl=3 len=64/);
  });
});

describe("format", () => {
  it.each(["default", "default\n", "extended", "extended\n"])("takes %j", async (written) => {
    expect(await wrote("format", written)).toBe("none 1");
    expect(await bench.text("format")).toBe(`${written.trim()}\n`);
  });

  it.each(["Default", "defaul", "default ", "extended\n\n", "raw", "\n"])("refuses %j", async (written) => {
    bench.write("format", "extended");
    expect(await wrote("format", written)).toBe("EINVAL 0");
    expect(await bench.text("format")).toBe("extended\n");
  });

  it("decides whether what comes with the report stands behind it", async () => {
    bench.provider.auxLength = 5000;
    bench.write("inhex", NONCE);
    expect(await bench.bytes("outblob")).toHaveLength(96);
    bench.write("format", "extended");
    const extended = await bench.bytes("outblob");
    expect(extended).toHaveLength(96 + 5000);
    expect(extended.subarray(96).every((byte) => byte === 0xa5)).toBe(true);
    bench.write("format", "default");
    expect(await bench.bytes("outblob")).toHaveLength(96);
  });
});

describe("reading", () => {
  it("gives outblob at offsets, and nothing behind its end", async () => {
    bench.write("inhex", NONCE);
    const whole = await bench.bytes("outblob");
    const file = bench.open("outblob");
    for (const [count, at] of [
      [4, 0],
      [7, 32],
      [100, 90],
      [10, 96],
      [10, 1000],
    ] as const) {
      expect(await file.read(count, at)).toEqual(whole.slice(at, at + count));
    }
    expect(bench.provider.calls).toBe(1);
  });

  it("shows text anew from its start, and goes on with what it began", async () => {
    const file = bench.open("generation");
    expect(new TextDecoder().decode(await file.read(10, 0))).toBe("0\n");
    bench.write("inhex", NONCE);
    expect(new TextDecoder().decode(await file.read(10, 1))).toBe("\n");
    expect(new TextDecoder().decode(await file.read(10, 0))).toBe("1\n");
  });

  it("does not take what is too large for the core", async () => {
    bench.provider.outLength = (4 << 20) + 1;
    bench.write("inhex", NONCE);
    expect(await errorOf(() => bench.bytes("outblob"))).toBe("EFBIG");
    bench.provider.outLength = 2 << 20;
    expect(await bench.bytes("outblob")).toHaveLength(1 << 16);
    expect((await bench.open("outhex_input").read(1 << 23, 0)).length).toBe(128 + 3 + 2 * (2 << 20) + 1);
  });
});
