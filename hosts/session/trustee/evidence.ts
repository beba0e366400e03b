/**
 * Evidence in the forms of Trustee's attesters: guest-components, attestation-agent/attester, modules snp (SnpEvidence), tdx
 * (TdxEvidence) and cca (CcaEvidence).
 */
import { encodeBase64 } from "../../base64.ts";
import { tsmError } from "../../errors.ts";
import type { Evidence } from "../../request.ts";
import { tableEntries } from "../certificateTable.ts";
import { snpReportJson } from "./snpReport.ts";

/** What Trustee calls the providers whose evidence it takes. */
const TEES = { sev_guest: "snp", tdx_guest: "tdx", arm_cca_guest: "cca" } as const;

/** A kind of guest by Trustee's name. */
export type Tee = (typeof TEES)[keyof typeof TEES];

/** Kinds of certificates by the names that the crate sev has for them. */
const CERTIFICATES = ["ark", "ask", "vcek", "vlek", "crl"];

/**
 * Trustee's name for a provider.
 *
 * @throws TsmError `bad-request` when Trustee takes no evidence of it.
 */
export function teeOf(provider: string): Tee {
  if (Object.hasOwn(TEES, provider)) return TEES[provider as keyof typeof TEES];
  throw tsmError("bad-request", `Trustee takes evidence of ${Object.keys(TEES).join(", ")}, not of ${provider}`);
}

/** The certificates that came along, or none: Trustee fetches the chip's then. */
function certChain(auxblob: Uint8Array | undefined) {
  const known = tableEntries(auxblob).filter(({ kind }) => CERTIFICATES.includes(kind));
  return known.length === 0 ? null : known.map(({ kind, der }) => ({ cert_type: kind.toUpperCase(), data: [...der] }));
}

/** The primary evidence. `eventLog`: bytes of the log that ACPI's CCEL table points to, for TDX. */
export function primaryEvidence({ provider, outblob, auxblob }: Evidence, eventLog: Uint8Array | undefined): object {
  const tee = teeOf(provider);
  if (tee === "snp") return { attestation_report: snpReportJson(outblob), cert_chain: certChain(auxblob) };
  if (tee === "cca") return { token: [...outblob] };
  return { quote: encodeBase64(outblob), cc_eventlog: eventLog ? encodeBase64(eventLog) : null };
}
