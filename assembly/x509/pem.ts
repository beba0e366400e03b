/** PEM as RFC 7468 has it, strictly: blocks one behind the other, and nothing beside them but white space and NULs. */
import { Problem } from "../formats/certificate";
import { decodeBase64, isSpace, startsWith } from "../parse/text";
import { Text } from "../text";
import { refuse } from "./problem";

/** Where the block read last starts, or what was refused instead; and where that block stops. */
export let block: usize = 0;
export let blockEnd: usize = 0;

/** Where this text stops that stands at p; 0 when it does not. */
function behind(p: usize, end: usize, text: Text): usize {
  return end - p >= <usize>text.length && startsWith(p, 0, text.length, text) ? p + text.length : 0;
}

/** Where the line -----BEGIN label-----, or END, stops that starts at p; 0 when there is none. */
function line(p: usize, end: usize, start: Text, label: Text): usize {
  let at = behind(p, end, start);
  if (at) at = behind(at, end, label);
  return at ? behind(at, end, "-----") : 0;
}

/**
 * Decodes the next block with this label in [p, end) to `to`, at most `max` bytes. Returns its bytes, 0 when none is left,
 * and {@link Problem.Pem} or TooLarge, negative, for anything else.
 */
export function nextPem(p: usize, end: usize, label: Text, to: usize, max: i32): i32 {
  while (p < end && (load<u8>(p) == 0 || isSpace(load<u8>(p)))) p++;
  if (p == end) return 0;
  block = p;
  const from = line(p, end, "-----BEGIN ", label);
  if (!from) return refuse(Problem.Pem, p);
  let digits: i32 = 0;
  let pads: i32 = 0;
  for (p = from; p < end && load<u8>(p) != 45; p++) {
    const c = load<u8>(p);
    if (c == 10 || c == 13) continue;
    // Of what the decoder takes: other white space, and the one digit of the other alphabet that is not the minus.
    if (isSpace(c) || c == 95) return refuse(Problem.Pem, p);
    digits++;
    if (c == 61) pads++;
  }
  blockEnd = line(p, end, "-----END ", label);
  if (!blockEnd || digits & 3) return refuse(Problem.Pem, p);
  if ((digits / 4) * 3 - pads > max) return refuse(Problem.TooLarge, from);
  const length = decodeBase64(from, 0, <u32>(p - from), to);
  return length > 0 ? length : refuse(Problem.Pem, from);
}
