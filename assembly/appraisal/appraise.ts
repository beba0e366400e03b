/** An appraisal from the evidence to its rows. Clock, roots, endorsements, policy and expected nonce are handed in before. */
import { equal } from "../bytes";
import { Code, fail } from "../fault";
import { Check } from "../formats/checks";
import { INBLOB_MAX } from "../formats/configfs";
import { Form, Format } from "../formats/evidence";
import { Outcome } from "../formats/outcome";
import * as enclave from "../formats/sgxReport";
import * as snp from "../formats/snpReport";
import * as td from "../formats/tdReport";
import { Row } from "../layout";
import { wantCertificates } from "../parse/certificate";
import * as evidence from "../parse/evidence";
import { format } from "../parse/evidence";
import { Blob, blobAt, blobLength } from "../parse/json";
import { evidenceAt, read, readAs } from "../parse/read";
import { base } from "../parse/sections";
import { mark, release } from "./endorsements";
import { addCertTable } from "./intake";
import { affirm, begin, find } from "./outcomes";
import { appraiseQuote } from "./quote";
import { body, isTd, takeParts } from "./quoteParts";
import { appraiseSnp } from "./snp";

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
let expectation: Expectation = Expectation.Unsaid;

/** Expects up to 64 bytes at p, or none. Returns 0, or a fault. */
export function expect(said: Expectation, p: usize, length: u32): i32 {
  if (length > INBLOB_MAX || (said == Expectation.Given && length == 0)) {
    return fail(Code.NonceLength, 0, length, INBLOB_MAX);
  }
  memory.fill(EXPECTED, 0, INBLOB_MAX);
  memory.copy(EXPECTED, p, length);
  expectation = said;
  return 0;
}

/** The field that carries the nonce, and the byte of the evidence that its section starts at. */
let nonceRow: Row = snp.reportData;
let nonceSection: u32 = 0;

function takeNonceField(): void {
  nonceSection = 0;
  nonceRow = snp.reportData;
  if (format == Format.SnpReport) return;
  takeParts();
  nonceSection = body!.at;
  nonceRow = isTd() ? td.reportData : enclave.reportData;
}

function findNonce(): void {
  takeNonceField();
  const at = nonceRow.of(base + nonceSection);
  const size = nonceRow.size;
  const given = expectation == Expectation.Given;
  const same = given && equal(at, EXPECTED, size);
  const outcome = !given ? Outcome.None : same ? Outcome.Affirming : Outcome.Contraindicated;
  const finding = find(Check.Nonce, outcome, expectation != Expectation.Waived);
  if (given) finding.expected.hex(EXPECTED, size);
  finding.actual.hex(at, size);
  finding.bytes(nonceSection + nonceRow.at, size);
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
  if (readAs != Form.Json || blobLength(Blob.Auxblob) == 0) return;
  addCertTable(blobAt(Blob.Auxblob), blobLength(Blob.Auxblob));
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
  // It parses the table with what parses the evidence, so it comes first.
  takeAuxblob();
  const fault = evidence.parse(evidenceAt, size);
  wantCertificates(true);
  if (fault >= 0 && format != Format.TdReport && format != Format.SnpCertTable) {
    findFraming();
    findNonce();
    if (format == Format.SnpReport) appraiseSnp(now);
    else appraiseQuote(now);
  }
  release();
  if (fault < 0) return fault;
  return format == Format.TdReport || format == Format.SnpCertTable ? fail(Code.NotVerifiable) : 0;
}
