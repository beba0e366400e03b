/** The readable part of an event's data: a string, the name of a variable, the path of a file. */

import { Log } from "../eventlog/log";
import { variableNameSize } from "../eventlog/proof";
import * as f from "../formats/eventLog";
import { entryOf } from "../layout";
import { char, hexDigits, hexOf, str } from "./out";

/** Characters of one event that are shown at most, in text and in JSON, which has all of the data besides. */
const MOST: u32 = 160;
const MOST_JSON: u32 = 8192;
/** Bytes of a variable's value, or of data that can't be read, that are shown as hex. */
const SHORT: u32 = 8;

/** One character of 8 or 16 bits; what is not printable ASCII is escaped as JSON has it. */
function character(c: u32, json: bool): void {
  if (json && (c == 34 || c == 92)) char(92);
  if (c - 32 < 95) return char(c);
  if (c == 10) return str("\\n");
  str("\\u");
  hexDigits(c, 4);
}

/** Writes `count` characters of `width` bytes each, up to a zero. Returns whether there was one. */
function characters(p: usize, count: u32, width: u32, json: bool): bool {
  const shown = min(count, json ? MOST_JSON : MOST);
  let i: u32 = 0;
  for (; i < shown; i++) {
    const c: u32 = width == 2 ? load<u16>(p + 2 * i) : load<u8>(p + i);
    if (c == 0) return i > 0;
    character(c, json);
  }
  if (shown < count) str("...");
  return i > 0;
}

/** Is it text: a printable character first, no control character but tabs and ends of lines before the first zero? */
function isText(p: usize, size: u32): bool {
  let i: u32 = 0;
  for (; i < size; i++) {
    const c: u32 = load<u8>(p + i);
    if (c == 0) break;
    if (c < 32 && c - 9 > 4) return false;
  }
  return i > 0;
}

function text(p: usize, size: u32, json: bool): bool {
  return isText(p, size) && characters(p, size, 1, json);
}

function variable(event: Log, json: bool): bool {
  const name = variableNameSize(event);
  if (name < 0) return false;
  const p = event.data + f.variable.size;
  characters(p, <u32>name >> 1, 2, json);
  const value = event.size - f.variable.size - <u32>name;
  if (value - 1 < SHORT) {
    str(" = ");
    hexOf(p + <u32>name, value);
  }
  return true;
}

/** The nodes of an image's device path that are paths of files. */
function path(event: Log, json: bool): bool {
  if (event.size < f.image.size || f.pathLength.u64(event.data) != event.size - f.image.size) return false;
  let any = false;
  let at = f.image.size;
  while (event.size - at >= f.pathNode.size) {
    const p = event.data + at;
    const length = f.nodeLength.u16(p);
    if (length < f.pathNode.size || length > event.size - at) break;
    if (f.nodeType.u8(p) == f.MEDIA && f.nodeSubtype.u8(p) == f.FILE_PATH) {
      if (characters(p + f.pathNode.size, (length - f.pathNode.size) >> 1, 2, json)) any = true;
    }
    at += length;
  }
  return any;
}

/** Writes it, as the inside of a JSON string or for a line of text. Returns whether there was any. */
export function writeReadable(event: Log, json: bool): bool {
  const entry = entryOf(f.eventTypes, event.type);
  const reading: f.Reading = entry ? entry.size >> 4 : f.Reading.Bytes;
  const p = event.data;
  if (reading == f.Reading.Variable) return variable(event, json);
  if (reading == f.Reading.Image) return path(event, json);
  if (reading == f.Reading.Blob) {
    const size = event.size ? f.descriptionSize.u8(p) : 0;
    return size < event.size && text(p + f.blob.size, size, json);
  }
  if (reading == f.Reading.Tag) {
    return (
      event.size >= f.tag.size &&
      f.tagSize.u32(p) <= event.size - f.tag.size &&
      text(p + f.tag.size, f.tagSize.u32(p), json)
    );
  }
  if (reading == f.Reading.Text) return text(p, event.size, json);
  if (json || event.size - 1 >= SHORT) return false;
  hexOf(p, event.size);
  return true;
}
