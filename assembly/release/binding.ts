/**
 * What a secret release binds to what; hosts/release/protocol.ts has the same for the verifier. Every value is behind the
 * label, the version, and its own length.
 */
import { Hash, Hasher } from "../crypto/hash";
import { KEY } from "../crypto/hpke/x25519";
import { Text } from "../text";

/** The version of the protocol that is spoken here. */
export const VERSION: u8 = 1;
/** Bytes of a challenge's nonce. */
export const NONCE: usize = 32;

const buffer = memory.data(96, 16);
let end: usize = buffer;
const hasher = changetype<Hasher>(memory.data(offsetof<Hasher>(), 16));

function put(at: usize, length: usize): void {
  memory.copy(end, at, length);
  end += length;
}

function begin(): void {
  const label: Text = "tsmkit secret release";
  end = buffer;
  put(label.chars, label.length);
  store<u8>(end, 0);
  store<u8>(end, VERSION, 1);
  end += 2;
}

function measured(at: usize, length: usize): void {
  store<u16>(end, bswap<u16>(<u16>length));
  end += 2;
  put(at, length);
}

/** Writes the report data that binds a public key to a nonce: 64 bytes. */
export function bindKey(nonce: usize, publicKey: usize, to: usize): void {
  begin();
  measured(nonce, NONCE);
  measured(publicKey, KEY);
  hasher.begin(Hash.Sha512);
  hasher.update(buffer, end - buffer);
  hasher.end(to);
}

/** The `info` of HPKE: where it lies, good until the next call. */
export function sealInfo(nonce: usize): usize {
  begin();
  measured(nonce, NONCE);
  return buffer;
}

/** Bytes of {@link sealInfo}. */
export function sealInfoLength(): usize {
  return end - buffer;
}
