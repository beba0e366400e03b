import { createHash, X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  createTdxPlatform,
  encodeTdReport,
  type QuoteBody,
  type QuoteVersion,
  sgx,
  TEE_TCB_INFO_SIZE,
  tdx,
} from "../../hosts/forge/index.ts";
import {
  flip,
  hex,
  issued,
  p256,
  part,
  plain,
  readCertificate,
  readPem,
  readQuote,
  u16,
  u32,
  verifyRaw,
} from "./read.ts";

const SGX = "1.2.840.113741.1.13.1";
const reportData = Uint8Array.from({ length: 64 }, (_, i) => 255 - i);
const sha = (name: string, ...parts: Uint8Array[]) => createHash(name).update(Buffer.concat(parts)).digest("hex");

const KINDS: [QuoteVersion, QuoteBody, bodySize: number, teeType: number, bodyType: number][] = [
  [3, "sgx", 384, 0, 1],
  [4, "sgx", 384, 0, 1],
  [4, "td10", 584, 0x81, 2],
  [5, "sgx", 384, 0, 1],
  [5, "td10", 584, 0x81, 2],
  [5, "td15", 648, 0x81, 3],
];

function check(quote: Uint8Array): { quoteSigned: boolean; qeSigned: boolean; bound: boolean } {
  const { signed, signature, attestationKey, qeReport, qeReportSignature, authData, pem } = readQuote(quote);
  const [leaf = new Uint8Array()] = readPem(pem);
  return {
    quoteSigned: verifyRaw("sha256", signed, p256(attestationKey), signature),
    qeSigned: verifyRaw("sha256", qeReport, new X509Certificate(leaf).publicKey, qeReportSignature),
    bound: hex(part(qeReport, 320, 64)) === sha("sha256", attestationKey, authData) + "00".repeat(32),
  };
}

const GOOD = { quoteSigned: true, qeSigned: true, bound: true };

describe.each(KINDS)("a version %i quote of %s", (version, body, bodySize, teeType, bodyType) => {
  it("has the parts and signatures of Intel's", async () => {
    const { quote, certificates } = await tdx({ version, body, reportData });
    const read = readQuote(quote);
    expect(read.total).toBe(quote.length);
    expect([read.innerEnd, read.outerEnd]).toEqual([0, 0]);
    expect(u16(quote, 0)).toBe(version);
    expect(u16(quote, 2)).toBe(2);
    expect(u32(quote, 4)).toBe(teeType);
    expect([u16(quote, 8), u16(quote, 10)]).toEqual(version === 3 ? [10, 13] : [0, 0]);
    expect(hex(part(quote, 12, 16))).toBe("939a7233f79c4ca9940a0db3957f0607");
    expect(hex(part(quote, 44, 4))).toBe("00000000");
    if (version === 5) expect([u16(quote, 48), u32(quote, 50)]).toEqual([bodyType, bodySize]);
    expect(read.body.length).toBe(bodySize);
    expect(hex(part(read.body, teeType ? 520 : 320, 64))).toBe(hex(reportData));
    expect(read.outerType).toBe(version === 3 ? undefined : 6);
    expect(read.certType).toBe(5);
    expect(read.authData.length).toBe(32);
    expect(check(quote)).toEqual(GOOD);
    expect(readPem(read.pem).map(hex)).toEqual(
      [certificates.leaf, certificates.intermediate, certificates.root].map(hex),
    );
  });

  it("breaks with one bit", async () => {
    const { quote } = await tdx({ version, body });
    const { signed } = readQuote(quote);
    for (const at of [8, 40, signed.length - 1, signed.length + 4]) {
      expect(check(flip(quote, at)).quoteSigned).toBe(false);
    }
    const qeAt = signed.length + 4 + 128 + (version === 3 ? 0 : 6);
    expect(check(flip(quote, qeAt))).toEqual({ ...GOOD, qeSigned: false });
    expect(check(flip(quote, qeAt + 450)).bound).toBe(false);
    expect(check(flip(quote, signed.length + 4 + 128 + (version === 3 ? 0 : 6) + 400)).qeSigned).toBe(false);
  });
});

describe("PCK certificates", () => {
  const components = Array.from({ length: 16 }, (_, i) => 120 + i);

  async function mint(issuer: "platformCa" | "processorCa") {
    const platform = await createTdxPlatform({ issuer, pck: { components: Uint8Array.from(components), pceSvn: 300 } });
    return { ...platform.certificates, pck: platform.pck };
  }

  it.each([
    ["platformCa", "Intel SGX PCK Platform CA"],
    ["processorCa", "Intel SGX PCK Processor CA"],
  ] as const)("chain through the %s", async (issuer, name) => {
    const { leaf, intermediate, root } = await mint(issuer);
    expect(issued(leaf, intermediate) && issued(intermediate, root) && issued(root, root)).toBe(true);
    const read = new X509Certificate(leaf);
    expect(read.subject).toContain("CN=Intel SGX PCK Certificate");
    expect(read.issuer).toContain(`CN=${name}`);
    expect(read.ca).toBe(false);
    expect(read.publicKey.asymmetricKeyDetails?.namedCurve).toBe("prime256v1");
    const { extensions } = readCertificate(leaf);
    expect(extensions.map(({ oid, critical }) => [oid, critical])).toEqual([
      ["2.5.29.35", false],
      ["2.5.29.31", false],
      ["2.5.29.14", false],
      ["2.5.29.15", true],
      ["2.5.29.19", true],
      [SGX, false],
    ]);
    const id = (oid: string, of: Uint8Array) => readCertificate(of).extensions.find((e) => e.oid === oid)?.value;
    expect(hex(id("2.5.29.35", leaf)?.slice(4) ?? leaf)).toBe(hex(id("2.5.29.14", intermediate)?.slice(2) ?? root));
  });

  it("say what Intel's say of a platform", async () => {
    const { leaf, pck } = await mint("platformCa");
    const value = readCertificate(leaf).extensions.at(-1)?.value ?? new Uint8Array();
    expect(plain(value)).toEqual([
      [`${SGX}.1`, hex(pck.ppid)],
      [
        `${SGX}.2`,
        [
          ...components.map((svn, i) => [`${SGX}.2.${i + 1}`, svn]),
          [`${SGX}.2.17`, 300],
          [`${SGX}.2.18`, hex(pck.cpuSvn)],
        ],
      ],
      [`${SGX}.3`, "0000"],
      [`${SGX}.4`, hex(pck.fmspc)],
      [`${SGX}.5`, 1],
      [`${SGX}.6`, hex(pck.platformInstanceId)],
      [
        `${SGX}.7`,
        [
          [`${SGX}.7.1`, true],
          [`${SGX}.7.2`, false],
          [`${SGX}.7.3`, true],
        ],
      ],
    ]);
    expect([pck.ppid.length, pck.cpuSvn.length, pck.fmspc.length, pck.platformInstanceId.length]).toEqual([
      16, 16, 6, 16,
    ]);
  });

  it("say less under the Processor CA", async () => {
    const { leaf } = await mint("processorCa");
    const value = readCertificate(leaf).extensions.at(-1)?.value ?? new Uint8Array();
    const parts = plain(value) as [string, unknown][];
    expect(parts.map(([oid]) => oid.slice(SGX.length))).toEqual([".1", ".2", ".3", ".4", ".5"]);
    expect(parts.at(-1)).toEqual([`${SGX}.5`, 0]);
  });

  it("hold for the time given", async () => {
    const validity = { notBefore: new Date("2024-02-29T01:02:03Z"), notAfter: new Date("2050-02-28T01:02:03Z") };
    const read = new X509Certificate((await createTdxPlatform({ validity })).certificates.leaf);
    expect([new Date(read.validFrom), new Date(read.validTo)]).toEqual([validity.notBefore, validity.notAfter]);
  });

  it("can be changed before they are signed", async () => {
    const platform = await createTdxPlatform({ amend: (leaf) => ({ ...leaf, subject: { CN: "Other" } }) });
    expect(new X509Certificate(platform.certificates.leaf).subject).toBe("CN=Other");
    expect(check(await platform.quote())).toEqual(GOOD);
  });
});

describe("a machine", () => {
  it("signs many quotes with one attestation key for domains and one for enclaves", async () => {
    const platform = await createTdxPlatform();
    const key = async (version: QuoteVersion) => hex(readQuote(await platform.quote({ version })).attestationKey);
    expect(await key(4)).toBe(await key(5));
    expect(await key(3)).not.toBe(await key(4));
    const { qeReport } = readQuote(await platform.quote({ version: 3 }));
    expect(u16(qeReport, 256)).toBe(1);
    expect(u16(readQuote(await platform.quote()).qeReport, 256)).toBe(2);
  });

  it("takes every field by name, under the signatures", async () => {
    const mrTd = new Uint8Array(48).fill(1);
    const rtmr3 = new Uint8Array(48).fill(2);
    const platform = await createTdxPlatform({ td: { mrTd, tdAttributes: { debug: true } }, qe: { isvSvn: 99 } });
    const quote = await platform.quote({ version: 5, fields: { rtmr3 }, header: { qeSvn: 9 } });
    const { body, qeReport } = readQuote(quote);
    expect(hex(part(body, 136, 48))).toBe(hex(mrTd));
    expect(hex(part(body, 472, 48))).toBe(hex(rtmr3));
    expect(u32(body, 120)).toBe(1 | (1 << 28));
    expect(u16(qeReport, 258)).toBe(99);
    expect(u16(quote, 8)).toBe(9);
    expect(check(quote)).toEqual(GOOD);
  });

  it("can sign an odd body, or under a report that binds another key", async () => {
    const odd = await tdx({
      beforeSigning: (signed) => {
        signed[0] = 9;
      },
    });
    expect(odd.quote[0]).toBe(9);
    const unbound = await sgx({ qe: { reportData: new Uint8Array(64) } });
    expect(check(unbound.quote)).toEqual({ ...GOOD, bound: false });
  });

  it("refuses what the tables do not know", async () => {
    const platform = await createTdxPlatform();
    await expect(platform.quote({ version: 4, body: "td15" })).rejects.toThrow(RangeError);
    await expect(platform.quote({ version: 3, body: "td10" })).rejects.toThrow(RangeError);
    await expect(platform.quote({ fields: { teeTcbSvn2: new Uint8Array(16) } })).rejects.toThrow(RangeError);
    await expect(platform.quote({ reportData: new Uint8Array(32) })).rejects.toThrow(RangeError);
    await expect(createTdxPlatform({ td: { nonsense: 1 } })).rejects.toThrow(RangeError);
    await expect(encodeTdReport({ fields: { nonsense: 1 } })).rejects.toThrow(RangeError);
  });
});

describe("a TDREPORT", () => {
  it.each([false, true])("has the right digests, TDX 1.5: %s", async (td15) => {
    const platform = await createTdxPlatform();
    const report = await platform.tdReport({ td15, reportData });
    expect(report.length).toBe(1024);
    expect(hex(part(report, 0, 16))).toBe(`81${"00".repeat(15)}`);
    expect(hex(part(report, 16, 16))).toBe(hex(platform.pck.cpuSvn));
    expect(hex(part(report, 32, 48))).toBe(sha("sha384", part(report, 256, 239)));
    expect(hex(part(report, 80, 48))).toBe(sha("sha384", part(report, 512, 512)));
    expect(hex(part(report, 128, 64))).toBe(hex(reportData));
    expect(hex(part(report, 224, 32))).not.toBe("00".repeat(32));
    expect(hex(part(report, 256, 8))).toBe(td15 ? "ff01030000000000" : "ff01000000000000");
    expect(hex(part(report, 384, 16))).toBe(td15 ? hex(part(report, 264, 16)) : "00".repeat(16));
    expect(TEE_TCB_INFO_SIZE).toBe(239);
  });

  it("says the same as the domain's quote", async () => {
    const platform = await createTdxPlatform();
    const report = await platform.tdReport();
    const { body } = readQuote(await platform.quote());
    expect(hex(part(report, 528, 48))).toBe(hex(part(body, 136, 48)));
    expect(hex(part(report, 280, 48))).toBe(hex(part(body, 16, 48)));
    expect(hex(part(report, 720, 48))).toBe(hex(part(body, 328, 48)));
  });

  it("is of version 1 when service domains are bound", async () => {
    const mrServiceTd = new Uint8Array(48).fill(5);
    const platform = await createTdxPlatform({ td: { mrServiceTd } });
    const report = await platform.tdReport({ td15: true });
    expect(report[2]).toBe(1);
    expect(hex(part(report, 912, 48))).toBe(hex(mrServiceTd));
    expect((await platform.tdReport())[2]).toBe(0);
  });

  it("can be made wrong", async () => {
    const report = await encodeTdReport({ mac: { teeInfoHash: new Uint8Array(48) } });
    expect(hex(part(report, 80, 48))).toBe("00".repeat(48));
  });
});
