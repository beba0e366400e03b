/**
 * A strict reader of JSON, RFC 8259, that is asked for one value after the other. It copies nothing: a value is the bytes
 * where it stands. What the grammar leaves open is closed: one member of a name in an object, however it is written; whole
 * characters in UTF-8; at most {@link MAX_DEPTH} levels, and {@link MAX_MEMBERS} members in an object.
 *
 *     begin(p, end);
 *     if (object()) while (member()) if (stringIs("svn")) svn = unsigned(255); else skip();
 *     if (!finish()) …problem, problemAt
 *
 * After the first problem there is nothing more to read: every question is answered with no, nothing or 0, so that it is
 * enough to ask once, at the end. A reading may look at 16 bytes behind `end`.
 */
import { Problem } from "../formats/json";
import { isSpace, startsWith } from "../parse/text";
import { Text } from "../text";
import { behind, character, hashOf, resolve, same } from "./string";

const MAX_DEPTH: usize = 32;
const MAX_MEMBERS: usize = 64;

/** What is wrong, or 0; and where. */
export let problem: i32 = 0;
export let problemAt: usize = 0;

/** Where the reading stands. Behind member() and element() that is the first byte of a value; once it is read, its end. */
export let at: usize = 0;
let end: usize = 0;

/** The string or the name of the member read last: the bytes between its quotes. */
export let from: usize = 0;
export let to: usize = 0;

/** Open objects and arrays; has the innermost not had a member yet? */
let depth: usize = 0;
let fresh: bool = false;
/** Names of the members of all open objects, each {from, to, hash}; and by depth, how many there were before. */
const NAME: usize = 12;
const names = memory.data(12 * 64 * 32, 4);
const counts = memory.data(4 * 32, 4);
let count: usize = 0;

/** Starts on the document in [p, stop). */
export function begin(p: usize, stop: usize): void {
  at = p;
  end = stop;
  from = to = p;
  problem = 0;
  problemAt = p;
  depth = count = 0;
  fresh = false;
}

/** Notes what is wrong, unless something was before, and ends the reading. Returns false. */
export function refuse(what: Problem, where: usize): bool {
  if (problem == 0) {
    problem = where < end ? what : Problem.Truncated;
    problemAt = min(where, end);
  }
  at = end;
  return false;
}

/** Tells whether all was read without a problem, and nothing but white space follows. */
export function finish(): bool {
  peek();
  if (at < end) refuse(Problem.Syntax, at);
  return problem == 0;
}

/** The first character of what comes next, behind white space; 0 at the end. */
export function peek(): u32 {
  while (at < end && isSpace(load<u8>(at))) at++;
  return at < end ? load<u8>(at) : 0;
}

/** Enters an object. */
export function object(): bool {
  return open(123);
}

/** Enters an array. */
export function array(): bool {
  return open(91);
}

function open(c: u32): bool {
  if (peek() != c) return refuse(Problem.OtherType, at);
  if (depth == MAX_DEPTH) return refuse(Problem.TooDeep, at);
  at++;
  store<u32>(counts + 4 * depth++, <u32>count);
  fresh = true;
  return true;
}

/** Goes on in the array that is open. Returns false behind its last element, where it is left. */
export function element(): bool {
  return next(93);
}

/** Goes on in the object that is open: reads a name and its colon. Returns false behind its last member, where it is left. */
export function member(): bool {
  if (!next(125)) return false;
  if (!string()) return false;
  const first: usize = load<u32>(counts + 4 * (depth - 1));
  if (count - first == MAX_MEMBERS) return refuse(Problem.TooMany, from);
  const hash = hashOf(from, to);
  const stop = names + NAME * count;
  for (let name = names + NAME * first; name < stop; name += NAME) {
    if (load<u32>(name, 8) != hash) continue;
    if (same(load<u32>(name), load<u32>(name, 4), from, to)) return refuse(Problem.Duplicate, from);
  }
  store<u32>(stop, <u32>from);
  store<u32>(stop, <u32>to, 4);
  store<u32>(stop, hash, 8);
  count++;
  if (peek() != 58) return refuse(Problem.Syntax, at);
  at++;
  peek();
  return true;
}

function next(close: u32): bool {
  const c = peek();
  if (c == close) {
    at++;
    count = load<u32>(counts + 4 * --depth);
    fresh = false;
    return false;
  }
  if (!fresh) {
    if (c != 44) return refuse(Problem.Syntax, at);
    at++;
    peek();
  }
  fresh = false;
  return true;
}

/** Reads a string. */
export function string(): bool {
  if (peek() != 34) return refuse(Problem.OtherType, at);
  from = ++at;
  for (;;) {
    at += plain(v128.load(at));
    if (at >= end) return refuse(Problem.Truncated, end);
    if (load<u8>(at) == 34) break;
    if (character(at) < 0) return refuse(Problem.Character, behind);
    at = behind;
  }
  to = at++;
  return true;
}

/** How many of sixteen characters stand for themselves: ASCII up to a control character, a quote or a backslash. */
function plain(bytes: v128): usize {
  const special = v128.or(i8x16.eq(bytes, i8x16.splat(34)), i8x16.eq(bytes, i8x16.splat(92)));
  // With a bit behind them for none.
  return ctz(i8x16.bitmask(v128.or(special, i8x16.lt_s(bytes, i8x16.splat(32)))) | 0x10000);
}

/** Is this what the string or name read last says? */
export function stringIs(text: Text): bool {
  return same(from, to, text.chars, text.chars + text.length);
}

/**
 * Writes what the string read last says to `target`, in UTF-8; that may be {@link from}, and takes at most the bytes that
 * the string has there. Returns how many.
 */
export function copyString(target: usize): usize {
  return resolve(from, to, target);
}

/** Reads an unsigned integer of at most `most`: digits alone. */
export function unsigned(most: u64 = u64.MAX_VALUE): u64 {
  if (peek() - 48 > 9) {
    refuse(Problem.OtherType, at);
    return 0;
  }
  const start = at;
  let value: u64 = 0;
  for (; at < end && load<u8>(at) - 48 < 10; at++) {
    const digit = <u64>load<u8>(at) - 48;
    const next = value * 10 + digit;
    if (value > u64.MAX_VALUE / 10 || next < digit || next > most) {
      refuse(Problem.OutOfRange, start);
      return 0;
    }
    value = next;
  }
  checkPadding(start);
  return value;
}

/** Refuses the digits from `start` to here when they begin with a zero too many. */
function checkPadding(start: usize): void {
  if (load<u8>(start) == 48 && at - start > 1) refuse(Problem.Syntax, min(at, end - 1));
}

/** Reads true or false. */
export function boolean(): bool {
  if (word("true")) return true;
  if (!word("false")) refuse(Problem.OtherType, at);
  return false;
}

/** Reads null, when that comes next. */
export function isNull(): bool {
  return word("null");
}

function word(text: Text): bool {
  peek();
  if (!startsWith(at, 0, <u32>(end - at), text)) return false;
  at += text.length;
  return true;
}

/** Reads any value. */
export function skip(): void {
  const c = peek();
  if (c == 123) {
    object();
    while (member()) skip();
  } else if (c == 91) {
    array();
    while (element()) skip();
  } else if (c == 34) string();
  else if (c == 45 || c - 48 < 10) number();
  else if (!word("true") && !word("false") && !isNull()) refuse(Problem.Syntax, at);
}

/** -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)? */
function number(): void {
  if (load<u8>(at) == 45) at++;
  const start = at;
  if (!digits()) return;
  checkPadding(start);
  if (at < end && load<u8>(at) == 46) {
    at++;
    if (!digits()) return;
  }
  if (at < end && (load<u8>(at) | 32) == 101) {
    at++;
    if (at < end && (load<u8>(at) == 43 || load<u8>(at) == 45)) at++;
    digits();
  }
}

function digits(): bool {
  const start = at;
  while (at < end && load<u8>(at) - 48 < 10) at++;
  return at > start || refuse(Problem.Syntax, at);
}
