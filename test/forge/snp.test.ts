import { X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createSnpPlatform, encodeCertTable, encodeTcb, type SnpProduct, snp } from "../../hosts/forge/index.ts";
import { list } from "../../hosts/rows.ts";
import { flip, hex, issued, part, plain, readCertificate, u32, u64, verifySnp } from "./read.ts";

const PRODUCTS: SnpProduct[] = ["Milan", "Genoa", "Turin"];
const AMD = "1.3.6.1.4.1.3704.1";
const reportData = Uint8Array.from({ length: 64 }, (_, i) => i);

function amdExtensions(certificate: Uint8Array): Map<string, Uint8Array> {
  return new Map(readCertificate(certificate).extensions.map(({ oid, value }) => [oid.replace(`${AMD}.`, ""), value]));
}

describe.each(PRODUCTS)("SNP evidence of %s", (product) => {
  it.each([2, 3, 4, 5, 6])("is signed in version %i", async (version) => {
    const { report, certificates } = await snp({ product, version, reportData, vmpl: 2 });
    expect(report.length).toBe(1184);
    expect(u32(report, 0)).toBe(version);
    expect(u32(report, 0x30)).toBe(2);
    expect(u32(report, 0x34)).toBe(1);
    expect(hex(part(report, 0x50, 64))).toBe(hex(reportData));
    expect(verifySnp(report, certificates.leaf)).toBe(true);
    for (const at of [0, 0x50, 0x29f, 0x2a0, 0x2e8]) expect(verifySnp(flip(report, at), certificates.leaf)).toBe(false);
    for (const [at, size] of [
      [0x2d0, 24],
      [0x318, 24],
      [0x330, 368],
    ] as const) {
      expect(part(report, at, size).every((byte) => byte === 0)).toBe(true);
    }
  });

  it("tells the CPU from version 3 on, in the product's range", async () => {
    const platform = await createSnpPlatform({ product });
    const cpuid = part(await platform.report({ version: 3 }), 0x188, 3);
    const [family = 0, model = 0] = cpuid;
    const ranges = list("snpCpuid").filter(({ name }) => name === product);
    const within = ({ extra }: { extra: number }) =>
      extra >> 16 === family && ((extra >> 8) & 0xff) <= model && model <= (extra & 0xff);
    expect(ranges.some(within)).toBe(true);
    expect(hex(part(await platform.report({ version: 2 }), 0x188, 24))).toBe("00".repeat(24));
  });

  it("has mitigation vectors from version 5 on", async () => {
    const platform = await createSnpPlatform({ product });
    expect(u64(await platform.report({ version: 5 }), 0x1f8)).not.toBe(0n);
    expect(hex(part(await platform.report({ version: 3 }), 0x1f8, 168))).toBe("00".repeat(168));
  });

  it.each(["VCEK", "VLEK"] as const)("chains from a %s", async (key) => {
    const { report, certificates } = await snp({ product, key });
    const { leaf, intermediate, root } = certificates;
    expect(verifySnp(report, leaf)).toBe(true);
    expect(issued(leaf, intermediate)).toBe(true);
    expect(issued(intermediate, root)).toBe(true);
    expect(issued(root, root)).toBe(true);
    expect(u32(report, 0x48) >> 2).toBe(key === "VCEK" ? 0 : 1);
    const read = new X509Certificate(leaf);
    expect(read.subject).toContain(`CN=SEV-${key}`);
    expect(read.issuer).toContain(`CN=SEV-${key === "VLEK" ? "VLEK-" : ""}${product}`);
    expect(read.serialNumber).toMatch(/^0+$/);
    expect(read.publicKey.asymmetricKeyDetails?.namedCurve).toBe("secp384r1");
    expect(Date.parse(read.validFrom)).toBeLessThan(Date.UTC(2026, 0));
    expect(Date.parse(read.validTo)).toBeGreaterThan(Date.UTC(2045, 0));
  });

  it("puts the chain into a certificate table", async () => {
    for (const [key, guid] of [
      ["VCEK", "63da758de6644564adc5f4b93be8accd"],
      ["VLEK", "a8074bc2a25a483eaae639c045a0b8a1"],
    ] as const) {
      const { certTable, certificates } = await snp({ product, key });
      const wanted = [
        [guid, certificates.leaf],
        ["4ab7b379bbac4fe4a02f05aef327c782", certificates.intermediate],
        ["c0b406a4a803495297433fb6014cd0ae", certificates.root],
      ] as const;
      let next = 96;
      wanted.forEach(([kind, der], i) => {
        const [at, size] = [u32(certTable, 24 * i + 16), u32(certTable, 24 * i + 20)];
        expect(hex(part(certTable, 24 * i, 16))).toBe(kind);
        expect(at).toBe(next);
        expect(hex(part(certTable, at, size))).toBe(hex(der));
        next += size;
      });
      expect(hex(part(certTable, 72, 24))).toBe("00".repeat(24));
      expect(certTable.length).toBe(next);
    }
  });
});

describe("endorsement certificates", () => {
  const SPL_UP_TO_GENOA = ["3.1", "3.2", "3.4", "3.5", "3.6", "3.7", "3.3", "3.8"];
  const SPL_FROM_TURIN = ["3.9", "3.1", "3.2", "3.3", "3.5", "3.6", "3.7", "3.8"];

  it.each([
    ["Milan", "Milan-B0", 0, SPL_UP_TO_GENOA, 64],
    ["Genoa", "Genoa", 0, SPL_UP_TO_GENOA, 64],
    ["Turin", "Turin", 1, SPL_FROM_TURIN, 8],
  ] as const)("of %s say what AMD's say", async (product, productName, structVersion, spl, size) => {
    const { certificates, report } = await snp({ product, tcb: { microcode: 222 } });
    const extensions = amdExtensions(certificates.leaf);
    expect([...extensions.keys()]).toEqual(["1", "2", ...spl, "4"]);
    expect(plain(extensions.get("1") ?? new Uint8Array())).toBe(structVersion);
    expect(plain(extensions.get("2") ?? new Uint8Array())).toBe(productName);
    expect(hex(extensions.get("3.8") ?? new Uint8Array())).toBe("020200de");
    expect(hex(extensions.get("4") ?? new Uint8Array())).toBe(hex(part(report, 0x1a0, size)));
    expect(part(report, 0x1a0 + size, 64 - size).every((byte) => byte === 0)).toBe(true);
    expect(readCertificate(certificates.leaf).extensions.some(({ critical }) => critical)).toBe(false);
  });

  it("agree with the reported TCB", async () => {
    const where = {
      Milan: { "3.1": 0, "3.2": 1, "3.3": 6, "3.8": 7 },
      Genoa: { "3.1": 0, "3.2": 1, "3.3": 6, "3.8": 7 },
      Turin: { "3.9": 0, "3.1": 1, "3.2": 2, "3.3": 3, "3.8": 7 },
    };
    for (const product of PRODUCTS) {
      const { certificates, report } = await snp({ product, tcb: { bootloader: 21, tee: 22, snp: 23, microcode: 24 } });
      const extensions = amdExtensions(certificates.leaf);
      for (const [oid, at] of Object.entries(where[product])) {
        expect(plain(extensions.get(oid) ?? new Uint8Array())).toBe(report[0x180 + at]);
      }
      for (const at of [0x38, 0x1e0, 0x1f0]) expect(hex(part(report, at, 8))).toBe(hex(part(report, 0x180, 8)));
    }
  });

  it("name the cloud in a VLEK, not the chip", async () => {
    const { certificates } = await snp({ key: "VLEK", cspId: "CN=cloud.example" });
    const extensions = amdExtensions(certificates.leaf);
    expect([...extensions.keys()]).toEqual(["1", "2", ...SPL_UP_TO_GENOA, "5"]);
    expect(plain(extensions.get("2") ?? new Uint8Array())).toBe("Milan");
    expect(plain(extensions.get("5") ?? new Uint8Array())).toBe("CN=cloud.example");
  });

  it("come in both forms of PSS parameters", async () => {
    const trailer = async (product: SnpProduct) =>
      hex(readCertificate((await snp({ product })).certificates.leaf).algorithm).endsWith("a303020101");
    expect(await trailer("Milan")).toBe(true);
    expect(await trailer("Genoa")).toBe(false);
  });

  it("hold for the time given", async () => {
    const validity = { notBefore: new Date("2024-02-29T01:02:03Z"), notAfter: new Date("2031-02-28T01:02:03Z") };
    const read = new X509Certificate((await snp({ validity })).certificates.leaf);
    expect([new Date(read.validFrom), new Date(read.validTo)]).toEqual([validity.notBefore, validity.notAfter]);
  });

  it("can be changed before they are signed", async () => {
    const notAfter = new Date("2060-01-01T00:00:00Z");
    const { certificates } = await snp({
      amend: (leaf) => ({
        ...leaf,
        serial: 5n,
        validity: { ...leaf.validity, notAfter },
        extensions: leaf.extensions.slice(1),
      }),
    });
    const read = new X509Certificate(certificates.leaf);
    expect(issued(certificates.leaf, certificates.intermediate)).toBe(true);
    expect(read.serialNumber).toBe("05");
    expect(new Date(read.validTo)).toEqual(notAfter);
    expect(amdExtensions(certificates.leaf).has("1")).toBe(false);
  });
});

describe("a chip", () => {
  it("signs many reports of one guest", async () => {
    const platform = await createSnpPlatform();
    const [one, two] = [await platform.report(), await platform.report({ reportData })];
    expect(hex(part(one, 0x90, 48))).toBe(hex(part(two, 0x90, 48)));
    expect(hex(part(one, 0x1a0, 64))).toBe(hex(platform.chipId));
    expect(verifySnp(one, platform.certificates.leaf) && verifySnp(two, platform.certificates.leaf)).toBe(true);
  });

  it("takes every field by name, under the signature", async () => {
    const measurement = new Uint8Array(48).fill(0xab);
    const platform = await createSnpPlatform({ fields: { policy: { debug: true }, guestSvn: 7 } });
    const report = await platform.report({
      fields: { measurement, guestSvn: 8, policy: { smt: false }, reportedTcb: encodeTcb("Milan", { microcode: 1 }) },
    });
    expect(hex(part(report, 0x90, 48))).toBe(hex(measurement));
    expect(u32(report, 4)).toBe(8);
    expect(u64(report, 8)).toBe((1n << 17n) | (1n << 19n));
    expect(hex(part(report, 0x180, 8))).toBe("0000000000000001");
    expect(verifySnp(report, platform.certificates.leaf)).toBe(true);
  });

  it("signs what no field reaches, and leaves a given signature alone", async () => {
    const platform = await createSnpPlatform();
    const odd = await platform.report({
      beforeSigning: (report) => {
        report[0x4c] = 1;
      },
    });
    expect(odd[0x4c]).toBe(1);
    expect(verifySnp(odd, platform.certificates.leaf)).toBe(true);
    const unsigned = await platform.report({ fields: { signatureR: new Uint8Array(72) } });
    expect(hex(part(unsigned, 0x2a0, 72))).toBe("00".repeat(72));
    expect(hex(part(unsigned, 0x2e8, 72))).not.toBe("00".repeat(72));
  });

  it("repeats itself with the same randomness, but for keys and signatures", async () => {
    const random = (length: number) => new Uint8Array(length).fill(3);
    const [one, two] = [await snp({ random }), await snp({ random })];
    expect(hex(part(one.report, 0, 0x2a0))).toBe(hex(part(two.report, 0, 0x2a0)));
    expect(verifySnp(one.report, two.certificates.leaf)).toBe(false);
  });

  it("refuses what the tables do not know", async () => {
    const platform = await createSnpPlatform();
    await expect(platform.report({ fields: { nonsense: 1 } })).rejects.toThrow(RangeError);
    await expect(platform.report({ version: 3, fields: { launchMitVector: 1 } })).rejects.toThrow(RangeError);
    await expect(platform.report({ reportData: new Uint8Array(63) })).rejects.toThrow(RangeError);
    await expect(createSnpPlatform({ tcb: { fmc: 1 } })).rejects.toThrow(RangeError);
    expect(() => encodeCertTable([["nonsense", new Uint8Array()]])).toThrow(RangeError);
    expect(() => encodeCertTable([["unknown", new Uint8Array()]])).toThrow(RangeError);
  });
});
