/** What the shared modules give the inspector: byte maps, certificates, expiries, digests. */
import { createHash, X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { digest, HASH_NAMES } from "../../hosts/crypto.ts";
import {
  createCrl,
  createSnpPlatform,
  createTdxPlatform,
  tdxCollateral,
  toCollateralFile,
  toPem,
} from "../../hosts/forge/index.ts";
import {
  byteMap,
  certificatesIn,
  decodeHex,
  encodeHex,
  expiriesOf,
  expiryOf,
  inspect,
  rangeOf,
} from "../../hosts/index.ts";
import { minted } from "../minted.ts";

const all = await minted();
const utf8 = (text: string) => new TextEncoder().encode(text);

describe.each(Object.entries(all))("the byte map of %s", (_, evidence) => {
  it("has every byte in one field, whatever the form", () => {
    const { bytes, ranges } = byteMap(evidence);
    expect(bytes).toEqual(evidence);
    expect(ranges[0]?.from).toBe(0);
    expect(ranges.at(-1)?.to).toBe(evidence.length);
    for (const [i, { from }] of ranges.slice(1).entries()) expect(from).toBe(ranges[i]?.to);
    for (const { name } of ranges) expect(name).toMatch(/^\w+\.\w+(: .+)?$/);
    expect(byteMap(encodeHex(evidence))).toEqual({ bytes, ranges });
  });

  it("has the bytes that each field shows", () => {
    const map = byteMap(evidence);
    const { format, sections } = inspect(evidence);
    const isDer = format === "dice-certificates";
    for (const section of sections) {
      // What is found by walking is not spelled as it is shown; in CBOR within DER it has the bytes of its section.
      if (["certificate", "hclClaims", "hclKey"].includes(section.layout)) continue;
      if (isDer && section.layout.startsWith("cove")) continue;
      for (const [name, value] of Object.entries(section.fields)) {
        // Ids of a certificate are texts that look like hex.
        if (typeof value !== "string" || !/^([0-9a-f]{2}){8,}$/.test(value) || /^(iss|sub)$/.test(name)) continue;
        const [from, to] = rangeOf(map, section, name);
        // A number of 8 bytes may look like hex.
        if (to - from === 8 && value.length !== 16) continue;
        expect(encodeHex(map.bytes.subarray(from, to)), name).toBe(value);
      }
    }
  });
});

it("the zero bytes behind evidence have no name", async () => {
  const report = all["minted SNP report 5, Turin"];
  const padded = new Uint8Array(report.length + 40);
  padded.set(report);
  const { bytes, ranges } = byteMap(padded);
  expect(bytes).toEqual(padded);
  expect(ranges.at(-1)).toEqual({ name: undefined, from: report.length, to: padded.length });
});

describe("certificates", () => {
  it("are found in DER, PEM, tables and collateral", async () => {
    const [chip, machine] = await Promise.all([createSnpPlatform(), createTdxPlatform()]);
    const { leaf, intermediate, root } = machine.certificates;
    const serials = (bytes: Uint8Array) => certificatesIn(bytes).map(({ serialNumber }) => BigInt(`0x${serialNumber}`));
    const wanted = (...certificates: Uint8Array[]) =>
      certificates.map((der) => BigInt(`0x${new X509Certificate(der).serialNumber}`));
    expect(serials(leaf)).toEqual(wanted(leaf));
    expect(serials(utf8(toPem(leaf) + toPem(intermediate) + toPem(root)))).toEqual(wanted(leaf, intermediate, root));
    const { leaf: vcek, intermediate: ask, root: ark } = chip.certificates;
    expect(serials(chip.certTable)).toEqual(wanted(vcek, ask, ark));
    const file = utf8(JSON.stringify(toCollateralFile(await tdxCollateral(machine))));
    expect(serials(file)).toEqual(expect.arrayContaining(wanted(root, intermediate)));
  });

  it("are none in lists and in what nobody can read", async () => {
    const { authorities } = await createTdxPlatform();
    expect(certificatesIn(await createCrl(authorities.intelRoot))).toEqual([]);
    expect(certificatesIn(new Uint8Array(64))).toEqual([]);
    expect(certificatesIn(utf8("{"))).toEqual([]);
  });
});

describe("expiries", () => {
  it("are all there, the first first, each at its second", async () => {
    const platform = await createTdxPlatform({
      validity: { notBefore: new Date("2020-01-01T00:00:00Z"), notAfter: new Date("2031-03-04T05:06:07Z") },
    });
    const quote = await platform.quote();
    const collateral = await tdxCollateral(platform, {
      window: { notBefore: new Date("2020-01-01T00:00:00Z"), notAfter: new Date("2028-01-02T03:04:05Z") },
      pckCrl: { nextUpdate: new Date("2027-06-05T04:03:02Z") },
    });
    const items = [{ name: "collateral", from: "given", bytes: utf8(JSON.stringify(toCollateralFile(collateral))) }];
    const found = expiriesOf(quote, items, new Date("2026-05-01T00:00:00Z"));
    const when = (check: string) => found.find((one) => one.check === check)?.validUntil;
    expect(found[0]).toEqual({ check: "pck-revocation", validUntil: "2027-06-05T04:03:02Z" });
    expect(found[0]).toEqual(expiryOf(quote, items));
    expect(when("tcb-info-dates")).toBe("2028-01-02T03:04:05Z");
    expect(when("qe-identity-dates")).toBe("2028-01-02T03:04:05Z");
    expect(when("pck-chain-validity")).toBe("2031-03-04T05:06:07Z");
    const times = found.map(({ validUntil }) => validUntil);
    expect(times).toEqual([...times].sort());
    // What has expired already does not expire again.
    expect(expiriesOf(quote, items, new Date("2027-07-01T00:00:00Z"))[0]?.check).not.toBe("pck-revocation");
  });
});

it.each(HASH_NAMES)("%s of the core is that of Node, in pieces too", (name) => {
  for (const length of [0, 1, 64, (1 << 20) + 1, (4 << 20) + 1]) {
    const bytes = new Uint8Array(length).fill(7);
    const expected = createHash(name.replace("-", "").toLowerCase()).update(bytes).digest("hex");
    expect(digest(name, bytes)).toEqual(decodeHex(expected));
  }
});
