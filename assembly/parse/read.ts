/** From what a host hands in to the bytes of the evidence: the forms of {@link Form}. */
import { EVIDENCE_MAX, INPUT, INPUT_MAX } from "../arena";
import { Code, fail } from "../fault";
import { Form, Format } from "../formats/evidence";
import { Blob, evidenceMembers } from "../formats/evidenceJson";
import { entryOf, Row } from "../layout";
import { claimsLayout, encodeClaims } from "./claimsJson";
import { detect, parseAs } from "./evidence";
import { blobAt, blobLength, forgetBlobs, mainBlob, readEvidence } from "./json";
import { decodeBase64, decodeHex, decodePem, looksBase64, looksHex, skipSpace, startsWith } from "./text";

/** How the input read last was read. */
export let readAs: Form = Form.Auto;
/** Where its evidence lies. */
export let evidenceAt: usize = 0;

/** The member of the document that was parsed last, beside the evidence; null when it was the evidence. */
export let part: Row | null = null;

/** Tells that what is parsed next was handed in as bytes. */
export function asBytes(): void {
  readAs = Form.Bin;
  part = null;
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

/** Reads `length` bytes of JSON: evidence in blobs, or claims without a signature. Returns as {@link read}. */
function readDocument(length: u32): i32 {
  const claims = claimsLayout(INPUT, INPUT + length);
  if (claims) {
    forgetBlobs();
    evidenceAt = (INPUT + length + 15) & ~15;
    // The CBOR of claims takes less than their JSON.
    if (length > INPUT_MAX / 2) return fail(Code.TooLarge, 0, length, INPUT_MAX / 2);
    return encodeClaims(claims, INPUT, INPUT + length, evidenceAt);
  }
  const fault = readEvidence(INPUT, length);
  if (fault < 0) return fault;
  evidenceAt = blobAt(mainBlob);
  const size = blobLength(mainBlob);
  // Other evidence under this name may be meant to be taken for what it is not.
  const isOther = mainBlob == Blob.HclReport && detect(evidenceAt, size) != Format.AzureHclReport;
  return isOther ? fail(Code.UnknownFormat, 0, size >= 4 ? load<u32>(evidenceAt) : 0) : <i32>size;
}

/** Reads `length` bytes of the input region in a form. Returns the bytes of the evidence, or a fault. */
export function read(form: Form, length: u32): i32 {
  if (length == 0) return fail(Code.Empty);
  readAs = form == Form.Auto ? formOf(length) : form;
  evidenceAt = INPUT;
  part = null;
  let size: i32;
  if (readAs == Form.Bin) size = length;
  else if (readAs == Form.Hex) size = decodeHex(INPUT, 0, length, INPUT);
  else if (readAs == Form.Base64) size = decodeBase64(INPUT, 0, length, INPUT);
  else if (readAs == Form.Pem) size = decodePem(INPUT, 0, length, INPUT);
  else size = readDocument(length);
  return size > <i32>EVIDENCE_MAX ? fail(Code.TooLarge, 0, size, EVIDENCE_MAX) : size;
}

/** Bytes of a blob that came with the evidence read last; 0 when none did. */
export function broughtLength(blob: Blob): u32 {
  return readAs == Form.Json ? blobLength(blob) : 0;
}

/** Tells that the evidence is in hand again. */
export function endBrought(): void {
  part = null;
}

/** Entry of {@link evidenceMembers}. */
export function memberOf(blob: Blob): Row {
  return entryOf(evidenceMembers, blob)!;
}

/** Is it a blob that goes with the evidence read last? The kernel's go with SNP reports, those of attesters with HCL reports. */
function belongs(blob: Blob): bool {
  const main = detect(evidenceAt, blobLength(mainBlob));
  return main == (blob < Blob.HclReport ? Format.SnpReport : Format.AzureHclReport);
}

/**
 * Parses what came in JSON with the evidence read last: a member that has a format. From then on it is in hand, and not the
 * evidence. Returns 1 when it is there, 0 when not, or a fault.
 */
export function parseBrought(blob: Blob): i32 {
  const row = memberOf(blob);
  const length = broughtLength(blob);
  if (length == 0 || row.size >> 8 == 0 || !belongs(blob)) return 0;
  part = row;
  const fault = parseAs(<Format>(row.size >> 8), blobAt(blob), length);
  return fault < 0 ? fault : 1;
}

/** Parses all that came with the evidence read last, one after the other. Returns 0, or a fault. */
export function checkBrought(): i32 {
  let fault = 0;
  for (let row = evidenceMembers.next; row.inLayout && fault >= 0; row = row.next) fault = parseBrought(row.at);
  return min(fault, 0);
}
