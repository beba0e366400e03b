/** Why a verifier keeps its secret, for people: the members of `refused`, every character of which comes from outside. */
import * as json from "../json/reader";
import { char, pad, str, written } from "../render/out";
import { Text } from "../text";

/** Columns as in the text of a verdict. */
const WORD: u32 = 10;
const NAME: u32 = 36;

/** A string of the answer: its bytes between the quotes; 0 and 0 when it is not there. */
@unmanaged
class Part {
  from: usize;
  to: usize;
}
const code = changetype<Part>(memory.data(8, 4));
const message = changetype<Part>(memory.data(8, 4));
/** Of one check. */
const check = changetype<Part>(memory.data(40, 4));
const outcome = changetype<Part>(changetype<usize>(check) + 8);
const actual = changetype<Part>(changetype<usize>(check) + 16);
const expected = changetype<Part>(changetype<usize>(check) + 24);
const remedy = changetype<Part>(changetype<usize>(check) + 32);

function take(part: Part): void {
  if (!json.string()) return;
  part.from = json.from;
  part.to = json.to;
}

/** Shows a part, with a question mark for whatever could move a cursor or end a line, and for what is no ASCII. */
function show(part: Part): void {
  for (let p = part.from; p < part.to; p++) {
    let c: u32 = load<u8>(p);
    if (c == 92) c = escaped(++p);
    char(c - 32 < 95 ? c : 63);
  }
}

/** The character of an escape; those that are no character of a text are 0, and their digits follow. */
function escaped(p: usize): u32 {
  const c: u32 = load<u8>(p);
  return c == 34 || c == 92 || c == 47 ? c : 0;
}

function isWord(part: Part, word: Text): bool {
  if (part.to - part.from != word.length) return false;
  for (let i: u32 = 0; i < word.length; i++) if (load<u8>(part.from + i) != word.charAt(i)) return false;
  return true;
}

/** A line below the name of the check. */
function below(): void {
  char(10);
  pad(written(), NAME);
}

function showCheck(): void {
  char(10);
  const line = written();
  str("  ");
  if (isWord(outcome, "contraindicated")) str("FAILED");
  else if (isWord(outcome, "warning")) str("WARNING");
  else str("MISSING");
  pad(line, WORD);
  show(check);
  pad(line, NAME);
  show(actual);
  if (expected.from) {
    below();
    str("expected ");
    show(expected);
  }
  if (remedy.from) {
    below();
    show(remedy);
  }
}

function readCheck(): void {
  memory.fill(changetype<usize>(check), 0, 40);
  json.object();
  while (json.member()) {
    if (json.stringIs("check")) take(check);
    else if (json.stringIs("outcome")) take(outcome);
    else if (json.stringIs("actual")) take(actual);
    else if (json.stringIs("expected")) take(expected);
    else if (json.stringIs("remedy")) take(remedy);
    else json.skip();
  }
}

/** Goes through the members; shows the checks when `checks` says so. */
function walk(from: usize, to: usize, checks: bool): void {
  json.begin(from, to);
  json.object();
  while (json.member()) {
    if (json.stringIs("code")) take(code);
    else if (json.stringIs("message")) take(message);
    else if (!checks || !json.stringIs("checks")) json.skip();
    else {
      json.array();
      while (json.element()) {
        readCheck();
        if (json.problem == 0) showCheck();
      }
    }
  }
}

/** Writes the code and the message, and on lines of their own the checks, behind what is there. `[from, to)` is the object. */
export function writeRefusal(from: usize, to: usize): void {
  memory.fill(changetype<usize>(code), 0, 8);
  memory.fill(changetype<usize>(message), 0, 8);
  walk(from, to, false);
  show(code);
  str(": ");
  show(message);
  walk(from, to, true);
}
