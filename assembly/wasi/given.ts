/** Endorsements and roots from the files and directories that a call names. What each file is, the core decides. */
import { forget } from "../appraisal/endorsements";
import { endorse, trustRoots } from "../appraisal/intake";
import { forgetRoots } from "../appraisal/roots";
import { INPUT } from "../arena";
import { ITEMS_MAX, ITEMS_SIZE_MAX, Items } from "../bundle/items";
import { Code, fault, faults } from "../fault";
import { entryOf } from "../layout";
import { char, dec, str } from "../render/out";
import { FileKind, kindOf, nameAt, nameLength, nextName, openList, readInput } from "./files";
import { Opt, valueAt } from "./options";
import { addBytes, begin, done, join } from "./paths";
import { Exit, note, stop, stopWithFault, text, told, words } from "./say";

/** What the call names, and the roots that it names. */
export const given = changetype<Items>(memory.data(8 + 16 * 256, 8));
export const roots = changetype<Items>(memory.data(8 + 16 * 256, 8));

/** Names of a directory at most, of one and of those in it. */
const NAMES: u32 = 1024;
const names = memory.data(2 * 4 * 1024, 4);

/** Ends the program since something that was named can't be read. */
function stopReading(errno: u32): void {
  note();
  str("can't read what was given: ");
  words(errno);
  stop(Exit.Usage);
}

/** The same, since it is too much. */
function stopTooMuch(code: Code, path: usize): void {
  const row = entryOf(faults, code)!;
  note();
  str("can't read what was given: ");
  str(row.text);
  str(": ");
  if (code == Code.TooLarge) {
    str("expected at most ");
    dec(ITEMS_SIZE_MAX);
    str(" bytes together, up to ");
    text(path);
  } else {
    text(path);
    str(" would be file ");
    dec(ITEMS_MAX + 1);
  }
  str(". ");
  str(row.note);
  str(" (");
  str(row.name);
  char(41);
  stop(Exit.Usage);
}

function readFile(items: Items, region: usize, path: usize, named: bool): void {
  if (items.count == ITEMS_MAX) stopTooMuch(Code.TooMany, path);
  const at = region + items.bytes;
  const length = readInput(path, at, ITEMS_SIZE_MAX - items.bytes);
  if (length < 0) stopReading(-length);
  if (<u32>length > ITEMS_SIZE_MAX - items.bytes) stopTooMuch(Code.TooLarge, path);
  items.add(at, length, path, named);
}

/** Does one text come before the other? */
function isBefore(a: usize, b: usize): bool {
  while (load<u8>(a) != 0 && load<u8>(a) == load<u8>(b)) {
    a++;
    b++;
  }
  return load<u8>(a) < load<u8>(b);
}

/** Reads the names in a directory to `table`, in their order, without hidden ones. Returns how many. */
function readNames(directory: usize, table: usize): u32 {
  const opened = openList(directory);
  if (opened < 0) stopReading(-opened);
  let count: u32 = 0;
  let more = nextName();
  for (; more > 0; more = nextName()) {
    if (load<u8>(nameAt) == 46) continue;
    begin();
    addBytes(nameAt, nameLength);
    const name = done();
    if (!name || count == NAMES) {
      note();
      str("can't read what was given: ");
      text(directory);
      str(" has more names than the ");
      dec(NAMES);
      str(" that are taken");
      stop(Exit.Usage);
    }
    let i = count++;
    for (; i > 0 && isBefore(name, load<usize>(table + 4 * (i - 1))); i--) {
      store<usize>(table + 4 * i, load<usize>(table + 4 * (i - 1)));
    }
    store<usize>(table + 4 * i, name);
  }
  if (more < 0) stopReading(-more);
  return count;
}

/** Reads the files of a directory, by name, and those of its directories down to a depth. */
function readDirectory(items: Items, region: usize, directory: usize, depth: u32): void {
  const table = names + 4 * <usize>NAMES * depth;
  const count = readNames(directory, table);
  for (let i: u32 = 0; i < count; i++) {
    const path = join(directory, load<usize>(table + 4 * i));
    // A link that leads nowhere, or round and round, is no file.
    const kind = kindOf(path);
    if (kind == FileKind.Regular) readFile(items, region, path, false);
    else if (kind == FileKind.Directory && depth > 0) readDirectory(items, region, path, depth - 1);
  }
}

/** Reads what an option names, each time that it is given. */
export function readGiven(items: Items, region: usize, option: Opt): void {
  let i: u32 = 0;
  for (let path = valueAt(option, i); path; path = valueAt(option, ++i)) {
    const kind = kindOf(path);
    if (kind < 0) stopReading(-kind);
    if (kind == FileKind.Directory) readDirectory(items, region, path, 1);
    else readFile(items, region, path, true);
  }
}

/**
 * Leaves out what is no endorsement, or nothing to trust, and only lay in a directory; ends the program for one that the call
 * named itself.
 */
export function sift(items: Items, trusting: bool = false): void {
  forget();
  forgetRoots();
  for (let i: u32 = 0; i < items.count; ) {
    const item = items.item(i);
    memory.copy(INPUT, item.at, item.length);
    if ((trusting ? trustRoots(INPUT, item.length) : endorse(INPUT, item.length)) >= 0) {
      i++;
      continue;
    }
    if (fault.code != <u32>Code.BadEndorsement || item.named) stopWithFault(item.name);
    note();
    text(item.name);
    str(" is left out: it is no endorsement");
    told();
    items.drop(i);
  }
}
