/** DiceTcbInfo, read strictly: TCG DICE Attestation Architecture 1.1, section 6.1.1. Its members have implicit tags, in order. */
import { FwidPart, TcbInfoPart } from "../formats/dice";
import { after, content, is, read, Tag, tag } from "../parse/der";

/** What was read last: a place and a length for each {@link TcbInfoPart}; 0 for what is not there. */
export const TCB_INFO: usize = memory.data(12 * 8, 8);
export const TCB_INFO_SIZE: usize = 8 * TcbInfoPart.Count;
/** The firmware id read last, in the same way: its algorithm and its digest. */
export const FWID: usize = memory.data(2 * 8, 8);
export const FWID_SIZE: usize = 8 * FwidPart.Count;

/** Bytes of a digest at most. */
const DIGEST_MAX: usize = 64;
/** Tags of the members: [n], primitive or constructed. */
const PRIMITIVE: u32 = 0x80;
const CONSTRUCTED: u32 = 0xa0;

function put(slots: usize, part: u32, from: usize, to: usize): void {
  store<usize>(slots + 8 * part, from);
  store<u32>(slots + 8 * part, <u32>(to - from), 4);
}

/** Where a part of what was read last lies; 0 when it is not there. */
export function partAt(part: TcbInfoPart): usize {
  return load<usize>(TCB_INFO + 8 * <usize>part);
}
export function partLength(part: TcbInfoPart): u32 {
  return load<u32>(TCB_INFO + 8 * <usize>part, 4);
}

/** A number that is not negative, in the fewest bytes, at most eight of a security version and four of others, in [from, to). */
function takeNumber(part: u32, from: usize, to: usize): bool {
  if (from == to || load<u8>(from) >= 128) return false;
  if (load<u8>(from) == 0 && to - from > 1) {
    from++;
    if (load<u8>(from) < 128) return false;
  }
  put(TCB_INFO, part, from, to);
  return to - from <= (part == <u32>TcbInfoPart.Svn ? 8 : 4);
}

/** The bits of [from, to): how many are not in use, which are zero, and the bytes. Keeps the first byte. */
function takeBits(part: u32, from: usize, to: usize): bool {
  if (from == to) return false;
  const unused: u32 = load<u8>(from);
  if (to - from == 1) return unused == 0;
  if (unused > 7 || load<u8>(to - 1) & ((1 << unused) - 1)) return false;
  put(TCB_INFO, part, from + 1, part == <u32>TcbInfoPart.Flags ? from + 2 : to);
  return true;
}

/** Reads the firmware id at p, before `end`, to {@link FWID}. Returns where it stops; 0 when it is none. */
export function readFwid(p: usize, end: usize): usize {
  if (!is(Tag.Sequence, p, end)) return 0;
  const stop = after;
  if (!is(Tag.Oid, content, stop) || content == after) return 0;
  put(FWID, FwidPart.Algorithm, content, after);
  if (!is(Tag.OctetString, after, stop) || after != stop) return 0;
  if (content == stop || stop - content > DIGEST_MAX) return 0;
  put(FWID, FwidPart.Digest, content, stop);
  return stop;
}

/** Is [p, end) a run of firmware ids, one or more? */
function areFwids(p: usize, end: usize): bool {
  if (p == end) return false;
  while (p != 0 && p < end) p = readFwid(p, end);
  return p == end;
}

/** Takes the member in [from, to) whose tag was read. */
function take(part: u32, from: usize, to: usize): bool {
  const isList = part == <u32>TcbInfoPart.Fwids || part == <u32>TcbInfoPart.IntegrityRegisters;
  if (tag != (isList ? CONSTRUCTED : PRIMITIVE) + part) return false;
  if (part >= <u32>TcbInfoPart.Svn && part <= <u32>TcbInfoPart.Index) return takeNumber(part, from, to);
  if (part == <u32>TcbInfoPart.Flags || part == <u32>TcbInfoPart.FlagsMask) return takeBits(part, from, to);
  put(TCB_INFO, part, from, to);
  return part == <u32>TcbInfoPart.Fwids ? areFwids(from, to) : from < to;
}

/** Reads what is in the SEQUENCE, [p, end), to {@link TCB_INFO}. Returns false when it is no DiceTcbInfo. */
export function readTcbInfo(p: usize, end: usize): bool {
  memory.fill(TCB_INFO, 0, TCB_INFO_SIZE);
  let least: u32 = 0;
  while (p < end) {
    if (!read(p, end)) return false;
    const part = tag & 31;
    const next = after;
    if (part < least || part >= <u32>TcbInfoPart.Count || !take(part, content, next)) return false;
    least = part + 1;
    p = next;
  }
  return least > 0;
}

/** The DiceTcbInfo of a list at p, before `end`, as {@link readTcbInfo} reads it. Returns where it stops; 0 when it is none. */
export function readListed(p: usize, end: usize): usize {
  if (!is(Tag.Sequence, p, end)) return 0;
  const stop = after;
  return readTcbInfo(content, stop) ? stop : 0;
}

/** Is [p, end) a run of DiceTcbInfo, one or more? */
export function areTcbInfos(p: usize, end: usize): bool {
  if (p == end) return false;
  while (p != 0 && p < end) p = readListed(p, end);
  return p == end;
}
