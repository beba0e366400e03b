/** A secret of Trustee's: JWE to the guest's key (RFC 7516 section 7.2.2), opened with its private half. */
import { type FlattenedJWE, flattenedDecrypt, type JWK } from "jose";
import * as z from "zod";
import { tsmError } from "../../errors.ts";

/** The answer to GET /kbs/v0/resource/…; Trustee's aad is the protected header's own, and has no member. */
export const resourceAnswer = z.object({
  protected: z.string(),
  encrypted_key: z.string(),
  iv: z.string(),
  ciphertext: z.string(),
  tag: z.string(),
  aad: z.string().optional(),
});

/** What Trustee wraps keys with and encrypts by, without RSA1_5, which it warns of itself. */
const WRAPPED = ["ECDH-ES+A256KW", "RSA-OAEP-256"];
const ENCRYPTED = ["A256GCM"];

/**
 * Opens a secret.
 *
 * @throws TsmError `not-opened` when it is for another key, or was changed, or is encrypted in another way.
 */
export async function openResource(answer: z.infer<typeof resourceAnswer>, key: CryptoKey | JWK): Promise<Uint8Array> {
  const { aad, ...jwe } = answer;
  const sealed: FlattenedJWE = aad === undefined ? jwe : { ...jwe, aad };
  try {
    const options = { keyManagementAlgorithms: WRAPPED, contentEncryptionAlgorithms: ENCRYPTED };
    return (await flattenedDecrypt(sealed, key, options)).plaintext;
  } catch (cause) {
    throw tsmError("not-opened", (cause as Error).message, { cause });
  }
}
