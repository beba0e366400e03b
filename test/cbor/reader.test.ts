/** CBOR is taken in one encoding, within limits, and shown as it is. */
import { describe, expect, test } from "vitest";
import type { TsmError } from "../../hosts/errors.ts";
import { type Cbor, encodeCbor, Raw, Tagged } from "../../hosts/forge/cbor.ts";
import type { Section } from "../../hosts/formats.ts";
import { decodeHex, encodeHex } from "../../hosts/hex.ts";
import { inspect, render } from "../../hosts/inspect.ts";
import type { CborItem } from "../../hosts/trees.ts";
import { seeded } from "../random.ts";
import { type Item, read } from "./model.ts";

/** The tag of a CCA token: what begins with it is CBOR, or says what is wrong with it. */
const TOKEN = Uint8Array.of(0xd9, 0x01, 0x8f);

function problem(hex: string): { code: string; at: number | undefined; message: string } {
  try {
    inspect(Uint8Array.of(...TOKEN, ...decodeHex(hex)), { form: "bin" });
  } catch (error) {
    const { code, at, message } = error as TsmError;
    return { code, at: at === undefined ? undefined : at - TOKEN.length, message };
  }
  throw new Error("the bytes were accepted");
}

describe("what is refused", () => {
  test.each([
    ["nothing", "", 0, /ends too early/],
    ["a length that is cut off", "19", 0, /ends too early/],
    ["a byte string that is cut off", "4301", 0, /ends too early/],
    ["a byte string of 2^64 - 1 bytes", "5bffffffffffffffff", 0, /ends too early/],
    ["an array without its last item", "8201", 2, /ends too early/],
    ["a map without its last value", "a10a", 2, /ends too early/],
    ["an array of 2^32 items", "9affffffff00", 6, /ends too early/],
    ["an indefinite byte string", "5f4101ff", 0, /not told in front/],
    ["an indefinite text", "7f6101ff", 0, /not told in front/],
    ["an indefinite array", "9f01ff", 0, /not told in front/],
    ["an indefinite map", "bf0102ff", 0, /not told in front/],
    ["a break", "ff", 0, /not told in front/],
    ["a reserved length", "1c", 0, /no meaning/],
    ["a reserved length of a map", "be", 0, /no meaning/],
    ["an unassigned simple value", "f0", 0, /no meaning/],
    ["a simple value in two bytes", "f818", 0, /no meaning/],
    ["false in two bytes", "f814", 0, /no meaning/],
    ["23 in two bytes", "1817", 0, /fewest bytes/],
    ["255 in three bytes", "1900ff", 0, /fewest bytes/],
    ["65535 in five bytes", "1a0000ffff", 0, /fewest bytes/],
    ["2^32 - 1 in nine bytes", "1b00000000ffffffff", 0, /fewest bytes/],
    ["-24 in two bytes", "3817", 0, /fewest bytes/],
    ["a long head of a short byte string", "580101", 0, /fewest bytes/],
    ["a long head of a tag", "d81201", 0, /fewest bytes/],
    ["a text of half a character", "61c3", 0, /no UTF-8/],
    ["a text of an overlong character", "62c080", 0, /no UTF-8/],
    ["a text of a surrogate", "63eda080", 0, /no UTF-8/],
    ["a text whose character goes on behind it", "8261c341a9", 1, /no UTF-8/],
    ["a key twice", "a201000102", 3, /twice/],
    ["a key twice, far apart", "a30a00616100 0a01".replaceAll(" ", ""), 6, /twice/],
    ["an array as a key, twice", "a2810100810102", 4, /twice/],
    ["seventeen levels", `${"81".repeat(16)}00`, 15, /nested deeper/],
    [
      "257 pairs",
      `b90101${Array.from({ length: 257 }, (_, i) => `${encodeHex(encodeCbor(i))}00`).join("")}`,
      0,
      /more items/,
    ],
    ["a key of 257 bytes", `a1590101${"00".repeat(257)}00`, 1, /key has more bytes/],
    ["16385 items", `994000${"00".repeat(0x4000)}`, 3 + 0x4000 - 2, /more items/],
  ])("%s", (_, hex, at, message) => {
    const found = problem(hex);
    expect(found).toMatchObject({ code: "bad-cbor", at });
    expect(found.message).toMatch(message);
    expect(found.message).toContain(`at byte ${at + TOKEN.length} `);
  });

  test("what is no array, map or tag is not taken for CBOR", () => {
    for (const hex of ["00", "20", "4401020304", "6161", "f5", "1903e8"]) {
      expect(() => inspect(decodeHex(hex), { form: "bin" }), hex).toThrow(/no evidence/);
    }
  });
});

/** Items of RFC 8949 appendix A that are taken, within an array. */
const ITEMS: [Cbor, string, unknown][] = [
  [0, "unsigned", 0],
  [23, "unsigned", 23],
  [24, "unsigned", 24],
  [1000000, "unsigned", 1000000],
  [1000000000000n, "unsigned", "1000000000000"],
  [18446744073709551615n, "unsigned", "18446744073709551615"],
  [-1, "negative", -1],
  [-1000, "negative", -1000],
  [-18446744073709551616n, "negative", "-18446744073709551616"],
  [Uint8Array.of(), "bytes", ""],
  [Uint8Array.of(1, 2, 3, 4), "bytes", "01020304"],
  ["", "text", ""],
  ["IETF", "text", "IETF"],
  ['"\\\u0001', "text", '"\\\u0001'],
  ["ü水𐅑", "text", "ü水𐅑"],
  [false, "simple", false],
  [true, "simple", true],
  [null, "simple", null],
  [new Raw(Uint8Array.of(0xf7)), "simple", "undefined"],
  [new Raw(decodeHex("f93c00")), "simple", "3c00"],
  [new Raw(decodeHex("fb3ff199999999999a")), "simple", "3ff199999999999a"],
];

/** Fields of the only section. */
const fieldsOf = (section: Section | undefined) => section?.fields as never as { item: CborItem };

const tree = (bytes: Uint8Array): CborItem => {
  const { format, sections } = inspect(bytes, { form: "bin" });
  expect(format).toBe("cbor");
  return fieldsOf(sections[0]).item;
};

describe("trees", () => {
  test.each(ITEMS)("%s", (item, type, value) => {
    const bytes = encodeCbor([item, 7]);
    const array = tree(bytes);
    expect(array).toMatchObject({ at: 0, size: bytes.length, type: "array" });
    const [first] = (array as { items: CborItem[] }).items;
    expect(first).toEqual({ at: 1, size: bytes.length - 2, type, value });
  });

  test("maps and tags, each with its bytes", () => {
    const map = new Map<Cbor, Cbor>([
      [1, "a"],
      ["b", [2]],
    ]);
    const key = { at: 7, size: 2, type: "text", value: "b" };
    const items = [{ at: 10, size: 1, type: "unsigned", value: 2 }];
    const entries = [
      { key: { at: 4, size: 1, type: "unsigned", value: 1 }, value: { at: 5, size: 2, type: "text", value: "a" } },
      { key, value: { at: 9, size: 2, type: "array", items } },
    ];
    const inner = { at: 3, size: 8, type: "map", entries };
    expect(tree(encodeCbor(new Tagged(55799, map)))).toEqual({
      at: 0,
      size: 11,
      type: "tag",
      tag: 55799,
      items: [inner],
    });
  });

  test("a byte string that holds items is opened, down to a depth", () => {
    let bytes = encodeCbor([1]);
    for (let i = 0; i < 9; i++) bytes = encodeCbor([bytes]);
    let opened = 0;
    let item: CborItem | undefined = tree(bytes);
    while (item?.type === "array") {
      const [only]: CborItem[] = item.items;
      item = only?.type === "bytes" ? only.encoded : undefined;
      if (item) opened++;
    }
    expect(opened).toBe(6);
    for (const view of ["text", "hex"] as const) expect(render(bytes, { form: "bin", view })).toContain("array 1");
  });

  test("text has a line for each item, and the hex view one run", () => {
    const bytes = encodeCbor(new Map<Cbor, Cbor>([[1, [Uint8Array.of(1, 2), "x"]]]));
    const lines = render(bytes, { form: "bin", view: "text" }).trimEnd().split("\n").slice(-4);
    expect(lines).toEqual([
      "    0x000   8       map 1",
      "    0x002   6         unsigned 1: array 2",
      "    0x003   3           bytes 2 0102",
      "    0x006   2           text 1 x",
    ]);
    const runs = render(bytes, { form: "bin", view: "hex" }).trimEnd().split("\n").slice(2);
    expect(runs.map((line) => line.slice(78))).toEqual([
      "cbor.item: map 1",
      "cbor.item: unsigned 1",
      "cbor.item: array 2",
      "cbor.item: bytes 2",
      "cbor.item: text 1",
    ]);
  });
});

/** What the tree says, in the model's words. */
function same(item: CborItem, model: Item): void {
  expect({ type: item.type, at: item.at, size: item.size }).toEqual({
    type: model.type,
    at: model.at,
    size: model.size,
  });
  if (item.type === "map") {
    expect(item.entries.length).toBe(model.pairs?.length);
    item.entries.forEach(({ key, value }, i) => {
      const pair = model.pairs?.[i] as [Item, Item];
      same(key, pair[0]);
      same(value, pair[1]);
    });
  } else if (item.type === "array" || item.type === "tag") {
    expect(item.items.length).toBe(model.items?.length);
    item.items.forEach((one, i) => {
      same(one, model.items?.[i] as Item);
    });
  } else if (item.type === "bytes") {
    if (item.value !== undefined) expect(item.value).toBe(encodeHex(model.value as Uint8Array));
  } else if (item.type !== "simple") expect(String(item.value)).toBe(String(model.value));
}

const RANDOM = 20_000;

/** A random item: of any type, sometimes nested. */
function randomItem(random: () => number, levels: number): Cbor {
  const below = (n: number) => Math.floor(random() * n);
  const kind = below(levels > 0 ? 9 : 6);
  if (kind === 0) return below(2 ** (1 + below(40)));
  if (kind === 1) return -1 - below(2 ** (1 + below(40)));
  if (kind === 2) return Uint8Array.from({ length: below(40) }, () => below(256));
  if (kind === 3) return String.fromCodePoint(...Array.from({ length: below(30) }, () => 1 + below(0xd000)));
  if (kind === 4) return [true, false, null][below(3)] as boolean | null;
  if (kind === 5) return new Raw(decodeHex("f90000"));
  const items = Array.from({ length: below(5) }, () => randomItem(random, levels - 1));
  if (kind === 6) return new Tagged(below(100_000), items);
  return kind === 7 ? items : new Map(items.map((item, i) => [i * 7, item]));
}

describe("random items", () => {
  test("the core and a model of its own see the same", () => {
    const random = seeded(8949);
    for (let i = 0; i < 2000; i++) {
      const bytes = encodeCbor([randomItem(random, 4)]);
      const model = read(bytes);
      expect(model).toBeDefined();
      if (inspect(bytes, { form: "bin" }).format === "cbor") same(tree(bytes), model as Item);
    }
  });

  test("what is changed is taken by both or by none", () => {
    const random = seeded(9052);
    let taken = 0;
    for (let i = 0; i < RANDOM; i++) {
      const bytes = encodeCbor([randomItem(random, 3), randomItem(random, 3)]);
      const at = Math.floor(random() * bytes.length);
      bytes[at] = Math.floor(random() * 256);
      const model = bytes[0] === 0x82 ? read(bytes) : undefined;
      if (bytes[0] !== 0x82) continue;
      let seen = true;
      try {
        inspect(bytes, { form: "bin" });
      } catch {
        seen = false;
      }
      expect(seen, encodeHex(bytes)).toBe(model !== undefined);
      if (seen) taken++;
    }
    expect(taken).toBeGreaterThan(RANDOM / 10);
    expect(taken).toBeLessThan(RANDOM);
  });
});
