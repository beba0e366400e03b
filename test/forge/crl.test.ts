import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import {
  type Authority,
  amdAuthorities,
  amdCertificate,
  CrlReason,
  createCrl,
  createTdxPlatform,
  intelAuthorities,
  intelCertificate,
  PSS_SHA384_TRAILER,
  revocation,
  rsaPss,
  toPem,
} from "../../hosts/forge/index.ts";
import { hex, readCrl, readSigned, signedBy, subjectOf } from "./read.ts";

const AKI = "2.5.29.35";
const NUMBER = "2.5.29.20";
const REASON = "2.5.29.21";
const UNKNOWN = "1.3.6.1.4.1.55555.1";

const { ark } = await amdAuthorities("Genoa");
const { intelRoot, platformCa, processorCa } = await intelAuthorities();
const AUTHORITIES: [string, Authority, hash: string, algorithm: string][] = [
  ["the ARK", ark, "sha384", "06092a864886f70d01010a"],
  ["Intel's root", intelRoot, "sha256", "06082a8648ce3d040302"],
  ["the Platform CA", platformCa, "sha256", "06082a8648ce3d040302"],
  ["the Processor CA", processorCa, "sha256", "06082a8648ce3d040302"],
];

const scratch = mkdtempSync(join(tmpdir(), "tsmkit-crl-"));
afterAll(() => rmSync(scratch, { recursive: true }));
const haveOpenssl = spawnSync("openssl", ["version"]).status === 0;

/** What `openssl crl` says of a list, its verdict on the signature among it. */
function openssl(crl: Uint8Array, issuer: Uint8Array): string {
  const [list, ca] = [join(scratch, "crl.der"), join(scratch, "ca.pem")];
  writeFileSync(list, crl);
  writeFileSync(ca, toPem(issuer));
  const { stdout, stderr } = spawnSync("openssl", ["crl", "-inform", "DER", "-in", list, "-CAfile", ca, "-text"]);
  return String(stdout) + String(stderr);
}

describe.each(AUTHORITIES)("a revocation list of %s", (_, authority, hash, algorithm) => {
  it("is signed, named and dated, and revokes nothing unless told", async () => {
    const crl = await createCrl(authority);
    const read = readCrl(crl);
    expect(signedBy(crl, authority.certificate, hash)).toBe(true);
    expect(hex(readSigned(crl).algorithm)).toContain(algorithm);
    expect(read.version).toBe(1);
    expect(read.issuer).toBe(subjectOf(authority.certificate));
    expect(read.times).toEqual(["2020-01-01T00:00:00.000Z", "2049-12-31T23:59:59.000Z"]);
    expect(read.revoked).toEqual([]);
    expect(read.extensions.map(({ oid, critical }) => [oid, critical])).toEqual([
      [NUMBER, false],
      [AKI, false],
    ]);
    expect(hex(read.extensions[0]?.value ?? crl)).toBe("020101");
  });

  it("revokes what it is told to, with reasons", async () => {
    const date = new Date("2023-06-08T07:27:52Z");
    const crl = await createCrl(authority, {
      revoked: [5n, revocation(0xff00n, date, CrlReason.superseded), { serial: 1n << 159n, date, extensions: [] }],
      number: 300,
      thisUpdate: date,
      nextUpdate: new Date("2051-01-01T00:00:00Z"),
    });
    const read = readCrl(crl);
    expect(read.revoked.map(({ serial }) => serial)).toEqual([5n, 0xff00n, 1n << 159n]);
    expect(new Set(read.revoked.map((entry) => entry.date))).toEqual(new Set([date.toISOString()]));
    expect(read.revoked.map(({ extensions }) => extensions.map(({ oid, value }) => [oid, hex(value)]))).toEqual([
      [[REASON, "0a0101"]],
      [[REASON, "0a0104"]],
      [],
    ]);
    expect(hex(read.extensions[0]?.value ?? crl)).toBe("0202012c");
    expect(read.times).toEqual([date.toISOString(), "2051-01-01T00:00:00.000Z"]);
    expect(signedBy(crl, authority.certificate, hash)).toBe(true);
  });

  it.runIf(haveOpenssl)("is one to OpenSSL (SKIPPED where there is no command openssl)", async () => {
    const text = openssl(await createCrl(authority, { revoked: [0xabcn] }), authority.certificate);
    expect(text).toContain("verify OK");
    expect(text).toContain("Version 2 (0x1)");
    expect(text).toContain("Serial Number: 0ABC");
    expect(text).toContain("Key Compromise");
    expect(text).toMatch(/X509v3 Authority Key Identifier: *\n +([0-9A-F]{2}:){19}[0-9A-F]{2}/);
  });
});

describe("a wrong revocation list", () => {
  it("of another issuer by name, signed by the right key", async () => {
    const crl = await createCrl(intelRoot, { amend: (list) => ({ ...list, issuer: platformCa.name }) });
    expect(readCrl(crl).issuer).toBe(subjectOf(platformCa.certificate));
    expect(signedBy(crl, intelCertificate("intelRoot"), "sha256")).toBe(true);
  });

  it("of the right name, signed by the wrong key", async () => {
    const crl = await createCrl(ark, { signer: (await amdAuthorities("Genoa")).ask.privateKey });
    expect(readCrl(crl).issuer).toBe(subjectOf(amdCertificate("Genoa", "ark")));
    expect(signedBy(crl, amdCertificate("Genoa", "ark"), "sha384")).toBe(false);
    expect(signedBy(crl, amdCertificate("Genoa", "ask"), "sha384")).toBe(true);
  });

  it("with an unknown critical extension, twice", async () => {
    const odd = { oid: UNKNOWN, critical: true, value: Uint8Array.of(5, 0) };
    const crl = await createCrl(platformCa, { amend: (list) => ({ ...list, extensions: [odd, odd] }) });
    expect(readCrl(crl).extensions).toEqual([odd, odd]);
    expect(signedBy(crl, platformCa.certificate, "sha256")).toBe(true);
  });

  it("with an entry that says so critically, and twice the same serial", async () => {
    const extensions = [{ oid: UNKNOWN, critical: true, value: Uint8Array.of(5, 0) }];
    const crl = await createCrl(ark, { revoked: [9n, { ...revocation(9n), extensions }] });
    expect(readCrl(crl).revoked.map(({ serial }) => serial)).toEqual([9n, 9n]);
    expect(readCrl(crl).revoked[1]?.extensions).toEqual(extensions);
  });

  it("of version 1, without extensions and without an end", async () => {
    const crl = await createCrl(intelRoot, {
      amend: (list) => ({ ...list, version: undefined, nextUpdate: undefined, extensions: [] }),
    });
    expect(readCrl(crl)).toMatchObject({ version: undefined, times: ["2020-01-01T00:00:00.000Z"], extensions: [] });
    expect(signedBy(crl, intelRoot.certificate, "sha256")).toBe(true);
  });

  it("by a weaker algorithm, truly or as it says", async () => {
    const weak = rsaPss({ hash: "SHA-256", saltLength: 32 });
    const truly = await createCrl(ark, { amend: (list) => ({ ...list, algorithm: weak }) });
    expect(signedBy(truly, ark.certificate, "sha256", 32)).toBe(true);
    const claim = { identifier: weak.identifier, sign: PSS_SHA384_TRAILER.sign };
    const said = await createCrl(ark, { amend: (list) => ({ ...list, algorithm: claim }) });
    expect(hex(readSigned(said).algorithm)).toBe(hex(readSigned(truly).algorithm));
    expect(signedBy(said, ark.certificate, "sha384")).toBe(true);
    const outside = await createCrl(ark, { outer: weak });
    expect(hex(readSigned(outside).algorithm)).toBe(hex(readSigned(truly).algorithm));
    expect(hex(readSigned(outside).tbs)).toContain(hex(readSigned(await createCrl(ark)).algorithm));
  });

  it("of one who may not sign any", async () => {
    const { signer } = await createTdxPlatform();
    const crl = await createCrl(signer);
    expect(signedBy(crl, signer.certificate, "sha256")).toBe(true);
    expect(readCrl(crl).issuer).toBe(subjectOf(signer.certificate));
  });

  it("changed before and after it is signed", async () => {
    const flipLast = (bytes: Uint8Array) => bytes.with(bytes.length - 1, (bytes.at(-1) ?? 0) ^ 1);
    const before = await createCrl(intelRoot, { tbs: flipLast });
    expect(signedBy(before, intelRoot.certificate, "sha256")).toBe(true);
    expect(hex(readSigned(before).tbs)).toBe(hex(flipLast(readSigned(await createCrl(intelRoot)).tbs)));
    const after = await createCrl(intelRoot, { der: (bytes) => Uint8Array.of(...bytes, 0) });
    expect(after.at(-1)).toBe(0);
    expect(after.length).toBe((after[2] ?? 0) * 256 + (after[3] ?? 0) + 5);
  });
});
