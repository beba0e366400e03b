/**
 * What goes out: the output on stdout, notes on stderr, and how the program ends when something is wrong. Sentences are
 * written into the output region (render/out.ts), and sent from there.
 */
import { OUTPUT } from "../arena";
import { Code, fault, faults, Group } from "../fault";
import { entryOf, Row } from "../layout";
import { writeMessage } from "../render/message";
import { char, dec, finish, start, str } from "../render/out";
import { Text } from "../text";
import { environment } from "./call";
import { EPIPE, errorOf, NOT_GIVEN } from "./errno";
import { isStdin, STDERR, STDOUT, writeAll } from "./files";
import { isText } from "./paths";
import { exit, isTerminal } from "./system";

/** Exit codes besides those of the faults. */
export const enum Exit {
  Done = 0,
  Usage = 1,
  Rejected = 2,
  Collateral = 3,
  Device = 4,
}

/** Sends bytes to stdout. A reader that has gone ends the program quietly. */
export function print(from: usize, length: u32): void {
  const error = writeAll(STDOUT, from, length);
  if (error == -(<i32>EPIPE)) exit(Exit.Done);
  if (error < 0) {
    note();
    str("can't write stdout: ");
    words(-error);
    stop(Exit.Usage);
  }
}

/** Sends what was rendered to stdout. `size` may be a fault, which ends the program. */
export function printRendered(size: i32): void {
  if (size < 0) stopWithFault(0);
  print(OUTPUT, size);
}

/** The same; a line that is not finished is ended. */
export function printLine(size: i32): void {
  if (size < 0) stopWithFault(0);
  if (size == 0 || load<u8>(OUTPUT + size - 1) != 10) store<u8>(OUTPUT + size++, 10);
  print(OUTPUT, size);
}

/** Starts a line that tells people something, apart from the output. */
export function note(): void {
  start(false);
  str("tsm: ");
}

/** Sends the line. What can't be told is not told. */
export function told(): void {
  char(10);
  const size = finish();
  if (size > 0) writeAll(STDERR, OUTPUT, size);
}

/** Sends the line, and ends the program. */
export function stop(code: i32): void {
  told();
  exit(code);
}

/** A text that ends with a zero byte. */
export function text(p: usize): void {
  for (let c = load<u8>(p); c != 0; c = load<u8>(++p)) char(c);
}

/** The same in quotes, as JSON has it. */
export function quoted(p: usize): void {
  char(34);
  for (let c: u32 = load<u8>(p); c != 0; c = load<u8>(++p)) {
    const short =
      c == 34 || c == 92 ? c : c == 10 ? 110 : c == 13 ? 114 : c == 9 ? 116 : c == 8 ? 98 : c == 12 ? 102 : 0;
    if (short || c < 32) char(92);
    if (short) char(short);
    else if (c < 32) {
      str("u00");
      char(c < 16 ? 48 : 49);
      char((c & 15) < 10 ? 48 + (c & 15) : 87 + (c & 15));
    } else char(c);
  }
  char(34);
}

/** The name of an input in messages. */
export function inputName(path: usize): void {
  if (isStdin(path)) str("stdin");
  else text(path);
}

/** An error of the system in words. */
export function words(errno: u32): void {
  if (errno == NOT_GIVEN)
    return str("it lies in no directory that was handed to this program; tsm --help tells how that is done");
  const row = errorOf(errno);
  if (!row) {
    str("errno ");
    dec(errno);
    return;
  }
  str(row.note);
  str(" (");
  str(row.name);
  char(41);
}

/** Ends the program since a file can't be read or written. */
export function stopWithErrno(verb: Text, path: usize, errno: u32): void {
  note();
  str("can't ");
  str(verb);
  char(32);
  inputName(path);
  str(": ");
  words(errno);
  stop(Exit.Usage);
}

/** What is said behind the message of a fault: its code, and what to do about errors of its group. */
function advice(row: Row): void {
  str("\n  code ");
  str(row.name);
  const group = <Group>(row.size >> 8);
  const code = <Code>row.at;
  if (code == Code.NoConfigfs || code == Code.NoProvider) {
    str("; to try it without a TSM: the Node command tsm, with --provider auto,software");
  } else if (group == Group.Fix) str("; change the call");
  else if (group == Group.Again) str("; try again later");
}

/** Ends the program with the fault recorded last, naming the input that has it; 0 names none. */
export function stopWithFault(name: usize): void {
  note();
  if (name) {
    inputName(name);
    str(": ");
  }
  endWithFault();
}

/** Ends the line, and the program, with the fault recorded last; and tells of an entry that was left behind, if any. */
export function endWithFault(left: usize = 0): void {
  writeMessage();
  if (left) {
    str(" The entry ");
    text(left);
    str(" could not be removed.");
  }
  const row = entryOf(faults, fault.code)!;
  advice(row);
  stop(row.size & 255);
}

/** Starts the message of a fault that is told in other words than the core's: what is wrong, then a colon for the detail. */
export function faultWith(code: Code): void {
  str(entryOf(faults, code)!.text);
  str(": ");
}

/** Ends such a message, and the program. */
export function endFaultWith(code: Code): void {
  const row = entryOf(faults, code)!;
  str(". ");
  str(row.note);
  advice(row);
  stop(row.size & 255);
}

/** The verb that was called, whose help is recommended. */
let verbName: usize = 0;
export function setVerb(name: usize): void {
  verbName = name;
}

/** Ends the line as a sentence about a wrong call, and the program. */
export function stopWithUsage(): void {
  str(".\n");
  seeAlso();
  stop(Exit.Usage);
}

/** Where more is said about the call. */
export function seeAlso(): void {
  str("  see: tsm ");
  if (!verbName) return str("--help");
  str("help ");
  text(verbName);
}

/** Are colours wanted on stdout? FORCE_COLOR says so, NO_COLOR and a dumb terminal say no. */
export function colours(): bool {
  const force = environment("FORCE_COLOR");
  if (force) return !(isText(force, "0") || isText(force, "false"));
  const no = environment("NO_COLOR");
  const term = environment("TERM");
  return isTerminal(STDOUT) && !(no && load<u8>(no)) && !(term && isText(term, "dumb"));
}
