/**
 * Finds what people ask of the X.509 certificates inside evidence. This only reads them for the views: a blob that is
 * no certificate is left as it is. Whether a certificate may be trusted is not decided here.
 */
import { certificate } from "../formats/certificate";
import { Row } from "../layout";
import { CERTIFICATE_MAX, readCertificate } from "../x509/certificate";
import { block, blockEnd, nextPem } from "../x509/pem";
import { CERTIFICATE, Certificate } from "../x509/record";
import { Tag } from "./der";
import { addFound, base } from "./sections";

/** Are certificates wanted? They are for the views: an appraisal reads those that it needs itself. */
let wanted: bool = true;

/** Reads certificates from now on, or leaves them as they are. */
export function wantCertificates(yes: bool): void {
  wanted = yes;
}

/** Certificates one piece of evidence is read for at most. */
const MAX_CERTIFICATES: u32 = 8;
const decoded = memory.data(8 * <i32>CERTIFICATE_MAX, 16);
const records = memory.data(8 * <i32>CERTIFICATE, 8);
let count: u32 = 0;

/** Forgets the certificates found so far. */
export function forgetCertificates(): void {
  count = 0;
}

/** Adds what the certificate in [p, end) says, as an interpretation of `size` bytes of the evidence. */
function certify(p: usize, end: usize, at: u32, size: u32, depth: u32, field: Row): i32 {
  const record = changetype<Certificate>(records + CERTIFICATE * count);
  if (readCertificate(record, p, end) < 0) return 0;
  count++;
  return addFound(certificate, record.slots, at, size, depth, field);
}

/**
 * Reads the certificates in `size` bytes of the evidence, which `field` holds: one in DER, or any number in PEM. Returns
 * 0, or a fault.
 */
export function addCertificates(at: u32, size: u32, depth: u32, field: Row): i32 {
  if (!wanted) return 0;
  const end = base + at + size;
  let p = base + at;
  if (size > 0 && load<u8>(p) == <u8>Tag.Sequence && count < MAX_CERTIFICATES) {
    return certify(p, end, at, size, depth, field);
  }
  while (count < MAX_CERTIFICATES) {
    const place = decoded + CERTIFICATE_MAX * count;
    const length = nextPem(p, end, "CERTIFICATE", place, <i32>CERTIFICATE_MAX);
    if (length == 0) break;
    // What is no block is passed over.
    p = length < 0 ? block + 1 : blockEnd;
    if (length < 0) continue;
    const fault = certify(place, place + length, <u32>(block - base), <u32>(blockEnd - block), depth, field);
    if (fault < 0) return fault;
  }
  return 0;
}
