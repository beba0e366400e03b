/** The world `tsmkit`, as jco runs it in Node: every case, what is too much, and that calls leave nothing behind. */
import { describe, expect, test } from "vitest";
import { cases } from "./cases.ts";
import { faultOf, tsmkit } from "./worlds.ts";

const { library, memory } = await tsmkit();
const all = await cases();

function run({ call: [face, name], args }: (typeof all)[number]): unknown {
  const functions = library[face] as unknown as Record<string, (...args: unknown[]) => unknown>;
  return functions[name]?.(...args);
}

describe("gives what hosts/ gives", () => {
  test.each(all.map((one) => [one.name, one] as const))("%s", (_, one) => {
    if (one.err) expect(faultOf(() => run(one))).toMatchObject(one.err);
    else expect(run(one)).toEqual(one.ok);
  });

  test("once more, in another order", () => {
    for (const one of all.toReversed()) {
      if (one.err) expect(faultOf(() => run(one))).toMatchObject(one.err);
      else expect(run(one)).toEqual(one.ok);
    }
  });
});

const MIB = 1 << 20;
const { appraise } = library.verify;
const options: Parameters<typeof appraise>[2] = {
  nonce: { tag: "waived" },
  time: 0n,
  endorsements: [],
  trustRoots: [],
  colours: false,
};
const report = all.find(({ name }) => name.startsWith("inspects minted SNP report 5"))?.args[0] as Uint8Array;

describe("refuses what is too much", () => {
  const tooLarge = (facts: object) => ({ code: "too-large", group: "fix", ...facts });

  test("in one argument", () => {
    const big = new Uint8Array(4 * MIB + 1);
    const facts = tooLarge({ argument: "evidence", got: big.length, want: 4 * MIB });
    expect(faultOf(() => library.inspect.inspect(big, "auto", {}))).toMatchObject(facts);
    expect(faultOf(() => library.inspect.render(big, "auto", "json", {}))).toMatchObject(facts);
    expect(faultOf(() => appraise(big, "auto", options))).toMatchObject(facts);
    const endorsements = [Uint8Array.of(1), big];
    // What comes first is told first: the item before it is no endorsement.
    expect(faultOf(() => appraise(report, "auto", { ...options, endorsements }))).toMatchObject({
      argument: "endorsements[0]",
    });
    expect(faultOf(() => appraise(report, "auto", { ...options, endorsements: [big] }))).toMatchObject({
      ...facts,
      argument: "endorsements[0]",
    });
    expect(faultOf(() => appraise(report, "auto", { ...options, nonce: { tag: "given", val: big } }))).toMatchObject({
      ...facts,
      argument: "nonce",
    });
    const policy = " ".repeat(big.length);
    expect(faultOf(() => appraise(report, "auto", { ...options, policy }))).toMatchObject({
      ...facts,
      argument: "policy",
    });
  });

  test("of log and reference together", () => {
    const log = all.find(({ name }) => name === "replays a log")?.args[0] as Uint8Array;
    const padded = new Uint8Array(4 * MIB).fill(0xff);
    padded.set(log);
    const more = { registers: [], colours: false, reference: log };
    expect(library.events.replay(padded, { registers: [], colours: false }).wrong).toBe(0);
    expect(faultOf(() => library.events.replay(padded, more))).toMatchObject(tooLarge({ argument: "log", want: 0 }));
  });

  test("in all", () => {
    const endorsements = Array.from({ length: 17 }, () => new Uint8Array(MIB));
    const fault = faultOf(() => appraise(report, "auto", { ...options, endorsements }));
    expect(fault).toMatchObject(tooLarge({ want: 16 * MIB }));
    expect(fault.argument).toBeUndefined();
    expect(fault.got).toBeGreaterThan(17 * MIB);
    // Also when the list itself, 8 bytes an item, is what does not fit, and for one list that is more than all.
    const most = new Uint8Array(16 * MIB - 100_000);
    const items = Array.from({ length: 20_000 }, () => Uint8Array.of(1));
    expect(faultOf(() => appraise(most, "auto", { ...options, endorsements: items }))).toMatchObject(
      tooLarge({ got: most.length + 20_000 * 9, want: 16 * MIB }),
    );
    const huge = new Uint8Array(40 * MIB);
    expect(faultOf(() => library.inspect.inspect(huge, "bin", {}))).toMatchObject(tooLarge({ want: 16 * MIB }));
  });

  test("and is as good as new", () => {
    for (const one of all.filter(({ ok }) => ok).slice(0, 40)) expect(run(one)).toEqual(one.ok);
  });

  test("and traps at what no memory has room for", async () => {
    const { library: other } = await tsmkit();
    const list = new Uint8Array(41 * MIB);
    expect(() => other.inspect.inspect(list, "bin", {})).toThrow(WebAssembly.RuntimeError);
  });

  test("takes what just fits", () => {
    const hex = new TextEncoder().encode("00".repeat(2 * MIB));
    expect(faultOf(() => library.inspect.inspect(hex, "hex", {}))).toMatchObject(
      tooLarge({ argument: "evidence", got: 2 * MIB, want: MIB }),
    );
    const endorsements = Array.from({ length: 15 }, () => new Uint8Array(MIB));
    expect(faultOf(() => appraise(report, "auto", { ...options, endorsements }))).toMatchObject({
      code: "bad-endorsement",
      argument: "endorsements[0]",
    });
  });
});

test("a text of other characters than ASCII arrives whole", () => {
  const policy = `{"version":1,"${"ä€😀".repeat(500)}":1}`;
  const fault = faultOf(() => appraise(report, "auto", { ...options, policy }));
  expect(fault).toMatchObject({ code: "bad-policy", argument: "policy" });
  expect(fault.message).toMatch(/there is no such member/);
});

test("10,000 calls need no more memory than one", () => {
  const good = all.find(({ name }) => name.startsWith("appraises an SNP report: affirming"));
  const bad = all.find(({ name }) => name === "refuses what is no endorsement");
  if (!good || !bad) throw new Error("no such cases");
  const before = memory.buffer.byteLength;
  for (let i = 0; i < 10_000; i++) library.inspect.inspect(report, "auto", { short: true });
  for (let i = 0; i < 500; i++) {
    expect(run(good)).toEqual(good.ok);
    faultOf(() => run(bad));
  }
  expect(memory.buffer.byteLength).toBe(before);
});
