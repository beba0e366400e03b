/**
 * Finds what people ask of the X.509 certificates inside evidence. This only reads them for the views: a blob that is
 * no certificate is left as it is. Whether a certificate may be trusted is not decided here.
 */
import { certificate, oidGroups, oids, Slot } from "../formats/certificate";
import { Row } from "../layout";
import { after, content, is, read, Tag, tag } from "./der";
import { known } from "./oid";
import { addFound, base, foundCount } from "./sections";
import { decodeBase64, startsWith } from "./text";

/** Certificates one piece of evidence is read for, and bytes of one, at most. */
const MAX_CERTIFICATES: u32 = 8;
const MAX_SIZE: usize = 8192;
const decoded = memory.data(8 * 8192, 16);
/** Found values of one certificate: place and length of each slot, then the component versions. */
const SLOTS: usize = 8 * <usize>Slot.Count;
const COMPONENTS: usize = 16;
const RECORD: usize = SLOTS + COMPONENTS;
const records = memory.data(8 * (8 * 24 + 16), 16);

function keep(record: usize, slot: Slot, from: usize, to: usize): void {
  store<usize>(record + 8 * <usize>slot, from);
  store<u32>(record + 8 * <usize>slot, <u32>(to - from), 4);
}

/** Keeps the value of a known OID: [from, to), or the contents of the one element there. */
function found(record: usize, oid: usize, oidEnd: usize, from: usize, to: usize, wrapped: bool): void {
  const row = known(oids, oid, oidEnd);
  if (!row) return;
  if (!wrapped || !row.size) return keep(record, <Slot>row.at, from, to);
  if (read(from, to) && after == to) keep(record, <Slot>row.at, content, to);
}

/** Intel's groups: SEQUENCE OF SEQUENCE { OID, value }, where a value may be a group again. */
function group(record: usize, p: usize, end: usize, depth: u32): void {
  while (depth < 4 && is(Tag.Sequence, p, end)) {
    const next = after;
    if (!is(Tag.Oid, content, next)) return;
    const oid = content;
    const oidEnd = after;
    if (!read(oidEnd, next)) return;
    const from = content;
    const to = after;
    if (load<u8>(oidEnd) == <u8>Tag.Sequence) group(record, from, to, depth + 1);
    else if (!component(record, oid, oidEnd, to)) found(record, oid, oidEnd, from, to, false);
    p = next;
  }
}

/** Component version i of the TCB becomes byte i − 1 of one value. */
function component(record: usize, oid: usize, oidEnd: usize, to: usize): bool {
  const index: u32 = load<u8>(oidEnd - 1);
  const parent = known(oidGroups, oid, oidEnd - 1);
  if (!parent || parent.at != 2 || index - 1 >= <u32>COMPONENTS) return false;
  store<u8>(record + SLOTS + index - 1, load<u8>(to - 1));
  keep(record, Slot.TcbComponents, record + SLOTS, record + RECORD);
  return true;
}

/** SEQUENCE OF SEQUENCE { OID, critical BOOLEAN OPTIONAL, OCTET STRING } */
function extensions(record: usize, p: usize, end: usize): bool {
  while (p < end) {
    if (!is(Tag.Sequence, p, end)) return false;
    const next = after;
    if (!is(Tag.Oid, content, next)) return false;
    const oid = content;
    const oidEnd = after;
    let value = oidEnd;
    if (is(Tag.Boolean, value, next)) value = after;
    if (!is(Tag.OctetString, value, next)) return false;
    const from = content;
    const to = after;
    if (!known(oidGroups, oid, oidEnd)) found(record, oid, oidEnd, from, to, true);
    else if (is(Tag.Sequence, from, to)) group(record, content, after, 0);
    p = next;
  }
  return true;
}

/** Fills the record from the certificate in [p, end). Returns false when there is none. */
function walk(record: usize, p: usize, end: usize): bool {
  if (!is(Tag.Sequence, p, end) || after != end || !is(Tag.Sequence, content, end)) return false;
  const tbsEnd = after;
  let at = content;
  if (is(Tag.Context0, at, tbsEnd)) at = after;
  if (!is(Tag.Integer, at, tbsEnd)) return false;
  keep(record, Slot.Serial, content + usize(load<u8>(content) == 0 && after - content > 1), after);
  if (!is(Tag.Sequence, after, tbsEnd) || !is(Tag.Sequence, after, tbsEnd)) return false;
  keep(record, Slot.Issuer, content, after);
  if (!is(Tag.Sequence, after, tbsEnd)) return false;
  const validityEnd = after;
  if (!read(content, validityEnd)) return false;
  keep(record, Slot.NotBefore, content, after);
  if (!read(after, validityEnd)) return false;
  keep(record, Slot.NotAfter, content, after);
  if (!is(Tag.Sequence, validityEnd, tbsEnd)) return false;
  keep(record, Slot.Subject, content, after);
  if (!is(Tag.Sequence, after, tbsEnd)) return false;
  for (let p = after; p < tbsEnd; p = after) {
    if (!read(p, tbsEnd)) return false;
    if (tag == <u32>Tag.Context3) return is(Tag.Sequence, content, after) && extensions(record, content, after);
  }
  return true;
}

/** Adds what the certificate in [p, end) says, as an interpretation of `size` bytes of the evidence. */
function certify(p: usize, end: usize, at: u32, size: u32, depth: u32, field: Row): i32 {
  const record = records + RECORD * foundCount();
  memory.fill(record, 0, RECORD);
  return walk(record, p, end) ? addFound(certificate, record, at, size, depth, field) : 0;
}

/**
 * Reads the certificates in `size` bytes of the evidence, which `field` holds: one in DER, or any number in PEM. Returns
 * 0, or a fault.
 */
export function addCertificates(at: u32, size: u32, depth: u32, field: Row): i32 {
  const end = at + size;
  if (size > 0 && load<u8>(base + at) == <u8>Tag.Sequence && foundCount() < MAX_CERTIFICATES) {
    return certify(base + at, base + end, at, size, depth, field);
  }
  for (let i = at; i < end && foundCount() < MAX_CERTIFICATES; i++) {
    if (load<u8>(base + i) != 45 || !startsWith(base, i, end, "-----BEGIN CERTIFICATE-----")) continue;
    const from = i + 27;
    let to = from;
    while (to < end && load<u8>(base + to) != 45) to++;
    if (!startsWith(base, to, end, "-----END CERTIFICATE-----")) continue;
    const place = decoded + MAX_SIZE * foundCount();
    const length = <usize>(to - from) <= MAX_SIZE ? decodeBase64(base, from, to, place) : 0;
    if (length <= 0) continue;
    const fault = certify(place, place + length, i, to + 25 - i, depth, field);
    if (fault < 0) return fault;
    i = to + 24;
  }
  return 0;
}
