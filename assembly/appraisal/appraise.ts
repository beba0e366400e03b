/** An appraisal from the evidence to its rows. Clock, roots, endorsements, policy and expected nonce are handed in before. */
import { equal } from "../bytes";
import { Code, fail } from "../fault";
import { Check } from "../formats/checks";
import { INBLOB_MAX } from "../formats/configfs";
import { APPRAISED, Form, Format, formats } from "../formats/evidence";
import { Outcome } from "../formats/outcome";
import { entryOf } from "../layout";
import { wantCertificates } from "../parse/certificate";
import * as evidence from "../parse/evidence";
import { format } from "../parse/evidence";
import { Blob, blobAt } from "../parse/json";
import { nonceAt, nonceSize, takeNonce } from "../parse/nonce";
import { broughtLength, evidenceAt, read } from "../parse/read";
import { base } from "../parse/sections";
import { appraiseCca } from "./cca";
import { appraiseCove } from "./cove";
import { appraiseDice } from "./dice";
import { mark, release } from "./endorsements";
import { addCertTable } from "./intake";
import { affirm, begin, find } from "./outcomes";
import { appraiseQuote } from "./quote";
import { appraiseSnp } from "./snp";
import { carriedFor, findSvsm, takeManifest } from "./svsm";
import { appraiseCsr, appraiseCwt } from "./unruled";

/** What was said of the nonce. */
export const enum Expectation {
  /** Nothing: an appraisal without it is not whole. */
  Unsaid = 0,
  /** These bytes. */
  Given = 1,
  /** That none is expected. */
  Waived = 2,
}

/** The bytes that the evidence must carry, filled with zeros. */
const EXPECTED: usize = memory.data(64, 16);
let expectedLength: u32 = 0;
let expectation: Expectation = Expectation.Unsaid;

/** Expects up to 64 bytes at p, or none. Returns 0, or a fault. */
export function expect(said: Expectation, p: usize, length: u32): i32 {
  if (length > INBLOB_MAX || (said == Expectation.Given && length == 0)) {
    return fail(Code.NonceLength, 0, length, INBLOB_MAX);
  }
  memory.fill(EXPECTED, 0, INBLOB_MAX);
  memory.copy(EXPECTED, p, length);
  expectedLength = length;
  expectation = said;
  return 0;
}

/** Returns what came of it. */
function findNonce(): Outcome {
  takeNonce();
  const carried = carriedFor(EXPECTED);
  const given = expectation == Expectation.Given;
  // A field that takes as many bytes as any nonce has zeros behind a shorter one; another has the nonce itself.
  const wanted: u32 = nonceSize == INBLOB_MAX ? INBLOB_MAX : expectedLength;
  const same = given && nonceSize == wanted && equal(nonceAt, carried, wanted);
  const outcome = !given || nonceAt == 0 ? Outcome.None : same ? Outcome.Affirming : Outcome.Contraindicated;
  const finding = find(Check.Nonce, outcome, expectation != Expectation.Waived);
  if (given) finding.expected.hex(carried, wanted);
  if (nonceAt == 0) {
    finding.actual.text("not in this evidence");
    return outcome;
  }
  finding.actual.hex(nonceAt, nonceSize);
  finding.bytes(<u32>(nonceAt - base), nonceSize);
  return outcome;
}

/** What is parsed has kept to its format; a tail of zeros is told. */
function findFraming(): void {
  const finding = affirm(Check.Framing, true);
  finding.actual.count(evidence.size, "bytes");
  finding.bytes(0, evidence.size);
  if (evidence.tail == 0) return;
  finding.outcome = Outcome.Warning;
  finding.required = 0;
  finding.actual.text("zeros follow it");
}

/** Certificates that came with the report. A table that can't be read is none: the host wrote it. */
function takeAuxblob(): void {
  const length = broughtLength(Blob.Auxblob);
  if (length > 0) addCertTable(blobAt(Blob.Auxblob), length);
}

/** The rows of the evidence parsed last: one line for each TSM. */
function appraiseFormat(now: i64): void {
  if (format == Format.SnpReport) appraiseSnp(now);
  else if (format == Format.CcaToken) appraiseCca();
  else if (format == Format.CoveEvidence) appraiseCove();
  else if (format == Format.DiceCertificates) appraiseDice(now);
  else if (format == Format.Csr) appraiseCsr();
  else if (format == Format.Cwt) appraiseCwt();
  else appraiseQuote(now);
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
  takeAuxblob();
  takeManifest();
  const fault = evidence.parse(evidenceAt, size);
  wantCertificates(true);
  const appraised = fault >= 0 && entryOf(formats, format)!.size == APPRAISED;
  if (appraised) {
    findFraming();
    const nonce = findNonce();
    appraiseFormat(now);
    findSvsm(nonce);
  }
  release();
  if (fault < 0) return fault;
  return appraised ? 0 : fail(Code.NotVerifiable);
}
