/** Values of options that are numbers and times, as texts that end with a zero byte. */
import { digits, NO_TIME, secondsAt } from "../time";
import { lengthOf } from "./preopens";

function isDigit(c: u32): bool {
  return c - 48 < 10;
}

/** Characters of the run of digits at p. */
function run(p: usize): u32 {
  let length: u32 = 0;
  while (isDigit(load<u8>(p + length))) length++;
  return length;
}

/** The number that up to 18 digits spell. */
function numberAt(p: usize, length: u32): u64 {
  let value: u64 = 0;
  for (let i: u32 = 0; i < length; i++) value = value * 10 + (load<u8>(p + i) - 48);
  return value;
}

/** Is it a whole number of 32 bits, from `least` on? */
export function isCount(text: usize, least: u32): bool {
  const length = run(text);
  if (length == 0 || length > 10 || load<u8>(text + length) != 0) return false;
  const value = numberAt(text, length);
  return value >= least && value <= u32.MAX_VALUE;
}

/** The number; the text {@link isCount}. */
export function countOf(text: usize): u32 {
  return <u32>numberAt(text, run(text));
}

/** Most milliseconds that a timer counts. */
const LONGEST: u64 = 0x7fffffff;

/** Is it a number of seconds, from a millisecond to 24 days? */
export function isSeconds(text: usize): bool {
  return millisecondsOf(text) != 0;
}

/** Seconds as milliseconds, rounded; 0 when the text is none. */
export function millisecondsOf(text: usize): u32 {
  const whole = run(text);
  let value = whole > 7 ? LONGEST + 1 : numberAt(text, whole) * 1000;
  let end = text + whole;
  if (load<u8>(end) == 46) {
    const part = run(++end);
    if (part == 0) return 0;
    let weight: u64 = 100;
    for (let i: u32 = 0; i < min<u32>(part, 3); i++, weight /= 10) value += weight * (load<u8>(end + i) - 48);
    if (part > 3 && load<u8>(end, 3) >= 53) value++;
    end += part;
  } else if (whole == 0) return 0;
  return load<u8>(end) == 0 && value <= LONGEST ? <u32>value : 0;
}

/** Last second that a date of JavaScript can be. */
const LAST: u64 = 8_640_000_000_000;

/** Is it a time: ISO 8601, or seconds since 1970? */
export function isTime(text: usize): bool {
  return timeOf(text) != NO_TIME;
}

/**
 * Seconds since 1970, or {@link NO_TIME}. A day is its first second, a time without a zone is UTC; fractions of a second are
 * left out.
 */
export function timeOf(text: usize): i64 {
  const length = run(text);
  if (length > 0 && load<u8>(text + length) == 0) {
    if (length > 18 || numberAt(text, length) > LAST) return NO_TIME;
    return <i64>numberAt(text, length);
  }
  if (lengthOf(text) < 10 || load<u8>(text, 4) != 45 || load<u8>(text, 7) != 45) return NO_TIME;
  let p = text + 10;
  let hour = 0;
  let minute = 0;
  let second = 0;
  if (load<u8>(p) == 84) {
    if (lengthOf(p) < 6 || load<u8>(p, 3) != 58) return NO_TIME;
    hour = digits(p + 1, 2);
    minute = digits(p + 4, 2);
    p += 6;
    if (load<u8>(p) == 58) {
      if (lengthOf(p) < 3) return NO_TIME;
      second = digits(p + 1, 2);
      p += 3;
      if (load<u8>(p) == 46) {
        const part = run(p + 1);
        if (part == 0) return NO_TIME;
        p += 1 + part;
      }
    }
  }
  const offset = zone(p);
  const seconds = secondsAt(digits(text, 4), digits(text + 5, 2), digits(text + 8, 2), hour, minute, second);
  return offset == NO_TIME || seconds == NO_TIME ? NO_TIME : seconds - offset;
}

/** Seconds that a zone is ahead of UTC: none, Z, or +HH:MM; NO_TIME for anything else. */
function zone(p: usize): i64 {
  const sign = load<u8>(p);
  if (sign == 0 || (sign == 90 && load<u8>(p, 1) == 0)) return 0;
  if ((sign != 43 && sign != 45) || lengthOf(p) != 6 || load<u8>(p, 3) != 58) return NO_TIME;
  const hours = digits(p + 1, 2);
  const minutes = digits(p + 4, 2);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return NO_TIME;
  const seconds = <i64>(60 * hours + minutes) * 60;
  return sign == 45 ? -seconds : seconds;
}
