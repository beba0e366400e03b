/** The options that say what a report is to carry, or was to: a nonce as it is, or the hash of bytes. */
import { INPUT } from "../arena";
import { lengthOf } from "../bytes";
import { digestSize, Hash, Hasher } from "../crypto/hash";
import { INBLOB_MAX } from "../formats/configfs";
import { decode, digit } from "../hex";
import { Row } from "../layout";
import { isSpace } from "../parse/text";
import { dec, hexOf, str } from "../render/out";
import { Carried } from "../render/report";
import { close, openInput, read, readInput, STDIN } from "./files";
import { CHUNK } from "./memory";
import { countGiven, has, Opt, says, value, writeGiven } from "./options";
import { Exit, endWithFault, inputName, note, stop, stopWithErrno, stopWithUsage, told } from "./say";
import { random } from "./system";

/** The bytes: up to {@link INBLOB_MAX}. */
export const carriedAt: usize = memory.data(64, 16);
export const carried = changetype<Carried>(memory.data(offsetof<Carried>(), 8));
const hasher = changetype<Hasher>(memory.data(offsetof<Hasher>(), 16));

/** The hash that the call names. */
function hashOf(): Hash {
  return says(Opt.Hash, "sha384") ? Hash.Sha384 : Hash.Sha512;
}

function takeHash(hash: Hash, hashed: u64): void {
  carried.hash = hash == Hash.Sha384 ? "SHA-384" : "SHA-512";
  carried.hashed = hashed;
  carried.length = digestSize(hash);
}

/** Takes the bytes that hex spells, with 0x in front or not. Returns how many; they lie in the input region. */
export function hexNonce(text: usize): u32 {
  const start: usize = load<u8>(text) == 48 && (load<u8>(text, 1) | 32) == 120 ? 2 : 0;
  const length = lengthOf(text + start);
  memory.copy(INPUT, text + start, length);
  const size = decode(INPUT, length, INPUT);
  if (size < 0) {
    note();
    str("--nonce: ");
    endWithFault();
  }
  return <u32>size;
}

/** Hashes `length` bytes of the input region. */
function hashInput(length: u32): void {
  const hash = hashOf();
  hasher.begin(hash);
  hasher.update(INPUT, length);
  hasher.end(carriedAt);
  takeHash(hash, length);
}

/** Hashes a file of any length, or stdin for `-`. */
export function hashFile(path: usize): void {
  const hash = hashOf();
  hasher.begin(hash);
  const fd = openInput(path);
  if (fd < 0) stopWithErrno("read", path, -fd);
  let hashed: u64 = 0;
  for (;;) {
    const length = read(fd, INPUT, CHUNK);
    if (length < 0) stopWithErrno("read", path, -length);
    if (length == 0) break;
    hasher.update(INPUT, length);
    hashed += length;
  }
  if (fd != STDIN) close(fd);
  hasher.end(carriedAt);
  takeHash(hash, hashed);
}

/** Is this text that somebody may have meant as hex? */
function looksHex(length: u32): bool {
  let end = length;
  while (end > 0 && isSpace(load<u8>(INPUT + end - 1))) end--;
  const start: u32 = end > 1 && load<u8>(INPUT) == 48 && (load<u8>(INPUT, 1) | 32) == 120 ? 2 : 0;
  if (length < 16 || end == start || (end - start) & 1) return false;
  for (let i = start; i < end; i++) if (digit(load<u8>(INPUT + i)) < 0) return false;
  return true;
}

/** A nonce from a file, or stdin for `-`. Returns its bytes, in the input region; more than fit when there are more. */
function readNonceFile(path: usize): u32 {
  const length = readInput(path, INPUT, INBLOB_MAX);
  if (length < 0) stopWithErrno("read", path, -length);
  if (looksHex(length)) {
    note();
    inputName(path);
    str(" holds hex digits, and its bytes are taken as they are; for what they spell use --nonce");
    told();
  }
  return length;
}

/** Random bytes, which stderr tells. */
function takeRandom(): void {
  if (has(Opt.Hash)) {
    note();
    str("--hash goes with bytes of yours, not with --random, whose bytes fit as they are");
    stopWithUsage();
  }
  if (!random(carriedAt, INBLOB_MAX)) {
    note();
    str("this host has no random bytes");
    stop(Exit.Usage);
  }
  carried.length = INBLOB_MAX;
  note();
  str("nonce ");
  hexOf(carriedAt, INBLOB_MAX);
  told();
}

/** Takes what the call of `tsm report` says, and reads what it names. Ends the program when that is not one thing. */
export function readNonce(options: Row): void {
  carried.hash = null;
  const given = countGiven(Opt.Nonce, Opt.DataFile);
  if (given != 1) {
    note();
    if (given == 0) {
      str(
        "what shall the report carry? Give --nonce HEX, --nonce-file FILE, --random, or --data-file FILE with --hash. ",
      );
      str("It is by the verifier's fresh nonce that a report made now, for it, is told from an old one played again");
    } else {
      str("a report carries one thing: give one of ");
      writeGiven(options, Opt.Nonce, Opt.DataFile);
    }
    stopWithUsage();
  }
  if (has(Opt.Random)) return takeRandom();
  if (has(Opt.DataFile)) {
    if (has(Opt.Hash)) return hashFile(value(Opt.DataFile));
    note();
    str(
      "--data-file needs --hash sha512 or --hash sha384: a report has room for 64 bytes, so it carries the data's hash",
    );
    stopWithUsage();
  }
  const file = value(Opt.NonceFile);
  if (file && has(Opt.Hash)) return hashFile(file);
  const length = file ? readNonceFile(file) : hexNonce(value(Opt.Nonce));
  if (has(Opt.Hash)) return hashInput(length);
  if (length == 0 || length > INBLOB_MAX) {
    note();
    str(file ? "--nonce-file" : "--nonce");
    str(": expected 1 to 64 bytes, got ");
    dec(length);
    str(length == 0 ? "; hand in what the verifier gave" : "; add --hash sha512 to carry their hash");
    stopWithUsage();
  }
  carried.length = length;
  memory.copy(carriedAt, INPUT, length);
}
