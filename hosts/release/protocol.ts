/**
 * The messages of a secret release, as docs/secret-release.md writes them down: a line of JSON each, in its shortest form. What
 * is bound to what stands here and in assembly/release/.
 */
import { bound } from "../bound.ts";
import { sha256, sha512 } from "../crypto.ts";
import { type TsmError, tsmError } from "../errors.ts";
import { decodeHex, encodeHex } from "../hex.ts";
import { printable } from "../printable.ts";
import { type CheckOutcome, NotAffirmedError } from "../verifier.ts";

/** The version of the protocol that is spoken here. */
export const VERSION = 1;
/** Bytes of a nonce, and of a public key. */
export const NONCE_SIZE = 32;
export const KEY_SIZE = 32;
/** Characters of the guest's message at most. */
export const EVIDENCE_LINE_MAX = 1 << 20;
/** Bytes of a secret at most. */
export const SECRET_MAX = 16 << 10;

const LABEL = "tsmkit secret release";
const EVIDENCE_MEMBERS = ["provider", "outblob", "auxblob", "manifestblob"];

/** What the guest says. */
export interface GuestMessage {
  nonce: Uint8Array;
  publicKey: Uint8Array;
  /** JSON that a verifier reads. */
  evidence: string;
  /** What the answer is bound to: the SHA-256 of the message as it came. */
  digest: Uint8Array;
}

/** A check that keeps the secret, in words. */
export interface RefusedCheck {
  check: string;
  outcome: string;
  actual?: string;
  expected?: string;
  remedy?: string;
}

/** The report data that binds a key to a challenge: 64 bytes. */
export function reportDataFor(nonce: Uint8Array, publicKey: Uint8Array): Uint8Array {
  return sha512(bound(LABEL, VERSION, [nonce, publicKey]));
}

const ASK = JSON.stringify({ tsmRelease: VERSION, ask: "challenge" });

/** Does the guest ask for a challenge? */
export function isAsk(message: string): boolean {
  return message === ASK || message === `${ASK}\n`;
}

/** The `info` of HPKE. */
export function sealInfo(nonce: Uint8Array): Uint8Array {
  return bound(LABEL, VERSION, [nonce]);
}

const line = (members: object): string => `${JSON.stringify({ tsmRelease: VERSION, ...members })}\n`;

export function challengeLine(nonce: Uint8Array): string {
  return line({ nonce: encodeHex(nonce) });
}

export function sealedLine(enc: Uint8Array, ciphertext: Uint8Array): string {
  return line({ enc: encodeHex(enc), ciphertext: encodeHex(ciphertext) });
}

export function refusalLine(error: TsmError): string {
  const rows = error instanceof NotAffirmedError ? error.appraisal.outcomes : [];
  const checks = rows.filter(({ required, outcome }) => required && outcome !== "affirming").map(refusedCheck);
  return line({ refused: { code: error.code, message: printable(error.message), checks } });
}

/** Characters of a value in a refusal at most: a policy may name any number of measurements. */
const WORDS_MAX = 300;

function words(value: unknown): string {
  const all = printable(typeof value === "string" ? value : JSON.stringify(value));
  return all.length > WORDS_MAX ? `${all.slice(0, WORDS_MAX)}...` : all;
}

function refusedCheck({ check, outcome, actual, expected, remedy }: CheckOutcome): RefusedCheck {
  return {
    check,
    outcome,
    ...(actual !== undefined && { actual: words(actual) }),
    ...(expected !== undefined && { expected: words(expected) }),
    ...(remedy !== undefined && { remedy }),
  };
}

const bad = (detail: string): TsmError => tsmError("bad-message", detail);

type Members = Record<string, unknown>;

/** An object that has these members and no others, in this order; the last `optional` of them may be missing. */
function members(value: unknown, where: string, names: readonly string[], optional = 0): Members {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw bad(`${where} is no object`);
  const found = Object.keys(value);
  const needed = names.slice(0, names.length - optional);
  const missing = needed.find((name) => !found.includes(name));
  if (missing !== undefined) throw bad(`${where} has no ${missing}`);
  const wanted = names.filter((name) => found.includes(name));
  const foreign = found.find((name, i) => name !== wanted[i]);
  if (foreign === undefined) return value as Members;
  throw bad(`${where} has ${printable(JSON.stringify(foreign))}, expected ${names.join(", ")}, in this order`);
}

function text(value: unknown, where: string): string {
  if (typeof value !== "string") throw bad(`${where} is no string`);
  return value;
}

function bytes(value: unknown, where: string, size: number): Uint8Array {
  const digits = text(value, where);
  if (digits.length === 2 * size && /^[0-9a-f]*$/.test(digits)) return decodeHex(digits);
  throw bad(`${where} is not ${size} bytes in lower-case hex`);
}

/**
 * Reads the guest's message: a line, with or without its end.
 *
 * @throws TsmError `bad-message`.
 */
export function readGuestMessage(message: string): GuestMessage {
  const source = message.endsWith("\n") ? message.slice(0, -1) : message;
  if (source.length > EVIDENCE_LINE_MAX) throw bad(`it has more than ${EVIDENCE_LINE_MAX} characters`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(source);
  } catch (error) {
    throw tsmError("bad-message", printable((error as Error).message), { cause: error });
  }
  const version = (parsed as Members | null)?.tsmRelease;
  if (version !== VERSION)
    throw bad(`tsmRelease is ${printable(String(JSON.stringify(version)))}, and version ${VERSION} is known here`);
  const guest = members(parsed, "the message", ["tsmRelease", "nonce", "publicKey", "evidence"]);
  const evidence = members(guest.evidence, "evidence", EVIDENCE_MEMBERS, 1);
  for (const [name, value] of Object.entries(evidence)) text(value, `evidence.${name}`);
  // Else a member could be there twice, and one reader see the first of them, another one the last.
  if (JSON.stringify(parsed) !== source) throw bad("it is not in the shortest form of JSON");
  return {
    nonce: bytes(guest.nonce, "nonce", NONCE_SIZE),
    publicKey: bytes(guest.publicKey, "publicKey", KEY_SIZE),
    evidence: JSON.stringify(evidence),
    digest: sha256(new TextEncoder().encode(source)),
  };
}
