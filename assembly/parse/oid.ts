/** Object identifiers, found in lists whose texts are their DER in hex. */
import { spells } from "../bytes";
import { Row } from "../layout";
import { after, content, is, isLastNull, Tag } from "./der";

/** The row of a list whose OID stands at [from, to); null when there is none. */
export function known(list: Row, from: usize, to: usize): Row | null {
  if (from == to) return null;
  const digits = (to - from) << 1;
  // OIDs of one family differ in their last byte: its low digit turns most of them down at once.
  const low: u8 = load<u8>(to - 1) & 15;
  const last: u8 = low < 10 ? 48 + low : 87 + low;
  for (let r = list.next; r.inLayout; r = r.next) {
    const text = r.text;
    if (text.length != digits || text.charAt(text.length - 1) != last) continue;
    if (spells(text, from)) return r;
  }
  return null;
}

/** Where the parameters of the {@link algorithm} read last lie, in [parameters, parametersEnd). */
export let parameters: usize = 0;
export let parametersEnd: usize = 0;

/** Reads the AlgorithmIdentifier at p: RFC 5280 section 4.1.1.2. Returns its row in a list; null when it has none. */
export function algorithm(list: Row, p: usize, end: usize): Row | null {
  if (!is(Tag.Sequence, p, end)) return null;
  parametersEnd = after;
  if (!is(Tag.Oid, content, parametersEnd)) return null;
  parameters = after;
  return known(list, content, after);
}

/** Are the parameters NULL, or left out? */
export function isNullOrNone(): bool {
  return parameters == parametersEnd || isLastNull(parameters, parametersEnd);
}
