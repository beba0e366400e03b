/** The forms of ECDSA signatures: see {@link signatureForms}. */
import { isZero } from "../bytes";
import { SignatureForm } from "../formats/algorithm";
import { SNP_SIGNED, signatureR, signatureS, snpReport } from "../formats/snpReport";
import { after, content, is, readUnsigned, Tag } from "./der";

/** Writes the number in [from, to), big-endian without leading zeros, to `size` bytes. Returns false when it is larger. */
function pad(to: usize, size: usize, from: usize, end: usize): bool {
  const length = end - from;
  if (length > size) return false;
  memory.fill(to, 0, size - length);
  memory.copy(to + size - length, from, length);
  return true;
}

function readDer(to: usize, size: usize, p: usize, end: usize): bool {
  if (!is(Tag.Sequence, p, end) || after != end) return false;
  if (!readUnsigned(content, end) || !pad(to, size, content, after)) return false;
  return readUnsigned(after, end) && after == end && pad(to + size, size, content, after);
}

/** Turns the little-endian number of a field round. Returns false when it is larger than `size` bytes. */
function turn(to: usize, size: u32, from: usize): bool {
  for (let i: u32 = 0; i < size; i++) store<u8>(to + i, load<u8>(from + size - 1 - i));
  return isZero(from + size, signatureR.size - size);
}

/** R and S as the report has them, alone or with the zeros that fill the signature up. */
function readSnp(to: usize, size: u32, p: usize, length: u32): bool {
  const numbers = signatureR.size + signatureS.size;
  if (length != numbers && length != snpReport.size - SNP_SIGNED) return false;
  return isZero(p + numbers, length - numbers) && turn(to, size, p) && turn(to + size, size, p + signatureR.size);
}

/**
 * Reads `length` bytes of a signature. Writes r and s side by side to `to`, big-endian, `size` bytes each. Returns false
 * when the form is not kept to, or a number is too large.
 */
export function readSignature(form: u32, at: usize, length: u32, to: usize, size: u32): bool {
  if (form == <u32>SignatureForm.Der) return readDer(to, size, at, at + length);
  if (form == <u32>SignatureForm.Snp) return readSnp(to, size, at, length);
  if (length != 2 * size) return false;
  memory.copy(to, at, length);
  return true;
}
