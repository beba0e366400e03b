/** Evidence comes written down in many ways; each is told apart, and what is wrong in it has a place. */
import { describe, expect, test } from "vitest";
import type { TsmError } from "../../hosts/errors.ts";
import type { EvidenceForm } from "../../hosts/formats.ts";
import { inspect } from "../../hosts/inspect.ts";
import { minted } from "../minted.ts";

const all = await minted();
const report = all["minted SNP report 3, Genoa"];
const certs = all["minted certificate table"];
const quote = all["minted TDX quote 4"];
const hex = Buffer.from(report).toString("hex");
const base64 = Buffer.from(report).toString("base64");
const lines = (text: string, width: number) => text.replace(new RegExp(`.{${width}}`, "g"), "$&\n");
const pem = (label: string, end = label) => `-----BEGIN ${label}-----\n${lines(base64, 64)}\n-----END ${end}-----\n`;

function fault(input: Uint8Array | string, form?: EvidenceForm): TsmError {
  try {
    inspect(input, form ? { form } : {});
  } catch (error) {
    return error as TsmError;
  }
  throw new Error("the input was accepted");
}

describe("a report is read as", () => {
  test.each<[string, Uint8Array | string, string]>([
    ["bytes", report, "bin"],
    ["hex", hex, "hex"],
    ["hex in capitals", hex.toUpperCase(), "hex"],
    ["hex with 0x", `0x${hex}`, "hex"],
    ["hex in lines, as bytes", new TextEncoder().encode(` \r\n${lines(hex, 60)}\n`), "hex"],
    ["base64", base64, "base64"],
    ["base64 in lines", lines(base64, 76), "base64"],
    ["base64 of the URL alphabet, unpadded", Buffer.from(report).toString("base64url"), "base64"],
    ["PEM", pem("SEV-SNP REPORT"), "pem"],
    ["JSON, hex", JSON.stringify({ provider: "sev_guest\n", outblob: hex }), "json"],
    ["JSON, base64 with escapes", `{"outblob":"${base64.replaceAll("/", "\\/")}","x":[1,{"y":null}]}`, "json"],
    ["JSON, escapes for letters", `{"\\u006futblob":"${hex}"}`, "json"],
  ])("%s", (_, input, readAs) => {
    const seen = inspect(input);
    expect(seen).toEqual({ ...inspect(report), readAs });
    expect(inspect(input, { form: readAs as EvidenceForm })).toEqual(seen);
  });

  test("JSON with its certificates", () => {
    const seen = inspect(JSON.stringify({ auxblob: Buffer.from(certs).toString("base64url"), outblob: hex }));
    expect(seen.auxblob).toEqual({ ...inspect(certs), readAs: "json" });
  });

  test("JSON, where an empty or foreign auxblob is no matter", () => {
    expect(inspect(JSON.stringify({ outblob: hex, auxblob: "" })).auxblob).toBeUndefined();
    const tdx = { outblob: Buffer.from(quote).toString("hex"), auxblob: "00" };
    expect(inspect(JSON.stringify(tdx)).auxblob).toBeUndefined();
  });

  test("hex of a length that means something else as bytes", () => {
    const text = Buffer.from(all["minted TDREPORT"].subarray(0, 512)).toString("hex");
    expect(text.length).toBe(1024);
    expect(fault(text)).toMatchObject({ code: "truncated", got: 512, want: 1024 });
  });
});

describe("what is wrong has a place", () => {
  const cases: [string, Uint8Array | string, EvidenceForm, object][] = [
    ["nothing", "", "auto", { code: "empty", group: "fix" }],
    ["white space", " \n ", "auto", { code: "unknown-format" }],
    ["a word", "hello!", "auto", { code: "unknown-format" }],
    ["few bytes", Uint8Array.of(1, 2, 3), "auto", { code: "unknown-format" }],
    ["zeros", new Uint8Array(100), "auto", { code: "unknown-format" }],
    ["odd hex", hex.slice(1), "hex", { code: "hex-odd", got: hex.length - 1 }],
    ["a bad hex digit", `${hex.slice(0, 77)}g${hex.slice(78)}`, "hex", { code: "hex-digit", at: 77, got: 103 }],
    ["a bad hex digit in lines", `00\n0g`, "hex", { code: "hex-digit", at: 4 }],
    ["a bad base64 digit", `${base64.slice(0, 50)}*`, "base64", { code: "base64", at: 50, got: 42 }],
    ["base64 with one digit over", "AAAAA", "base64", { code: "base64", at: 5 }],
    ["base64 with bits over", "AB==", "base64", { code: "base64" }],
    ["base64 with too much padding", "AAA==", "base64", { code: "base64" }],
    ["base64 behind its padding", "AA==AAAA", "base64", { code: "base64", at: 4 }],
    ["PEM without an end", pem("X").slice(0, 500), "auto", { code: "pem" }],
    ["PEM with another end", pem("X", "Y"), "auto", { code: "pem" }],
    ["PEM with more behind it", pem("X") + pem("X"), "auto", { code: "pem", at: pem("X").length }],
    ["JSON that ends", `{"outblob":"${hex}"`, "auto", { code: "json", at: hex.length + 13 }],
    ["JSON with more behind it", `{"outblob":"${hex}"} x`, "auto", { code: "json", at: hex.length + 15, got: 120 }],
    ["JSON without a report", `{"provider":"x"}`, "auto", { code: "json" }],
    ["JSON with two reports", `{"outblob":"${hex}","outblob":"${hex}"}`, "auto", { code: "json", at: hex.length + 15 }],
    ["JSON with a report that is a number", `{"outblob":7}`, "auto", { code: "json", at: 11, got: 55 }],
    ["JSON too deep", `{"a":${"[".repeat(40)}${"]".repeat(40)},"outblob":"${hex}"}`, "auto", { code: "json" }],
    ["JSON with a bad number", `{"a":01,"outblob":"${hex}"}`, "auto", { code: "json", at: 7 }],
    ["JSON with a raw line feed", `{"a":"\n"}`, "auto", { code: "json", at: 6, got: 10 }],
    ["JSON with a bad escape", `{"a":"\\q"}`, "auto", { code: "json", got: 113 }],
    ["JSON with a bad comma", `{"outblob":"${hex}",}`, "auto", { code: "json" }],
    ["JSON with bad hex", `{"outblob":"00zz!!"}`, "auto", { code: "base64", at: 16 }],
    ["a list", "[]", "json", { code: "json", at: 0 }],
    ["bytes called hex", report, "hex", { code: "hex-digit", at: 0, got: 3 }],
    ["hex called bytes", hex, "bin", { code: "unknown-format" }],
    ["more than 1 MiB", new Uint8Array((1 << 20) + 1).fill(3, 0, 1), "bin", { code: "too-large", want: 1 << 20 }],
    ["more than the core takes", "00".repeat(1 << 22), "hex", { code: "too-large" }],
    ["an unknown form", hex, "xml" as EvidenceForm, { code: "bad-request" }],
  ];
  test.each(cases)("%s", (_, input, form, expected) => {
    const error = fault(input, form);
    expect(error).toMatchObject({ name: "TsmError", ...expected });
    expect(error.message).toMatch(/\. [A-Z0-9].*[.?]$/);
  });

  test("bad certificates beside a good report are told", () => {
    const bad = Buffer.from(certs.subarray(0, 100)).toString("hex");
    expect(fault(JSON.stringify({ outblob: hex, auxblob: bad }))).toMatchObject({ code: "out-of-bounds" });
  });
});
