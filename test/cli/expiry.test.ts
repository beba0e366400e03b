/** `tsm expiry`: what ends first, when an agent would refresh, and whether it held on a day. */
import { beforeAll, describe, expect, it } from "vitest";
import { createTdxPlatform, type TdxPlatform, tdxCollateral, toCollateralFile } from "../../hosts/forge/index.ts";
import { EAR, mint, signer } from "../token/minting.ts";
import { reportData } from "../verify/minted.ts";
import { workplace } from "./evidence.ts";

let machine: TdxPlatform;
let quote: Uint8Array;
beforeAll(async () => {
  machine = await createTdxPlatform();
  quote = await machine.quote({ reportData });
});

const DAY = 86_400_000;
const day = (days: number) => new Date(Math.floor(Date.now() / 1000) * 1000 + days * DAY);
const iso = (date: Date) => date.toISOString().replace(".000Z", "Z");

/** A quote with collateral that holds for so many days from now, in a workplace of its own. */
async function place(days: number) {
  const at = workplace();
  const window = { notBefore: day(-100), notAfter: day(days) };
  const collateral = JSON.stringify(toCollateralFile(await tdxCollateral(machine, { window })));
  const files = ["--collateral", at.put("tdx.json", collateral)];
  const evidence = at.put("quote.bin", quote);
  const expiry = (...args: string[]) => at.tsm(["expiry", "--offline", "--no-cache", ...args]);
  return { ...at, files, evidence, expiry };
}

describe("of evidence", () => {
  it("the first, the window, and all the others in order", async () => {
    const { expiry, files, evidence } = await place(30);
    const { code, out } = await expiry(...files, evidence);
    expect(code).toBe(0);
    const first = iso(day(30)).slice(0, 10);
    expect(out).toMatch(
      new RegExp(`^Expiry\n  now .*\n  first {21}${first}T\\S+, in \\d+ days: \\S+\n  refresh .*\n\nHolds until\n`),
    );
    const json = await expiry("--format", "json", ...files, evidence);
    const plan = JSON.parse(json.out);
    expect(plan).toMatchObject({ expired: false, first: plan.ends[0] });
    expect(plan.ends.length).toBeGreaterThan(1);
    expect(plan.ends.map(({ left }: { left: number }) => left)).toEqual(
      plan.ends.map(({ left }: { left: number }) => left).sort((a: number, b: number) => a - b),
    );
    for (const { meaning } of plan.ends) expect(meaning).toMatch(/\.$/);
    const [now, earliest, latest] = [plan.now, plan.refresh.earliest, plan.refresh.latest].map(Date.parse) as [
      number,
      number,
      number,
    ];
    expect(Math.abs(earliest - now - 15 * DAY)).toBeLessThan(DAY / 24);
    expect(Math.abs(latest - now - 20 * DAY)).toBeLessThan(DAY / 24);
  });

  it("would have held one day, and failed another", async () => {
    const { expiry, files, evidence } = await place(30);
    const at = async (days: number) => expiry("--at", iso(day(days)), ...files, evidence);
    const held = await at(29);
    expect(held.code).toBe(0);
    expect(held.out).toMatch(/\n {2}at {24}held on \S+\n/);
    for (const days of [31, -200]) {
      const failed = await at(days);
      expect(failed.code).toBe(2);
      expect(failed.out).toMatch(/\n {2}at {24}would have failed on \S+: \S+/);
    }
  });

  it("has expired, and did hold before", async () => {
    const { expiry, files, evidence } = await place(-10);
    const { code, out } = await expiry(...files, evidence);
    expect(code).toBe(2);
    expect(out).toMatch(/^Expired\n.*\n {2}first {21}\S+, \d+ days ago: \S+\n\nHolds until\n/);
    expect((await expiry("--at", iso(day(-11)), ...files, evidence)).code).toBe(0);
  });

  it("of a bundle, as it is: nothing is fetched", async () => {
    const { tsm, expiry } = await place(30);
    const report = await tsm(["report", "--random", "--aux", "--provider", "software"]);
    const bundle = await tsm(["bundle", "--offline", "-", "-o", "b.tsm"], { stdin: report.out });
    expect(bundle.code).toBe(0);
    const { code, out, err } = await tsm(["expiry", "b.tsm"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/first {21}2049-12-31T23:59:59Z, in \d+ days: snp-chain-validity/);
    expect((await expiry("b.tsm", "--at", "2060-01-01")).code).toBe(2);
  });
});

describe("of a token", () => {
  const NOTE = "tsm: the token is not verified here: see tsm token\n";
  const now = () => Math.floor(Date.now() / 1000);
  const token = async (claims: object) => mint(await signer(), { ...EAR, iat: now() - 60, ...claims });

  it("itself, in a file, from stdin", async () => {
    const { tsm, put } = await place(1);
    const text = await token({ exp: now() + 3600 });
    for (const [given, stdin] of [
      [text, ""],
      [put("t.jwt", text), ""],
      ["-", text],
    ] as const) {
      const { code, out, err } = await tsm(["expiry", "--token", given], { stdin });
      expect({ code, err }).toEqual({ code: 0, err: NOTE });
      expect(out).toMatch(/first {21}\S+, in 59 minutes: exp\n {2}refresh {19}from \S+ to \S+\n/);
    }
  });

  it("that has expired, or did not hold yet", async () => {
    const { tsm } = await place(1);
    const old = await tsm(["expiry", "--token", await token({ exp: now() - 10 })]);
    expect(old.code).toBe(2);
    expect(old.out).toMatch(/^Expired\n/);
    const fresh = await token({ exp: now() + 3600 });
    const before = await tsm(["expiry", "--at", "2020-01-01", "--token", fresh]);
    expect(before.code).toBe(2);
    expect(before.out).toContain("would have failed on 2020-01-01T00:00:00Z: nbf");
    const never = await tsm(["expiry", "--token", await token({ exp: undefined })]);
    expect(never).toMatchObject({ code: 0, out: expect.stringContaining("nothing expires") });
  });

  it("that is none, or beside evidence", async () => {
    const { tsm, put, evidence } = await place(1);
    expect(await tsm(["expiry", "--token", put("x", "abc")])).toMatchObject({
      code: 2,
      err: expect.stringContaining("x: this token is not taken: it has 1 parts"),
    });
    expect(await tsm(["expiry", "--token", "x", evidence])).toMatchObject({
      code: 1,
      err: expect.stringContaining("give evidence or --token, not both"),
    });
  });
});
