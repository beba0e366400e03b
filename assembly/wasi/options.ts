/**
 * Options, as tables: each verb has a list of rows, which its arguments are read by and its help is printed from.
 *
 *     name = the option, text = what its value is called, note = what it is for, more = its choices, extra = {@link Takes}
 *
 * A row without a name is a heading.
 */

import { lengthOf } from "../bytes";
import { entryOf, List, list, Row } from "../layout";
import { char, str } from "../render/out";
import { Text } from "../text";
import { argumentAt, argumentCount } from "./call";
import { isText } from "./paths";
import { Exit, note, seeAlso, stop, text } from "./say";
import { Suggestions, suggest } from "./suggest";
import { isCount, isSeconds, isTime } from "./values";

/** Options of all verbs: what one means, it means wherever it stands. */
export const enum Opt {
  None,
  InForm,
  Format,
  Short,
  Nonce,
  NonceFile,
  Random,
  DataFile,
  Data,
  NoNonce,
  Hash,
  Privlevel,
  Service,
  ServiceGuid,
  ServiceManifestVersion,
  Aux,
  Provider,
  EntryRoot,
  Timeout,
  Attempts,
  Out,
  Policy,
  Certs,
  Collateral,
  TrustRoot,
  At,
  Offline,
  NoCache,
  Network,
  Log,
  Table,
  Against,
  Reference,
  Request,
  Sweep,
  Root,
  Channel,
  VerifierKey,
  Times,
  Open,
}

/** What follows an option. */
export const enum Takes {
  Nothing,
  Anything,
  /** One of the words in `more`. */
  Choice,
  /** A whole number of 32 bits, from 0 or from 1 on. */
  Count,
  Positive,
  Seconds,
  Time,
  /** The Node command has it, this one can't: `more` says why. */
  Refused,
}

/** Adds an option to a list. */
export function option(
  options: List,
  id: Opt,
  name: Text,
  value: Text,
  takes: Takes,
  note: Text,
  more: Text = "",
): void {
  options.entry(id, name, note, value, takes).more = more;
}

/** Adds the option by which the Node command shows its page. */
export function noOpen(options: List): void {
  option(
    options,
    Opt.Open,
    "--open",
    "",
    Takes.Refused,
    "",
    "a program of WASI can start no browser; drop the evidence on the inspector's page yourself",
  );
}

/** Adds a heading to a list. */
export function heading(options: List, title: Text): void {
  options.entry(Opt.None, "", title);
}

/** One option as it was given, with its value, a text that ends with a zero byte. */
@unmanaged
class Given {
  option: Opt;
  value: usize;
}

const MOST: u32 = 1024;
const givens = memory.data(1024 * offsetof<Given>(), 4);
let count: u32 = 0;
/** What is no option. */
const OPERANDS: u32 = 8;
const operands = memory.data(8 * 4, 4);
let operandCount: u32 = 0;

function givenAt(i: u32): Given {
  return changetype<Given>(givens + offsetof<Given>() * i);
}

/** Was the option given? */
export function has(option: Opt): bool {
  return valueAt(option, 0) != 0;
}

/** The value that an option was given last; 0 when it was not. Of one that takes nothing, the option itself. */
export function value(option: Opt): usize {
  for (let i = count; i > 0; i--) if (givenAt(i - 1).option == option) return givenAt(i - 1).value;
  return 0;
}

/** The value that an option was given for the i-th time; 0 behind the last. */
export function valueAt(option: Opt, i: u32): usize {
  for (let k: u32 = 0; k < count; k++) {
    if (givenAt(k).option == option && i-- == 0) return givenAt(k).value;
  }
  return 0;
}

/** Was the option given this value? */
export function says(option: Opt, what: Text): bool {
  const given = value(option);
  return given != 0 && isText(given, what);
}

/** The i-th argument that is no option; 0 behind the last. */
export function operand(i: u32): usize {
  return i < operandCount ? load<usize>(operands + 4 * i) : 0;
}

/** Starts the message about an option whose value is not taken, or lacks. */
function about(row: Row): void {
  note();
  str("option '");
  writeFlags(row);
  str("' argument ");
}

/** --option <value> */
export function writeFlags(row: Row): void {
  str(row.name);
  if (row.text.length == 0) return;
  str(" <");
  str(row.text);
  char(62);
}

/** Ends the message about a wrong call, and the program. */
function refuse(): void {
  char(10);
  seeAlso();
  stop(Exit.Usage);
}

function invalid(row: Row, value: usize): void {
  about(row);
  char(39);
  text(value);
  str("' is invalid. ");
}

function isChoice(row: Row, value: usize): bool {
  const length = lengthOf(value);
  const all = row.more;
  for (let from: u32 = 0; from < all.length; ) {
    let to = from;
    while (to < all.length && all.charAt(to) != 32) to++;
    let i: u32 = 0;
    while (i < length && from + i < to && all.charAt(from + i) == load<u8>(value + i)) i++;
    if (i == length && from + i == to) return true;
    from = to + 1;
  }
  return false;
}

/** Writes the choices with commas between them. */
export function writeChoices(row: Row): void {
  for (let i: u32 = 0; i < row.more.length; i++) {
    if (row.more.charAt(i) == 32) str(", ");
    else char(row.more.charAt(i));
  }
}

/** Ends the program when a value is none that the option takes. */
function check(row: Row, value: usize): void {
  const takes = <Takes>row.size;
  if (takes == Takes.Choice && !isChoice(row, value)) {
    invalid(row, value);
    str("Allowed choices are ");
    writeChoices(row);
    char(46);
    refuse();
  } else if (takes == Takes.Count || takes == Takes.Positive) {
    const least: u32 = takes == Takes.Positive ? 1 : 0;
    if (isCount(value, least)) return;
    invalid(row, value);
    str(least ? "Expected a whole number from 1 on." : "Expected a whole number from 0 on.");
    refuse();
  } else if (takes == Takes.Seconds && !isSeconds(value)) {
    invalid(row, value);
    str("Expected seconds, such as 30 or 0.5.");
    refuse();
  } else if (takes == Takes.Time && !isTime(value)) {
    invalid(row, value);
    str("Expected a time, such as 2026-05-01T12:00:00Z or 1777636800.");
    refuse();
  }
}

/** The row of an option that is given as `--name` or `--name=value`; null when the list has none. */
function rowOf(options: Row, argument: usize): Row | null {
  for (let row = options.next; row.inLayout; row = row.next) {
    const name = row.name;
    if (name.length == 0) continue;
    let i: u32 = 0;
    while (i < name.length && load<u8>(argument + i) == name.charAt(i)) i++;
    const next = load<u8>(argument + i);
    if (i == name.length && (next == 0 || (next == 61 && row.text.length > 0))) return row;
  }
  return null;
}

/** Takes an option. Returns how many more arguments it took. */
function take(row: Row, argument: usize, next: u32): u32 {
  if (<Takes>row.size == Takes.Refused) {
    note();
    str(row.name);
    str(": ");
    str(row.more);
    refuse();
  }
  if (count == MOST) {
    note();
    str("there are more than 1024 options");
    refuse();
  }
  const given = givenAt(count++);
  given.option = <Opt>row.at;
  given.value = argument;
  if (row.text.length == 0) return 0;
  const inside = load<u8>(argument + row.name.length) == 61;
  if (!inside && next == argumentCount) {
    note();
    str("option '");
    writeFlags(row);
    str("' argument missing");
    refuse();
  }
  given.value = inside ? argument + row.name.length + 1 : argumentAt(next);
  check(row, given.value);
  return inside ? 0 : 1;
}

/**
 * Reads the arguments of a verb, which begin at `from`. Returns false when help is asked for; ends the program when they are
 * wrong.
 */
export function readOptions(options: Row, verb: Text, most: u32, from: u32): bool {
  let unknown: usize = 0;
  let excess: u32 = 0;
  let help = false;
  let literal = false;
  for (let i = from; i < argumentCount; i++) {
    const argument = argumentAt(i);
    const isOption = !literal && load<u8>(argument) == 45 && load<u8>(argument, 1) != 0;
    if (isOption && isText(argument, "--")) literal = true;
    else if (isOption) {
      const row = rowOf(options, argument);
      if (row) i += take(row, argument, i + 1);
      else if (isText(argument, "-h") || isText(argument, "--help")) help = true;
      else if (!isText(argument, "--verbose") && unknown == 0) unknown = argument;
    } else {
      excess++;
      if (operandCount < min(most, OPERANDS)) store<usize>(operands + 4 * operandCount++, argument);
    }
  }
  if (help) return false;
  if (unknown) refuseUnknown(options, unknown);
  if (excess > most) refuseExcess(verb, most, excess);
  return true;
}

/** Options of every verb, and of none. */
const common = list("option", "Options of every verb.");
option(common, Opt.None, "--help", "", Takes.Nothing, "show this");
option(common, Opt.None, "--version", "", Takes.Nothing, "show the version");
option(common, Opt.None, "--verbose", "", Takes.Nothing, "with --version: show more");

/** How many of the options from one to another were given. */
export function countGiven(from: Opt, to: Opt): u32 {
  let given: u32 = 0;
  for (let id = from; id <= to; id++) if (has(id)) given++;
  return given;
}

/** Writes the options of a list from one to another that were given, with commas between them. */
export function writeGiven(options: Row, from: Opt, to: Opt): void {
  let first = true;
  for (let id = from; id <= to; id++) {
    if (!has(id)) continue;
    if (!first) str(", ");
    first = false;
    str(entryOf(options, id)!.name);
  }
}

/** Ends the program because of an option that is not known. */
export function refuseUnknown(options: Row | null, argument: usize): void {
  note();
  str("unknown option '");
  text(argument);
  char(39);
  if (load<u8>(argument, 1) == 45) {
    suggest(argument + 2, options, common, Suggestions.Options);
  }
  refuse();
}

function refuseExcess(verb: Text, most: u32, got: u32): void {
  note();
  str("too many arguments for '");
  str(verb);
  str("'. Expected ");
  char(48 + most);
  str(most == 1 ? " argument but got " : " arguments but got ");
  if (got > 9) str("more");
  else char(48 + got);
  char(46);
  refuse();
}
