/** Certification requests: see x509/request.ts. */
import { Code, fail } from "../fault";
import { csr, csrElement, csrInfo } from "../formats/csr";
import { problemAt } from "../x509/problem";
import { CERTIFICATE, Certificate } from "../x509/record";
import { REQUEST, readRequest } from "../x509/request";
import { after, content, is, isNumber, Tag } from "./der";
import { add, addFound, base, total } from "./sections";

/** The request parsed last: its key and its subject. */
export const request = changetype<Certificate>(memory.data(<i32>CERTIFICATE, 8));

/** Does it begin as a request does: with a sequence in a sequence, whose first member is a version of 0, and a subject? */
export function isCsr(p: usize, length: u32): bool {
  const end = p + length;
  if (!is(Tag.Sequence, p, end) || !is(Tag.Sequence, content, end)) return false;
  const stop = after;
  const version = content;
  return is(Tag.Integer, version, stop) && isNumber(version, after, 0) && is(Tag.Sequence, after, stop);
}

/** Parses a request. Returns the bytes it takes, or a fault. */
export function parseCsr(): i32 {
  is(Tag.Sequence, base, base + total);
  const end = after;
  const size = <u32>(end - base);
  const problem = readRequest(request, base, end);
  if (problem < 0) return fail(Code.BadCertificate, <u32>(problemAt - base), -problem, 0, csrElement);
  let fault = add(csr, 0, 0, size);
  if (fault >= 0) fault = addFound(csrInfo, REQUEST, 0, size, 1, csrElement);
  return fault < 0 ? fault : <i32>size;
}
