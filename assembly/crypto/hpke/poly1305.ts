/** Poly1305, RFC 8439, section 2.5, of messages that are filled with zeros to whole blocks, as section 2.8 has them. */
import { ELEMENT, multiply, read, wipe, write } from "../c25519/radix26";

/** Bytes of a block and of a tag. */
export const TAG: usize = 16;

/** The prime is 2^130 - 5: five limbs. The product of a sum below 2^133 and of r, below 2^124, fits in ten. */
const LIMBS: usize = 5;
const HALF: usize = 8 * LIMBS;
const TOP: u64 = 26;
const DELTA: u64 = 5;
/** Where the limb at bit 128 is, and what the bit behind a block is in it. */
const LAST: usize = 32;
const BEHIND: u64 = 1 << 24;

/** The state; cleared with the tag. */
const secrets = memory.data(288, 16);
const r = secrets;
const h = r + ELEMENT;
const part = h + ELEMENT;
/** A block or a sum, and zeros behind it that the limbs' reads and writes run over. */
const bytes = part + ELEMENT;
const BYTES: usize = 32;
/** What is added to the tag. */
const s = bytes + BYTES;

/** Starts a tag under 32 bytes of a key, which is used for this message alone. */
export function poly1305Begin(key: usize): void {
  memory.fill(secrets, 0, s - secrets);
  store<u64>(bytes, load<u64>(key) & 0x0ffffffc0fffffff);
  store<u64>(bytes, load<u64>(key, 8) & 0x0ffffffc0ffffffc, 8);
  read(r, bytes, LIMBS);
  memory.copy(s, key + 16, TAG);
}

/** Takes the next `length` bytes of the message, and zeros up to a block. */
export function poly1305Update(at: usize, length: usize): void {
  for (let done: usize = 0; done < length; done += TAG) {
    memory.fill(bytes, 0, BYTES);
    memory.copy(bytes, at + done, min(TAG, length - done));
    read(part, bytes, LIMBS);
    store<u64>(part, load<u64>(part, LAST) | BEHIND, LAST);
    for (let k: usize = 0; k < HALF; k += 8) store<u64>(h + k, load<u64>(h + k) + load<u64>(part + k));
    multiply(h, h, r);
    for (let k: usize = 0; k < HALF; k += 8) {
      store<u64>(h + k, load<u64>(h + k) + DELTA * load<u64>(h + HALF + k));
      store<u64>(h + HALF + k, 0);
    }
  }
}

/** Writes the 16 bytes of the tag to `to`, and clears the state. */
export function poly1305End(to: usize): void {
  memory.fill(bytes, 0, BYTES);
  write(bytes, h, LIMBS, TOP, DELTA);
  const low = load<u64>(bytes) + load<u64>(s);
  store<u64>(to, low);
  store<u64>(to, load<u64>(bytes, 8) + load<u64>(s, 8) + <u64>(low < load<u64>(s)), 8);
  memory.fill(secrets, 0, s + TAG - secrets);
  wipe();
}
