/** What goes in and out: files and `-`, notes on stderr, colours. */
import { createReadStream } from "node:fs";
import { access, constants, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { getSystemErrorMap } from "node:util";
import { concat } from "../bytes.ts";
import { TsmError } from "../errors.ts";

/** A file could not be read or written; the message says which, and why. */
export class IoError extends Error {
  override readonly name = "IoError";
}

/** A failed call of the system in words; any other error as it is. */
export function inWords(what: string, error: unknown): unknown {
  const { errno, code, message } = error as NodeJS.ErrnoException;
  if (code === undefined) return error;
  const words = errno === undefined ? undefined : getSystemErrorMap().get(errno)?.[1];
  return new IoError(`can't ${what}: ${words ?? message} (${code})`, { cause: error });
}

/** Tells people something, apart from the output. */
export function note(text: string): void {
  process.stderr.write(`tsm: ${text}\n`);
}

/** The name of an input in messages. */
export function inputName(path: string): string {
  return path === "-" ? "stdin" : path;
}

/** Calls work, and names the input in its errors. */
export async function naming<T>(name: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TsmError) error.message = `${name}: ${error.message}`;
    throw error;
  }
}

/** Reads a file, or stdin for `-`; stops soon after `most` bytes, for input that is too large or never ends. */
export async function readInput(path: string, most = Number.POSITIVE_INFINITY): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const part of path === "-" ? process.stdin : createReadStream(path)) {
      parts.push(part);
      length += part.length;
      if (length > most) break;
    }
  } catch (error) {
    throw inWords(`read ${inputName(path)}`, error);
  }
  return concat(parts);
}

/** Where writing to a path leads: a file to be replaced, which may be there already, or a device or pipe to write to. */
async function target(path: string, created = 0o644): Promise<{ path: string; replace: boolean; mode: number }> {
  const known = await stat(path).catch(() => undefined);
  if (!known) return { path, replace: true, mode: created };
  if (known.isDirectory()) throw new IoError(`can't write ${path}: it is a directory`);
  return { path: await realpath(path), replace: known.isFile(), mode: known.mode & 0o777 };
}

/** Fails when a path can't be written to: better before the TSM is asked than after. */
export async function checkOutput(path: string): Promise<void> {
  try {
    const { path: file, replace } = await target(path);
    await access(replace ? dirname(file) : file, constants.W_OK);
  } catch (error) {
    throw inWords(`write ${path}`, error);
  }
}

/** A file to be written, with its content. */
export type OutputFile = readonly [path: string, content: string | Uint8Array];

/** Writes files, each of them whole or not at all, and none when one can't be written. `created`: the mode of those that are new. */
export async function writeOutput(files: readonly OutputFile[], created?: number): Promise<void> {
  const moves: [from: string, to: string][] = [];
  let current = "";
  try {
    for (const [path, content] of files) {
      current = path;
      const { path: to, replace, mode } = await target(path, created);
      const from = replace ? `${to}.${crypto.randomUUID()}.tmp` : to;
      if (replace) moves.push([from, to]);
      await writeFile(from, content, replace ? { mode, flag: "wx", flush: true } : {});
    }
    for (const [from, to] of moves) await rename(from, to);
  } catch (error) {
    for (const [from] of moves) await rm(from, { force: true });
    throw inWords(`write ${current}`, error);
  }
}

/** Writes to stdout. A reader that has gone ends the process quietly; see {@link watchOutput}. */
export function print(content: string | Uint8Array): void {
  process.stdout.write(content);
}

/** Lets failures of stdout and stderr end the process in words, or quietly, instead of with a stack trace. */
export function watchOutput(): void {
  process.stderr.on("error", () => {});
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit();
    note((inWords("write stdout", error) as Error).message);
    process.exit(1);
  });
}

/** Are colours wanted on stdout? FORCE_COLOR says so, NO_COLOR and a dumb terminal say no. */
export function colours(): boolean {
  const { FORCE_COLOR, NO_COLOR, TERM } = process.env;
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== "0" && FORCE_COLOR !== "false";
  return process.stdout.isTTY === true && !NO_COLOR && TERM !== "dumb";
}
