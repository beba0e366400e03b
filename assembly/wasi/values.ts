/** Values of options that are numbers and times, as texts that end with a zero byte. */
import { NO_TIME, numberAt, run, timeOf } from "../time";

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

/** Is it a time: ISO 8601, or seconds since 1970? */
export function isTime(text: usize): bool {
  return timeOf(text) != NO_TIME;
}
