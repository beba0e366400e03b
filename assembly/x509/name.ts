/** Names: RFC 5280 section 4.1.2.4. Two names are the same when their bytes are, which is how issuers write them. */
import { after, content, is, read, Tag, tag } from "../parse/der";

/** Is the element at p the text of an attribute? */
function isText(p: usize, end: usize): bool {
  if (!read(p, end) || content == after) return false;
  return tag == <u32>Tag.Utf8String || tag == <u32>Tag.PrintableString || tag == <u32>Tag.Ia5String;
}

/**
 * Is the element at p a Name, of attributes that stand alone in their set? It is the element read last then, whatever was
 * read within.
 */
export function isName(p: usize, end: usize): bool {
  if (!is(Tag.Sequence, p, end) || content == after) return false;
  const stop = after;
  let q = content;
  while (q < stop) {
    if (!is(Tag.Set, q, stop)) return false;
    const next = after;
    if (!is(Tag.Sequence, content, next) || after != next) return false;
    if (!is(Tag.Oid, content, next) || !isText(after, next) || after != next) return false;
    q = next;
  }
  return read(p, end);
}
