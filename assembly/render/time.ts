/** Seconds since 1970 as YYYY-MM-DDTHH:MM:SSZ. */
import { char, dec } from "./out";

function two(n: u32): void {
  char(48 + n / 10);
  char(48 + (n % 10));
}

/** Days since 1970 as a date: "chrono-compatible low-level date algorithms", H. Hinnant, civil_from_days. */
function date(days: i64): void {
  const shifted = days + 719468;
  const era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
  const day = <u32>(shifted - era * 146097);
  const year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
  const dayOfYear = day - (365 * year + year / 4 - year / 100);
  const month = (5 * dayOfYear + 2) / 153;
  const full = <i64>year + era * 400 + (month >= 10 ? 1 : 0);
  if (full < 1000) char(48);
  dec(full);
  char(45);
  two(month < 10 ? month + 3 : month - 9);
  char(45);
  two(dayOfYear - (153 * month + 2) / 5 + 1);
}

/** Writes a time of the years 100 to 9999. */
export function writeTime(seconds: i64): void {
  const days = (seconds >= 0 ? seconds : seconds - 86399) / 86400;
  const rest = <u32>(seconds - days * 86400);
  date(days);
  char(84);
  two(rest / 3600);
  char(58);
  two((rest / 60) % 60);
  char(58);
  two(rest % 60);
  char(90);
}
