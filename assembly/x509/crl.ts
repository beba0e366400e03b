/**
 * Certificate revocation lists of version 2, read strictly: RFC 5280 section 5.1. A list that covers less than all
 * certificates of its issuer says so in a critical extension, and is refused.
 */
import { equal } from "../bytes";
import { CrlExtension, crlOids, Problem } from "../formats/certificate";
import { after, areWhole, content, is, isNumber, readUnsigned, Tag } from "../parse/der";
import { known } from "../parse/oid";
import { NO_TIME } from "../time";
import { SERIAL_MAX } from "./certificate";
import { readIssuer, readSigned, Signed } from "./envelope";
import { critical, next, oid, oidEnd, readExtension, value, valueEnd } from "./extension";
import { refuse } from "./problem";
import { readTime } from "./time";

/** Bytes of a list at most. */
export const CRL_MAX: usize = 1 << 20;
/** Version 2, which counts from 0. */
const V2: u32 = 1;
/** Reasons of an entry: 7 is none, and 8, removal, belongs to lists of changes. */
const REASONS: u32 = 0b110_0111_1111;

/** A revocation list that was read. */
@unmanaged
export class Crl extends Signed {
  /** Seconds since 1970. */
  thisUpdate: i64;
  nextUpdate: i64;
  /** The entries. */
  entries: usize;
  entriesEnd: usize;
  /** cRLNumber, big-endian without its sign; empty when the list has none. */
  number: usize;
  numberEnd: usize;
}

/** Reads the list that fills [p, end). Returns 0, or the negative number of a {@link Problem}. */
export function readCrl(record: Crl, p: usize, end: usize): i32 {
  memory.fill(changetype<usize>(record), 0, offsetof<Crl>());
  if (end - p > CRL_MAX) return refuse(Problem.TooLarge, p);
  const problem = readSigned(record, p, end);
  return problem < 0 ? problem : readSignedPart(record);
}

/** TBSCertList. */
function readSignedPart(record: Crl): i32 {
  const end = record.tbsEnd;
  is(Tag.Sequence, record.tbs, end);
  let at = content;
  if (!is(Tag.Integer, at, end) || !isNumber(at, after, V2)) return refuse(Problem.Version, at);
  let problem = readIssuer(record, after, end);
  if (problem < 0) return problem;
  record.thisUpdate = readTime(record.issuerEnd, end);
  if (record.thisUpdate == NO_TIME) return refuse(Problem.Time, record.issuerEnd);
  at = after;
  record.nextUpdate = readTime(at, end);
  if (record.nextUpdate == NO_TIME) return refuse(Problem.Time, at);
  at = after;
  if (is(Tag.Sequence, at, end)) {
    record.entries = content;
    record.entriesEnd = at = after;
    problem = readEntries(record.entries, at);
    if (problem < 0) return problem;
  }
  if (at == end) return 0;
  if (!is(Tag.Context0, at, end) || after != end) return refuse(Problem.Encoding, at);
  return readExtensions(record, content, end);
}

/** SEQUENCE OF SEQUENCE { serial number, time, extensions OPTIONAL } */
function readEntries(p: usize, end: usize): i32 {
  while (p < end) {
    if (!is(Tag.Sequence, p, end)) return refuse(Problem.Encoding, p);
    const stop = after;
    if (!readUnsigned(content, stop) || after - content > SERIAL_MAX) return refuse(Problem.Serial, p);
    if (readTime(after, stop) == NO_TIME) return refuse(Problem.Time, p);
    const problem = after == stop ? 0 : readExtensions(null, after, stop);
    if (problem < 0) return problem;
    p = stop;
  }
  return 0;
}

/** Reads the extensions that fill [at, end): those of a list or, without one, of an entry. */
function readExtensions(record: Crl | null, at: usize, end: usize): i32 {
  if (!is(Tag.Sequence, at, end) || after != end || content == end) return refuse(Problem.Extension, at);
  const first = content;
  for (let p = first; p < end; p = next) {
    const problem = readExtension(first, p, end);
    if (problem < 0) return problem;
    const row = known(crlOids, oid, oidEnd);
    const kind = row ? <CrlExtension>row.at : 0;
    if (kind == 0 || (kind == CrlExtension.Reason) != (record === null)) {
      if (critical) return refuse(Problem.Critical, p);
    } else if (!take(record, kind)) return refuse(Problem.Value, value);
  }
  return 0;
}

/** Takes the value of the extension read last. Returns false when it is not what it must be. */
function take(record: Crl | null, kind: CrlExtension): bool {
  if (!record) {
    if (!is(Tag.Enumerated, value, valueEnd) || after != valueEnd || after - content != 1) return false;
    return load<u8>(content) < 32 && ((REASONS >> load<u8>(content)) & 1) != 0;
  }
  if (kind == CrlExtension.AuthorityKeyId) {
    return is(Tag.Sequence, value, valueEnd) && after == valueEnd && areWhole(content, valueEnd);
  }
  if (!readUnsigned(value, valueEnd) || after != valueEnd || after - content > SERIAL_MAX) return false;
  record.number = content;
  record.numberEnd = after;
  return true;
}

/** Is the serial number in [serial, serialEnd), without its sign, on the list? */
export function isRevoked(record: Crl, serial: usize, serialEnd: usize): bool {
  const length = serialEnd - serial;
  const end = record.entriesEnd;
  let p = record.entries;
  while (p < end) {
    is(Tag.Sequence, p, end);
    p = after;
    readUnsigned(content, p);
    if (after - content == length && equal(content, serial, <u32>length)) return true;
  }
  return false;
}
