/** HMAC, one at a time: RFC 2104, FIPS 198-1. */
import { blockSize, digest, Hasher } from "./hash";

const inner = changetype<Hasher>(memory.data(offsetof<Hasher>(), 16));
const outer = changetype<Hasher>(memory.data(offsetof<Hasher>(), 16));
/** The key, filled up to a block; cleared before a call returns. */
const key = memory.data(128, 16);

function mask(size: usize, byte: u8): void {
  for (let i: usize = 0; i < size; i++) store<u8>(key + i, load<u8>(key + i) ^ byte);
}

/** Starts a MAC under the `length` bytes of a key: any number of them; more than a block are hashed first. */
export function hmacBegin(hash: u32, at: usize, length: usize): void {
  const size = <usize>blockSize(hash);
  if (length > size) digest(hash, at, length, key);
  else memory.copy(key, at, length);
  mask(size, 0x36);
  inner.begin(hash);
  inner.update(key, size);
  mask(size, 0x36 ^ 0x5c);
  outer.begin(hash);
  outer.update(key, size);
  memory.fill(key, 0, size);
}

/** Takes the next `length` bytes of the message. */
export function hmacUpdate(at: usize, length: usize): void {
  inner.update(at, length);
}

/** Writes the MAC to `to`, as long as the digest, and clears the state. Returns its bytes. */
export function hmacEnd(to: usize): u32 {
  outer.update(to, inner.end(to));
  return outer.end(to);
}
