/**
 * HPKE, RFC 9180: the recipient's side of one message, with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and ChaCha20-Poly1305, in
 * base mode, or in auth mode when the sender's key is known. What is secret is cleared before the last call returns.
 */
import { Text } from "../../text";
import { Hash } from "../hash";
import { aeadOpen } from "./aead";
import { expand, extract } from "./hkdf";
import { KEY, x25519 } from "./x25519";

const MODE_BASE: u8 = 0;
const MODE_AUTH: u8 = 2;

/** What stands before a label: of the KEM, and of all three together. */
const KEM_SUITE: usize = memory.data<u8>([0x4b, 0x45, 0x4d, 0x00, 0x20]);
const KEM_SUITE_SIZE: usize = 5;
const SUITE: usize = memory.data<u8>([0x48, 0x50, 0x4b, 0x45, 0x00, 0x20, 0x00, 0x01, 0x00, 0x03]);
const SUITE_SIZE: usize = 10;

const HASH = <u32>Hash.Sha256;
const DIGEST: usize = 32;
const NONCE: usize = 12;

/** Bytes of `info` at most. */
export const INFO_MAX: usize = 256;

/** Material with its label before it; cleared once it is used. */
const material = memory.data(384, 16);
let end: usize = material;

const secrets = memory.data(240, 16);
/** Both Diffie-Hellman values, then the shared secret. */
const dh = secrets;
const prk = dh + 2 * KEY;
const key = prk + DIGEST;
/** The cipher looks at 4 bytes before it. */
const nonce = key + KEY + 4;
/** Mode, hash of the PSK's id, hash of the info; before that the public keys of all that take part. */
const context = nonce + NONCE;
const CONTEXT: usize = 1 + 2 * DIGEST;
const SECRETS: usize = 4 * DIGEST + 4 + NONCE + 3 * KEY;

function put(at: usize, length: usize): void {
  memory.copy(end, at, length);
  end += length;
}

function label(kem: bool, text: Text): void {
  const version: Text = "HPKE-v1";
  put(version.chars, version.length);
  if (kem) put(KEM_SUITE, KEM_SUITE_SIZE);
  else put(SUITE, SUITE_SIZE);
  put(text.chars, text.length);
}

/** LabeledExtract, section 4. */
function labeledExtract(
  kem: bool,
  salt: usize,
  saltSize: usize,
  text: Text,
  at: usize,
  length: usize,
  to: usize,
): void {
  label(kem, text);
  put(at, length);
  extract(HASH, salt, saltSize, material, end - material, to);
  clear();
}

/** LabeledExpand, section 4, of {@link prk}. */
function labeledExpand(kem: bool, text: Text, at: usize, length: usize, to: usize, size: usize): void {
  store<u16>(end, bswap<u16>(<u16>size));
  end += 2;
  label(kem, text);
  put(at, length);
  expand(HASH, prk, material, end - material, to, size);
  clear();
}

function clear(): void {
  memory.fill(material, 0, end - material);
  end = material;
}

/** Decap and AuthDecap, section 4.1: leaves the shared secret in {@link dh}. */
function decap(privateKey: usize, publicKey: usize, sender: usize, enc: usize): bool {
  const keys: usize = sender ? 3 * KEY : 2 * KEY;
  memory.copy(context, enc, KEY);
  memory.copy(context + KEY, publicKey, KEY);
  if (!x25519(privateKey, enc, dh)) return false;
  if (sender) {
    memory.copy(context + 2 * KEY, sender, KEY);
    if (!x25519(privateKey, sender, dh + KEY)) return false;
  }
  labeledExtract(true, 0, 0, "eae_prk", dh, keys - KEY, prk);
  labeledExpand(true, "shared_secret", context, keys, dh, KEY);
  return true;
}

/**
 * Sets up the context in which {@link hpkeOpen} opens the first message: SetupBaseR and SetupAuthR, section 5.1. Returns false
 * when a public key is of low order.
 *
 * @param sender The sender's public key, for auth mode; 0 for base mode.
 * @param infoLength {@link INFO_MAX} at most.
 */
export function hpkeBegin(
  privateKey: usize,
  publicKey: usize,
  sender: usize,
  enc: usize,
  info: usize,
  infoLength: usize,
): bool {
  assert(infoLength <= INFO_MAX);
  if (!decap(privateKey, publicKey, sender, enc)) {
    wipe();
    return false;
  }
  store<u8>(context, sender ? MODE_AUTH : MODE_BASE);
  labeledExtract(false, 0, 0, "psk_id_hash", 0, 0, context + 1);
  labeledExtract(false, 0, 0, "info_hash", info, infoLength, context + 1 + DIGEST);
  labeledExtract(false, dh, KEY, "secret", 0, 0, prk);
  labeledExpand(false, "key", context, CONTEXT, key, KEY);
  labeledExpand(false, "base_nonce", context, CONTEXT, nonce, NONCE);
  return true;
}

/**
 * Opens `length` bytes of ciphertext in place, and clears the context. Returns how many bytes were inside, or -1 when it is not
 * what the sender sealed for this context and `aad`.
 */
export function hpkeOpen(aad: usize, aadLength: usize, at: usize, length: usize): i32 {
  const size = aeadOpen(key, nonce, aad, aadLength, at, length);
  wipe();
  return size;
}

function wipe(): void {
  memory.fill(secrets, 0, SECRETS);
}
