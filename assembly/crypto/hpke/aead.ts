/** ChaCha20-Poly1305: RFC 8439, section 2.8; opening alone. */
import { chacha20 } from "./chacha20";
import { poly1305Begin, poly1305End, poly1305Update, TAG } from "./poly1305";

export { TAG } from "./poly1305";

const oneTime = memory.data(32, 16);
const lengths = memory.data(16, 16);
const tag = memory.data(16, 16);

/**
 * Opens `length` bytes of ciphertext with the tag behind them, in place. Key, nonce: as {@link chacha20} takes them. Returns
 * how many bytes were inside, or -1 when the tag is another one; the ciphertext then stays as it is.
 */
export function aeadOpen(key: usize, nonce: usize, aad: usize, aadLength: usize, at: usize, length: usize): i32 {
  if (length < TAG) return -1;
  const size = length - TAG;
  memory.fill(oneTime, 0, 32);
  chacha20(key, 0, nonce, oneTime, 32);
  poly1305Begin(oneTime);
  memory.fill(oneTime, 0, 32);
  poly1305Update(aad, aadLength);
  poly1305Update(at, size);
  store<u64>(lengths, aadLength);
  store<u64>(lengths, size, 8);
  poly1305Update(lengths, 16);
  memory.fill(lengths, 0, 16);
  poly1305End(tag);
  const other = v128.xor(v128.load(tag), v128.load(at + size));
  memory.fill(tag, 0, TAG);
  if (v128.any_true(other)) return -1;
  chacha20(key, 1, nonce, at, size);
  return <i32>size;
}
