/**
 * The class device tsm0 as a state machine: what was written, which report was asked for last. It makes no report and keeps
 * none; the host does both, as it is told here. One driver and one device at a time.
 *
 *     register → { store | show | read → (make, then made or failed) }… → unregister
 *
 * Every write that is taken counts, and makes the report in hand an old one. A report is asked for once at each generation,
 * and made from the request as it stood then: a later write leaves that report to its readers and comes in nobody's way. A
 * report that failed is nobody's: whoever reads next asks again.
 */
import { INPUT } from "../arena";
import { Code } from "../fault";
import * as table from "../formats/class";
import { PRIVLEVEL_MAX } from "../formats/configfs";
import { Errno } from "../formats/errno";
import { Row } from "../layout";
import { refuse } from "./refuse";

/** What a report made now is made from: a classRequest. */
export const request: usize = memory.data(<i32>table.CLASS_REQUEST, 8);

/** The driver's number; 0 when there is none. */
let driver: u32 = 0;
/** Lowest privlevel that the driver takes. */
export let floor: u32 = 0;
/** Has the device privlevel and format? */
let extra: bool = false;
/** The generation that a report was asked for last, unless it failed. */
let asked: u64 = 0;
let isAsked: bool = false;

/** Numbers in the request. */
export function setNumber(field: Row, value: u32): void {
  store<u32>(field.of(request), value);
}

/** Makes the device of a driver, as new. Returns 0, or minus an error number. */
export function register(number: u32, lowest: u32, hasExtra: bool): i32 {
  if (number == 0 || lowest > PRIVLEVEL_MAX) return refuse(Errno.EINVAL, Code.BadRequest, 0, lowest, PRIVLEVEL_MAX);
  if (driver != 0) return refuse(Errno.EBUSY, Code.Busy);
  driver = number;
  floor = lowest;
  extra = hasExtra;
  isAsked = false;
  memory.fill(request, 0, table.CLASS_REQUEST);
  setNumber(table.privlevel, lowest);
  return 0;
}

/** Takes the device of this driver away. Returns 0, or minus an error number. */
export function unregister(number: u32): i32 {
  if (driver == 0 || number != driver) return refuse(Errno.EBUSY, Code.Busy);
  driver = 0;
  return 0;
}

/** Is there such a file? Returns 0, or minus an error number. */
export function find(attribute: u32): i32 {
  if (driver == 0) return refuse(Errno.ENXIO, Code.NoProvider);
  const isExtra = attribute == table.ClassAttribute.Privlevel || attribute == table.ClassAttribute.Format;
  const isThere = attribute > 0 && attribute <= <u32>table.ClassAttribute.OuthexInput && (extra || !isExtra);
  return isThere ? 0 : refuse(Errno.ENOENT, Code.NoAttribute);
}

/** Counts a write that was taken. */
export function count(): void {
  store<u64>(table.generation.of(request), table.generation.u64(request) + 1);
}

/**
 * What a new reader of the report gets: 0 the report asked for last, which may still be in the making; 1 a new one, which the
 * host has made from {@link request} as it is now. Or minus an error number.
 */
export function read(): i32 {
  if (driver == 0) return refuse(Errno.ENXIO, Code.NoProvider);
  if (table.inputLength.u32(request) == 0) return refuse(Errno.EINVAL, Code.NoInput);
  const now = table.generation.u64(request);
  if (isAsked && asked == now) return 0;
  asked = now;
  isAsked = true;
  return 1;
}

/** The report of the request in the input region was not made. */
export function failed(): void {
  if (table.generation.u64(INPUT) == asked) isAsked = false;
}
