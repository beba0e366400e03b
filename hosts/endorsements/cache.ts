/**
 * Keeps answers over a storage that others may share. An entry is
 *
 *     <SHA-256 of the rest, 64 hex digits> LF
 *     {"url": …, "issuerChain": …} LF
 *     the body as it came
 *
 * so that one which was cut, mixed or changed is no entry. Entries say nothing of validity: the core reads that out of
 * the bytes each time. Nobody has to trust a cache, for all that it holds is signed.
 */
import { concat } from "../bytes.ts";
import { sha256 } from "../crypto.ts";
import { encodeHex } from "../hex.ts";
import type { Answer } from "./answer.ts";

/** Where entries are kept: two verbs of unstorage, whose drivers reach directories, Redis, S3 and many more. */
export interface EntryStorage {
  /** The bytes of an entry; anything else means that there is none. */
  getItemRaw(key: string): Promise<unknown>;
  /** Puts an entry, in place of another. */
  setItemRaw(key: string, bytes: Uint8Array): Promise<unknown>;
}

const LF = 10;
const DIGEST_DIGITS = 64;

/** The key of a URL: readable, and a path of plain file names once its colons are separators. */
export function keyOf(url: string): string {
  const { host, pathname, search } = new URL(url);
  return `${host.replaceAll(":", "_")}${pathname}${search}`
    .replace(/=/g, "-")
    .replace(/\/+/g, ":")
    .replace(/[^A-Za-z0-9.:_-]/g, "_");
}

function encodeEntry(url: string, { body, issuerChain }: Answer): Uint8Array {
  const text = new TextEncoder();
  const rest = concat([text.encode(`${JSON.stringify({ url, issuerChain })}\n`), body]);
  return concat([text.encode(`${encodeHex(sha256(rest))}\n`), rest]);
}

/** Reads an entry of that URL; undefined when it is none. */
function decodeEntry(url: string, entry: Uint8Array): Answer | undefined {
  const text = new TextDecoder();
  const rest = entry.subarray(DIGEST_DIGITS + 1);
  const head = rest.subarray(0, rest.indexOf(LF) + 1);
  if (text.decode(entry.subarray(0, DIGEST_DIGITS)) !== encodeHex(sha256(rest))) return undefined;
  const { issuerChain, url: from } = JSON.parse(text.decode(head)) as { url: string; issuerChain?: string };
  if (from !== url) return undefined;
  const body = rest.subarray(head.length);
  return issuerChain === undefined ? { body } : { body, issuerChain };
}

/** A cache of answers by URL. A storage that fails holds up nothing: `onError` is told, and fetching goes on. */
export class EndorsementCache {
  readonly #storage: EntryStorage;
  readonly #onError: (error: unknown) => void;

  constructor(storage: EntryStorage, onError: (error: unknown) => void = () => {}) {
    this.#storage = storage;
    this.#onError = onError;
  }

  /** The answer that is kept for a URL. */
  async get(url: string): Promise<Answer | undefined> {
    try {
      const found = await this.#storage.getItemRaw(keyOf(url));
      const isEntry = found instanceof Uint8Array || found instanceof ArrayBuffer;
      return isEntry ? decodeEntry(url, new Uint8Array(found)) : undefined;
    } catch (error) {
      this.#onError(error);
      return undefined;
    }
  }

  /** Keeps the answer for a URL. */
  async put(url: string, answer: Answer): Promise<void> {
    try {
      await this.#storage.setItemRaw(keyOf(url), encodeEntry(url, answer));
    } catch (error) {
      this.#onError(error);
    }
  }
}
