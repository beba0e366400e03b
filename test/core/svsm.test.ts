/** Manifests of an SVSM: what they show, and that no byte of them is anywhere but in its place. */
import { createHash, createPublicKey } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { TsmError } from "../../hosts/errors.ts";
import {
  bindManifest,
  createEk,
  createSnpPlatform,
  createSvsm,
  type EkEdit,
  type EkKind,
  encodeGuid,
  encodeServices,
  type SvsmService,
} from "../../hosts/forge/index.ts";
import { encodeHex } from "../../hosts/hex.ts";
import { type Inspection, inspect, render } from "../../hosts/inspect.ts";

const VTPM = "c476f1eb-0123-45a5-9641-b4e7dde5bfe3";
const OTHER = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0";
const { ek, manifest } = await createSvsm();
const at = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset);

function fault(bytes: Uint8Array): TsmError {
  try {
    inspect(bytes, { form: "bin" });
  } catch (error) {
    return error as TsmError;
  }
  throw new Error("the bytes were accepted");
}

/** Makes a change to a copy. */
function changed(bytes: Uint8Array, change: (view: DataView, bytes: Uint8Array) => void): Uint8Array {
  const copy = bytes.slice();
  change(at(copy), copy);
  return copy;
}

const shown = ({ sections }: Inspection) => sections.map(({ layout, of }) => (of ? `${layout} of ${of}` : layout));

describe("what is minted, read at places that are written down here", () => {
  test("GUIDs have their first three parts little-endian", () => {
    expect(encodeHex(encodeGuid(VTPM))).toBe("ebf176c42301a5459641b4e7dde5bfe3");
    expect(encodeHex(manifest.subarray(0, 16))).toBe("bb9e8463923d7046a1ff58f9c94b87bb");
  });

  test("the manifest of all services", () => {
    const view = at(manifest);
    expect([view.getUint32(16, true), view.getUint32(20, true)]).toEqual([manifest.length, 2]);
    expect(encodeHex(manifest.subarray(24, 40))).toBe("ebf176c42301a5459641b4e7dde5bfe3");
    expect([view.getUint32(40, true), view.getUint32(44, true)]).toEqual([72, ek.length]);
    expect(manifest.subarray(72)).toEqual(ek);
  });

  test.each<[EkKind, number[], number]>([
    ["RSA-2048", [0x0001, 0x000b], 10 + 32 + 14 + 2 + 256],
    ["P-256", [0x0023, 0x000b], 10 + 32 + 12 + 2 * 34],
    ["P-384", [0x0023, 0x000c], 10 + 48 + 12 + 2 * 50],
  ])("the public area of %s", async (kind, algorithms, size) => {
    const area = await createEk(kind);
    const view = at(area);
    expect(area.length).toBe(size);
    expect([view.getUint16(0), view.getUint16(2)]).toEqual(algorithms);
    expect(view.getUint32(4)).toBe(0x000300b2);
    // PolicyA of the profile for SHA-256 and for SHA-384.
    expect(encodeHex(area.subarray(10, 10 + view.getUint16(8)))).toMatch(
      /^(837197674484b3f81a90cc8d46a5d724fd52d76e06520b64f2a1da1b331469aa|8bbf2266537c171cb56e403c4dc1d4b64f432611dc386e6f532050c3278c930e143e8bb1133824ccb431053871c6db53)$/,
    );
    const cipher = 10 + view.getUint16(8);
    expect([0, 2, 4, 6].map((i) => view.getUint16(cipher + i))).toEqual([6, 128, 0x43, 0x10]);
  });
});

describe("what is shown", () => {
  test("of all services: each by its GUID as text, and the key of the virtual TPM", () => {
    const seen = inspect(manifest);
    expect(seen).toMatchObject({ format: "svsm-manifest", version: 0, size: manifest.length, tail: 0 });
    expect(seen.ekDigest).toBe(createHash("sha256").update(ek).digest("hex"));
    expect(shown(seen)).toEqual([
      "svsmServices",
      "svsmService of vtpm",
      "svsmService of uefi-mm",
      "tpmPublic",
      "tpmCipher",
      "tpmEccParameters",
      "tpmEccPoint",
    ]);
    const [, vtpm, mm] = seen.sections;
    expect(vtpm?.fields).toEqual({ guid: VTPM, offset: 72, length: ek.length });
    expect(mm?.fields).toMatchObject({ guid: "a4453a59-9e1b-4787-a033-1986d6adbe55", length: 0 });
    expect(render(manifest, { view: "text" })).toContain(`guid                      ${VTPM}\n`);
    expect(render(manifest, { view: "text", short: true })).toContain(`EK sha256:${seen.ekDigest}, `);
  });

  test.each<EkKind>(["P-256", "P-384"])("of a single virtual TPM: a point of %s that is on the curve", async (kind) => {
    const point = inspect(await createEk(kind)).sections.at(-1)?.fields as { x: string; y: string };
    const [x, y] = [point.x, point.y].map((part) => Buffer.from(part, "hex").toString("base64url"));
    const key = createPublicKey({ key: { kty: "EC", crv: kind, x, y } as never, format: "jwk" });
    expect(key.asymmetricKeyDetails?.namedCurve).toBe(kind === "P-256" ? "prime256v1" : "secp384r1");
  });

  test("of a single virtual TPM: a modulus of RSA", async () => {
    const seen = inspect(await createEk("RSA-2048"));
    expect(shown(seen)).toEqual(["tpmPublic", "tpmCipher", "tpmRsaParameters", "tpmRsaKey"]);
    expect(seen.sections[2]?.fields).toEqual({ keyBits: 2048, exponent: 0 });
    expect(seen.sections[3]?.fields).toMatchObject({ modulus: expect.stringMatching(/^[89a-f][0-9a-f]{511}$/) });
  });

  test("of attributes: their bits by name", () => {
    expect(inspect(ek).sections[0]?.fields).toMatchObject({
      objectAttributes: { value: 0x300b2, fixedTpm: true, decrypt: true, sign: false },
    });
    const odd = changed(ek, (view) => view.setUint32(4, 0x820300b2));
    expect(inspect(odd).sections[0]?.fields).toMatchObject({ objectAttributes: { unnamedBits: [25, 31] } });
  });

  test("of a service that is not known: its bytes", () => {
    const seen = inspect(encodeServices([[OTHER, Uint8Array.of(1, 2, 3)]]));
    expect(shown(seen)).toEqual(["svsmServices", "svsmService of unknown", "svsmServiceData of unknown"]);
    expect(seen.sections[2]?.fields).toEqual({ data: "010203" });
    expect(seen.ekDigest).toBeUndefined();
  });

  test("of no services at all: none", () => {
    expect(shown(inspect(encodeServices([])))).toEqual(["svsmServices"]);
  });

  test("beside a report in JSON, behind its certificates", async () => {
    const { report, certTable } = await createSnpPlatform();
    const outblob = await report({ reportData: await bindManifest(new Uint8Array(), manifest) });
    const json = (blobs: Record<string, Uint8Array>) =>
      JSON.stringify(Object.fromEntries(Object.entries(blobs).map(([name, bytes]) => [name, encodeHex(bytes)])));
    const all = inspect(json({ outblob, auxblob: certTable, manifestblob: manifest }));
    expect(all).toMatchObject({
      format: "snp-report",
      auxblob: { format: "snp-cert-table" },
      manifestblob: { format: "svsm-manifest", readAs: "json", sections: inspect(manifest).sections },
    });
    const alone = inspect(json({ outblob, manifestblob: ek }));
    expect([alone.auxblob, alone.manifestblob?.ekDigest]).toEqual([undefined, all.manifestblob?.ekDigest]);
    // What a service says whose form is not known has nothing that it could be told by, but its place.
    const opaque = inspect(json({ outblob, manifestblob: Uint8Array.of(5) })).manifestblob;
    expect(opaque?.sections).toMatchObject([{ layout: "svsmServiceData", fields: { data: "05" } }]);
    expect(render(json({ outblob, manifestblob: ek }), { view: "text" })).toContain("\nSVSM manifest, EK sha256:");
    expect(() => inspect(json({ outblob, manifestblob: manifest.subarray(0, 100) }))).toThrowError(/svsmServices.size/);
  });
});

const entry = (i: number, field: number) => 24 + 24 * i + field;
const three: SvsmService[] = [
  [VTPM, ek],
  [OTHER, Uint8Array.of(1, 2, 3, 4)],
  ["00112233-4455-6677-8899-aabbccddeeff", Uint8Array.of(5, 6, 7, 8)],
];

describe("a manifest of services is refused", () => {
  const good = encodeServices(three);
  const [header, first] = [24 * 4, ek.length];

  type Change = (view: DataView, bytes: Uint8Array) => void;
  const cases: [string, Change, object][] = [
    [
      "a service twice",
      (_, b) => b.copyWithin(entry(2, 0), entry(1, 0), entry(1, 16)),
      { code: "duplicate", at: entry(2, 0), got: 2, want: 1, field: "svsmService.guid" },
    ],
    [
      "a part over another",
      (v) => v.setUint32(entry(2, 16), header + first + 3, true),
      { code: "overlap", at: entry(2, 16), field: "svsmService.offset" },
    ],
    [
      "a part over the header",
      (v) => v.setUint32(entry(1, 16), header - 1, true),
      { code: "out-of-bounds", at: entry(1, 16), want: header },
    ],
    [
      "a part behind its end",
      (v) => v.setUint32(entry(2, 20), 5, true),
      { code: "out-of-bounds", at: entry(2, 20), field: "svsmService.length" },
    ],
    [
      "a part whose end wraps",
      (v) => v.setUint32(entry(2, 20), 0xffffffff, true),
      { code: "out-of-bounds", at: entry(2, 20) },
    ],
    [
      "an empty part behind its end",
      (v) => {
        v.setUint32(entry(2, 16), good.length + 1, true);
        v.setUint32(entry(2, 20), 0, true);
      },
      { code: "out-of-bounds" },
    ],
    [
      "bytes that belong to no part",
      (v) => v.setUint32(entry(2, 20), 3, true),
      { code: "reserved-not-zero", field: "padding.reserved" },
    ],
    [
      "more services than it has room for",
      (v) => v.setUint32(20, 30, true),
      { code: "bad-length", at: 16, field: "svsmServices.size" },
    ],
    ["more services than any SVSM has", (v) => v.setUint32(20, 33, true), { code: "too-many", at: 20, want: 32 }],
    ["as many services as fit a number", (v) => v.setUint32(20, 0xffffffff, true), { code: "too-many", at: 20 }],
    [
      "more bytes than there are",
      (v) => v.setUint32(16, good.length + 1, true),
      { code: "truncated", want: good.length + 1, got: good.length },
    ],
    ["fewer bytes than there are", (v) => v.setUint32(16, good.length - 1, true), { code: "out-of-bounds" }],
    ["fewer bytes than its header", (v) => v.setUint32(16, 24, true), { code: "bad-length", at: 16, want: header }],
    [
      "another GUID at its start",
      (_, b) => {
        b[0] = 0;
      },
      { code: "unknown-format" },
    ],
    [
      "a virtual TPM with something else",
      (v) => v.setUint16(header, 0x0008),
      { code: "bad-value", at: header, field: "svsmServiceData" },
    ],
    [
      "a public area that is shorter than its part",
      (v) => v.setUint32(entry(0, 20), first - 1, true),
      { code: "bad-length", at: header, got: first - 1, want: first },
    ],
    ["a virtual TPM of one byte", (v) => v.setUint32(entry(0, 20), 1, true), { code: "bad-value", at: header }],
  ];
  test.each(cases)("with %s", (_, change, facts) => {
    expect(fault(changed(good, change))).toMatchObject(facts);
  });

  test("unless its gaps are zeros, and its parts lie in any order", () => {
    const wide = new Uint8Array(good.length + 8);
    wide.set(good);
    // The second part moves behind the third one, and leaves a gap.
    wide.fill(0, header + first, header + first + 4);
    wide.set([1, 2, 3, 4], good.length + 2);
    at(wide).setUint32(entry(1, 16), good.length + 2, true);
    at(wide).setUint32(16, wide.length, true);
    const names = shown(inspect(wide));
    expect(names.slice(8)).toEqual([
      "padding",
      "svsmServiceData of unknown",
      "padding",
      "svsmServiceData of unknown",
      "padding",
    ]);
  });

  test("when it is cut anywhere", () => {
    for (let length = 1; length < good.length; length++) {
      const { code } = fault(good.subarray(0, length));
      expect(["truncated", "unknown-format"], `${length} bytes`).toContain(code);
    }
  });
});

describe("a public area is refused", () => {
  const cases: [string, EkKind, EkEdit, object][] = [
    [
      "with a policy of half a digest",
      "P-256",
      { tpmPublic: { authPolicySize: 16, authPolicy: new Uint8Array(16) } },
      { code: "bad-length", field: "tpmPublic.authPolicySize", got: 16, want: 32 },
    ],
    [
      "with a policy of another hash",
      "P-384",
      { tpmPublic: { nameAlg: 0x000b } },
      { code: "bad-length", field: "tpmPublic.authPolicySize", got: 48, want: 32 },
    ],
    [
      "without a cipher",
      "P-256",
      { tpmCipher: { symmetric: 0x10 } },
      { code: "bad-value", field: "tpmCipher.symmetric" },
    ],
    [
      "with a cipher of 129 bits",
      "P-256",
      { tpmCipher: { symmetricBits: 129 } },
      { code: "bad-value", field: "tpmCipher.symmetricBits" },
    ],
    [
      "with another mode",
      "P-256",
      { tpmCipher: { symmetricMode: 0x42 } },
      { code: "bad-value", field: "tpmCipher.symmetricMode" },
    ],
    ["with a scheme", "RSA-2048", { tpmCipher: { scheme: 0x14 } }, { code: "bad-value", field: "tpmCipher.scheme" }],
    [
      "with a modulus of 1024 bits",
      "RSA-2048",
      { tpmRsaParameters: { keyBits: 1024 } },
      { code: "bad-value", field: "tpmRsaParameters.keyBits" },
    ],
    [
      "with an exponent of 3",
      "RSA-2048",
      { tpmRsaParameters: { exponent: 3 } },
      { code: "bad-value", field: "tpmRsaParameters.exponent" },
    ],
    [
      "with more modulus than bits",
      "RSA-2048",
      { tpmRsaKey: { modulusSize: 257 } },
      { code: "bad-length", field: "tpmRsaKey.modulusSize" },
    ],
    [
      "on another curve",
      "P-256",
      { tpmEccParameters: { curve: 5 } },
      { code: "bad-value", field: "tpmEccParameters.curve" },
    ],
    [
      "that derives keys",
      "P-256",
      { tpmEccParameters: { kdf: 0x20 } },
      { code: "bad-value", field: "tpmEccParameters.kdf" },
    ],
    ["with a short x", "P-256", { tpmEccPoint: { xSize: 31 } }, { code: "bad-length", field: "tpmEccPoint.xSize" }],
    ["with a short y", "P-384", { tpmEccPoint: { ySize: 47 } }, { code: "bad-length", field: "tpmEccPoint.ySize" }],
  ];
  test.each(cases)("%s", async (_, kind, edit, facts) => {
    expect(fault(await createEk(kind, edit))).toMatchObject(facts);
  });

  test("unless exponent 65537 is written out, the cipher has 256 bits, or there is no policy", async () => {
    const none = { tpmPublic: { authPolicySize: 0, authPolicy: new Uint8Array() } };
    expect(inspect(await createEk("P-256", none)).size).toBe(ek.length - 32);
    const rsa = await createEk("RSA-2048", {
      tpmRsaParameters: { exponent: 65537 },
      tpmCipher: { symmetricBits: 256 },
    });
    expect(inspect(rsa).sections[2]?.fields).toMatchObject({ exponent: 65537 });
  });

  test.each([3072, 4096])("unless its modulus has %i bits, all of them", async (keyBits) => {
    const modulus = new Uint8Array(keyBits / 8).fill(0xa5);
    const edit: EkEdit = { tpmRsaParameters: { keyBits }, tpmRsaKey: { modulusSize: modulus.length, modulus } };
    expect(inspect(await createEk("RSA-2048", edit)).sections[3]).toMatchObject({ size: 2 + keyBits / 8 });
  });

  test.each<EkKind>(["RSA-2048", "P-256", "P-384"])(
    "of %s when it is cut anywhere, and with a byte behind it",
    async (kind) => {
      const area = await createEk(kind);
      for (let length = 1; length < area.length; length++) {
        expect(["truncated", "unknown-format"], `${length} bytes`).toContain(fault(area.subarray(0, length)).code);
      }
      const longer = new Uint8Array(area.length + 1);
      longer.set(area);
      longer[area.length] = 1;
      expect(fault(longer)).toMatchObject({ code: "trailing-bytes", at: area.length });
    },
  );
});
