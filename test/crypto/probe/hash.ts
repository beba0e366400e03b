/** What the tests of hashing call: hashes under way by number, the MAC, the constants. */
import { INPUT, OUTPUT } from "../../../assembly/arena";
import { digest, Hasher, INITIAL_256, INITIAL_384, INITIAL_512 } from "../../../assembly/crypto/hash";
import { ROUNDS as ROUNDS_256 } from "../../../assembly/crypto/sha256";
import { ROUNDS as ROUNDS_512 } from "../../../assembly/crypto/sha512";

export { digestSize } from "../../../assembly/crypto/hash";
export { hmacBegin, hmacEnd, hmacUpdate } from "../../../assembly/crypto/hmac";
export { inputAt, outputAt, staticEnd } from "../../core/probe/regions";

const first = changetype<Hasher>(memory.data(offsetof<Hasher>(), 16));
const second = changetype<Hasher>(memory.data(offsetof<Hasher>(), 16));
function hasher(i: u32): Hasher {
  return i ? second : first;
}

export function initialAt(hash: u32): usize {
  return hash == 0 ? INITIAL_256 : hash == 1 ? INITIAL_384 : INITIAL_512;
}
export function roundsAt(hash: u32): usize {
  return hash == 0 ? ROUNDS_256 : ROUNDS_512;
}
export function begin(i: u32, hash: u32): void {
  hasher(i).begin(hash);
}
export function update(i: u32, at: usize, length: usize): void {
  hasher(i).update(at, length);
}
export function end(i: u32, to: usize): u32 {
  return hasher(i).end(to);
}
/** One shot, from the input region to the output region. */
export function digestInput(hash: u32, length: u32): u32 {
  return digest(hash, INPUT, length, OUTPUT);
}
