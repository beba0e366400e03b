/** What the clients share: JSON in one spelling, the time that a token holds, the key that is bound. */
import { describe, expect, test } from "vitest";
import { canonicalJson, type Json } from "../../hosts/session/canonical.ts";
import { publicOnly } from "../../hosts/session/keys.ts";
import { lifetimeOf } from "../../hosts/session/lifetime.ts";
import { assembled } from "../token/minting.ts";

describe("canonical JSON", () => {
  test.each<[string, Json, string]>([
    [
      "members by UTF-16 units",
      { "\u20ac": 1, "\r": 2, "1": 3, "\ud83d\ude02": 4, "\ufb33": 5 },
      '{"\\r":2,"1":3,"\u20ac":1,"\ud83d\ude02":4,"\ufb33":5}',
    ],
    ["numbers as JavaScript", [333333333.3333333, 1e30, 4.5, 2e-3, 1e-27], "[333333333.3333333,1e+30,4.5,0.002,1e-27]"],
    ["strings and what has a name", ["\u20ac$\u000f\nA'B\"\\/", null, true], '["€$\\u000f\\nA\'B\\"\\\\/",null,true]'],
    ["inner objects", { b: { d: [], c: {} }, a: "" }, '{"a":"","b":{"c":{},"d":[]}}'],
  ])("%s (RFC 8785 section 3.2)", (_, value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });
});

describe("the time that a token holds", () => {
  const IAT = 1_700_000_000;
  const lifetime = (claims: object, date?: string) =>
    lifetimeOf(assembled({}, claims), "x", { headers: new Headers(date ? { date } : {}) });
  const date = (seconds: number) => new Date(1000 * seconds).toUTCString();

  test("is from its issue, when the answer has no date", () => {
    expect(lifetime({ iat: IAT, exp: IAT + 300 })).toBe(300_000);
    expect(lifetime({ iat: IAT, exp: IAT + 300 }, "soon")).toBe(300_000);
  });

  test("is from the answer's date when that is later, whose second may be over", () => {
    expect(lifetime({ iat: IAT, exp: IAT + 300 }, date(IAT + 100))).toBe(199_000);
    expect(lifetime({ iat: IAT, exp: IAT + 300 }, date(IAT - 100))).toBe(300_000);
  });

  test("has to be there, and not over", () => {
    for (const claims of [{ iat: IAT }, { exp: IAT }, { iat: IAT, exp: IAT }, { iat: "1", exp: IAT }]) {
      expect(() => lifetime(claims)).toThrow(expect.objectContaining({ code: "bad-answer" }));
    }
    expect(() => lifetime({ iat: IAT, exp: IAT + 300 }, date(IAT + 300))).toThrow(/expired by its own clock/);
  });
});

test("a key is bound by the members that make it", () => {
  expect(publicOnly({ kty: "EC", crv: "P-256", x: "a", y: "b", kid: "k", alg: "ES256" })).toEqual({
    crv: "P-256",
    kty: "EC",
    x: "a",
    y: "b",
  });
});
