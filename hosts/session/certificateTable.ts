/** The certificates that came with an SNP report. */
import { decodeHex } from "../hex.ts";
import { inspect } from "../inspect.ts";

/** A certificate or revocation list of the table. */
export interface TableEntry {
  /** `vcek`, `vlek`, `ask`, `ark`, `crl`, …: by its GUID. */
  kind: string;
  der: Uint8Array;
}

/** What is in a certificate table; nothing when there is none. */
export function tableEntries(auxblob: Uint8Array | undefined): TableEntry[] {
  if (!auxblob) return [];
  return inspect(auxblob, { form: "bin" }).sections.flatMap((section) =>
    section.layout === "snpCertBlob" ? [{ kind: section.of ?? "", der: decodeHex(section.fields.der) }] : [],
  );
}
