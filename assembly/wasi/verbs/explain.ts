/** `tsm explain`: what a check means, where it comes from, and what to do when it fails. */

import { lengthOf } from "../../bytes";
import { checks } from "../../formats/checks";
import { topics } from "../../formats/outcome";
import { list, Row } from "../../layout";
import { char, finish, pad, start, str, written } from "../../render/out";
import { Text } from "../../text";
import { operand } from "../options";
import { isText } from "../paths";
import { note, printRendered, quoted, stopWithUsage } from "../say";

export const explainOptions = list("explain", "Options of tsm explain.");

/** Column of the sentences. */
const NOTES: u32 = 30;

/** Lists all checks, by topic. */
function listAll(): void {
  start(false);
  let first = true;
  for (let topic = topics.next; topic.inLayout; topic = topic.next) {
    if (!first) char(10);
    first = false;
    str(topic.note);
    char(10);
    for (let check = checks.next; check.inLayout; check = check.next) {
      if (check.size >> 8 != topic.at) continue;
      const line = written();
      str("  ");
      str(check.name);
      // As padEnd: a name that fills the column has no space behind it.
      if (written() - line < NOTES) pad(line, NOTES);
      str(check.note);
      char(10);
    }
  }
  printRendered(finish());
}

function explainCheck(check: Row): void {
  start(false);
  str(check.name);
  str("\n\n  Holds when  ");
  str(check.note);
  str("\n  Source      ");
  str(check.text);
  str("\n  Otherwise   ");
  str(check.more);
  char(10);
  printRendered(finish());
}

/** Does one word have the other in it? */
function isNear(word: usize, name: Text): bool {
  const length = lengthOf(word);
  const shorter = min<u32>(length, name.length);
  const longer = max<u32>(length, name.length);
  for (let from: u32 = 0; from + shorter <= longer; from++) {
    const inWord: u32 = length > name.length ? from : 0;
    const inName: u32 = length > name.length ? 0 : from;
    let i: u32 = 0;
    while (i < shorter && load<u8>(word + inWord + i) == name.charAt(inName + i)) i++;
    if (i == shorter) return true;
  }
  return false;
}

function refuse(name: usize): void {
  note();
  str("no check is called ");
  quoted(name);
  let first = true;
  for (let check = checks.next; check.inLayout; check = check.next) {
    if (!isNear(name, check.name)) continue;
    str(first ? "; there are " : ", ");
    first = false;
    str(check.name);
  }
  if (first) str("; tsm explain lists them all");
  stopWithUsage();
}

/** Runs the verb. */
export function explain(): void {
  const name = operand(0);
  if (!name) return listAll();
  for (let check = checks.next; check.inLayout; check = check.next) {
    if (isText(name, check.name)) return explainCheck(check);
  }
  refuse(name);
}
