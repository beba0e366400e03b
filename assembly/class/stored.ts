/** The text files of the class device: what is written to them, and what they show. A value is whole, with one line feed or none. */
import { INPUT } from "../arena";
import { Code } from "../fault";
import * as table from "../formats/class";
import { INBLOB_MAX, PRIVLEVEL_MAX } from "../formats/configfs";
import { Errno } from "../formats/errno";
import * as hex from "../hex";
import { entryOf, Kind, Row } from "../layout";
import { char, dec, finish, hexOf, start, str } from "../render/out";
import { count, find, floor, request, setNumber } from "./device";
import { refuse } from "./refuse";
import { readUnsigned, unsigned } from "./unsigned";

/**
 * Takes what is written to a file from an offset on: `length` bytes of the input region. Returns how many were taken, or minus
 * an error number, and then nothing has changed.
 */
export function store(attribute: u32, offset: u32, length: u32): i32 {
  const fault = find(attribute);
  if (fault < 0) return fault;
  if (offset > 0) return refuse(Errno.EINVAL, Code.PartialWrite, 0, offset, 0);
  if (length == 0) return 0;
  const refused = keep(attribute, load<u8>(INPUT + length - 1) == 10 ? length - 1 : length);
  if (refused < 0) return refused;
  count();
  return length;
}

function keep(attribute: u32, length: u32): i32 {
  switch (<table.ClassAttribute>attribute) {
    case table.ClassAttribute.Inhex:
      return keepInput(length);
    case table.ClassAttribute.Privlevel:
      return keepPrivlevel(length);
    case table.ClassAttribute.Format:
      return keepFormat(length);
    default:
      return refuse(Errno.EACCES, Code.Permission);
  }
}

/** No digits are no input: the report of before is not to be taken for an answer. */
function keepInput(length: u32): i32 {
  if (length > 2 * INBLOB_MAX) return refuse(Errno.EINVAL, Code.NonceLength, 0, (length + 1) >> 1, INBLOB_MAX);
  const size = hex.decode(INPUT, length, INPUT);
  if (size < 0) return -(<i32>Errno.EINVAL);
  memory.fill(table.input.of(request), 0, INBLOB_MAX);
  memory.copy(table.input.of(request), INPUT, size);
  setNumber(table.inputLength, size);
  return 0;
}

function keepPrivlevel(length: u32): i32 {
  const refused = readUnsigned(INPUT, length);
  if (refused < 0) return refused;
  if (unsigned < floor) return refuse(Errno.EINVAL, Code.PrivlevelTooLow, 0, unsigned, floor);
  if (unsigned > PRIVLEVEL_MAX) return refuse(Errno.EINVAL, Code.PrivlevelTooLow, 0, unsigned, PRIVLEVEL_MAX);
  setNumber(table.privlevel, unsigned);
  return 0;
}

function keepFormat(length: u32): i32 {
  for (let r = table.reportFormats.next; r.inLayout && r.kind == Kind.Value; r = r.next) {
    if (!isWord(r, length)) continue;
    setNumber(table.reportFormat, r.at);
    return 0;
  }
  return refuse(Errno.EINVAL, Code.BadRequest);
}

function isWord(entry: Row, length: u32): bool {
  let i: u32 = 0;
  while (i < length && i < entry.name.length && load<u8>(INPUT + i) == entry.name.charAt(i)) i++;
  return i == length && i == entry.name.length;
}

/** Writes what a text file shows to the output region. Returns its bytes, or minus an error number. */
export function show(attribute: u32): i32 {
  const fault = find(attribute);
  if (fault < 0) return fault;
  start(false);
  switch (<table.ClassAttribute>attribute) {
    case table.ClassAttribute.Inhex: {
      const length = table.inputLength.u32(request);
      if (length == 0) return 0;
      hexOf(table.input.of(request), length);
      break;
    }
    case table.ClassAttribute.Generation:
      dec(table.generation.u64(request));
      break;
    case table.ClassAttribute.Privlevel:
      dec(table.privlevel.u32(request));
      break;
    case table.ClassAttribute.Format:
      str(entryOf(table.reportFormats, table.reportFormat.u32(request))!.name);
      break;
    default:
      return refuse(Errno.EACCES, Code.Permission);
  }
  char(10);
  return finish();
}
