/**
 * The files of a store in a directory. A mark is one line: the milliseconds since 1970 at which it ends, in decimal. A value is
 *
 *     {"key": …, "ends": … or null} LF
 *     its bytes
 *
 * Files are written aside and appear at once with all that is in them. A mark that a crash of the machine cut counts as expired: what
 * is left of its digits is a smaller number, or none.
 */
import { open, readFile } from "node:fs/promises";
import { concat } from "../../bytes.ts";
import { sha256 } from "../../crypto.ts";
import { encodeHex } from "../../hex.ts";

const LF = 10;
/** Bytes that hold the first line of any value. */
const HEAD_MAX = 1024;

/** What the first line of a value says. */
interface Head {
  key: string;
  /** Milliseconds since 1970; for good when there are none. */
  ends: number | null;
}

/** The name of the file of a key: of one length, of one case, and of nothing that means something in a path. */
export const fileOf = (key: string): string => encodeHex(sha256(new TextEncoder().encode(key)));

/** Did it work? False for errors of the system with one of these names; others are thrown. */
export async function succeeds(work: Promise<unknown>, ...codes: string[]): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (codes.includes((error as NodeJS.ErrnoException).code ?? "")) return false;
    throw error;
  }
}

/** What a file system says of a file that may have gone away meanwhile. */
async function ifThere<T>(work: Promise<T>): Promise<T | undefined> {
  return (await succeeds(work, "ENOENT")) ? work : undefined;
}

/** Writes a file that is not there, for this user alone. */
export async function writeNew(path: string, bytes: Uint8Array, { sync }: { sync: boolean }): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(bytes);
    if (sync) await file.sync();
  } finally {
    await file.close();
  }
}

/** Returns when names that were made in a directory outlive a crash of the machine. */
export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

export const encodeMark = (ends: number): Uint8Array => new TextEncoder().encode(`${ends}\n`);

/** When a mark ends, in milliseconds since 1970; undefined when it is not there. */
export async function markEnd(path: string): Promise<number | undefined> {
  const text = await ifThere(readFile(path, "utf8"));
  return text === undefined ? undefined : Number(text);
}

export function encodeValue(head: Head, bytes: Uint8Array): Uint8Array {
  return concat([new TextEncoder().encode(`${JSON.stringify(head)}\n`), bytes]);
}

/** The head of a value, and its bytes as far as they were handed in. */
function decodeValue(file: Uint8Array): Head & { bytes: Uint8Array } {
  const length = file.indexOf(LF);
  const head = JSON.parse(new TextDecoder().decode(file.subarray(0, length))) as Head;
  return { ...head, bytes: file.subarray(length + 1) };
}

/** Reads a value; undefined when it is not there. */
export async function readValue(path: string): Promise<(Head & { bytes: Uint8Array }) | undefined> {
  const file = await ifThere(readFile(path));
  return file && decodeValue(new Uint8Array(file));
}

/** Reads the head of a value; undefined when it is not there. */
export async function readHead(path: string): Promise<Head | undefined> {
  const file = await ifThere(open(path, "r"));
  if (!file) return undefined;
  try {
    const start = new Uint8Array(HEAD_MAX);
    const { bytesRead } = await file.read(start, 0, HEAD_MAX, 0);
    return decodeValue(start.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}
