/** How values cross: arguments into the core's input, numbers of its tables to cases and back, results to the caller. */
import { INPUT, INPUT_MAX, OUTPUT } from "../arena";
import { Code, fail, fault, faults } from "../fault";
import { attributes } from "../formats/configfs";
import { entryOf, ROW, Row } from "../layout";
import { place, writeMessage } from "../render/message";
import { char, dec, start, str, written } from "../render/out";
import { Text } from "../text";
import { cabiRealloc, release } from "./arrivals";
import { FaultRecord } from "./records";

/** What a call gives lies here until its caller has read it: what came of it, and behind that the record. */
const result = memory.data(128, 8);

/** Where the payload of a result starts: at the alignment of its records, which is this unless one has 64-bit members. */
export const PAYLOAD: usize = 4;

/** Copies an argument into the input region, or further behind. Returns its length, or a fault. */
export function put(at: usize, length: usize, behind: usize = 0): i32 {
  const most = <usize>INPUT_MAX - behind;
  if (length > most) return fail(Code.TooLarge, 0, <u32>length, <u32>most);
  memory.copy(INPUT + behind, at, length);
  return <i32>length;
}

/** Moves the first `length` bytes of the output region to where the next output leaves them alone. Returns where. */
export function keepOutput(length: i32): usize {
  const at = cabiRealloc(0, 0, 1, length);
  memory.copy(at, OUTPUT, length);
  return at;
}

/** The case of an enumeration that stands for a number of a list: the same entry, counted. */
export function caseOf(list: Row, value: u32): u8 {
  let i: u8 = 0;
  for (let r = list.next; r.at != value; r = r.next) i++;
  return i;
}

/** The number that a case of an enumeration stands for. */
export function numberOf(list: Row, index: u32): u32 {
  return changetype<Row>(changetype<usize>(list.next) + ROW * index).at;
}

/** The result ok. Returns it; the record goes to its payload. */
export function succeed(): usize {
  store<u8>(result, 0);
  return result;
}

/**
 * The result err with the last fault, of an argument, or of an item of one that is a list. All arguments are forgotten.
 */
export function refuse(argument: Text | null, index: i32 = -1, payload: usize = PAYLOAD): usize {
  store<u8>(result, 1);
  release();
  const record = changetype<FaultRecord>(result + payload);
  record.code = caseOf(faults, fault.code);
  record.group = <u8>((entryOf(faults, fault.code)!.size >> 8) - 1);
  start(false);
  writeMessage();
  record.message = OUTPUT;
  record.messageLength = written();
  record.hasArgument = argument ? 1 : 0;
  record.argument = OUTPUT + written();
  if (argument) str(argument);
  if (index >= 0) {
    char(91);
    dec(index);
    char(93);
  }
  record.argumentLength = OUTPUT + written() - record.argument;
  record.hasField = fault.row ? 1 : 0;
  record.field = OUTPUT + written();
  if (fault.row) place(changetype<Row>(fault.row));
  record.fieldLength = OUTPUT + written() - record.field;
  record.at = fault.at;
  record.got = fault.got;
  record.want = fault.want;
  record.hasAttribute = fault.attribute ? 1 : 0;
  if (fault.attribute) record.attribute = caseOf(attributes, fault.attribute);
  record.hasErrno = fault.errno ? 1 : 0;
  record.errno = fault.errno;
  record.leftBehind = 0;
  return result;
}
