/** Certificates of the layers of DICE, one behind the other, the guest's first; and the CoVE evidence in one of them. */
import { Code, fail } from "../fault";
import { certificate, Slot } from "../formats/certificate";
import { diceCertificate, diceElement, diceFwid, diceTcbInfo, diceUeid, TcbInfoPart, UeidPart } from "../formats/dice";
import { Row } from "../layout";
import { readCertificate } from "../x509/certificate";
import { problemAt } from "../x509/problem";
import { CERTIFICATE, Certificate } from "../x509/record";
import {
  FWID,
  FWID_SIZE,
  partAt,
  partLength,
  readFwid,
  readListed,
  readTcbInfo,
  TCB_INFO,
  TCB_INFO_SIZE,
} from "../x509/tcbInfo";
import { addCove } from "./cove";
import { after, content, is, read, Tag, tag } from "./der";
import { add, addFound, base, total } from "./sections";

/** Certificates of one piece of evidence at most. */
const LAYERS_MAX: u32 = 8;
const records = memory.data(8 * <i32>CERTIFICATE, 8);
/** The certificates parsed last. */
export let layers: u32 = 0;
/** Does the first one carry CoVE evidence? */
export let hasEvidence: bool = false;

export function layerAt(i: u32): Certificate {
  return changetype<Certificate>(records + CERTIFICATE * i);
}

/** What the extensions say, which views read later. */
const POOL: usize = 8192;
const pool = memory.data(8192, 8);
let used: usize = 0;

/** Keeps a copy of `size` bytes of slots. Returns where; 0 when there is no room. */
function keep(slots: usize, size: usize): usize {
  if (size > POOL - used) return 0;
  const to = pool + used;
  memory.copy(to, slots, size);
  used += size;
  return to;
}

/** Is the OID of TCG's DICE, 2.23.133.5.4, in [p, end), which is DER? */
function hasDiceOid(p: usize, end: usize): bool {
  for (; p + 7 <= end; p++) {
    // The tag of an OID, its length, and the first bytes of it.
    if (
      load<u8>(p) == <u8>Tag.Oid &&
      load<u8>(p + 1) - 5 < 2 &&
      load<u32>(p + 2) == 0x05058167 &&
      load<u8>(p + 6) == 4
    ) {
      return true;
    }
  }
  return false;
}

/** Does it begin with a certificate of version 3 that has an extension of DICE? */
export function isDiceChain(p: usize, length: u32): bool {
  if (!is(Tag.Sequence, p, p + length)) return false;
  const end = after;
  if (!is(Tag.Sequence, content, end)) return false;
  const stop = after;
  return read(content, stop) && tag == <u32>Tag.Context0 && hasDiceOid(after, stop);
}

/** Adds what was found under the slots of a layout. Returns 0, or a fault. */
function addSlots(layout: Row, slots: usize, size: usize, from: usize, to: usize, depth: u32): i32 {
  const kept = keep(slots, size);
  const at = <u32>(from - base);
  if (kept == 0) return fail(Code.TooMany, at, <u32>used, <u32>POOL, layout);
  return addFound(layout, kept, at, <u32>(to - from), depth, diceElement);
}

/** Adds the DiceTcbInfo read last, which fills [from, to), and its firmware ids. Returns 0, or a fault. */
function addTcbInfo(from: usize, to: usize): i32 {
  let p = partAt(TcbInfoPart.Fwids);
  const end = p + partLength(TcbInfoPart.Fwids);
  let fault = addSlots(diceTcbInfo, TCB_INFO, TCB_INFO_SIZE, from, to, 2);
  while (fault >= 0 && p < end) {
    const next = readFwid(p, end);
    fault = addSlots(diceFwid, FWID, FWID_SIZE, p, next, 3);
    p = next;
  }
  return fault;
}

/** Adds what the extensions of DICE say. Returns 0, or a fault. */
function addExtensions(record: Certificate): i32 {
  let fault: i32 = 0;
  let p = record.at(Slot.DiceTcbInfo);
  let end = p + record.lengthOf(Slot.DiceTcbInfo);
  if (p && readTcbInfo(p, end)) fault = addTcbInfo(p, end);
  p = record.at(Slot.DiceMultiTcbInfo);
  end = p + record.lengthOf(Slot.DiceMultiTcbInfo);
  while (fault >= 0 && p < end) {
    const next = readListed(p, end);
    fault = addTcbInfo(p, next);
    p = next;
  }
  p = record.at(Slot.DiceUeid);
  end = p + record.lengthOf(Slot.DiceUeid);
  if (p && fault >= 0) {
    fault = addSlots(diceUeid, record.slots + 8 * <usize>Slot.DiceUeid, 8 * <usize>UeidPart.Count, p, end, 2);
  }
  return fault;
}

/** Adds the certificate in [p, end). Returns 0, or a fault. */
function addLayer(p: usize, end: usize): i32 {
  const at = <u32>(p - base);
  const size = <u32>(end - p);
  if (layers == LAYERS_MAX) return fail(Code.TooMany, at, layers + 1, layers, diceElement);
  const record = layerAt(layers);
  const problem = readCertificate(record, p, end);
  if (problem < 0) return fail(Code.BadCertificate, <u32>(problemAt - base), -problem, 0, diceElement);
  layers++;
  let fault = add(diceCertificate, 0, at, size);
  if (fault >= 0) fault = addFound(certificate, record.slots, at, size, 1, diceElement);
  if (fault >= 0) fault = addExtensions(record);
  const uccs = record.at(Slot.DiceUccs);
  if (fault < 0 || uccs == 0) return fault;
  // The evidence is the guest's, whose certificate is the first.
  if (layers > 1) return fail(Code.TooMany, <u32>(uccs - base), layers, 1, diceElement);
  hasEvidence = true;
  return addCove(uccs, uccs + record.lengthOf(Slot.DiceUccs), 2);
}

/** Parses certificates. Returns the bytes they take, or a fault. */
export function parseDice(): i32 {
  layers = 0;
  used = 0;
  hasEvidence = false;
  const stop = base + total;
  let p = base;
  while (p < stop && is(Tag.Sequence, p, stop)) {
    const end = after;
    const fault = addLayer(p, end);
    if (fault < 0) return fault;
    p = end;
  }
  return <i32>(p - base);
}
