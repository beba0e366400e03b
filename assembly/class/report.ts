/** What the class device shows of one report: outblob in its format, and the line that says what it was made from. */
import { INPUT, OUTPUT } from "../arena";
import { Code } from "../fault";
import * as table from "../formats/class";
import { Errno } from "../formats/errno";
import { char, dec, finish, hexOf, start } from "../render/out";
import { failed } from "./device";
import { refuse } from "./refuse";

/** Where the request ends that every call here begins with. */
const behind: usize = INPUT + table.CLASS_REQUEST;

/**
 * Takes a report: in the input region lie its request, the driver's outblob, and the auxblob. Writes the device's outblob to
 * the output region. Returns its bytes, or minus an error number: a driver that gives nothing has failed.
 */
export function made(outLength: u32, auxLength: u32): i32 {
  if (outLength == 0) {
    failed();
    return refuse(Errno.EIO, Code.EmptyOutblob);
  }
  const isExtended = table.reportFormat.u32(INPUT) == table.ReportFormat.Extended;
  const length = isExtended ? outLength + auxLength : outLength;
  memory.copy(OUTPUT, behind, length);
  return length;
}

/**
 * The line of outhex_input: input in hex, generation in decimal, report in hex. In the input region lie the request and
 * `length` bytes of the device's outblob. Returns the bytes of the line in the output region.
 */
export function line(length: u32): i32 {
  start(false);
  hexOf(table.input.of(INPUT), table.inputLength.u32(INPUT));
  char(32);
  dec(table.generation.u64(INPUT));
  char(32);
  hexOf(behind, length);
  char(10);
  return finish();
}
