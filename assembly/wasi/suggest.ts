/** What somebody may have meant: the known words that differ least from the one that was written, as the Node command tells. */

import { lengthOf } from "../bytes";
import { Row } from "../layout";
import { str } from "../render/out";
import { Text } from "../text";

/** Which rows are words. */
export const enum Suggestions {
  Words = 0,
  /** Their names begin with two dashes, and so do the suggestions. */
  Options = 2,
}

/** Characters of a word at most; longer ones are like nothing. */
const LONGEST: u32 = 40;
const STRIDE: u32 = LONGEST + 1;
/** Distances between the beginnings of two words. */
const distances = memory.data(41 * 41);
/** More changes than these make another word. */
const FAR: u32 = 4;

function distanceAt(i: u32, j: u32): u32 {
  return load<u8>(distances + i * STRIDE + j);
}

/** How many characters have to be dropped, added, changed or swapped with their neighbours. */
function distance(word: usize, length: u32, name: Text, from: u32): u32 {
  const other: u32 = name.length - from;
  if (length > LONGEST || other > LONGEST) return FAR;
  for (let i: u32 = 0; i <= length; i++) {
    for (let j: u32 = 0; j <= other; j++) {
      let least = i + j;
      if (i > 0 && j > 0) {
        const same = load<u8>(word + i - 1) == name.charAt(from + j - 1);
        least = min(distanceAt(i - 1, j), distanceAt(i, j - 1)) + 1;
        least = min(least, distanceAt(i - 1, j - 1) + u32(!same));
        const swapped =
          i > 1 &&
          j > 1 &&
          load<u8>(word + i - 1) == name.charAt(from + j - 2) &&
          load<u8>(word + i - 2) == name.charAt(from + j - 1);
        if (swapped) least = min(least, distanceAt(i - 2, j - 2) + 1);
      }
      store<u8>(distances + i * STRIDE + j, <u8>least);
    }
  }
  return distanceAt(length, other);
}

/** How far a row's name is; {@link FAR} when it is too unlike to be meant. */
function farness(word: usize, length: u32, row: Row, from: u32): u32 {
  if (row.name.length <= from + 1) return FAR;
  const far = distance(word, length, row.name, from);
  const longer = max(length, row.name.length - from);
  return far < FAR && 5 * (longer - far) > 2 * longer ? far : FAR;
}

/** Does one name come before the other? */
function isBefore(a: Text, b: Text): bool {
  let i: u32 = 0;
  while (i < a.length && i < b.length && a.charAt(i) == b.charAt(i)) i++;
  return i < a.length && i < b.length ? a.charAt(i) < b.charAt(i) : a.length < b.length;
}

/** The first name behind `last`, among those that are so far, of a list and of one more. */
function nextOf(word: usize, lists: Row | null, more: Row | null, from: u32, far: u32, last: Text | null): Row | null {
  const length = lengthOf(word);
  let best: Row | null = null;
  for (let k = 0; k < 2; k++) {
    const list = k == 0 ? lists : more;
    if (!list) continue;
    for (let row = list.next; row.inLayout; row = row.next) {
      if (farness(word, length, row, from) != far || (last && !isBefore(last, row.name))) continue;
      if (!best || isBefore(row.name, best.name)) best = row;
    }
  }
  return best;
}

/** Writes a line with the names, of up to two lists, that are most like the word; none when nothing is. */
export function suggest(word: usize, list: Row | null, more: Row | null, how: Suggestions): void {
  for (let far: u32 = 0; far < FAR; far++) {
    const first = nextOf(word, list, more, how, far, null);
    if (!first) continue;
    let row = nextOf(word, list, more, how, far, first.name);
    str(row ? "\n(Did you mean one of " : "\n(Did you mean ");
    str(first.name);
    while (row) {
      const name = row.name;
      str(", ");
      str(name);
      row = nextOf(word, list, more, how, far, name);
    }
    return str("?)");
  }
}
