/** The two digests about a manifest of an SVSM: AMD 58019 chapter 7, and that by which a policy names an EK. */
import { digest, Hash, Hasher } from "../crypto/hash";
import { INBLOB_MAX } from "../formats/configfs";

const hasher = changetype<Hasher>(memory.data(offsetof<Hasher>(), 16));
const reportData = memory.data(64, 16);
const ek = memory.data(32, 16);

/** Bytes of the digest of an EK. */
export const EK_DIGEST: u32 = 32;

/** The 64 bytes that a report has for a nonce, 64 bytes with zeros behind a shorter one, and a manifest of `length` bytes. */
export function boundData(nonce: usize, manifest: usize, length: u32): usize {
  hasher.begin(Hash.Sha512);
  hasher.update(nonce, INBLOB_MAX);
  hasher.update(manifest, length);
  hasher.end(reportData);
  return reportData;
}

/** SHA-256 of `size` bytes of public area at p. */
export function ekDigest(p: usize, size: u32): usize {
  digest(Hash.Sha256, p, size, ek);
  return ek;
}
