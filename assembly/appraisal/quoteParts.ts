/** Where the parts of the quote that was parsed last lie. */
import * as quote from "../formats/quote";
import { sgxReport } from "../formats/sgxReport";
import { tdReport } from "../formats/tdReport";
import { Row } from "../layout";
import { Section, sectionAt, sectionCount } from "../parse/sections";

/** The parts; null where the quote has none. */
export let body: Section | null = null;
export let signature: Section | null = null;
export let qeReport: Section | null = null;
export let qeSignature: Section | null = null;
export let qeAuth: Section | null = null;
export let pckChain: Section | null = null;
/** Bytes that are signed: header, descriptor and body. */
export let signedSize: u32 = 0;

/** Is it the body of a trust domain, not of an enclave? */
export function isTd(): bool {
  return body !== null && body!.layout == tdReport;
}

/** Notes where everything is. */
export function takeParts(): void {
  body = signature = qeReport = qeSignature = qeAuth = pckChain = null;
  for (let i = 0; i < sectionCount(); i++) {
    const section = sectionAt(i);
    const layout: Row = section.layout;
    if (layout == tdReport || layout == sgxReport) {
      if (section.subject) qeReport = section;
      else body = section;
    } else if (layout == quote.signatureLength) signedSize = section.at;
    else if (layout == quote.quoteSignature) signature = section;
    else if (layout == quote.qeReportSignature) qeSignature = section;
    else if (layout == quote.qeAuthData) qeAuth = section;
    else if (layout == quote.pckChain) pckChain = section;
  }
}
