/** Keys out of a file: a set of private JWKs, of which the first signs, or one key. The file may be replaced at any time. */
import { createPrivateKey } from "node:crypto";
import { readFile, stat, writeFile } from "node:fs/promises";
import { exportJWK, generateKeyPair, type JWK } from "jose";
import { type TsmError, tsmError } from "../../errors.ts";
import type { Clock } from "../../session/clock.ts";
import type { SigningAlgorithm } from "./algorithm.ts";
import { readSigningKey, type SigningKey } from "./key.ts";
import type { KeySource } from "./keyRing.ts";

/** Milliseconds after which the file is looked at again. */
const LOOK_EVERY = 5_000;

type Keys = { signing: SigningKey; others: readonly JWK[] };

/** The keys in the text of a file: a JWKS, a JWK, or PEM. */
async function parse(text: string, path: string): Promise<Keys> {
  const jwks = readJwks(text, path);
  const keys = await Promise.all(jwks.map((jwk, i) => readSigningKey(jwk, `${path}: key ${i + 1}`)));
  const [signing, ...others] = keys;
  if (!signing) throw tsmError("bad-request", `${path} has no key`);
  return { signing, others: others.map(({ publicJwk }) => publicJwk) };
}

function readJwks(text: string, path: string): JWK[] {
  try {
    if (text.includes("-----BEGIN")) return [createPrivateKey(text).export({ format: "jwk" }) as JWK];
    const parsed = JSON.parse(text) as { keys?: JWK[] } & JWK;
    return Array.isArray(parsed.keys) ? parsed.keys : [parsed];
  } catch {
    // The error's own words might quote the key.
    throw tsmError("bad-request", `${path} is neither a JSON Web Key Set with private keys, nor a key in PEM`);
  }
}

/** A key set in a file that only its owner reads, made when there is none. Two who make it at once take the same. */
export async function makeKeyFile(path: string, algorithm: SigningAlgorithm): Promise<void> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const text = `${JSON.stringify({ keys: [{ ...(await exportJWK(privateKey)), alg: algorithm }] })}\n`;
  await writeFile(path, text, { mode: 0o600, flag: "wx", flush: true }).catch((error) => {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  });
}

/** Keys in a file, as a source of a ring. */
export class FileKeys implements KeySource {
  readonly #path: string;
  readonly #clock: Clock;
  readonly #onError: (error: TsmError) => void;
  #keys: Keys | undefined;
  #looked = 0;
  /** Changes when the file does. */
  #mark = "";

  /** `onError` is told of a file that can't be taken while the keys of before go on. */
  constructor(path: string, clock: Clock, onError: (error: TsmError) => void) {
    this.#path = path;
    this.#clock = clock;
    this.#onError = onError;
  }

  /** @throws TsmError `bad-request` when the first look finds no keys. */
  async keys(): Promise<Keys> {
    const now = this.#clock.monotonic();
    if (this.#keys && now - this.#looked < LOOK_EVERY) return this.#keys;
    this.#looked = now;
    try {
      this.#keys = await this.#read();
    } catch (error) {
      if (!this.#keys) throw error;
      this.#onError(error as TsmError);
    }
    return this.#keys;
  }

  async #read(): Promise<Keys> {
    let mark: string;
    let text: string;
    try {
      const { mtimeMs, ino, size } = await stat(this.#path);
      mark = `${ino} ${mtimeMs} ${size}`;
      if (this.#keys && mark === this.#mark) return this.#keys;
      text = await readFile(this.#path, "utf8");
    } catch (error) {
      throw tsmError("bad-request", `can't read ${this.#path}: ${(error as NodeJS.ErrnoException).code}`);
    }
    const keys = await parse(text, this.#path);
    this.#mark = mark;
    return keys;
  }
}
