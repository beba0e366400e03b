/** Times of certificates: RFC 5280 section 4.1.2.5. UTCTime to the end of 2049, GeneralizedTime from then on, both in UTC. */
import { after, content, read, Tag, tag } from "../parse/der";
import { digits, NO_TIME, secondsAt } from "../time";

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
  if (year < 0) return NO_TIME;
  if (!general) year += year < 50 ? 2000 : 1900;
  else if (year < 2050) return NO_TIME;
  const month = digits(at, 2);
  const day = digits(at + 2, 2);
  return secondsAt(year, month, day, digits(at + 4, 2), digits(at + 6, 2), digits(at + 8, 2));
}
