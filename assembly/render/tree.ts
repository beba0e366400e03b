/** Trees of CBOR and DER as lines: one for each item, with its place and its bytes, indented as it is nested. */
import { content, endOf, major, read } from "../cbor/reader";
import { Major } from "../formats/cbor";
import * as der from "../parse/der";
import { base } from "../parse/sections";
import { cborWords, isEncoded } from "./cbor";
import { derWords, holdsElements, LEVELS } from "./der";
import { char, dec, hexNumber, pad, Style, str, style, written } from "./out";

/** Columns of the size and of the words. */
const SIZES: u32 = 12;
const WORDS: u32 = 20;

function place(at: usize, size: usize, depth: u32): void {
  const line = written();
  str("    ");
  const invisible = style(Style.Dim);
  hexNumber(at - base, 3);
  pad(line, SIZES, invisible);
  dec(size);
  const more = style(Style.Plain);
  pad(line, WORDS, invisible + more);
  for (let i: u32 = 0; i < depth; i++) str("  ");
}

/** Lines of the CBOR item at p. Returns where it ends. */
export function cborLines(p: usize, end: usize, depth: u32 = 0, key: usize = 0, opened: u32 = 0): usize {
  const stop = endOf(p, end);
  place(p, stop - p, depth);
  if (key) {
    cborWords(key, end);
    str(": ");
  }
  read(p, end);
  const type = major;
  const from = content;
  cborWords(p, end);
  char(10);
  if (type == Major.Bytes && isEncoded(from, stop, opened)) cborLines(from, stop, depth + 1, 0, opened + 1);
  if (type < Major.Array || type == Major.Simple) return stop;
  for (let at = from; at < stop; ) {
    const pair = type == Major.Map ? at : 0;
    if (pair) at = endOf(pair, stop);
    at = cborLines(at, stop, depth + 1, pair, opened);
  }
  return stop;
}

/** Lines of the DER element at p. Returns where it ends. */
export function derLines(p: usize, end: usize, depth: u32 = 0): usize {
  der.read(p, end);
  const stop = der.after;
  place(p, stop - p, depth);
  derWords(p, end);
  char(10);
  const first = depth < LEVELS ? holdsElements(p, end) : 0;
  for (let at = first; at != 0 && at < stop; ) at = derLines(at, stop, depth + 1);
  return stop;
}
