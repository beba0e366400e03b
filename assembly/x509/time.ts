/** Times of certificates: RFC 5280 section 4.1.2.5. UTCTime to the end of 2049, GeneralizedTime from then on, both in UTC. */
import { after, content, read, Tag, tag } from "../parse/der";

/** No time: what {@link readTime} gives for anything else. */
export const NO_TIME: i64 = i64.MIN_VALUE;

/** From 0000-03-01 to 1970-01-01. */
const DAYS_TO_1970: i64 = 719468;

/** The number that `count` decimal digits spell; negative when one of them is no digit. */
function digits(p: usize, count: u32): i32 {
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

/** Days since 1970, counted in years that begin in March. */
function days(year: i32, month: i32, day: i32): i64 {
  const y = month > 2 ? year : year - 1;
  const inYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
  return 365 * <i64>y + y / 4 - y / 100 + y / 400 + inYear - DAYS_TO_1970;
}

/** Reads the Time at p. Returns seconds since 1970, or {@link NO_TIME}. */
export function readTime(p: usize, end: usize): i64 {
  if (!read(p, end)) return NO_TIME;
  const general = tag == <u32>Tag.GeneralizedTime;
  if (!general && tag != <u32>Tag.UtcTime) return NO_TIME;
  const size: u32 = general ? 4 : 2;
  // After the year month, day, hour, minute and second; then Z.
  if (after - content != size + 11 || load<u8>(after - 1) != 90) return NO_TIME;
  let year = digits(content, size);
  const at = content + size;
  const month = digits(at, 2);
  const day = digits(at + 2, 2);
  const hour = digits(at + 4, 2);
  const minute = digits(at + 6, 2);
  const second = digits(at + 8, 2);
  if ((year | month | day | hour | minute | second) < 0) return NO_TIME;
  if (!general) year += year < 50 ? 2000 : 1900;
  else if (year < 2050) return NO_TIME;
  if (month < 1 || month > 12 || day < 1 || day > daysIn(month, year)) return NO_TIME;
  if (hour > 23 || minute > 59 || second > 59) return NO_TIME;
  return ((days(year, month, day) * 24 + hour) * 60 + minute) * 60 + second;
}
