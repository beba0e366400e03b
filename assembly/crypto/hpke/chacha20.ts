/** ChaCha20: RFC 8439, sections 2.1 to 2.4. */

/** "expand 32-byte k" */
const CONSTANTS: usize = memory.data<u32>([0x61707865, 0x3320646e, 0x79622d32, 0x6b206574], 16);

/** A block of the key stream; cleared before a call returns. */
const BLOCK: usize = 64;
const stream = memory.data(64, 16);

function rotate(x: v128, bits: i32): v128 {
  return v128.or(i32x4.shl(x, bits), i32x4.shr_u(x, 32 - bits));
}

/** Writes the block with this number to {@link stream}. The rows of its state are four words each. */
function block(key: usize, counter: u32, nonce: usize): void {
  const a0 = v128.load(CONSTANTS);
  const b0 = v128.load(key);
  const c0 = v128.load(key, 16);
  const d0 = i32x4.replace_lane(v128.load(nonce - 4), 0, counter);
  let a = a0;
  let b = b0;
  let c = c0;
  let d = d0;
  for (let round = 0; round < 20; round++) {
    a = i32x4.add(a, b);
    d = rotate(v128.xor(d, a), 16);
    c = i32x4.add(c, d);
    b = rotate(v128.xor(b, c), 12);
    a = i32x4.add(a, b);
    d = rotate(v128.xor(d, a), 8);
    c = i32x4.add(c, d);
    b = rotate(v128.xor(b, c), 7);
    // Columns become diagonals, and diagonals columns.
    if (round & 1) {
      b = v128.shuffle<i32>(b, b, 3, 0, 1, 2);
      d = v128.shuffle<i32>(d, d, 1, 2, 3, 0);
    } else {
      b = v128.shuffle<i32>(b, b, 1, 2, 3, 0);
      d = v128.shuffle<i32>(d, d, 3, 0, 1, 2);
    }
    c = v128.shuffle<i32>(c, c, 2, 3, 0, 1);
  }
  v128.store(stream, i32x4.add(a, a0));
  v128.store(stream, i32x4.add(b, b0), 16);
  v128.store(stream, i32x4.add(c, c0), 32);
  v128.store(stream, i32x4.add(d, d0), 48);
}

/**
 * Encrypts or decrypts `length` bytes in place, with blocks from number `counter` on. The key has 32 bytes, the nonce 12, and
 * 4 bytes before it can be read.
 */
export function chacha20(key: usize, counter: u32, nonce: usize, at: usize, length: usize): void {
  for (let done: usize = 0; done < length; done += BLOCK) {
    block(key, counter++, nonce);
    const size = min(BLOCK, length - done);
    for (let i: usize = 0; i < size; i++) store<u8>(at + done + i, load<u8>(at + done + i) ^ load<u8>(stream + i));
  }
  memory.fill(stream, 0, BLOCK);
}
