/** The files that the host lends, as wit/report-files.wit has them: each call leaves its result at {@link answer}. */
import { Errno } from "../formats/errno";
import { Text } from "../text";
import { create, read, remove, write } from "./imports";
import { isSome } from "./records";

/** result<list<u8>, u32>, and the others, which have no list. */
@unmanaged
class Answer {
  failed: u32;
  /** The error number, or where the bytes lie. */
  value: u32;
  length: u32;
}
const answer = changetype<Answer>(memory.data(offsetof<Answer>(), 4));

/** Bytes of the longest name: NAME_MAX. */
const ENTRY_MAX: usize = 255;
/** Kept here, since what a host answers may take the place of what it was asked with. */
const entry = memory.data(255);
let entryLength: usize = 0;

/** Names the entry that is meant from now on. Returns false when it is no name of one. */
export function nameEntry(at: usize, length: usize): bool {
  if (length == 0 || length > ENTRY_MAX) return false;
  let dots: usize = 0;
  for (let i: usize = 0; i < length; i++) {
    const c = load<u8>(at + i);
    if (c == 0 || c == 47) return false;
    if (c == 46) dots++;
  }
  if (dots == length && length <= 2) return false;
  memory.copy(entry, at, length);
  entryLength = length;
  return true;
}

/** 0, or a negative error number. */
function outcome(): i32 {
  if (!isSome(answer.failed)) return 0;
  return answer.value - 1 < 4095 ? -(<i32>answer.value) : -(<i32>Errno.EIO);
}

export function createEntry(): i32 {
  create(entry, entryLength, changetype<usize>(answer));
  return outcome();
}

export function removeEntry(): i32 {
  remove(entry, entryLength, changetype<usize>(answer));
  return outcome();
}

export function writeFile(attribute: Text, bytes: usize, length: usize): i32 {
  write(entry, entryLength, attribute.chars, attribute.length, bytes, length, changetype<usize>(answer));
  return outcome();
}

/** Reads a file; its bytes lie at {@link readAt}, {@link readLength} of them. */
export function readFile(attribute: Text): i32 {
  read(entry, entryLength, attribute.chars, attribute.length, changetype<usize>(answer));
  return outcome();
}
export function readAt(): usize {
  return answer.value;
}
export function readLength(): usize {
  return answer.length;
}
