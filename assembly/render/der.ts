/**
 * Shows DER that was checked as a tree, each element with its bytes: in JSON and in words. A string of octets or bits that
 * holds elements, as those of extensions and keys do, is opened.
 */
import { derTags } from "../formats/der";
import { entryOf } from "../layout";
import { after, areWhole, content, read, Tag, tag } from "../parse/der";
import { openNode } from "./cbor";
import { char, dec, hexNumber, hexOf, jsonChars, key, printable, str } from "./out";

const CONSTRUCTED: u32 = 0x20;
/** Bytes or characters of one element that a line shows. */
const SHOWN: u32 = 32;
/** Levels of elements that are shown. */
export const LEVELS: u32 = 24;

/** Is the element read last a text, or a time? */
function isText(): bool {
  return tag == <u32>Tag.Utf8String || (tag >= <u32>Tag.PrintableString && tag <= <u32>Tag.GeneralizedTime);
}

/** Where the elements begin that the one at p holds; 0 when it holds none. */
export function holdsElements(p: usize, end: usize): usize {
  read(p, end);
  if ((tag & CONSTRUCTED) != 0) return content < after ? content : 0;
  const bits = tag == <u32>Tag.BitString;
  if (!bits && tag != <u32>Tag.OctetString) return 0;
  const from = bits ? content + 1 : content;
  const stop = after;
  // Anything may look like an element by chance; what is made up of some does not.
  if (stop - from < 2 || from > stop || load<u8>(from) != <u8>Tag.Sequence) return 0;
  return read(from, stop) && after == stop && areWhole(from, stop) ? from : 0;
}

/** An object identifier in numbers: X.690 section 8.19. */
export function oid(from: usize, to: usize): void {
  let value: u64 = 0;
  let first = true;
  for (let p = from; p < to; p++) {
    const byte: u32 = load<u8>(p);
    value = (value << 7) | (byte & 127);
    if (byte >= 128) continue;
    if (first) {
      const root = min<u64>(value / 40, 2);
      dec(root);
      value -= 40 * root;
    }
    first = false;
    char(46);
    dec(value);
    value = 0;
  }
}

function name(): void {
  const row = entryOf(derTags, tag);
  if (row) str(row.name);
  else {
    str("tag ");
    hexNumber(tag, 2);
  }
}

/** {"at", "size", "type", and "items" or "value"}. Returns where the element ends. */
export function derJson(p: usize, end: usize, depth: u32 = 0): usize {
  const inner = depth < LEVELS ? holdsElements(p, end) : 0;
  read(p, end);
  const stop = after;
  openNode(p, stop);
  char(34);
  name();
  char(34);
  if (inner) {
    key("items");
    char(91);
    for (let at = inner; at < stop; ) {
      if (at > inner) char(44);
      at = derJson(at, stop, depth + 1);
    }
    char(93);
  } else {
    key("value");
    char(34);
    if (tag == <u32>Tag.Oid) oid(content, stop);
    else if (isText()) jsonChars(content, <u32>(stop - content));
    else hexOf(content, <u32>(stop - content));
    char(34);
  }
  char(125);
  return stop;
}

/** The element at p in few words, without what it holds, and with its first bytes: `oid 1.2.840.10045.2.1`, `integer 1 02`. */
export function derWords(p: usize, end: usize, shown: u32 = SHOWN): void {
  const inner = holdsElements(p, end);
  read(p, end);
  name();
  char(32);
  if (inner) return dec(after - content);
  if (tag == <u32>Tag.Oid) return oid(content, after);
  const size = <u32>(after - content);
  dec(size);
  if (shown == 0) return;
  char(32);
  if (isText()) printable(content, min(size, shown));
  else hexOf(content, min(size, shown));
  if (size > shown) str("...");
}
