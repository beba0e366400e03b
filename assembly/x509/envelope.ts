/** What certificates and revocation lists have in common: SEQUENCE { signed, signature algorithm, signature }. RFC 5280 section 4.1. */
import { equal } from "../bytes";
import { Scheme, signatureAlgorithms } from "../formats/algorithm";
import { Problem } from "../formats/certificate";
import { after, content, is, isLastNull, Tag } from "../parse/der";
import { algorithm, parameters, parametersEnd } from "../parse/oid";
import { pssHash, pssSalt, readPssParameters } from "../parse/pssParameters";
import { isName } from "./name";
import { refuse } from "./problem";

/** Something signed. All places are addresses in the bytes it was read from, which must stay as they are. */
@unmanaged
export class Signed {
  /** All of it. */
  der: usize;
  derEnd: usize;
  /** What is signed, with its tag and length. */
  tbs: usize;
  tbsEnd: usize;
  /** AlgorithmIdentifier of the signature, as it stands beside it. */
  algorithm: usize;
  algorithmEnd: usize;
  scheme: Scheme;
  /** Number of the hash function, as in crypto/hash.ts. */
  hash: u32;
  /** Of RSASSA-PSS: the bytes of salt. */
  salt: u32;
  signature: usize;
  signatureEnd: usize;
  /** What is in the issuer's Name: to be compared as bytes. */
  issuer: usize;
  issuerEnd: usize;
  /** Who was found to have signed it: see signed.ts; 0 before. */
  signedBy: u64;
}

/** Reads the AlgorithmIdentifier at p. */
function readAlgorithm(record: Signed, p: usize, end: usize): bool {
  const row = algorithm(signatureAlgorithms, p, end);
  if (!row) return false;
  record.algorithm = p;
  record.algorithmEnd = parametersEnd;
  record.scheme = <Scheme>(row.at >> 2);
  record.hash = row.at & 3;
  // RFC 5758 section 3.2 and RFC 8410 section 3: none; RFC 4055 section 5: NULL.
  if (record.scheme == Scheme.Ecdsa || record.scheme == Scheme.Ed25519) return parameters == parametersEnd;
  if (record.scheme == Scheme.RsaPkcs1) return isLastNull(parameters, parametersEnd);
  if (!readPssParameters(parameters, parametersEnd)) return false;
  record.hash = pssHash;
  record.salt = pssSalt;
  return true;
}

/** Reads all but what is signed of the element that fills [p, end). Returns 0, or a problem. */
export function readSigned(record: Signed, p: usize, end: usize): i32 {
  if (!is(Tag.Sequence, p, end) || after != end) return refuse(Problem.Encoding, p);
  record.der = p;
  record.derEnd = end;
  record.tbs = content;
  if (!is(Tag.Sequence, content, end)) return refuse(Problem.Encoding, content);
  record.tbsEnd = after;
  if (!readAlgorithm(record, after, end)) return refuse(Problem.Algorithm, record.tbsEnd);
  const bits = record.algorithmEnd;
  // A whole number of bytes: none of the bits is unused.
  if (!is(Tag.BitString, bits, end) || after != end || after - content < 2 || load<u8>(content) != 0)
    return refuse(Problem.Encoding, bits);
  record.signature = content + 1;
  record.signatureEnd = end;
  return 0;
}

/** Reads the signature's algorithm at p, which must be said in the same bytes, and the issuer. Returns 0, or a problem. */
export function readIssuer(record: Signed, p: usize, end: usize): i32 {
  const length = record.algorithmEnd - record.algorithm;
  if (end - p < length || !equal(p, record.algorithm, <u32>length)) return refuse(Problem.OtherAlgorithm, p);
  if (!isName(p + length, end)) return refuse(Problem.Name, p + length);
  record.issuer = content;
  record.issuerEnd = after;
  return 0;
}
