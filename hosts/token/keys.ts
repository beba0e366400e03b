/** Keys that tokens are verified with: pinned by whoever verifies. Nothing in a token is followed to a key. */
import { createRemoteJWKSet, customFetch, exportJWK, importSPKI, importX509, type JSONWebKeySet, type JWK } from "jose";
import { readBody } from "../endorsements/answer.ts";
import { EndorsementError } from "../endorsements/error.ts";
import { TsmError, tsmError } from "../errors.ts";
import { isObject, readObject } from "./json.ts";

/** Bytes of a key set at most, and keys in it. */
export const KEYS_MAX = 1 << 20;
const COUNT_MAX = 64;

/** Makes a request over HTTP; `globalThis.fetch` is one. */
export type TokenFetch = (url: string, init: RequestInit) => Promise<Response>;

/** A key set at a URL. It is fetched when it is first needed, and kept for ten minutes with the object that says so. */
export interface RemoteKeys {
  /** Told by whoever verifies, never by a token. */
  jwks: string | URL;
  /** `globalThis.fetch` when left out. Redirections are not followed. */
  fetch?: TokenFetch;
}

/**
 * Public keys that are trusted: a JSON Web Key Set, a JSON Web Key or several (RFC 7517), a key of WebCrypto, text in PEM with
 * public keys or certificates that are pinned themselves (their chains and dates are not looked at), or where a key set is.
 */
export type TrustedKeys = JSONWebKeySet | JWK | readonly JWK[] | CryptoKey | string | RemoteKeys;

const sets = new WeakMap<RemoteKeys, ReturnType<typeof createRemoteJWKSet>>();

/** A key set in bytes, which anybody may have sent. */
function readKeySet(bytes: Uint8Array, where: string): JSONWebKeySet {
  const value = readObject(bytes);
  if (typeof value === "string") throw tsmError("bad-answer", `the key set of ${where}: ${value}`);
  if (!Array.isArray(value.keys)) throw tsmError("bad-answer", `${where} gives no key set: the member keys is missing`);
  return value as unknown as JSONWebKeySet;
}

function remote(keys: RemoteKeys): ReturnType<typeof createRemoteJWKSet> {
  const known = sets.get(keys);
  if (known) return known;
  const url = new URL(keys.jwks);
  const fetch = keys.fetch ?? ((url, init) => globalThis.fetch(url, init));
  const set = createRemoteJWKSet(url, {
    [customFetch]: async (where, init) => {
      const response = await fetch(where, init);
      if (response.status !== 200) throw tsmError("unreachable", `${where} answered ${response.status}`);
      return Response.json(readKeySet(await readBody(response, KEYS_MAX), where));
    },
  });
  sets.set(keys, set);
  return set;
}

/** The keys at a URL; asked for again when they lack the one that is wanted. */
async function fetchKeys(keys: RemoteKeys, kid: unknown): Promise<readonly JWK[]> {
  const set = remote(keys);
  const has = () => kid === undefined || set.jwks()?.keys.some((key) => key.kid === kid) === true;
  try {
    if (!set.fresh || !(has() || set.coolingDown)) await set.reload();
  } catch (error) {
    if (error instanceof TsmError) throw error;
    const { message, cause } = error as Error;
    const why = (cause as Error | undefined)?.message || message;
    const code = error instanceof EndorsementError ? error.code : "unreachable";
    throw tsmError(code, `the keys at ${keys.jwks}: ${why}`, { cause: error });
  }
  return set.jwks()?.keys ?? [];
}

/** One block of PEM, with its label. */
const BLOCK = /-----BEGIN ([A-Z ]+)-----[\s\S]*?-----END \1-----/g;

/** Any algorithm that the key may have: what it is comes out as a JWK, and is compared with the token's then. */
async function fromPem(block: string, label: string): Promise<JWK> {
  const read = { "PUBLIC KEY": importSPKI, CERTIFICATE: importX509 }[label];
  if (!read) throw tsmError("bad-request", `keys: expected PUBLIC KEY or CERTIFICATE in PEM, got ${label}`);
  for (const algorithm of ["ES256", "ES384", "ES512", "PS256", "EdDSA"]) {
    const key = await read(block, algorithm, { extractable: true }).catch(() => undefined);
    if (key) return exportJWK(key);
  }
  throw tsmError("bad-request", `keys: a ${label} in PEM has no key that a token can be signed with`);
}

async function exported(key: CryptoKey): Promise<JWK> {
  try {
    return await exportJWK(key);
  } catch (cause) {
    throw tsmError("bad-request", "keys: expected a CryptoKey that is extractable", { cause });
  }
}

async function given(keys: Exclude<TrustedKeys, RemoteKeys>): Promise<readonly unknown[]> {
  if (typeof keys === "string") {
    const blocks = [...keys.matchAll(BLOCK)];
    return Promise.all(blocks.map(([block, label = ""]) => fromPem(block, label)));
  }
  if (keys instanceof CryptoKey) return [await exported(keys)];
  if (Array.isArray(keys)) return keys;
  return Array.isArray((keys as JSONWebKeySet).keys) ? (keys as JSONWebKeySet).keys : [keys];
}

const isRemote = (keys: TrustedKeys): keys is RemoteKeys => isObject(keys) && "jwks" in keys;

/**
 * The trusted keys, as JSON Web Keys.
 *
 * @param kid The key that a token asks for, which a key set at a URL may have come to have.
 * @throws TsmError `bad-request` for what is no public key; `unreachable`, `bad-answer` of a URL.
 */
export async function trustedKeys(keys: TrustedKeys, kid: unknown): Promise<readonly JWK[]> {
  const found = isRemote(keys) ? await fetchKeys(keys, kid) : await given(keys);
  if (found.length === 0) throw tsmError("bad-request", "keys: there are none");
  if (found.length > COUNT_MAX)
    throw tsmError("bad-request", `keys: ${found.length}, and at most ${COUNT_MAX} are taken`);
  const secret = found.find((key) => !isObject(key) || key.kty === "oct" || "d" in key || "k" in key);
  if (secret === undefined) return found as readonly JWK[];
  throw tsmError("bad-request", "keys: expected public keys, and one is secret, private, or no JSON Web Key");
}
