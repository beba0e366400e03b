/** From what a host hands in to the bytes of the evidence: the forms of {@link Form}. */
import { EVIDENCE_MAX, INPUT } from "../arena";
import { Code, fail } from "../fault";
import { Form, Format } from "../formats/evidence";
import { detect, parseAs } from "./evidence";
import { Blob, blobAt, blobLength, readReport } from "./json";
import { decodeBase64, decodeHex, decodePem, looksBase64, looksHex, skipSpace, startsWith } from "./text";

/** How the input read last was read. */
export let readAs: Form = Form.Auto;
/** Where its evidence lies. */
export let evidenceAt: usize = 0;

/** Tells that what is parsed next was handed in as bytes. */
export function asBytes(): void {
  readAs = Form.Bin;
}

/** Tells the form from the bytes: evidence as it is, else the text it looks like. */
function formOf(length: u32): Form {
  if (detect(INPUT, length) != Format.Unknown) return Form.Bin;
  const start = skipSpace(INPUT, 0, length);
  if (startsWith(INPUT, start, length, "{")) return Form.Json;
  if (startsWith(INPUT, start, length, "-----BEGIN ")) return Form.Pem;
  if (looksHex(INPUT, start, length)) return Form.Hex;
  return looksBase64(INPUT, start, length) ? Form.Base64 : Form.Bin;
}

/** Reads `length` bytes of the input region in a form. Returns the bytes of the evidence, or a fault. */
export function read(form: Form, length: u32): i32 {
  if (length == 0) return fail(Code.Empty);
  readAs = form == Form.Auto ? formOf(length) : form;
  evidenceAt = INPUT;
  let size: i32;
  if (readAs == Form.Bin) size = length;
  else if (readAs == Form.Hex) size = decodeHex(INPUT, 0, length, INPUT);
  else if (readAs == Form.Base64) size = decodeBase64(INPUT, 0, length, INPUT);
  else if (readAs == Form.Pem) size = decodePem(INPUT, 0, length, INPUT);
  else {
    size = readReport(INPUT, length);
    if (size == 0) {
      evidenceAt = blobAt(Blob.Outblob);
      size = blobLength(Blob.Outblob);
    }
  }
  return size > <i32>EVIDENCE_MAX ? fail(Code.TooLarge, 0, size, EVIDENCE_MAX) : size;
}

/** Bytes of a blob that came with the evidence read last; 0 when none did. */
export function broughtLength(blob: Blob): u32 {
  return readAs == Form.Json ? blobLength(blob) : 0;
}

/**
 * Parses what came in JSON with the SNP report read last: its certificate table as auxblob, or the manifest of an SVSM as
 * manifestblob. Returns 1 when there was one, 0 when not, or a fault.
 */
export function parseBrought(blob: Blob): i32 {
  const length = broughtLength(blob);
  if (length == 0 || detect(evidenceAt, blobLength(Blob.Outblob)) != Format.SnpReport) return 0;
  const wanted = blob == Blob.Auxblob ? Format.SnpCertTable : Format.SvsmManifest;
  const fault = parseAs(wanted, blobAt(blob), length);
  return fault < 0 ? fault : 1;
}
