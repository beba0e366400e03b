/** The values of extensions, each of the type and size that the row of its OID tells. */
import { equal, isPrintable } from "../bytes";
import { oids, otherOids, Problem, Slot } from "../formats/certificate";
import { Row } from "../layout";
import { after, areWhole, content, is, readUnsigned, Tag } from "../parse/der";
import { known } from "../parse/oid";
import { refuse } from "./problem";
import { Certificate, COMPONENTS } from "./record";
import { areTcbInfos, readTcbInfo } from "./tcbInfo";

/** Bytes of AMD's chip id: Turin's, and those of the families before it. */
const HWID_SHORT: usize = 8;
const HWID_LONG: usize = 64;

/** The row of an OID, of an extension or of a part of Intel's; null when it is not known as that. */
export function rowOf(from: usize, to: usize, part: bool): Row | null {
  const shown = known(oids, from, to);
  const row = shown ? shown : known(otherOids, from, to);
  if (!row) return null;
  const isPart = row.at >= <u32>Slot.Fmspc && row.at <= <u32>Slot.Configuration;
  return isPart == part ? row : null;
}

/** Takes the value that fills [from, to) and belongs to the OID in [oid, oidEnd). Returns 0, or a problem. */
export function take(record: Certificate, row: Row, oid: usize, oidEnd: usize, from: usize, to: usize): i32 {
  const slot = <Slot>row.at;
  if (record.has(slot)) return refuse(Problem.Duplicate, oid);
  if (slot == Slot.HwId) return takeHwId(record, from, to);
  if (slot == Slot.DiceUccs) return takeUccs(record, from, to);
  const type = <Tag>(row.size & 255);
  if (!is(type, from, to) || after != to) return refuse(Problem.Value, from);
  if (type == Tag.Integer && !readUnsigned(from, to)) return refuse(Problem.Value, from);
  const start = content;
  if (!isFit(type, row.size >> 8, start, to)) return refuse(Problem.Value, from);
  record.put(slot, start, to);
  if (slot == Slot.SgxExtensions) return takeSgx(record, oid, oidEnd, start, to);
  if (slot == Slot.Tcb || slot == Slot.Configuration) return takeParts(record, slot, oid, oidEnd, start, to);
  if (slot == Slot.BasicConstraints) return takeConstraints(record, start, to);
  if (slot == Slot.DiceTcbInfo) return readTcbInfo(start, to) ? 0 : refuse(Problem.Value, from);
  if (slot == Slot.DiceMultiTcbInfo) return areTcbInfos(start, to) ? 0 : refuse(Problem.Value, from);
  if (slot == Slot.DiceUeid) return takeUeid(record, start, to);
  return slot == Slot.KeyUsage ? takeUsage(record, start, to) : 0;
}

/** Are the contents in [start, to) such as their type allows, with the size that a row tells? */
function isFit(type: Tag, size: usize, start: usize, to: usize): bool {
  const length = to - start;
  if (type == Tag.Integer) return length <= size;
  if (type == Tag.Boolean) return length == 1 && (load<u8>(start) == 0 || load<u8>(start) == 0xff);
  // Intel's only enumeration: 0, 1 or 2.
  if (type == Tag.Enumerated) return length == 1 && load<u8>(start) < 3;
  if (type == Tag.OctetString) return size ? length == size : length > 0;
  if (type == Tag.Ia5String) return length > 0 && length <= size && isPrintable(start, to);
  return type == Tag.BitString || areWhole(start, to);
}

/** AMD writes the chip id bare; in an OCTET STRING it is taken too. */
function takeHwId(record: Certificate, from: usize, to: usize): i32 {
  if (to - from == HWID_SHORT + 2 || to - from == HWID_LONG + 2) {
    if (!is(Tag.OctetString, from, to) || after != to) return refuse(Problem.Value, from);
    from = content;
  }
  if (to - from != HWID_SHORT && to - from != HWID_LONG) return refuse(Problem.Value, from);
  record.put(Slot.HwId, from, to);
  return 0;
}

/** CoVE has the CBOR bare, TCG in SEQUENCE { OCTET STRING }; both are taken. What it says is read elsewhere. */
function takeUccs(record: Certificate, from: usize, to: usize): i32 {
  if (is(Tag.Sequence, from, to)) {
    if (after != to || !is(Tag.OctetString, content, to) || after != to) return refuse(Problem.Value, from);
    from = content;
  }
  if (from == to) return refuse(Problem.Value, from);
  record.put(Slot.DiceUccs, from, to);
  return 0;
}

/** TcgUeid: SEQUENCE { ueid OCTET STRING } */
function takeUeid(record: Certificate, from: usize, to: usize): i32 {
  if (!is(Tag.OctetString, from, to) || after != to || content == to) return refuse(Problem.Value, from);
  record.put(Slot.DiceUeid, content, to);
  return 0;
}

/** BasicConstraints: SEQUENCE { cA BOOLEAN DEFAULT FALSE, pathLenConstraint INTEGER OPTIONAL }, the latter with cA alone. */
function takeConstraints(record: Certificate, from: usize, to: usize): i32 {
  if (from == to) return 0;
  if (!is(Tag.Boolean, from, to) || after - content != 1 || load<u8>(content) != 0xff)
    return refuse(Problem.Value, from);
  record.isAuthority = true;
  if (after == to) return 0;
  if (!readUnsigned(after, to) || after != to || after - content != 1) return refuse(Problem.Value, from);
  record.pathLength = load<u8>(content);
  return 0;
}

/** KeyUsage: at most nine bits. AMD leaves a zero bit at the end that DER would drop; bits not in use must be zero. */
function takeUsage(record: Certificate, from: usize, to: usize): i32 {
  const unused: u32 = from < to ? load<u8>(from) : 8;
  const last: u32 = load<u8>(to - 1);
  if (to - from < 2 || to - from > 3 || unused > 7 || last == 0 || last & ((1 << unused) - 1))
    return refuse(Problem.Value, from);
  record.usage = load<u8>(from + 1);
  return 0;
}

/** Intel's extension, which has all its parts but those of multi-package platforms. */
function takeSgx(record: Certificate, oid: usize, oidEnd: usize, from: usize, to: usize): i32 {
  const problem = takeParts(record, Slot.SgxExtensions, oid, oidEnd, from, to);
  if (problem < 0) return problem;
  for (let slot = <u32>Slot.Fmspc; slot <= <u32>Slot.TcbComponents; slot++) {
    if (!record.has(<Slot>slot)) return refuse(Problem.Missing, from);
  }
  return 0;
}

/** SEQUENCE OF SEQUENCE { OID, value }, where each OID is that of the group and one more number. */
function takeParts(record: Certificate, group: Slot, oid: usize, oidEnd: usize, p: usize, end: usize): i32 {
  const length = oidEnd - oid;
  while (p < end) {
    if (!is(Tag.Sequence, p, end)) return refuse(Problem.Value, p);
    const next = after;
    if (!is(Tag.Oid, content, next)) return refuse(Problem.Value, p);
    const part = content;
    const partEnd = after;
    if (partEnd - part != length + 1 || !equal(part, oid, <u32>length)) return refuse(Problem.Value, p);
    const index = <u32>load<u8>(partEnd - 1) - 1;
    const problem =
      group == Slot.Tcb && index < COMPONENTS
        ? takeComponent(record, index, partEnd, next)
        : takePart(record, part, partEnd, next);
    if (problem < 0) return problem;
    p = next;
  }
  return 0;
}

/** The part with the OID in [oid, oidEnd), whose value ends at `to`. */
function takePart(record: Certificate, oid: usize, oidEnd: usize, to: usize): i32 {
  const row = rowOf(oid, oidEnd, true);
  return row ? take(record, row, oid, oidEnd, oidEnd, to) : refuse(Problem.Value, oid);
}

/** Component version i + 1 of the TCB: a number of one byte. */
function takeComponent(record: Certificate, i: u32, from: usize, to: usize): i32 {
  if ((record.components >> i) & 1) return refuse(Problem.Duplicate, from);
  if (!readUnsigned(from, to) || after != to || after - content != 1) return refuse(Problem.Value, from);
  store<u8>(record.componentsAt + i, load<u8>(content));
  record.components |= 1 << i;
  if (record.components == (1 << COMPONENTS) - 1) {
    record.put(Slot.TcbComponents, record.componentsAt, record.componentsAt + COMPONENTS);
  }
  return 0;
}
