/** The JSON reader against JSON.parse: it takes nothing that JSON.parse refuses, and sees the same values at the same bytes. */
import { beforeAll, describe, expect, test } from "vitest";
import { BUILDS } from "../crypto/compile.ts";
import { seeded } from "../random.ts";
import { BAD, GOOD, STRICT } from "./cases.ts";
import { readerProbe } from "./readerProbe.ts";

const show = (text: string | Uint8Array) => {
  const shown = typeof text === "string" ? JSON.stringify(text) : `bytes ${Buffer.from(text).toString("hex")}`;
  return shown.length > 60 ? `${shown.slice(0, 57)}…` : shown;
};

/** What JSON.parse gives; undefined when it refuses. JSON is UTF-8 without a mark. */
function parsed(text: string | Uint8Array): unknown {
  try {
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    return JSON.parse(typeof text === "string" ? text : decoder.decode(text));
  } catch {
    return undefined;
  }
}

describe.each(BUILDS)("the JSON reader, %s build", (_, build) => {
  let reader: Awaited<ReturnType<typeof readerProbe>>;
  beforeAll(async () => {
    reader = await readerProbe(build);
  });

  test.each(GOOD.map((text) => [show(text), text]))("takes %s", (_, text) => {
    expect(reader.read(text)).toEqual({ value: JSON.parse(text) });
    expect(reader.check(text)).toBe(true);
  });

  test.each(BAD.map(([text, ...why]) => [show(text), text, ...why] as const))("refuses %s", (_, text, problem, at) => {
    expect(parsed(text)).toBeUndefined();
    expect(reader.read(text)).toEqual({ problem, at });
    expect(reader.check(text)).toBe(false);
    // Read over, a word is no boolean that was asked for.
    const over = problem === "otherType" && at === 0 ? "syntax" : problem;
    expect(reader.problem()).toEqual({ problem: over, at });
  });

  test.each(STRICT.map(([text, ...why]) => [show(text), text, ...why] as const))(
    "refuses %s, which is ambiguous",
    (_, text, problem, at) => {
      expect(parsed(text)).not.toBeUndefined();
      expect(reader.read(text)).toEqual({ problem, at });
      expect(reader.check(text)).toBe(false);
      expect(reader.problem()).toEqual({ problem, at });
    },
  );

  test("ten thousand mutations: what is taken means the same", () => {
    const random = seeded(1);
    const below = (n: number) => Math.floor(random() * n);
    const pieces = [
      '"',
      "\\",
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      " ",
      "0",
      "1",
      "-",
      ".",
      "e",
      "\\u00",
      "\\ud83d",
      "a",
      "é",
      "\n",
    ];
    const seeds = [...GOOD, ...STRICT.map(([text]) => text)].filter((text) => !/(\[|\{"a":){9}|m64/.test(text));
    const taken = { yes: 0, no: 0, stricter: 0 };
    for (let run = 0; run < 10_000; run++) {
      let text = Buffer.from(seeds[below(seeds.length)] as string);
      for (let edits = 1 + below(3); edits > 0; edits--) {
        const at = below(text.length + 1);
        const kind = below(4);
        const piece = kind === 0 ? Buffer.of(below(256)) : Buffer.from(pieces[below(pieces.length)] as string);
        const cut = kind === 1 ? 0 : below(4);
        text = Buffer.concat(
          [text.subarray(0, at), kind === 2 ? "" : piece, text.subarray(at + cut)].map((x) => Buffer.from(x)),
        );
      }
      const theirs = parsed(text);
      const ours = reader.read(text);
      const what = show(text.toString("latin1"));
      if ("value" in ours) {
        expect(theirs, what).not.toBeUndefined();
        expect(JSON.stringify(ours.value), what).toBe(JSON.stringify(theirs));
        taken.yes++;
      } else {
        expect(ours.at, what).toBeLessThanOrEqual(text.length);
        if (theirs === undefined) taken.no++;
        else {
          taken.stricter++;
          // Well-formed JSON is refused for a name that is there twice, or half a surrogate pair.
          if (ours.problem === "duplicate") {
            const names = text
              .toString()
              .match(/"(?:[^"\\]|\\.)*"(?=\s*:)/g)
              ?.map((name) => JSON.parse(name));
            expect(names?.length, what).toBeGreaterThan(new Set(names).size);
          } else {
            expect(ours.problem, what).toBe("character");
            expect(text.toString(), what).toMatch(/\\u[dD][89a-fA-F]/);
          }
        }
      }
      expect(reader.check(text), what).toBe("value" in ours);
    }
    expect(Math.min(...Object.values(taken))).toBeGreaterThan(100);
  });

  test("every truncation of a document is refused at its end", () => {
    const text = ' {"a":[1,{"b":"x\\n\\ud83d\\ude00é"}],"c":{"d":"sixteen letters!"}}';
    const whole = Buffer.from(text);
    expect(reader.check(whole)).toBe(true);
    for (let length = 0; length < whole.length; length++) {
      expect(reader.check(whole.subarray(0, length))).toBe(false);
      expect(reader.problem()).toEqual({ problem: "truncated", at: length });
    }
  });

  test("unsigned integers up to a bound", () => {
    expect(reader.unsigned("0")).toBe(0n);
    expect(reader.unsigned(" 42 ")).toBe(42n);
    expect(reader.unsigned("18446744073709551615")).toBe(2n ** 64n - 1n);
    for (const text of ["18446744073709551616", "18446744073709551620", "99999999999999999999", "1".repeat(40)]) {
      expect(reader.unsigned(text), text).toBe("outOfRange");
    }
    for (const most of [1n, 9n, 10n, 255n, 65535n, 2n ** 32n - 1n]) {
      expect(reader.unsigned(`${most}`, most)).toBe(most);
      expect(reader.unsigned(`${most + 1n}`, most), `${most}`).toBe("outOfRange");
    }
    for (const text of ["01", "1.0", "1e3", "1x", "1 2"]) expect(reader.unsigned(text), text).toBe("syntax");
    for (const text of ["-1", '"1"', "true", "null", "[1]", "{}", "x"])
      expect(reader.unsigned(text), text).toBe("otherType");
    expect(reader.unsigned("")).toBe("truncated");
  });

  test("strings are compared by what they say", () => {
    for (const text of ['"svn"', '"\\u0073vn"', '"s\\u0076\\u006e"', '"\\u0073\\u0076\\u006E"']) {
      expect(reader.saysSvn(text), text).toBe(true);
    }
    for (const text of ['""', '"s"', '"sv"', '"svnx"', '"SVN"', '"sv\\u006f"', '"svn\\u0000"', '"\\\\svn"']) {
      expect(reader.saysSvn(text), text).toBe(false);
    }
  });

  test("strings are resolved in place", () => {
    for (const text of GOOD.filter((text) => text.startsWith('"'))) {
      expect(reader.resolveInPlace(text)).toBe(JSON.parse(text));
    }
  });
});
