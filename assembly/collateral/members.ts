/** Reads objects of Intel's collateral into the records of formats/collateral.ts. */
import { layoutOf } from "../fault";
import { Written } from "../formats/collateral";
import { Problem } from "../formats/json";
import { digit } from "../hex";
import * as json from "../json/reader";
import { Flag, ROW, Row } from "../layout";
import { Text } from "../text";
import { NO_TIME, readIsoTime } from "../time";

/** The member at fault when reading failed, an entry of a list; null when what is wrong stands between members. */
export let culprit: Row | null = null;

/** Starts on the JSON in [p, end) and a record of `size` bytes. */
export function beginRecord(p: usize, end: usize, record: usize, size: usize): void {
  memory.fill(record, 0, size);
  json.begin(p, end);
  culprit = null;
}

/** Ends the reading. Returns 0; or what is wrong, negative, and leaves nothing of the record. */
export function endRecord(record: usize, size: usize): i32 {
  if (json.finish()) return 0;
  memory.fill(record, 0, size);
  return -json.problem;
}

/** Refuses a member, unless something was wrong before. */
export function refuseMember(what: Problem, where: usize, row: Row): void {
  if (json.problem == 0) culprit = row;
  json.refuse(what, where);
}

/** Was the member there? */
export function has(record: usize, row: Row): bool {
  const index = (changetype<usize>(row) - changetype<usize>(layoutOf(row))) / ROW - 1;
  return ((load<u32>(record) >> <u32>index) & 1) == 1;
}

/** Refuses the object read last when the member was not there. */
export function need(record: usize, row: Row): void {
  if (!has(record, row)) refuseMember(Problem.Missing, json.at - 1, row);
}

/**
 * Goes on in the object that is open, whose members `list` names: reads numbers, dates and hex into the record. Returns
 * the next member that the caller has to read; null behind the last. Members without an entry are skipped; with `all`
 * they are the caller's too, as the list itself.
 */
export function nextMember(list: Row, record: usize, all: bool = false): Row | null {
  for (;;) {
    if (json.problem == 0) culprit = null;
    if (!json.member()) break;
    let row = list.next;
    let bit: u32 = 1;
    for (; row.inLayout && !json.stringIs(row.name); row = row.next) bit <<= 1;
    if (row.inLayout) {
      culprit = row;
      store<u32>(record, load<u32>(record) | bit);
      if (row.size == 0) return row;
      readValue(row, row.of(record));
    } else if (all) return list;
    else json.skip();
  }
  for (let row = list.next; row.inLayout; row = row.next) if (!(row.flags & <u8>Flag.Optional)) need(record, row);
  return null;
}

function readValue(row: Row, to: usize): void {
  const size = row.size & 255;
  const written = row.size >> 8;
  if (written == Written.Number) store<u32>(to, <u32>json.unsigned(((<u64>1) << (8 * size)) - 1));
  else if (!json.string()) return;
  else if (written == Written.Hex) readHex(to, size);
  else {
    const time = readIsoTime(json.from, json.to);
    if (time == NO_TIME) json.refuse(Problem.Unknown, json.from);
    else store<i64>(to, time);
  }
}

/** Decodes the string read last into `size` bytes. */
function readHex(to: usize, size: u32): void {
  if (json.to - json.from != 2 * size) {
    json.refuse(Problem.Unknown, json.from);
    return;
  }
  for (let i: u32 = 0; i < size; i++) {
    const p = json.from + 2 * i;
    const value = (digit(load<u8>(p)) << 4) | digit(load<u8>(p, 1));
    if (value < 0) json.refuse(Problem.Unknown, p);
    store<u8>(to + i, <u8>value);
  }
}

/** Reads a number from `least` to `most` into the record. */
export function readNumber(row: Row, record: usize, least: u32, most: u32): void {
  const start = json.at;
  const value = json.unsigned();
  if (value < least || value > most) json.refuse(Problem.Unknown, start);
  store<u32>(row.of(record), <u32>value);
}

/** Reads a string that is one of three: the record has 1, 2 or 3. */
export function readWord(row: Row, record: usize, one: Text, two: Text, three: Text): void {
  if (!json.string()) return;
  const value = json.stringIs(one) ? 1 : json.stringIs(two) ? 2 : json.stringIs(three) ? 3 : 0;
  if (value == 0) json.refuse(Problem.Unknown, json.from);
  store<u32>(row.of(record), value);
}
