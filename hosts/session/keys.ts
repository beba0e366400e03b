/** The key that a session's tokens confirm: made here, handed in, or somebody else's public one. */
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";
import { encodeBase64Url } from "../base64.ts";
import { tsmError } from "../errors.ts";

/** The members of a public key that its thumbprint is made of (RFC 7638), by its kind. */
const MEMBERS: Record<string, readonly (keyof JWK)[]> = {
  EC: ["kty", "crv", "x", "y"],
  OKP: ["kty", "crv", "x"],
  RSA: ["kty", "n", "e"],
};

/** Algorithms of signatures, by curve. */
const ALGORITHMS: Record<string, string> = { "P-256": "ES256", "P-384": "ES384", "P-521": "ES512", Ed25519: "EdDSA" };

/**
 * What keys a session:
 * - `generate`: an ES256 key pair of its own, whose private key nobody can read;
 * - `generate-extractable`: one whose private key can be exported;
 * - a key pair of the caller's;
 * - a public key as a JWK, whose private key is somebody else's affair;
 * - `false`: none, so that the token belongs to whoever has it.
 */
export type KeyChoice = "generate" | "generate-extractable" | CryptoKeyPair | JWK | false;

/** A key, as a session has it. */
export interface SessionKey {
  /** The public key, with the members of RFC 7638 and no others. */
  publicJwk: JWK;
  /** Both keys, when they are here. */
  pair?: CryptoKeyPair;
}

/**
 * The public key alone.
 *
 * @throws TsmError `bad-request` when it is none, or has a private key in it.
 */
export function publicOnly(jwk: JWK, where = "key"): JWK {
  const members = MEMBERS[jwk.kty ?? ""];
  if (!members) throw tsmError("bad-request", `${where}: expected a JWK with kty EC, OKP or RSA, got ${jwk.kty}`);
  if (jwk.d !== undefined) throw tsmError("bad-request", `${where}: it is a private key; hand in the public one`);
  const lacking = members.find((name) => typeof jwk[name] !== "string" || jwk[name] === "");
  if (lacking) throw tsmError("bad-request", `${where}: a JWK with kty ${jwk.kty} has a member ${lacking}`);
  return Object.fromEntries(members.map((name) => [name, jwk[name]])) as JWK;
}

const isPair = (key: CryptoKeyPair | JWK): key is CryptoKeyPair => "publicKey" in key;

/** Makes the key that was chosen. */
export async function keyOf(choice: KeyChoice): Promise<SessionKey | undefined> {
  if (choice === false) return undefined;
  if (typeof choice !== "string" && !isPair(choice)) return { publicJwk: publicOnly(choice) };
  const pair =
    typeof choice === "string"
      ? await generateKeyPair("ES256", { extractable: choice === "generate-extractable" })
      : choice;
  return { publicJwk: publicOnly(await exportJWK(pair.publicKey)), pair };
}

/** SHA-256 thumbprint of a public key, in base64url: RFC 7638. */
export function thumbprintOf(key: JWK): Promise<string> {
  return calculateJwkThumbprint(publicOnly(key), "sha256");
}

/** The request that a proof is for. */
export interface ProofOptions {
  /** Of HTTP, such as `POST`. */
  method: string;
  /** Its URL; query and fragment are left out. */
  url: string;
  /** A nonce of the server's. */
  nonce?: string;
  /** The token that goes with it. */
  token: string;
  /** Milliseconds since 1970. */
  now: number;
}

/**
 * A proof that whoever sends a token has its key: a DPoP proof, RFC 9449.
 *
 * @throws TsmError `bad-request` when the private key is not here, or makes no signatures.
 */
export async function proofOf(key: SessionKey | undefined, options: ProofOptions): Promise<string> {
  const { method, nonce, token, now } = options;
  if (!key?.pair) throw tsmError("bad-request", "the private key is not here: whoever has it makes the proof");
  const alg = key.publicJwk.kty === "RSA" ? "PS256" : ALGORITHMS[key.publicJwk.crv ?? ""];
  if (!alg) throw tsmError("bad-request", `a key of ${key.publicJwk.crv} makes no signatures`);
  if (!URL.canParse(options.url)) throw tsmError("bad-request", `url: ${JSON.stringify(options.url)} is no URL`);
  const { origin, pathname } = new URL(options.url);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token));
  const ath = encodeBase64Url(new Uint8Array(digest));
  const claims = { htm: method, htu: `${origin}${pathname}`, ath, ...(nonce !== undefined && { nonce }) };
  return new SignJWT(claims)
    .setProtectedHeader({ typ: "dpop+jwt", alg, jwk: key.publicJwk })
    .setJti(crypto.randomUUID())
    .setIssuedAt(Math.floor(now / 1000))
    .sign(key.pair.privateKey);
}
