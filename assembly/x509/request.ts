/** Certification requests of PKCS #10, read strictly: RFC 2986 section 4. */
import { equal } from "../bytes";
import { Problem, Slot } from "../formats/certificate";
import { RequestPart } from "../formats/csr";
import { after, areWhole, content, is, isNumber, Tag } from "../parse/der";
import { CERTIFICATE_MAX, takeKey } from "./certificate";
import { readSigned } from "./envelope";
import { isName } from "./name";
import { refuse } from "./problem";
import { CERTIFICATE, Certificate } from "./record";

/** What was read last: a place and a length for each {@link RequestPart}; 0 for what is not there. */
export const REQUEST: usize = memory.data(6 * 8, 8);

function put(part: RequestPart, from: usize, to: usize): void {
  store<usize>(REQUEST + 8 * <usize>part, from);
  store<u32>(REQUEST + 8 * <usize>part, <u32>(to - from), 4);
}

/** Takes the OID of the AlgorithmIdentifier at p, which was read before. */
function putAlgorithm(part: RequestPart, p: usize, end: usize): void {
  is(Tag.Sequence, p, end);
  is(Tag.Oid, content, end);
  put(part, content, after);
}

/** Reads the request that fills [p, end); its record has the key and the subject. Returns 0, or the negative number of a {@link Problem}. */
export function readRequest(record: Certificate, p: usize, end: usize): i32 {
  memory.fill(changetype<usize>(record), 0, CERTIFICATE);
  memory.fill(REQUEST, 0, 8 * <usize>RequestPart.Count);
  if (end - p > CERTIFICATE_MAX) return refuse(Problem.TooLarge, p);
  const problem = readSigned(record, p, end);
  if (problem < 0) return problem;
  putAlgorithm(RequestPart.SignatureAlgorithm, record.algorithm, record.algorithmEnd);
  put(RequestPart.Signature, record.signature, record.signatureEnd);
  return readInfo(record);
}

/** CertificationRequestInfo. */
function readInfo(record: Certificate): i32 {
  const end = record.tbsEnd;
  is(Tag.Sequence, record.tbs, end);
  let at = content;
  if (!is(Tag.Integer, at, end) || !isNumber(at, after, 0)) return refuse(Problem.Version, at);
  at = after;
  // RFC 2986 section 4.1: a subject without names is one as well.
  const empty = is(Tag.Sequence, at, end) && content == after;
  if (!empty && !isName(at, end)) return refuse(Problem.Name, at);
  record.put(Slot.Subject, content, after);
  put(RequestPart.Subject, content, after);
  at = after;
  if (!is(Tag.Sequence, at, end)) return refuse(Problem.Encoding, at);
  record.spki = at;
  record.spkiEnd = after;
  const keyAt = content;
  if (!takeKey(record)) return refuse(Problem.Key, at);
  putAlgorithm(RequestPart.KeyAlgorithm, keyAt, record.spkiEnd);
  is(Tag.Sequence, keyAt, record.spkiEnd);
  is(Tag.BitString, after, record.spkiEnd);
  put(RequestPart.PublicKey, content + 1, after);
  at = record.spkiEnd;
  if (!is(Tag.Context0, at, end) || after != end) return refuse(Problem.Encoding, at);
  if (content < end) put(RequestPart.Attributes, content, end);
  return checkAttributes(content, end);
}

/** Where the OID of the attribute at p lies, in [oid, oidEnd), and where the next one starts. */
let oid: usize = 0;
let oidEnd: usize = 0;
let next: usize = 0;

/** SEQUENCE { OID, SET OF values, one or more } */
function readAttribute(p: usize, end: usize): bool {
  if (!is(Tag.Sequence, p, end)) return false;
  next = after;
  if (!is(Tag.Oid, content, next) || content == after) return false;
  oid = content;
  oidEnd = after;
  return is(Tag.Set, after, next) && after == next && content < next && areWhole(content, next);
}

/** The attributes in [first, end), each of another type. Returns 0, or a problem. */
function checkAttributes(first: usize, end: usize): i32 {
  for (let p = first; p < end; ) {
    if (!readAttribute(p, end)) return refuse(Problem.Attribute, p);
    const length = <u32>(oidEnd - oid);
    const type = oid;
    const following = next;
    for (let q = first; q < p; q = next) {
      readAttribute(q, p);
      if (<u32>(oidEnd - oid) == length && equal(oid, type, length)) return refuse(Problem.Duplicate, p);
    }
    p = following;
  }
  return 0;
}
