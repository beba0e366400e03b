/** RSASSA-PSS with MGF1 over the same hash function: RFC 8017, sections 8.1.2, 9.1.2 and B.2.1. */
import { equal, firstNonZero } from "../../bytes";
import { digestSize, Hasher } from "../hash";
import { MESSAGE, recover } from "./message";

const hasher = changetype<Hasher>(memory.data(offsetof<Hasher>(), 16));
/** A digest made here. */
const MADE: usize = memory.data(64, 16);
const COUNTER: usize = memory.data(4);
const ZEROS: usize = memory.data(8);

/**
 * Does the signature of a digest hold, with a salt of that many bytes? See {@link recover} for the numbers, `Hash` for
 * those of hash functions. False also when a number is out of its range or there is no such hash function.
 */
export function verifyPss(
  hash: u32,
  n: usize,
  nLength: u32,
  e: usize,
  eLength: u32,
  signature: usize,
  signatureLength: u32,
  digest: usize,
  saltLength: u32,
): bool {
  const size = digestSize(hash);
  if (size == 0) return false;
  const bits = recover(n, nLength, e, eLength, signature, signatureLength);
  if (bits == 0) return false;
  // The message has a bit less than n; where n begins with a byte of 1, a byte less.
  const length = (bits + 6) / 8;
  const message = MESSAGE + nLength - length;
  if (length < nLength && load<u8>(MESSAGE) != 0) return false;
  if (saltLength > length - size - 2) return false;
  // The block, masked; the digest; 0xbc. Of the block: zeros, 1, the salt.
  const block = length - size - 1;
  const made = message + block;
  if (load<u8>(message + length - 1) != 0xbc) return false;
  const unused = length * 8 + 1 - bits;
  if (<u32>load<u8>(message) >> (8 - unused) != 0) return false;
  unmask(hash, message, block, made);
  store<u8>(message, load<u8>(message) & <u8>(<u32>0xff >> unused));
  const one = block - saltLength - 1;
  if (firstNonZero(message, block) != one || load<u8>(message + one) != 1) return false;
  hasher.begin(hash);
  hasher.update(ZEROS, 8);
  hasher.update(digest, size);
  hasher.update(message + one + 1, saltLength);
  return equal(MADE, made, hasher.end(MADE));
}

/** Takes the mask that MGF1 makes from a seed, a digest, off `length` bytes. */
function unmask(hash: u32, at: usize, length: u32, seed: usize): void {
  const size = digestSize(hash);
  for (let done: u32 = 0, counter: u32 = 0; done < length; counter++) {
    store<u32>(COUNTER, bswap(counter));
    hasher.begin(hash);
    hasher.update(seed, size);
    hasher.update(COUNTER, 4);
    hasher.end(MADE);
    for (let i: u32 = 0; i < size && done < length; i++, done++) {
      store<u8>(at + done, load<u8>(at + done) ^ load<u8>(MADE + i));
    }
  }
}
