/** What can't be read is refused, everywhere with the same code and in the same words. */
import { type EvidenceForm, encodeHex } from "tsmkit";
import { amdCertificate, createSnpPlatform, createTdxPlatform } from "tsmkit/forge";
import type { VerifyCall } from "../case.ts";
import type { Folder } from "../folder.ts";
import { AT, NONCE } from "./verify.ts";

/** The same bytes, some of them otherwise. */
function changed(bytes: Uint8Array, changes: Record<number, number>): Uint8Array {
  const copy = bytes.slice();
  for (const [at, value] of Object.entries(changes)) copy[Number(at)] = value;
  return copy;
}

export async function errorCases(folder: Folder): Promise<void> {
  const snp = await createSnpPlatform();
  const tdx = await createTdxPlatform();
  const report = await snp.report({ reportData: NONCE });
  const quote = await tdx.quote();
  const hex = encodeHex(report);

  const malformed: [code: string, name: string, content: Uint8Array | string, form?: EvidenceForm][] = [
    ["empty", "nothing", ""],
    ["truncated", "a report cut short", report.subarray(0, 1000)],
    ["truncated", "a quote cut short", quote.subarray(0, 700)],
    ["trailing-bytes", "a report and more", Buffer.concat([report, Uint8Array.of(1)])],
    ["reserved-not-zero", "a report with a reserved byte", changed(report, { 77: 7 })],
    ["unknown-format", "64 zeros", new Uint8Array(64)],
    ["unknown-version", "a quote of version 9", changed(quote, { 0: 9 })],
    ["hex-digit", "hex with a wrong digit", `${hex.slice(0, 100)}g${hex.slice(101)}`, "hex"],
    ["hex-odd", "hex with half a byte", hex.slice(1), "hex"],
    ["base64", "base64 with a foreign character", `${hex.slice(0, 100)}!${hex.slice(101)}`, "base64"],
    ["pem", "no PEM", hex, "pem"],
    ["json", "no JSON", "[]", "json"],
    ["out-of-bounds", "a certificate table that leads out of itself", changed(snp.certTable, { 17: 0xff })],
  ];
  for (const [i, [code, name, content, form]] of malformed.entries()) {
    const evidence = folder.put(`errors/${i}.bin`, content);
    folder.refuses(code, name, { call: "inspect", evidence, ...(form && { form }) });
  }

  const good: VerifyCall = {
    call: "verify",
    evidence: folder.put("errors/report.bin", report),
    nonce: encodeHex(NONCE),
    at: AT,
    endorsements: [folder.put("errors/certs.bin", snp.certTable)],
    trustRoots: [folder.put("errors/ark.der", amdCertificate("Milan", "ark"))],
  };
  const cut = folder.put("errors/cut.bin", report.subarray(0, 1183));
  const tdReport = folder.put("errors/tdreport.bin", await tdx.tdReport());
  const policy = (file: string, text: string) => folder.put(`errors/${file}.json`, text);
  const noCertificate = folder.put("errors/no-certificate.der", changed(snp.certificates.leaf, { 0: 0x31 }));
  const calls: [code: string, name: string, change: Partial<VerifyCall>][] = [
    ["truncated", "verify a report cut short", { evidence: cut }],
    ["not-verifiable", "verify a TDREPORT", { evidence: tdReport }],
    ["bad-policy", "a policy that is no JSON", { policy: policy("no-json", "{") }],
    ["bad-policy", "a policy with an unknown member", { policy: policy("unknown", '{"version":1,"amd":{}}') }],
    ["bad-policy", "a policy of another version", { policy: policy("version", '{"version":2}') }],
    ["bad-endorsement", "an endorsement that is none", { endorsements: [noCertificate] }],
    ["bad-endorsement", "a root that is none", { trustRoots: [noCertificate] }],
  ];
  for (const [code, name, change] of calls) folder.refuses(code, name, { ...good, ...change });
}
