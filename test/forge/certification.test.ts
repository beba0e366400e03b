import { createHash, X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  type CertificationOptions,
  createTdxPlatform,
  generateKey,
  type QuoteOptions,
  toPem,
} from "../../hosts/forge/index.ts";
import { hex, p256, part, readPem, readQuote, u16, u32, verifyRaw } from "./read.ts";

const platform = await createTdxPlatform();
const { leaf, intermediate, root } = platform.certificates;
const stranger = await generateKey("P-256");
const pckKey = new X509Certificate(leaf).publicKey;

async function certified(certification: CertificationOptions, options: QuoteOptions = {}) {
  const quote = await platform.quote({ ...options, certification });
  const read = readQuote(quote);
  expect(read.total).toBe(quote.length);
  expect([read.innerEnd, read.outerEnd]).toEqual([0, 0]);
  expect(verifyRaw("sha256", read.signed, p256(read.attestationKey), read.signature)).toBe(true);
  return read;
}

const digestOf = ({ attestationKey, authData }: ReturnType<typeof readQuote>) =>
  createHash("sha256").update(attestationKey).update(authData).digest("hex");
const qeSigned = ({ qeReport, qeReportSignature }: ReturnType<typeof readQuote>) =>
  verifyRaw("sha256", qeReport, pckKey, qeReportSignature);

describe.each([
  ["an SGX quote, version 3", { version: 3 }],
  ["an SGX quote, version 5", { version: 5, body: "sgx" }],
  ["a TDX quote, version 4", { version: 4 }],
  ["a TDX quote, version 5", { version: 5 }],
] as [string, QuoteOptions][])("%s", (_, options) => {
  it("takes a quoting enclave of any kind", async () => {
    const mrSigner = new Uint8Array(32).fill(0x8c);
    const qe = { isvSvn: 3, isvProdId: 9, mrSigner, attributes: { debug: true }, miscSelect: 1 };
    const read = await certified({ qe }, options);
    expect([u16(read.qeReport, 258), u16(read.qeReport, 256), u32(read.qeReport, 16)]).toEqual([3, 9, 1]);
    expect(hex(part(read.qeReport, 128, 32))).toBe(hex(mrSigner));
    expect(u32(read.qeReport, 48)).toBe(0x17);
    expect(qeSigned(read)).toBe(true);
    expect(hex(part(read.qeReport, 320, 32))).toBe(digestOf(read));
  });

  it("takes a wrong binding, and bytes behind the right one", async () => {
    const unbound = await certified({ qe: { reportData: new Uint8Array(64).fill(1) } }, options);
    expect(hex(part(unbound.qeReport, 320, 64))).toBe("01".repeat(64));
    const upper = (report: Uint8Array) => report.fill(0xee, 352, 384);
    const behind = await certified({ beforeSigning: upper }, options);
    expect(hex(part(behind.qeReport, 320, 64))).toBe(digestOf(behind) + "ee".repeat(32));
    expect([qeSigned(unbound), qeSigned(behind)]).toEqual([true, true]);
  });

  it("takes a quoting enclave that another key vouches for", async () => {
    const read = await certified({ signer: stranger.privateKey }, options);
    expect(qeSigned(read)).toBe(false);
    expect(verifyRaw("sha256", read.qeReport, p256(stranger.spki.subarray(-64)), read.qeReportSignature)).toBe(true);
  });

  it.each([0, 1, 31, 33, 1000, 65_535])("takes %i bytes of authentication data, and binds them", async (size) => {
    const authData = new Uint8Array(size).fill(0xa5);
    const read = await certified({ authData }, options);
    expect(read.authData.length).toBe(size);
    expect(hex(part(read.qeReport, 320, 64))).toBe(digestOf(read) + "00".repeat(32));
    expect(qeSigned(read)).toBe(true);
  });

  it("takes a signature of another key", async () => {
    const quote = await platform.quote({ ...options, signer: stranger.privateKey });
    const { signed, signature, attestationKey } = readQuote(quote);
    expect(verifyRaw("sha256", signed, p256(attestationKey), signature)).toBe(false);
    expect(verifyRaw("sha256", signed, p256(stranger.spki.subarray(-64)), signature)).toBe(true);
  });
});

describe("the certification data", () => {
  it.each([
    ["backwards", [root, intermediate, leaf]],
    ["without a root", [leaf, intermediate]],
    ["with the leaf alone", [leaf]],
    ["with one too many", [leaf, intermediate, root, root]],
    ["with none", []],
  ])("is a chain %s", async (_, chain) => {
    const read = await certified({ certData: () => chain.map(toPem).join("") });
    expect(readPem(read.pem).map(hex)).toEqual(chain.map(hex));
  });

  it("is a chain and a zero byte", async () => {
    const read = await certified({ certData: (chain) => `${Object.values(chain).map(toPem).join("")}\0` });
    expect(read.pem.endsWith("-----\n\0")).toBe(true);
  });

  it("is bytes of another kind", async () => {
    const read = await certified({ certType: 3, certData: () => new Uint8Array(404).fill(9) });
    expect([read.certType, read.outerType, read.pem.length]).toEqual([3, 6, 404]);
    expect((await certified({ outerCertType: 5 })).outerType).toBe(5);
  });

  it("stays the same from quote to quote", async () => {
    const [one, two] = [readQuote(await platform.quote()), readQuote(await platform.quote())];
    expect(hex(one.qeReportSignature)).toBe(hex(two.qeReportSignature));
  });

  it("has at most 65535 bytes of authentication data", async () => {
    await expect(platform.quote({ certification: { authData: new Uint8Array(65_536) } })).rejects.toThrow(RangeError);
  });
});
