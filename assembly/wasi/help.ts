/** Help: the usage of each verb out of its tables, and examples that teach it. */
import { Row } from "../layout";
import { char, finish, pad, start, str, written } from "../render/out";
import { Text } from "../text";
import { DOCTOR, EVENTS, EXIT_CODES, EXPLAIN, INSPECT, PROGRAM, REPORT, UNLOCK, VERIFY } from "./examples";
import { Takes, writeFlags } from "./options";
import { optionsOf, Verb, verbs } from "./verbs";

/** Columns of a line, and the one where notes begin. */
const WIDTH: u32 = 80;
const NOTES: u32 = 30;

/** Writes words behind what the line has, on lines that go on at a column. Returns where the last of them begins. */
function wrapped(text: Text, line: u32, column: u32): u32 {
  for (let from: u32 = 0; from < text.length; ) {
    let to = from;
    while (to < text.length && text.charAt(to) != 32) to++;
    // The space before a word, but for the first, is part of it.
    if (written() - line + u32(from > 0) + (to - from) > WIDTH) {
      char(10);
      line = written();
      for (let i: u32 = 0; i < column; i++) char(32);
    } else if (from > 0) char(32);
    for (let i = from; i < to; i++) char(text.charAt(i));
    from = to + 1;
  }
  return line;
}

/** Goes to the column of the notes, on a line of its own when there is no room. Returns where the line begins. */
function toNotes(line: u32): u32 {
  if (written() - line + 2 > NOTES) {
    char(10);
    line = written();
    for (let i: u32 = 0; i < NOTES; i++) char(32);
  } else pad(line, NOTES);
  return line;
}

function optionLine(row: Row): void {
  const line = written();
  str("  ");
  writeFlags(row);
  const last = wrapped(row.note, toNotes(line), NOTES);
  if (<Takes>row.size == Takes.Choice) {
    str(": ");
    wrapped(row.more, last, NOTES);
  }
  char(10);
}

function optionLines(options: Row): void {
  for (let row = options.next; row.inLayout; row = row.next) {
    if (<Takes>row.size == Takes.Refused) continue;
    if (row.name.length > 0) optionLine(row);
    else {
      char(10);
      str(row.note);
      char(10);
    }
  }
}

function plainLine(name: Text, more: Text, note: Text): void {
  const line = written();
  str("  ");
  str(name);
  str(more);
  wrapped(note, toNotes(line), NOTES);
  char(10);
}

function examplesOf(verb: Row): Text {
  switch (<Verb>verb.at) {
    case Verb.Report:
      return REPORT;
    case Verb.Inspect:
      return INSPECT;
    case Verb.Verify:
      return VERIFY;
    case Verb.Explain:
      return EXPLAIN;
    case Verb.Unlock:
      return UNLOCK;
    case Verb.Doctor:
      return DOCTOR;
    default:
      return EVENTS;
  }
}

/** Renders the help of a verb. Returns its bytes. */
export function verbHelp(verb: Row): i32 {
  start(false);
  str("Usage: tsm ");
  str(verb.name);
  str(" [options]");
  str(verb.more);
  str("\n\n");
  wrapped(verb.text, written(), 0);
  str("\n\nOptions:\n");
  plainLine("-h, --help", "", "show this");
  optionLines(optionsOf(verb));
  str(examplesOf(verb));
  str(EXIT_CODES);
  return finish();
}

/** Renders the help of the program. Returns its bytes. */
export function programHelp(): i32 {
  start(false);
  str("Usage: tsm [options] [command]\n\n");
  wrapped("Requests, shows and verifies attestation evidence: AMD SEV-SNP, Intel TDX and SGX.", written(), 0);
  str("\n\nOptions:\n");
  plainLine("-V, --version", "", "show the version");
  plainLine("--verbose", "", "with --version: show the core and its memory too");
  plainLine("-h, --help", "", "show this");
  str("\nCommands:\n");
  for (let verb = verbs.next; verb.inLayout; verb = verb.next) plainLine(verb.name, verb.more, verb.note);
  str(PROGRAM);
  str(EXIT_CODES);
  return finish();
}
