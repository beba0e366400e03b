/** The options that say what a report is to carry, and the words for it. */
import { decodeHex, encodeHex } from "../hex.ts";
import type { ReportData, ReportInput } from "../request.ts";
import { inputName, naming, note, readInput } from "./io.ts";
import type { NonceOptions } from "./report.ts";
import { UsageError } from "./usage.ts";

/** Bytes of a nonce at most: the report data of every TSM. */
const NONCE_MAX = 64;

/** Hashes by the names that options have for them. */
export const HASHES = { sha512: "SHA-512", sha384: "SHA-384" } as const;
const SOURCES = { nonce: "--nonce", nonceFile: "--nonce-file", random: "--random", dataFile: "--data-file" } as const;
type Source = keyof typeof SOURCES;

/** Checks the options and reads what they name. Random bytes are told on stderr. */
export async function readNonce(options: NonceOptions): Promise<ReportInput> {
  const source = sourceOf(options);
  const hash = options.hash && HASHES[options.hash];
  if (source === "random") {
    if (hash) throw new UsageError("--hash goes with bytes of yours, not with --random, whose bytes fit as they are");
    const nonce = crypto.getRandomValues(new Uint8Array(NONCE_MAX));
    note(`nonce ${encodeHex(nonce)}`);
    return { nonce };
  }
  if (source === "dataFile" && !hash) {
    throw new UsageError(
      "--data-file needs --hash sha512 or --hash sha384: a report has room for 64 bytes, so it carries the data's hash",
    );
  }
  const bytes = await bytesOf(source, options, hash ? Number.POSITIVE_INFINITY : NONCE_MAX);
  if (hash) return { data: bytes, hash };
  if (bytes.length === 0 || bytes.length > NONCE_MAX) {
    const remedy = bytes.length === 0 ? "hand in what the verifier gave" : "add --hash sha512 to carry their hash";
    throw new UsageError(`${SOURCES[source]}: expected 1 to ${NONCE_MAX} bytes, got ${bytes.length}; ${remedy}`);
  }
  return { nonce: bytes };
}

function sourceOf(options: NonceOptions): Source {
  const given = (Object.keys(SOURCES) as Source[]).filter((name) => options[name] !== undefined);
  const [source, ...others] = given;
  if (source === undefined) {
    throw new UsageError(
      "what shall the report carry? Give --nonce HEX, --nonce-file FILE, --random, or --data-file FILE with --hash. " +
        "It is by the verifier's fresh nonce that a report made now, for it, is told from an old one played again",
    );
  }
  if (others.length === 0) return source;
  throw new UsageError(`a report carries one thing: give one of ${given.map((name) => SOURCES[name]).join(", ")}`);
}

/** The bytes that are named; of a file at least `most`, when there are more. */
async function bytesOf(source: Source, options: NonceOptions, most: number): Promise<Uint8Array> {
  const { nonce = "", nonceFile, dataFile } = options;
  if (source === "nonce") return hexNonce(nonce);
  const path = nonceFile ?? dataFile ?? "-";
  const bytes = await readInput(path, most);
  if (source === "nonceFile" && looksHex(bytes)) {
    note(`${inputName(path)} holds hex digits, and its bytes are taken as they are; for what they spell use --nonce`);
  }
  return bytes;
}

/** The bytes that hex spells, with 0x in front or not. */
export function hexNonce(text: string): Promise<Uint8Array> {
  const start = /^0x/i.test(text) ? 2 : 0;
  return naming("--nonce", () => decodeHex(text.slice(start)));
}

/** Is this text that somebody may have meant as hex? */
function looksHex(bytes: Uint8Array): boolean {
  return bytes.length >= 16 && /^(0x)?([0-9a-f]{2})+\s*$/i.test(Buffer.from(bytes).toString("latin1"));
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? "" : "s"}`;
}

/** How report data was made: "nonce of 32 bytes, then 32 zero bytes". */
export function describe({ bytes, length, hash }: ReportData, input: ReportInput): string {
  const what = "data" in input ? `${hash} of ${count(input.data.length, "byte")}` : `nonce of ${count(length, "byte")}`;
  return length < bytes.length ? `${what}, then ${count(bytes.length - length, "zero byte")}` : what;
}
