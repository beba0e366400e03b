/** RSASSA-PKCS1-v1_5: RFC 8017, section 8.2.2. There is one encoded message of a digest; nothing else is accepted. */
import { equal } from "../../bytes";
import { digestSize } from "../hash";
import { MESSAGE, recover } from "./message";

const EXPECTED: usize = memory.data(512, 16);

/**
 * What stands before the digest, here for SHA-256 (section 9.2, note 1): the DER of DigestInfo with the algorithm
 * 2.16.840.1.101.3.4.2.1 and a parameter that is NULL. The last part of that, and two lengths, are the hash function's.
 */
// biome-ignore format: one value a line
const PREFIX: usize = memory.data<u8>([
  0x30, 0x31,
  0x30, 0x0d,
  0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01,
  0x05, 0x00,
  0x04, 0x20,
]);
const PREFIX_SIZE: u32 = 19;

/**
 * Does the signature of a digest hold? See {@link recover} for the numbers, `Hash` for those of hash functions. False also
 * when a number is out of its range or there is no such hash function.
 */
export function verifyPkcs1(
  hash: u32,
  n: usize,
  nLength: u32,
  e: usize,
  eLength: u32,
  signature: usize,
  signatureLength: u32,
  digest: usize,
): bool {
  const size = digestSize(hash);
  if (size == 0 || recover(n, nLength, e, eLength, signature, signatureLength) == 0) return false;
  // 0, 1, as many 255 as there is room for, 0, the prefix, the digest.
  const info = EXPECTED + nLength - size - PREFIX_SIZE;
  memory.fill(EXPECTED, 0xff, nLength);
  store<u16>(EXPECTED, 0x0100);
  store<u8>(info - 1, 0);
  memory.copy(info, PREFIX, PREFIX_SIZE);
  store<u8>(info + 1, <u8>(PREFIX_SIZE - 2 + size));
  store<u8>(info + 14, <u8>(hash + 1));
  store<u8>(info + 18, <u8>size);
  memory.copy(info + PREFIX_SIZE, digest, size);
  return equal(EXPECTED, MESSAGE, nLength);
}
