/**
 * X.509 certificates of version 3, read strictly: RFC 5280 section 4.1 in DER, with AMD's and Intel's extensions. What the
 * bytes say is one thing only, or they are refused. Whether it is to be trusted is not asked here.
 */
import { Problem, Slot } from "../formats/certificate";
import { after, content, is, isNumber, read, readUnsigned, Tag, tag } from "../parse/der";
import * as key from "../parse/publicKey";
import { NO_TIME } from "../time";
import { readIssuer, readSigned } from "./envelope";
import { critical, next, oid, oidEnd, readExtension, value, valueEnd } from "./extension";
import { isName } from "./name";
import { refuse } from "./problem";
import { CERTIFICATE, Certificate } from "./record";
import { readTime } from "./time";
import { rowOf, take } from "./values";

/** Bytes of a certificate at most. */
export const CERTIFICATE_MAX: usize = 8192;
/** Bytes of a serial number at most, without its sign. */
export const SERIAL_MAX: usize = 20;
/** The same of a layer of DICE, whose serial number is the id of a CDI: in Salus 40 hex digits as they are. */
const CDI_ID_MAX: u32 = 40;
/** Version 3, which counts from 0. */
const V3: u32 = 2;

/** Certificates read so far. */
let readings: u32 = 0;

/** Reads the certificate that fills [p, end). Returns 0, or the negative number of a {@link Problem}. */
export function readCertificate(record: Certificate, p: usize, end: usize): i32 {
  memory.fill(changetype<usize>(record), 0, CERTIFICATE);
  record.id = ++readings;
  record.pathLength = -1;
  if (end - p > CERTIFICATE_MAX) return refuse(Problem.TooLarge, p);
  let problem = readSigned(record, p, end);
  if (problem >= 0) problem = readSignedPart(record);
  if (problem < 0) return problem;
  const most = isDice(record) ? CDI_ID_MAX : <u32>SERIAL_MAX;
  return record.lengthOf(Slot.Serial) > most ? refuse(Problem.Serial, record.at(Slot.Serial)) : 0;
}

/** Is it the certificate of a layer of DICE: has it an extension that only those have? */
export function isDice(record: Certificate): bool {
  return record.has(Slot.DiceTcbInfo) || record.has(Slot.DiceMultiTcbInfo) || record.has(Slot.DiceUccs);
}

/** TBSCertificate. */
function readSignedPart(record: Certificate): i32 {
  const end = record.tbsEnd;
  is(Tag.Sequence, record.tbs, end);
  let at = content;
  if (!is(Tag.Context0, at, end) || !isNumber(content, after, V3)) return refuse(Problem.Version, at);
  at = after;
  if (!readUnsigned(at, end)) return refuse(Problem.Serial, at);
  record.put(Slot.Serial, content, after);
  const problem = readIssuer(record, after, end);
  if (problem < 0) return problem;
  record.put(Slot.Issuer, record.issuer, record.issuerEnd);
  at = record.issuerEnd;
  if (!is(Tag.Sequence, at, end)) return refuse(Problem.Encoding, at);
  const validityEnd = after;
  record.notBefore = readTime(content, validityEnd);
  if (record.notBefore == NO_TIME) return refuse(Problem.Time, at);
  record.put(Slot.NotBefore, content, after);
  record.notAfter = readTime(after, validityEnd);
  if (record.notAfter == NO_TIME || after != validityEnd) return refuse(Problem.Time, at);
  record.put(Slot.NotAfter, content, after);
  if (!isName(validityEnd, end)) return refuse(Problem.Name, validityEnd);
  record.put(Slot.Subject, content, after);
  at = after;
  if (!is(Tag.Sequence, at, end)) return refuse(Problem.Encoding, at);
  record.spki = at;
  record.spkiEnd = after;
  if (!takeKey(record)) return refuse(Problem.Key, at);
  return readExtensions(record, record.spkiEnd, end);
}

/** Takes the key of the record's SubjectPublicKeyInfo. Returns false when it is of a kind that is not taken. */
export function takeKey(record: Certificate): bool {
  if (!key.readPublicKey(record.spki, record.spkiEnd)) return false;
  record.keyAlgorithm = key.keyAlgorithm;
  record.keyCurve = key.keyCurve;
  record.keyPoint = key.keyPoint;
  record.modulus = key.modulus;
  record.modulusLength = key.modulusLength;
  record.exponent = key.exponent;
  record.exponentLength = key.exponentLength;
  record.keyHash = key.keyHash;
  record.keySalt = key.keySalt;
  return true;
}

/** What follows the key: [3] { extensions }, or nothing. [1] and [2], identifiers of version 2, are refused. */
function readExtensions(record: Certificate, at: usize, end: usize): i32 {
  if (at == end) return 0;
  if (!read(at, end)) return refuse(Problem.Encoding, at);
  if ((tag & 0xdf) == 0x81 || (tag & 0xdf) == 0x82) return refuse(Problem.UniqueId, at);
  if (tag != <u32>Tag.Context3 || after != end) return refuse(Problem.Encoding, at);
  if (!is(Tag.Sequence, content, end) || after != end || content == end) return refuse(Problem.Extension, at);
  const first = content;
  for (let p = first; p < end; p = next) {
    let problem = readExtension(first, p, end);
    if (problem < 0) return problem;
    const row = rowOf(oid, oidEnd, false);
    if (row) problem = take(record, row, oid, oidEnd, value, valueEnd);
    else if (critical) problem = refuse(Problem.Critical, p);
    if (problem < 0) return problem;
  }
  return 0;
}
