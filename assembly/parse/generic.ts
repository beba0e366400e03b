/** CBOR and DER that nothing more is known about: one item that takes all of the bytes, and holds others. */
import { check } from "../cbor/reader";
import { cborItem, Major } from "../formats/cbor";
import { derElement } from "../formats/der";
import { addCertificates } from "./certificate";
import { checkItem } from "./claims";
import { after, areWhole, is, Tag } from "./der";
import { add, base, total } from "./sections";
import { looksHex } from "./text";

/** Is it an array, a map or a tagged item of CBOR? Single numbers and strings look like too much else. */
export function isGenericCbor(p: usize, length: u32): bool {
  const type = load<u8>(p) >> 5;
  return length > 1 && type >= <u8>Major.Array && type <= <u8>Major.Tag && check(p, p + length) == p + length;
}

/** Is it a sequence of DER? Its first byte is a digit of hex as well. */
export function isGenericDer(p: usize, length: u32): bool {
  const end = p + length;
  return is(Tag.Sequence, p, end) && after == end && areWhole(p, end) && !looksHex(p, 0, length);
}

/** Parses CBOR. Returns the bytes it takes, or a fault. */
export function parseCbor(): i32 {
  let fault = checkItem(base, base + total);
  if (fault >= 0) fault = add(cborItem, 0, 0, total);
  return fault < 0 ? fault : <i32>total;
}

/** Parses DER; of a certificate what it says is added. Returns the bytes it takes, or a fault. */
export function parseDer(): i32 {
  let fault = add(derElement, 0, 0, total);
  if (fault >= 0) fault = addCertificates(0, total, 1, derElement.next);
  return fault < 0 ? fault : <i32>total;
}
