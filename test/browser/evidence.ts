/** Checks on what evidence says: fields, views and faults. */
import { decodeHex, encodeHex, inspect, render } from "tsmkit";
import { createSnpPlatform, createTdxPlatform, sgx } from "tsmkit/forge";
import { equal, fieldsOf, has, hex, refusal } from "./expect.ts";
import type { Checks } from "./run.ts";

const nonce = Uint8Array.from({ length: 64 }, (_, i) => 200 - i);

export const evidenceChecks: Checks = {
  "an SNP report says what it was minted with": async () => {
    const platform = await createSnpPlatform({ product: "Turin", fields: { policy: { debug: true } } });
    const inspection = inspect(await platform.report({ version: 5, vmpl: 2, reportData: nonce }));
    has(inspection, { format: "snp-report", version: 5, size: 1184, product: "Turin", readAs: "bin", tail: 0 });
    const report = fieldsOf(inspection, "snpReport");
    has(report, { vmpl: 2, reportData: nonce, chipId: platform.chipId, signatureAlgo: 1 });
    has(report.policy, { debug: true, smt: true, migrateMa: false });
    has(fieldsOf(inspection, "snpTcbTurin"), { ...platform.tcb });
  },

  "a certificate table shows its certificates decoded": async () => {
    const { certTable, chipId } = await createSnpPlatform({ product: "Milan" });
    const inspection = inspect(certTable);
    equal(inspection.format, "snp-cert-table");
    const blobs = inspection.sections.filter(({ layout }) => layout === "snpCertBlob");
    equal(
      blobs.map(({ of }) => of),
      ["vcek", "ask", "ark"],
    );
    has(fieldsOf(inspection, "certificate"), { productName: "Milan-B0", hwId: chipId });
  },

  "TDX quotes of versions 4 and 5 say what they were minted with": async () => {
    const rtmr3 = new Uint8Array(48).fill(0xa5);
    const platform = await createTdxPlatform({ td: { rtmr3 } });
    for (const version of [4, 5] as const) {
      const inspection = inspect(await platform.quote({ version, reportData: nonce }));
      has(inspection, { format: "tdx-quote", version });
      has(fieldsOf(inspection, "tdReport"), { reportData: nonce, rtmr3 });
      has(fieldsOf(inspection, "certificate"), { ppid: platform.pck.ppid, fmspc: platform.pck.fmspc });
    }
  },

  "an SGX quote says what it was minted with": async () => {
    const mrSigner = new Uint8Array(32).fill(0x5a);
    const { quote } = await sgx({ fields: { mrSigner, isvSvn: 9 }, reportData: nonce });
    const inspection = inspect(quote);
    has(inspection, { format: "sgx-quote", version: 3 });
    has(fieldsOf(inspection, "sgxReport"), { mrSigner, isvSvn: 9, reportData: nonce });
  },

  "evidence reads the same from bytes, hex and base64": async () => {
    const { quote } = await sgx();
    const fromBytes = inspect(quote);
    const fromHex = inspect(hex(quote));
    const fromBase64 = inspect(btoa(String.fromCharCode(...quote)));
    equal([fromBytes.readAs, fromHex.readAs, fromBase64.readAs], ["bin", "hex", "base64"]);
    equal({ ...fromHex, readAs: "bin" }, fromBytes);
    equal({ ...fromBase64, readAs: "bin" }, fromBytes);
  },

  "the hex view shows every byte once and names it": async () => {
    const { report } = await createSnpPlatform();
    const bytes = await report({ reportData: nonce });
    const lines = render(bytes, { view: "hex" }).split("\n").slice(2, -1);
    equal(lines.map((line) => line.slice(9, 59).replaceAll(" ", "")).join(""), bytes);
    const named = lines.find((line) => line.startsWith("00000050"));
    equal(named?.endsWith("snpReport.reportData"), true);
  },

  "hex goes there and back": () => {
    const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i % 256);
    equal(encodeHex(bytes), hex(bytes));
    equal(decodeHex(hex(bytes).toUpperCase()), bytes);
  },

  "what is no hex is refused at its position": async () => {
    has(await refusal(() => decodeHex("00112x44")), { code: "hex-digit", group: "fix", at: 5 });
    has(await refusal(() => decodeHex("001")), { code: "hex-odd", group: "fix", at: 3 });
  },

  "evidence at fault is refused with the place and the field": async () => {
    const { report } = await createSnpPlatform();
    const bytes = await report();
    has(await refusal(() => inspect(bytes.subarray(0, 1000))), {
      name: "TsmError",
      code: "truncated",
      group: "stop",
      at: 1000,
      want: 1184,
    });
    bytes[0x4c] = 1;
    has(await refusal(() => inspect(bytes)), { code: "reserved-not-zero", at: 0x4c, field: "snpReport.reserved" });
    has(await refusal(() => inspect(new Uint8Array(64))), { code: "unknown-format", group: "stop" });
  },
};
