/**
 * Certificate tables, the auxblob of an SNP report.
 * Source: GHCB specification (AMD 56421) section 4.1.8.1, SNP Extended Guest Request.
 */
import { concat } from "../bytes.ts";
import { decodeHex } from "../hex.ts";
import { layout, list } from "../rows.ts";
import { encode } from "./sections.ts";

/** A blob of the table: its kind by the name in the list `snpCertKind`, and its DER. */
export type CertBlob = readonly [kind: string, der: Uint8Array];

function guidOf(kind: string): Uint8Array {
  const entry = list("snpCertKind").find(({ name }) => name === kind);
  if (!entry?.text) throw new RangeError(`no blob of a certificate table is called ${kind}`);
  return decodeHex(entry.text.replaceAll("-", ""));
}

/** Lays out a certificate table: entries in the order given, their end, then the blobs side by side. */
export function encodeCertTable(blobs: readonly CertBlob[]): Uint8Array {
  let offset = layout("snpCertEntry").size * blobs.length + layout("snpCertEnd").size;
  const entries = blobs.map(([kind, { length }]) => {
    const section = encode("snpCertEntry", 0, { guid: guidOf(kind), offset, length });
    offset += length;
    return section;
  });
  return concat([...entries, encode("snpCertEnd", 0, {}), ...blobs.map(([, der]) => der)]);
}
