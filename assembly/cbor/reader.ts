/**
 * A strict reader of CBOR, RFC 8949. What has more than one encoding is taken in one of them: definite lengths, numbers and
 * lengths in the fewest bytes, each key of a map once. Limits: {@link MAX_DEPTH} levels, {@link MAX_ITEMS} items,
 * {@link MAX_PAIRS} pairs in a map, {@link KEY_MAX} bytes of a key.
 */
import { equal } from "../bytes";
import { Major, Problem, Simple } from "../formats/cbor";
import { behind, multibyte } from "../json/string";

const MAX_DEPTH: u32 = 16;
const MAX_ITEMS: u32 = 16384;
const MAX_PAIRS: u64 = 256;
const KEY_MAX: usize = 256;

/** What is wrong with the item checked last, and where. */
export let problem: u32 = 0;
export let problemAt: usize = 0;

/** The head read last: its major type, its number, and where what follows it begins. */
export let major: i32 = 0;
export let argument: u64 = 0;
export let content: usize = 0;
/** Where the item ends; of an array, a map and a tag where its first item begins. */
export let after: usize = 0;

/** Notes what is wrong. Returns false. */
function refuse(what: Problem, at: usize): bool {
  problem = what;
  problemAt = at;
  return false;
}

/** Reads the head at p, and the string behind it. Returns false when there is none in [p, end) that is taken. */
export function read(p: usize, end: usize): bool {
  if (p >= end) return refuse(Problem.Truncated, p);
  const first: u32 = load<u8>(p);
  const short = first & 31;
  major = <i32>(first >> 5);
  content = p + 1;
  argument = short;
  if (short >= 28) return refuse(short == 31 ? Problem.Indefinite : Problem.Reserved, p);
  if (short >= 24) {
    const size: u32 = 1 << (short - 24);
    if (end - content < size) return refuse(Problem.Truncated, p);
    argument = 0;
    for (let i: u32 = 0; i < size; i++) argument = (argument << 8) | load<u8>(content + i);
    content += size;
    if (major == Major.Simple) {
      if (short < <u32>Simple.Half) return refuse(Problem.Reserved, p);
    } else if (size == 1 ? argument < 24 : argument >> (4 * size) == 0) return refuse(Problem.NotShortest, p);
  } else if (major == Major.Simple && short < <u32>Simple.False) return refuse(Problem.Reserved, p);
  after = content;
  if (major != Major.Bytes && major != Major.Text) return true;
  if (argument > <u64>(end - content)) return refuse(Problem.Truncated, p);
  after = content + <usize>argument;
  return true;
}

/** Reads the head at p and tells whether it is of this type. */
export function is(wanted: Major, p: usize, end: usize): bool {
  return read(p, end) && (major == wanted || refuse(Problem.OtherType, p));
}

/** The integer at p, of 64 bits. */
export function integerAt(p: usize, end: usize): i64 {
  read(p, end);
  return major == Major.Negative ? -1 - <i64>argument : <i64>argument;
}

/** Where the item at p ends, which was checked before. */
export function endOf(p: usize, end: usize): usize {
  let pending: u64 = 1;
  while (pending > 0 && read(p, end)) {
    pending--;
    if (major == Major.Array) pending += argument;
    else if (major == Major.Map) pending += 2 * argument;
    else if (major == Major.Tag) pending++;
    p = after;
  }
  return p;
}

function isUtf8(p: usize, end: usize): bool {
  while (p < end) {
    const c: u32 = load<u8>(p);
    if (c < 128) p++;
    else {
      if (multibyte(p, c) < 0 || behind > end) return false;
      p = behind;
    }
  }
  return true;
}

/** Items that may still come. */
let left: u32 = 0;

/** Notes what is wrong. Returns 0, which is no end of an item. */
function no(what: Problem, at: usize): usize {
  refuse(what, at);
  return 0;
}

/** Checks the item at p and all in it. Returns where it ends; 0 when something is wrong. */
function checkItem(p: usize, end: usize, depth: u32): usize {
  if (left == 0) return no(Problem.TooMany, p);
  left--;
  if (!read(p, end)) return 0;
  const count = argument;
  const next = after;
  if (major == Major.Text && !isUtf8(content, next)) return no(Problem.Character, p);
  if (major < Major.Array || major == Major.Simple) return next;
  if (depth == 0) return no(Problem.TooDeep, p);
  if (major == Major.Map) return checkPairs(p, next, end, count, depth - 1);
  let at = next;
  let items: u64 = major == Major.Tag ? 1 : count;
  for (; items > 0 && at != 0; items--) at = checkItem(at, end, depth - 1);
  return at;
}

/** Checks the pairs of the map at p, the first of which is at `first`. Returns as {@link checkItem}. */
function checkPairs(p: usize, first: usize, end: usize, count: u64, depth: u32): usize {
  if (count > MAX_PAIRS) return no(Problem.TooMany, p);
  let at = first;
  for (let i: u32 = 0; i < <u32>count; i++) {
    const keyEnd = checkItem(at, end, depth);
    if (keyEnd == 0) return 0;
    if (keyEnd - at > KEY_MAX) return no(Problem.LongKey, at);
    if (isKnown(first, at, keyEnd, i)) return no(Problem.Duplicate, at);
    at = checkItem(keyEnd, end, depth);
    if (at == 0) return 0;
  }
  return at;
}

/** Is the key [key, keyEnd) among the first `count` keys of the map whose first key is at p? */
function isKnown(p: usize, key: usize, keyEnd: usize, count: u32): bool {
  for (let i: u32 = 0; i < count; i++) {
    const other = endOf(p, key);
    if (other - p == keyEnd - key && equal(p, key, <u32>(keyEnd - key))) return true;
    p = endOf(other, key);
  }
  return false;
}

/** Checks the item at p and all in it. Returns where it ends; 0 when something is wrong: see {@link problem}. */
export function check(p: usize, end: usize): usize {
  left = MAX_ITEMS;
  problem = 0;
  return checkItem(p, end, MAX_DEPTH);
}
