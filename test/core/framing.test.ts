/** Strict framing: every byte belongs to one part, reserved bytes are zero, lengths fit, and faults say where. */
import { describe, expect, test } from "vitest";
import { Core } from "../../hosts/core.ts";
import type { TsmError } from "../../hosts/errors.ts";
import type { Section } from "../../hosts/formats.ts";
import { type Inspection, inspect } from "../../hosts/inspect.ts";
import { fieldsOf, Kind, layout } from "../../hosts/rows.ts";
import { minted } from "../minted.ts";
import { EVIDENCE, vectorBytes, vectors } from "../vectors.ts";

const all = await minted();
const evidence = Object.entries(all);
const core = new Core();

/** Layouts of sections that interpret bytes of another section. */
const OVERLAYS = [
  ...["snpTcb", "snpTcbTurin", "certificate", "hclClaims", "hclKey"],
  ...["coseHeader", "ccaPlatform", "ccaSwComponent", "ccaRealm"],
  ...["covePlatform", "coveTsm", "coveTvm", "coveSwComponent", "coveMeasurement", "coveCertificate"],
  ...["diceTcbInfo", "diceFwid", "diceUeid", "csrInfo"],
];

/** Bytes of a TDREPORT. */
const TDREPORT = 1024;

function fault(bytes: Uint8Array): TsmError {
  try {
    inspect(bytes, { form: "bin" });
  } catch (error) {
    return error as TsmError;
  }
  throw new Error("the bytes were accepted");
}

/** Version of the layout that a section is read with: the core's own word for it. */
function sections(
  bytes: Uint8Array,
): { layout: string; version: number; at: number; size: number; overlay: boolean }[] {
  expect(core.exports.parse(core.put(bytes))).toBe(0);
  const seen = inspect(bytes, { form: "bin" }).sections;
  return seen.map((section, i) => ({
    layout: section.layout,
    version: core.view.getUint32(core.exports.sectionsAt() + 32 * i + 8, true),
    at: section.at,
    size: section.size,
    overlay: OVERLAYS.includes(section.layout),
  }));
}

const everything = [
  ...evidence,
  ...vectors(...EVIDENCE)
    .filter((f) => !f.path.includes("tdreport-go"))
    .map((f): [string, Uint8Array] => [f.path, vectorBytes(f)]),
];

test.each(everything)("%s: its sections cover every byte exactly once", (_, bytes) => {
  const { size } = inspect(bytes, { form: "bin" });
  const parts = sections(bytes).filter((s) => !s.overlay);
  let end = 0;
  for (const part of parts.sort((a, b) => a.at - b.at)) {
    expect(part.at, part.layout).toBe(end);
    end += part.size;
  }
  expect(end).toBe(size);
});

describe.each(evidence)("%s", (_, bytes) => {
  test("every reserved byte must be zero, and the fault says which is not", () => {
    let reserved = 0;
    for (const section of sections(bytes)) {
      for (const field of fieldsOf(layout(section.layout), section.version).filter((f) => f.kind === Kind.Zero)) {
        for (let i = 0; i < (field.size || section.size); i++) {
          const at = section.at + field.at + i;
          const changed = bytes.slice();
          changed[at] = 0x5a;
          const error = fault(changed);
          // A table's end that is no longer zero is an entry, and some reserved bytes decide what the evidence is.
          if (section.layout === "snpCertEnd" || (section.layout === "reportMac" && field.at === 0)) continue;
          expect(error, `byte ${at}`).toMatchObject({ code: "reserved-not-zero", at, got: 0x5a, want: 0, exitCode: 2 });
          expect(error.field).toMatch(/\.reserved$/);
          reserved++;
        }
      }
    }
    if (reserved === 0) expect(inspect(bytes).format).toMatch(/quote|table|token|manifest|cove|dice|csr/);
  });

  test("a zero tail is reported, any other tail is a fault with its offset", () => {
    const padded = new Uint8Array(bytes.length + 100);
    padded.set(bytes);
    expect(inspect(padded)).toMatchObject({ size: bytes.length, tail: 100 });
    padded[bytes.length + 37] = 1;
    expect(fault(padded)).toMatchObject({ code: "trailing-bytes", at: bytes.length + 37, got: 100 });
  });

  test("every truncation is a fault that says where", () => {
    for (let length = 1; length < bytes.length; length++) {
      // The first two bytes of a TDREPORT are CBOR as well: an array of one number.
      if (length === 2 && inspect(bytes).format === "td-report") continue;
      // What has the size of a TDREPORT is told to be none.
      if (length === TDREPORT) continue;
      const error = fault(bytes.subarray(0, length));
      expect(["truncated", "unknown-format", "out-of-bounds", "bad-cbor"], `${length} bytes`).toContain(error.code);
      if (error.code === "truncated") expect(error).toMatchObject({ got: length });
    }
  });
});

/** The first section of a layout. */
const section = (seen: Inspection, name: Section["layout"]) => seen.sections.find((s) => s.layout === name) as Section;
const find = (name: keyof typeof all) => all[name].slice();
const u16 = (bytes: Uint8Array, at: number, value: number) => new DataView(bytes.buffer).setUint16(at, value, true);
const u32 = (bytes: Uint8Array, at: number, value: number) => new DataView(bytes.buffer).setUint32(at, value, true);
const rowAt = (name: string, field: string) => layout(name).fields.find((f) => f.name === field)?.at as number;

describe("an SNP report of a version nobody knows yet", () => {
  const bytes = find("minted SNP report 5, Turin");
  u32(bytes, 0, 9);

  test("shows the fields that are known", () => {
    const seen = inspect(bytes);
    const known = inspect(find("minted SNP report 5, Turin"));
    expect(seen).toMatchObject({ format: "snp-report", version: 9, product: "Turin" });
    expect(section(seen, "snpReport").fields).toEqual({ ...section(known, "snpReport").fields, version: 9 });
  });

  test("names the bytes that are not", () => {
    const changed = bytes.slice();
    changed[0x210] = 0xab;
    changed[0x18b] = 0xcd;
    const { unknown } = section(inspect(changed), "snpReport").fields;
    expect(Object.keys(unknown ?? {})).toEqual(["0x18b", "0x208"]);
    expect(unknown?.["0x208"]).toBe("0000000000000000ab".padEnd(304, "0"));
  });

  test("versions 0 and 1 were never released", () => {
    for (const version of [0, 1]) {
      const old = bytes.slice();
      u32(old, 0, version);
      expect(fault(old)).toMatchObject({ code: "unknown-format" });
    }
  });
});

describe("an SNP report of version 2 has no CPUID", () => {
  const chip = (fill: (id: Uint8Array) => void) => {
    const bytes = find("minted SNP report 2, Milan");
    fill(bytes.subarray(rowAt("snpReport", "chipId"), rowAt("snpReport", "chipId") + 64));
    return inspect(bytes);
  };
  test.each([
    ["a chip id of 64 bytes", () => {}, "Milan or Genoa", "snpTcb"],
    ["a chip id of 8 bytes", (id: Uint8Array) => id.fill(0, 8), "Turin", undefined],
    ["a masked chip id", (id: Uint8Array) => id.fill(0), "unknown", undefined],
  ])("%s", (_, fill, product, words) => {
    // Words of the wrong product would have reserved bytes set: then it is a fault, not a guess.
    if (product === "Turin") return expect(() => chip(fill)).toThrow(/snpTcbTurin.reserved/);
    const seen = chip(fill);
    expect(seen.product).toBe(product);
    expect(seen.sections[1]?.layout).toBe(words);
  });
});

describe("a certificate table", () => {
  const table = find("minted certificate table");
  const entry = 24;
  const offset = (i: number) => i * entry + rowAt("snpCertEntry", "offset");
  const length = (i: number) => i * entry + rowAt("snpCertEntry", "length");
  const get = (at: number) => new DataView(table.buffer).getUint32(at, true);
  const changed = (change: (bytes: Uint8Array) => void) => {
    const bytes = table.slice();
    change(bytes);
    return fault(bytes);
  };

  test.each<[string, (b: Uint8Array) => void, string]>([
    ["a blob that starts in the header", (b) => u32(b, offset(1), 95), "out-of-bounds"],
    ["a blob that ends outside", (b) => u32(b, length(2), table.length), "out-of-bounds"],
    ["an end that wraps 32 bits", (b) => u32(b, length(1), 0xffffffff), "out-of-bounds"],
    ["a start near 2^32", (b) => u32(b, offset(1), 0xfffffff0), "out-of-bounds"],
    ["one kind twice", (b) => b.copyWithin(entry, 0, 16), "duplicate"],
    ["blobs over each other", (b) => u32(b, offset(1), get(offset(0)) + 1), "overlap"],
    ["no end", (b) => b.fill(0x11, 3 * entry, 4 * entry), "too-many"],
  ])("refuses %s", (_, change, code) => {
    const error = changed(change);
    expect(error).toMatchObject({ code, exitCode: 2 });
    expect(error.at).toBeLessThan(table.length);
  });

  test("of too many entries is refused", () => {
    const bytes = new Uint8Array(40 * entry);
    bytes.set(table.subarray(0, 16));
    for (let i = 1; i < 39; i++) bytes[i * entry] = i;
    expect(fault(bytes)).toMatchObject({ code: "too-many", want: 32 });
  });

  test("shows zero bytes between blobs as padding, and refuses others", () => {
    const moved = new Uint8Array(table.length + 10);
    const last = get(offset(2));
    moved.set(table.subarray(0, last));
    moved.set(table.subarray(last), last + 10);
    u32(moved, offset(2), last + 10);
    expect(section(inspect(moved), "padding")).toMatchObject({ at: last, size: 10 });
    moved[last + 3] = 1;
    expect(fault(moved)).toMatchObject({ code: "reserved-not-zero", at: last + 3, field: "padding.reserved" });
  });

  test("shows kinds nobody knows as unknown", () => {
    const bytes = table.slice();
    bytes.fill(0x77, entry, entry + 16);
    expect(inspect(bytes).sections.map((s) => s.of)).toContain("unknown");
  });
});

describe("a quote", () => {
  const v4 = find("minted TDX quote 4");
  const v5 = find("minted TDX quote 5, TDX 1.5");
  const v3 = find("minted SGX quote 3");
  const at = (bytes: Uint8Array, name: Section["layout"], nth = 0) =>
    inspect(bytes).sections.filter((s) => s.layout === name)[nth]?.at as number;
  const changed = (bytes: Uint8Array, change: (b: Uint8Array) => void) => {
    const copy = bytes.slice();
    change(copy);
    return fault(copy);
  };

  test.each<[string, Uint8Array, (b: Uint8Array) => void, object]>([
    ["of version 6", v5, (b) => u16(b, 0, 6), { code: "unknown-version", got: 6, field: "quoteHeader.version" }],
    ["of version 2", v3, (b) => u16(b, 0, 2), { code: "unknown-version", got: 2 }],
    ["with a P-384 key", v4, (b) => u16(b, 2, 3), { code: "bad-value", at: 2, field: "quoteHeader.attKeyType" }],
    ["of an unknown TEE", v4, (b) => u32(b, 4, 0x82), { code: "bad-value", at: 4, got: 0x82 }],
    ["of an unknown body", v5, (b) => u16(b, 48, 9), { code: "bad-value", at: 48, got: 9 }],
    ["of a body of another TEE", v5, (b) => u16(b, 48, 1), { code: "bad-value", field: "quoteHeader.teeType" }],
    ["with a body of another size", v5, (b) => u32(b, 50, 584), { code: "bad-length", at: 50, got: 584, want: 648 }],
    ["whose signature data ends outside", v4, (b) => u32(b, 632, 0x7fffffff), { code: "truncated" }],
    ["whose signature data wraps", v4, (b) => u32(b, 632, 0xffffffff), { code: "truncated", want: 0xffffffff }],
    ["whose signature data is too short", v4, (b) => u32(b, 632, 100), { code: "bad-length", got: 100, want: 128 }],
    ["with a stretched certificate", v4, (b) => u32(b, at(b, "certificationData", 1) + 2, 9), { code: "bad-length" }],
    ["with long authentication data", v4, (b) => u16(b, at(b, "qeAuthData"), 0xffff), { code: "bad-length" }],
    ["with a QE report in its QE report", v4, (b) => u16(b, at(b, "certificationData", 1), 6), { code: "bad-value" }],
    ["with an unknown certification type", v4, (b) => u16(b, at(b, "certificationData"), 99), { code: "bad-value" }],
  ])("%s is refused", (_, bytes, change, expected) => {
    expect(changed(bytes, change)).toMatchObject({ exitCode: 2, ...expected });
  });

  test.each([
    [1, 34, { cpuSvn: "00".repeat(16), pceSvn: 0 }],
    [1, 36, { ppid: "00".repeat(16), pceId: 0 }],
    [2, 276, { encryptedPpid: "00".repeat(256), pceId: 0 }],
    [3, 404, { encryptedPpid: "00".repeat(384), pceId: 0 }],
  ])("with certification data of type %i and %i bytes", (type, size, expected) => {
    const head = at(v3, "certificationData");
    const bytes = new Uint8Array(head + 6 + size);
    bytes.set(v3.subarray(0, head + 6));
    u16(bytes, head, type);
    u32(bytes, head + 2, size);
    u32(bytes, 432, bytes.length - 436);
    expect(section(inspect(bytes), "ppidData").fields).toMatchObject(expected);
    u32(bytes, head + 2, size - 1);
    u32(bytes, 432, bytes.length - 437);
    expect(fault(bytes.subarray(0, -1))).toMatchObject({ code: "bad-length", got: size - 1 });
  });

  test.each([
    [4, "pckCertChain"],
    [7, "opaqueCertificationData"],
  ])("with certification data of type %i", (type, name) => {
    const bytes = v3.slice();
    u16(bytes, at(v3, "certificationData"), type);
    expect(
      inspect(bytes)
        .sections.filter((s) => s.layout !== "certificate")
        .at(-1)?.layout,
    ).toBe(name);
  });
});

test("a TDREPORT of another kind or version is refused", () => {
  const bytes = find("minted TDREPORT");
  bytes[2] = 2;
  expect(fault(bytes)).toMatchObject({ code: "unknown-version", at: 2, got: 2, want: 1 });
  bytes[0] = 0;
  expect(fault(bytes)).toMatchObject({ code: "bad-value", at: 0, got: 0, want: 0x81, field: "reportMac.type" });
});
