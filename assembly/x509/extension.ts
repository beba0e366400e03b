/** Extensions: RFC 5280 section 4.1, SEQUENCE SIZE (1..MAX) OF SEQUENCE { OID, critical BOOLEAN DEFAULT FALSE, value }. */
import { equal } from "../bytes";
import { Problem } from "../formats/certificate";
import { after, content, is, Tag } from "../parse/der";
import { refuse } from "./problem";

/** Extensions of one certificate, list or entry at most. */
const MAX_EXTENSIONS: u32 = 32;

/** The extension read last: its OID, whether it is critical, its value, and where the next one starts. */
export let oid: usize = 0;
export let oidEnd: usize = 0;
export let critical: bool = false;
export let value: usize = 0;
export let valueEnd: usize = 0;
export let next: usize = 0;

/** Reads the extension at p, one of those from `first` on. Returns 0, or a problem. */
export function readExtension(first: usize, p: usize, end: usize): i32 {
  if (!is(Tag.Sequence, p, end)) return refuse(Problem.Extension, p);
  next = after;
  if (!is(Tag.Oid, content, next) || content == after) return refuse(Problem.Extension, p);
  oid = content;
  oidEnd = after;
  let at = after;
  critical = is(Tag.Boolean, at, next);
  if (critical) {
    // FALSE is the default, and so is not written; TRUE is FF.
    if (after - content != 1 || load<u8>(content) != 0xff) return refuse(Problem.Extension, at);
    at = after;
  }
  if (!is(Tag.OctetString, at, next) || after != next) return refuse(Problem.Extension, at);
  value = content;
  valueEnd = after;
  return checkFirst(first, p);
}

/** Has none of the extensions in [first, p) the OID of the one at p? */
function checkFirst(first: usize, p: usize): i32 {
  const length = oidEnd - oid;
  let count: u32 = 1;
  let q = first;
  while (q < p) {
    if (++count > MAX_EXTENSIONS) return refuse(Problem.TooMany, p);
    is(Tag.Sequence, q, p);
    q = after;
    is(Tag.Oid, content, p);
    if (after - content == length && equal(content, oid, <u32>length)) return refuse(Problem.Duplicate, p);
  }
  return 0;
}
