/** A key that tokens are signed by. */
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from "jose";
import { tsmError } from "../../errors.ts";
import type { SigningAlgorithm } from "./algorithm.ts";

/** A private key for signatures, and its public half as it is published. */
export interface SigningKey {
  kid: string;
  alg: SigningAlgorithm;
  privateKey: CryptoKey;
  /** With `kid`, `alg` and `use`. */
  publicJwk: JWK;
}

/** The algorithm that a key is for, by its curve. */
function algorithmOf({ kty, crv }: JWK): SigningAlgorithm | undefined {
  const byCurve: Record<string, SigningAlgorithm> = {
    "EC P-256": "ES256",
    "EC P-384": "ES384",
    "EC P-521": "ES512",
    "OKP Ed25519": "EdDSA",
  };
  return byCurve[`${kty} ${crv}`];
}

/** What may be seen of a key: the members of RFC 7638, and what it is for. Its id is its thumbprint unless it has one. */
async function published(jwk: JWK, alg: SigningAlgorithm): Promise<JWK & { kid: string }> {
  const members = Object.fromEntries(
    (["kty", "crv", "x", "y"] as const).flatMap((name) => (jwk[name] === undefined ? [] : [[name, jwk[name]]])),
  ) as JWK;
  return { ...members, kid: jwk.kid ?? (await calculateJwkThumbprint(members)), alg, use: "sig" };
}

/** A new key, which never leaves this process. */
export async function generateSigningKey(alg: SigningAlgorithm): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg);
  const publicJwk = await published(await exportJWK(publicKey), alg);
  return { kid: publicJwk.kid, alg, privateKey, publicJwk };
}

/**
 * A key as JWK.
 *
 * @param where Names it in errors.
 * @throws TsmError `bad-request` for one that is public, of another kind, or said to be for another algorithm.
 */
export async function readSigningKey(jwk: JWK, where: string): Promise<SigningKey> {
  const alg = algorithmOf(jwk);
  if (!alg) {
    const kind = [jwk.kty, jwk.crv].filter((part) => part !== undefined).join(" ");
    throw tsmError(
      "bad-request",
      `${where} is a key of kind ${JSON.stringify(kind)}, expected P-256, P-384, P-521, Ed25519`,
    );
  }
  if (jwk.alg !== undefined && jwk.alg !== alg && !(alg === "EdDSA" && jwk.alg === "Ed25519")) {
    throw tsmError("bad-request", `${where} is said to be for ${JSON.stringify(jwk.alg)}, and is one for ${alg}`);
  }
  if (jwk.d === undefined) throw tsmError("bad-request", `${where} has no private part`);
  const publicJwk = await published(jwk, alg);
  try {
    const privateKey = await importJWK({ ...jwk, alg }, alg, { extractable: false });
    // Bytes are what a symmetric key would be.
    if (privateKey instanceof Uint8Array) throw new Error("no private key");
    return { kid: publicJwk.kid, alg, privateKey, publicJwk };
  } catch {
    // What the runtime says of it might quote the key.
    throw tsmError("bad-request", `${where} is no key that can be read`);
  }
}
