/** Dates of the Gregorian calendar, in UTC, as seconds since 1970. */
import { lengthOf } from "./bytes";

/** No time: a date that there is not. */
export const NO_TIME: i64 = i64.MIN_VALUE;

/** From 0000-03-01 to 1970-01-01. */
const DAYS_TO_1970: i64 = 719468;

/** The number that `count` decimal digits spell; negative when one of them is no digit. */
export function digits(p: usize, count: u32): i32 {
  let number: i32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const digit = <u32>load<u8>(p + i) - 48;
    if (digit > 9) return -1;
    number = number * 10 + <i32>digit;
  }
  return number;
}

function daysIn(month: i32, year: i32): i32 {
  if (month == 2) return (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
  // 31 in every other month, and the other way round from August on.
  return 30 + ((month + (month >> 3)) & 1);
}

/** Seconds since 1970 at a moment; {@link NO_TIME} when there is none such, or a number is negative. */
export function secondsAt(year: i32, month: i32, day: i32, hour: i32, minute: i32, second: i32): i64 {
  if ((year | month | day | hour | minute | second) < 0) return NO_TIME;
  if (month < 1 || month > 12 || day < 1 || day > daysIn(month, year)) return NO_TIME;
  if (hour > 23 || minute > 59 || second > 59) return NO_TIME;
  // Years begin in March.
  const y = month > 2 ? year : year - 1;
  const inYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
  const days = 365 * <i64>y + y / 4 - y / 100 + y / 400 + inYear - DAYS_TO_1970;
  return ((days * 24 + hour) * 60 + minute) * 60 + second;
}

/** Reads YYYY-MM-DDTHH:MM:SSZ, and no other form, in [p, end). Returns seconds since 1970, or {@link NO_TIME}. */
export function readIsoTime(p: usize, end: usize): i64 {
  if (end - p != 20) return NO_TIME;
  const signs = load<u8>(p, 4) == 45 && load<u8>(p, 7) == 45 && load<u8>(p, 10) == 84;
  if (!signs || load<u8>(p, 13) != 58 || load<u8>(p, 16) != 58 || load<u8>(p, 19) != 90) return NO_TIME;
  const year = digits(p, 4);
  const month = digits(p + 5, 2);
  return secondsAt(year, month, digits(p + 8, 2), digits(p + 11, 2), digits(p + 14, 2), digits(p + 17, 2));
}

/** Characters of the run of decimal digits at p. */
export function run(p: usize): u32 {
  let length: u32 = 0;
  while (<u32>load<u8>(p + length) - 48 < 10) length++;
  return length;
}

/** The number that up to 18 digits spell. */
export function numberAt(p: usize, length: u32): u64 {
  let value: u64 = 0;
  for (let i: u32 = 0; i < length; i++) value = value * 10 + (load<u8>(p + i) - 48);
  return value;
}

/** Last second that a date of JavaScript can be. */
const LAST: u64 = 8_640_000_000_000;

/**
 * The seconds since 1970 that a text says, which ends with a zero byte: as they are, or by ISO 8601; or {@link NO_TIME}. A day is
 * its first second, a time without a zone is UTC; fractions of a second are left out.
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
