/** Evidence of every format and in every form. */
import { encodeHex } from "tsmkit";
import { createSnpPlatform } from "tsmkit/forge";
import { minted } from "../../minted.ts";
import type { Folder } from "../folder.ts";

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");

/** Evidence in other forms than its bytes, and what it is read as then. */
async function forms(): Promise<[name: string, content: string | Uint8Array, readAs: string][]> {
  const { report, certTable } = await createSnpPlatform();
  const bytes = await report();
  const members = { provider: "sev_guest", outblob: encodeHex(bytes), auxblob: base64(certTable) };
  return [
    ["digits.hex", encodeHex(bytes), "hex"],
    ["digits-0x.hex", `0x${encodeHex(bytes).toUpperCase()}\n`, "hex"],
    ["lines.base64", `${base64(bytes).replace(/.{64}/g, "$&\n")}\n`, "base64"],
    ["url.base64", Buffer.from(bytes).toString("base64url"), "base64"],
    ["block.pem", `-----BEGIN REPORT-----\n${base64(bytes).replace(/.{64}/g, "$&\n")}\n-----END REPORT-----\n`, "pem"],
    ["report.json", JSON.stringify(members), "json"],
  ];
}

export async function parseCases(folder: Folder): Promise<void> {
  for (const [name, bytes] of Object.entries(await minted())) {
    const file = folder.put(`parse/${name.replaceAll(/[ ,.]+/g, "-")}.bin`, bytes);
    // What the forge calls it says what it is: "minted TDX quote 4".
    const [, kind = "", version] = /^minted (.*?)(?: (\d)(?:,.*)?)?$/.exec(name) ?? [];
    const format = FORMATS[kind];
    const members = { format, readAs: "bin", ...(version !== undefined && { version: Number(version) }) };
    folder.add("parse", name, { call: "inspect", evidence: file }, { members });
  }
  const quote = (await minted())["minted TDX quote 4"];
  const padded = folder.put("parse/padded.bin", Buffer.concat([quote, new Uint8Array(100)]));
  folder.add(
    "parse",
    "a quote with zeros behind it",
    { call: "inspect", evidence: padded },
    { members: { tail: 100, size: quote.length } },
  );
  for (const [name, content, readAs] of await forms()) {
    const evidence = folder.put(`parse/${name}`, content);
    folder.add("parse", `read as ${readAs}: ${name}`, { call: "inspect", evidence }, { members: { readAs } });
  }
}

const FORMATS: Record<string, string> = {
  "SNP report": "snp-report",
  "certificate table": "snp-cert-table",
  "TDX quote": "tdx-quote",
  "SGX quote": "sgx-quote",
  TDREPORT: "td-report",
  "SVSM manifest": "svsm-manifest",
  "SVSM manifest, RSA": "svsm-manifest",
  "EK, P-384": "svsm-manifest",
  "HCL report": "azure-hcl-report",
  "TPM quote": "tpm-quote",
};
