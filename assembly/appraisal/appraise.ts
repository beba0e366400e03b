/** An appraisal from the evidence to its rows. Clock, roots, endorsements, policy and expected nonce are handed in before. */
import { Code, fail } from "../fault";
import { Check } from "../formats/checks";
import { APPRAISED, Form, Format, formats } from "../formats/evidence";
import { Blob } from "../formats/evidenceJson";
import { Outcome } from "../formats/outcome";
import { entryOf } from "../layout";
import { wantCertificates } from "../parse/certificate";
import * as evidence from "../parse/evidence";
import { format } from "../parse/evidence";
import { blobAt, blobLength } from "../parse/json";
import { broughtLength, evidenceAt, read } from "../parse/read";
import { appraiseCca } from "./cca";
import { appraiseCove } from "./cove";
import { appraiseDice } from "./dice";
import { mark, release } from "./endorsements";
import { appraiseHcl } from "./hcl";
import { addCarried, addCertTable } from "./intake";
import { findNonce } from "./nonce";
import { affirm, begin } from "./outcomes";
import { appraiseQuote } from "./quote";
import { appraiseSnp } from "./snp";
import { findSvsm, takeManifest } from "./svsm";
import { appraiseCsr, appraiseCwt } from "./unruled";

/** What is parsed has kept to its format; a tail of zeros is told. */
function findFraming(): void {
  const finding = affirm(Check.Framing, true);
  finding.actual.count(evidence.size, "bytes");
  finding.bytes(0, evidence.size);
  // The NV index that an HCL report lies in is larger than the report.
  if (evidence.tail == 0 || format == Format.AzureHclReport) return;
  finding.outcome = Outcome.Warning;
  finding.required = 0;
  finding.actual.text("zeros follow it");
}

/** Certificates that came with the report. What can't be read is none: the host wrote it. */
function takeCarried(): void {
  if (broughtLength(Blob.Auxblob) > 0) addCertTable(blobAt(Blob.Auxblob), blobLength(Blob.Auxblob));
  if (broughtLength(Blob.Vcek) > 0) addCarried(blobAt(Blob.Vcek), blobLength(Blob.Vcek));
}

/** The rows of the evidence parsed last: one line for each TSM. Returns 0, or a fault in what lies beside the evidence. */
function appraiseFormat(now: i64): i32 {
  findFraming();
  if (format == Format.AzureHclReport) return appraiseHcl(now);
  const nonce = findNonce();
  if (format == Format.SnpReport) appraiseSnp(now);
  else if (format == Format.CcaToken) appraiseCca();
  else if (format == Format.CoveEvidence) appraiseCove();
  else if (format == Format.DiceCertificates) appraiseDice(now);
  else if (format == Format.Csr) appraiseCsr();
  else if (format == Format.Cwt) appraiseCwt();
  else appraiseQuote(now);
  findSvsm(nonce);
  return 0;
}

/**
 * Appraises `length` bytes of the input region in a form, at a time in seconds since 1970. Returns 0, or a fault when they
 * are no evidence that can be appraised; then there are no rows.
 */
export function appraise(form: Form, length: u32, now: i64): i32 {
  begin();
  const size = read(form, length);
  if (size < 0) return size;
  mark();
  wantCertificates(false);
  // They parse what came along with what parses the evidence, so they come first.
  takeCarried();
  takeManifest();
  let fault = evidence.parse(evidenceAt, size);
  if (fault >= 0) fault = entryOf(formats, format)!.size == APPRAISED ? appraiseFormat(now) : fail(Code.NotVerifiable);
  wantCertificates(true);
  release();
  if (fault < 0) begin();
  return fault;
}
