/** HKDF: RFC 5869. */
import { digestSize } from "../hash";
import { hmacBegin, hmacEnd, hmacUpdate } from "../hmac";

const block = memory.data(64, 16);
const number = memory.data(1);

/** Writes the pseudorandom key, as long as a digest, to `to`. */
export function extract(hash: u32, salt: usize, saltLength: usize, ikm: usize, length: usize, to: usize): void {
  hmacBegin(hash, salt, saltLength);
  hmacUpdate(ikm, length);
  hmacEnd(to);
}

/** Writes `length` bytes, at most 255 digests, that the pseudorandom key gives for `info`, to `to`. */
export function expand(hash: u32, prk: usize, info: usize, infoLength: usize, to: usize, length: usize): void {
  const size = <usize>digestSize(hash);
  for (let done: usize = 0; done < length; done += size) {
    hmacBegin(hash, prk, size);
    if (done) hmacUpdate(block, size);
    hmacUpdate(info, infoLength);
    store<u8>(number, load<u8>(number) + 1);
    hmacUpdate(number, 1);
    hmacEnd(block);
    memory.copy(to + done, block, min(size, length - done));
  }
  store<u8>(number, 0);
  memory.fill(block, 0, 64);
}
