/**
 * RSASSA-PSS-params: RFC 4055 section 3.1, RFC 8017 A.2.3. What is left out is SHA-1 and 20 bytes of salt, so for the
 * hashes in use nothing but the trailer may be. AMD's certificates write that too, though DER has defaults left out.
 */
import { hashAlgorithms, maskFunctions } from "../formats/algorithm";
import { after, content, is, isNumber, readUnsigned, Tag } from "./der";
import { algorithm, isNullOrNone, parameters, parametersEnd } from "./oid";

/** The only trailerField there is: byte BC. */
const TRAILER: u32 = 1;

/** What the parameters read last say: the hash function of message and mask, and the bytes of salt. */
export let pssHash: u32 = 0;
export let pssSalt: u32 = 0;

/** The hash function that the AlgorithmIdentifier in [p, end) names, with NULL or no parameters; -1 for none. */
function hashOf(p: usize, end: usize): i32 {
  const row = algorithm(hashAlgorithms, p, end);
  return row && parametersEnd == end && isNullOrNone() ? <i32>row.at : -1;
}

/** Reads the parameters, which must fill [p, end). Returns false when they are not of this kind. */
export function readPssParameters(p: usize, end: usize): bool {
  if (!is(Tag.Sequence, p, end) || after != end) return false;
  if (!is(Tag.Context0, content, end)) return false;
  let next = after;
  const hash = hashOf(content, after);
  if (hash < 0 || !is(Tag.Context1, next, end)) return false;
  next = after;
  if (!algorithm(maskFunctions, content, next) || parametersEnd != next || hashOf(parameters, next) != hash)
    return false;
  if (!is(Tag.Context2, next, end)) return false;
  next = after;
  if (!readUnsigned(content, next) || after != next || after - content != 1) return false;
  pssHash = <u32>hash;
  pssSalt = load<u8>(content);
  if (next == end) return true;
  return is(Tag.Context3, next, end) && after == end && isNumber(content, end, TRAILER);
}
