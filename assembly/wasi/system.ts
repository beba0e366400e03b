/** What the system is asked for besides files: clocks, random bytes, a pause, whether somebody is looking, and the end. */
import { clock_time_get, fd_fdstat_get, poll_oneoff, proc_exit, random_get } from "./wasi_snapshot_preview1";

const enum Clock {
  Realtime = 0,
  Monotonic = 1,
}

/** Where results are written: 64 bytes. */
const result = memory.data(64, 8);
/** A subscription of 48 bytes and its event of 32. */
const subscription = memory.data(48, 8);
const event = memory.data(32, 8);

const NANOSECONDS: u64 = 1_000_000_000;
const CHARACTER_DEVICE: u8 = 2;
/** Rights to seek and to tell the position, which nobody has on a terminal. */
const SEEK_OR_TELL: u64 = (1 << 2) | (1 << 5);

function nanoseconds(clock: Clock): u64 {
  store<u64>(result, 0);
  clock_time_get(clock, 1_000_000, result);
  return load<u64>(result);
}

/** Seconds since 1970. */
export function now(): i64 {
  return <i64>(nanoseconds(Clock.Realtime) / NANOSECONDS);
}

/** Milliseconds since some moment; they never run back. */
export function ticks(): u64 {
  return nanoseconds(Clock.Monotonic) / 1_000_000;
}

/** Waits. */
export function sleep(milliseconds: u32): void {
  memory.fill(subscription, 0, 48);
  // userdata u64, type u8 (0: a clock), then at 16 clock u32, timeout u64, precision u64, flags u16 (0: from now on).
  store<u32>(subscription, Clock.Monotonic, 16);
  store<u64>(subscription, <u64>milliseconds * 1_000_000, 24);
  poll_oneoff(subscription, event, 1, result);
}

/** Fills bytes by random ones. Returns whether there are any. */
export function random(to: usize, length: u32): bool {
  return random_get(to, length) == 0;
}

/** Is the file a terminal? A character device on which nobody can seek. */
export function isTerminal(fd: i32): bool {
  // filetype u8, flags u16 at 2, rights u64 at 8.
  if (fd_fdstat_get(fd, result) != 0) return false;
  return load<u8>(result) == CHARACTER_DEVICE && (load<u64>(result, 8) & SEEK_OR_TELL) == 0;
}

/** Ends the program. */
export function exit(code: i32): void {
  proc_exit(code);
  unreachable();
}
