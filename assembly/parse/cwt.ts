/** Signed web tokens of CBOR that nothing more is known about: their header, and claims that have their usual labels and types. */
import { check } from "../cbor/reader";
import { readSign1, Sign1, skipTag } from "../cose/sign1";
import { CoseTag } from "../formats/cose";
import { cwt, cwtToken, eatClaims } from "../formats/eat";
import { addClaims, cborFault } from "./claims";
import { add, base, total } from "./sections";

/** The token parsed last. */
export const token = changetype<Sign1>(memory.data(offsetof<Sign1>(), 4));

/** Parses a token. Returns the bytes it takes, or a fault. */
export function parseCwt(): i32 {
  const stop = check(base, base + total);
  if (stop == 0) return cborFault();
  const size = <u32>(stop - base);
  let fault = add(cwt, 0, 0, size);
  if (fault >= 0) fault = readSign1(token, base, stop, 1, cwtToken);
  if (fault < 0) return fault;
  // Where a claim is of another type than usual none is shown by its name: the tree has them all.
  const end = token.payloadEnd;
  addClaims(eatClaims, skipTag(token.payloadContent, end, CoseTag.Cwt), end, 1, cwtToken);
  return <i32>size;
}
