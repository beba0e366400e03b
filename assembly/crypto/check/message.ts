/** What was signed, in the question of a host. */
import { Code, fail } from "../../fault";
import { digest, digestSize } from "../hash";

/** The digest that {@link prepare} makes. */
export const DIGEST: usize = memory.data(64, 16);

/**
 * Writes the digest of the `length` bytes of a message, or takes them as the digest. Returns its bytes, or a fault.
 */
export function prepare(hash: u32, at: usize, length: u32, isDigest: bool): i32 {
  const size = digestSize(hash);
  if (size == 0) return fail(Code.BadRequest);
  if (!isDigest) return <i32>digest(hash, at, length, DIGEST);
  if (length != size) return fail(Code.BadRequest, 0, length, size);
  memory.copy(DIGEST, at, size);
  return <i32>size;
}
