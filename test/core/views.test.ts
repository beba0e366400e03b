/** The views: JSON for programs, text for people, hex for both. */
import { describe, expect, test } from "vitest";
import { tdx } from "../../hosts/forge/index.ts";
import { inspect, render } from "../../hosts/inspect.ts";
import { minted } from "../minted.ts";

const all = await minted();
const evidence = Object.entries(all);
const report = all["minted SNP report 2, Milan"];
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what escape sequences begin with
const escapes = /\x1b\[\d+m/g;

describe.each(evidence)("%s", (_, bytes) => {
  test("JSON is one line with its members in order", () => {
    const text = render(bytes, { view: "json" });
    expect(text).not.toContain("\n");
    const members = Object.keys(JSON.parse(text));
    expect(members.filter((m) => m !== "product" && m !== "ekDigest")).toEqual([
      "format",
      "version",
      "size",
      "readAs",
      "tail",
      "sections",
    ]);
    expect(JSON.stringify(JSON.parse(text))).toBe(text);
  });

  test("the hex view shows every byte once, in order, each field by name", () => {
    const lines = render(bytes, { view: "hex" }).split("\n").slice(2, -1);
    const shown: number[] = [];
    for (const line of lines) {
      expect(Number.parseInt(line.slice(0, 8), 16)).toBe(shown.length);
      const digits = line.slice(9, 59).replaceAll(" ", "");
      shown.push(...Buffer.from(digits, "hex"));
    }
    expect(Uint8Array.from(shown)).toEqual(bytes);
    const named = lines.filter((l) => /\| +[a-z][A-Za-z0-9]*\.[a-z][A-Za-z0-9]*$/.test(l));
    expect(named.length).toBeGreaterThan(3);
  });

  test("colours change nothing but colours", () => {
    for (const view of ["text", "hex"] as const) {
      const plain = render(bytes, { view });
      const coloured = render(bytes, { view, colours: true });
      expect(plain).not.toMatch(escapes);
      expect(coloured).toMatch(escapes);
      expect(coloured.replace(escapes, "")).toBe(plain);
    }
  });

  test("the text view shows every value that JSON has", () => {
    const text = render(bytes, { view: "text" }).replace(/\n {28}/g, "");
    for (const { fields } of inspect(bytes).sections) {
      for (const [name, value] of Object.entries(fields)) {
        // What is read further is shown as what it says.
        if (typeof value !== "string" || name === "pem" || name === "claims") continue;
        const wanted = /^\d{1,20}$/.test(value) && value.length < 21 ? [value, BigInt(value).toString(16)] : [value];
        expect(
          wanted.some((w) => text.includes(w)),
          `${name} ${value}`,
        ).toBe(true);
      }
    }
  });

  test("the short views are shorter", () => {
    expect(render(bytes, { view: "text", short: true }).length).toBeLessThan(render(bytes, { view: "text" }).length);
    expect(render(bytes, { view: "json", short: true }).length).toBeLessThan(render(bytes, { view: "json" }).length);
  });
});

test("bits have names, values have names, and what has none is shown as a number", () => {
  const bytes = report.slice();
  bytes[8 + 2] = 0b1011;
  bytes[8 + 7] = 0x80;
  bytes[0x48] = 7 << 2;
  const seen = inspect(bytes).sections[0];
  expect(seen?.layout === "snpReport" && seen.fields.policy).toMatchObject({
    smt: true,
    reservedMbo: true,
    debug: true,
    migrateMa: false,
    unnamedBits: [63],
  });
  const text = render(bytes, { view: "text" });
  expect(text).toMatch(/debug +yes {3}The host may decrypt/);
  expect(text).toMatch(/unnamedBits +0x8000000000000000/);
  expect(text).toMatch(/signingKey +7 \(none\)/);
  expect(render(bytes, { view: "text", short: true })).toMatch(/policy .* smt reservedMbo debug/);
});

describe("text in evidence can't speak to the terminal", () => {
  /** Moves the cursor, is no UTF-8, and would end a JSON string. */
  const hostile = [0x1b, 0x5b, 0x32, 0x4a, 0xff, 0x22, 0x5c];

  test("as PEM that holds no certificate", () => {
    const bytes = Buffer.from(all["minted TDX quote 4"]);
    const pem = bytes.indexOf("-----BEGIN");
    for (let at = pem; at >= 0; at = bytes.indexOf("-----BEGIN")) bytes.set(hostile, at);
    const text = render(bytes, { view: "text" });
    expect(text).toContain('\\x1b[2J\\xff"\\');
    expect(text).not.toMatch(escapes);
    const last = inspect(bytes).sections.at(-1);
    expect(last?.layout === "pckCertChain" && last.fields.pem.slice(0, 7)).toBe('\u001b[2J\u00ff"\\');
  });

  test("as a name in a certificate", async () => {
    const CN = String.fromCharCode(...hostile.filter((c) => c < 128));
    const { quote } = await tdx({ amend: (leaf) => ({ ...leaf, subject: { CN } }) });
    expect(render(quote, { view: "text" })).toContain('subject           CN=\\x1b[2J\\"\\\\\n');
    expect(render(quote, { view: "text" })).not.toMatch(escapes);
    const leaf = inspect(quote).sections.find((s) => s.layout === "certificate");
    expect(leaf?.layout === "certificate" && leaf.fields.subject).toBe('CN=\u001b[2J\\"\\\\');
  });
});
