/** Renders the event log that was replayed last: as JSON, and as text with one event a line. */
import * as r from "../eventlog/replay";
import { areaAddress, areaLength, hasTable, tableSubtype, tableType } from "../eventlog/table";
import { Code, fail } from "../fault";
import * as f from "../formats/eventLog";
import { registers } from "../formats/register";
import { entryOf, Row } from "../layout";
import { Text } from "../text";
import { writeReadable } from "./eventData";
import { char, dec, finish, hexNumber, hexOf, key, pad, Style, start, str, style, written } from "./out";

const log = r.log;

function hex(p: usize, size: u32): void {
  char(34);
  hexOf(p, size);
  char(34);
}

/** "member":number */
function number(member: Text, value: u32, first: bool = false): void {
  key(member, first);
  dec(value);
}

/** "member":"number", of 64 bits. */
function long(member: Text, value: u64): void {
  key(member);
  char(34);
  dec(value);
  char(34);
}

/** "member":"hex" */
function bytes(member: Text, p: usize, size: u32): void {
  key(member);
  hex(p, size);
}

/** The name of a number in a list, or the number. */
function named(list: Row, value: u32): void {
  const entry = entryOf(list, value);
  if (entry) str(entry.name);
  else hexNumber(value, 4);
}

/** "member":"name" */
function namedMember(member: Text, list: Row, value: u32, first: bool = false): void {
  key(member, first);
  char(34);
  named(list, value);
  char(34);
}

function tableJson(): void {
  key("table");
  char(123);
  namedMember("ccType", f.ccType, tableType, true);
  number("ccSubtype", tableSubtype);
  long("logLength", areaLength);
  long("logAddress", areaAddress);
  char(125);
}

/** {"SHA-384":"…"} in the order of the record. */
function digestsJson(): void {
  key("digests");
  char(123);
  let at = log.base + log.at + f.record.size;
  for (let i: u32 = 0; i < log.algorithmCount; i++) {
    if (i) char(44);
    const id = f.digestAlgorithm.u16(at);
    const size = f.digestSize.u16(log.algorithmAt(log.indexOf(id)));
    char(34);
    named(f.algorithms, id);
    str('":');
    hex(at + f.digestAlgorithm.size, size);
    at += f.digestAlgorithm.size + size;
  }
  char(125);
}

function eventJson(): void {
  char(123);
  number("number", log.number, true);
  number("at", log.at);
  number("size", log.end - log.at);
  namedMember("register", registers, log.register);
  namedMember("type", f.eventTypes, log.type);
  digestsJson();
  bytes("data", log.data, log.size);
  key("text");
  char(34);
  writeReadable(log, true);
  char(34);
  namedMember("verdict", f.verdicts, r.verdictOf(log.number));
  char(125);
}

/** Is there anything to say of a register? */
function isShown(register: r.Register): bool {
  return register.events > 0 || register.expected || register.reference > 0;
}

function registerJson(i: u32, first: bool): void {
  const register = r.registerAt(i);
  if (!first) char(44);
  char(123);
  namedMember("register", registers, i, true);
  key("tdx");
  char(34);
  str(entryOf(registers, i)!.text);
  char(34);
  number("events", register.events);
  if (i != f.INITIAL) bytes("replayed", register.value, f.REGISTER_SIZE);
  if (register.expected) {
    bytes("expected", register.want, f.REGISTER_SIZE);
    if (i != f.INITIAL) {
      key("agrees");
      str(register.agrees(i) ? "true" : "false");
    }
  }
  if (register.differs || register.reference) {
    key("differs");
    char(123);
    if (register.differs) number("event", register.differs, true);
    if (register.reference) number("reference", register.reference, register.differs == 0);
    char(125);
  }
  char(125);
}

/** The log as JSON. Returns its bytes, or a fault; one when there is none. */
export function eventsJson(): i32 {
  if (!r.isParsed()) return fail(Code.BadRequest);
  start(false);
  char(123);
  number("size", r.used, true);
  number("area", log.length);
  if (hasTable) tableJson();
  key("algorithms");
  char(91);
  for (let i: u32 = 0; i < log.algorithmCount; i++) {
    if (i) char(44);
    char(34);
    named(f.algorithms, f.algorithmId.u16(log.algorithmAt(i)));
    char(34);
  }
  char(93);
  number("wrong", r.wrong);
  number("suspicious", r.suspicious);
  key("events");
  char(91);
  log.rewind();
  while (log.next() > 0) {
    if (log.number > 1) char(44);
    eventJson();
  }
  char(93);
  key("registers");
  char(91);
  let first = true;
  for (let i: u32 = 0; i < f.REGISTERS; i++) {
    if (!isShown(r.registerAt(i))) continue;
    registerJson(i, first);
    first = false;
  }
  str("]}");
  return finish();
}

const VERDICT: u32 = 6;
const REGISTER: u32 = 20;
const TYPE: u32 = 30;
const DIGEST: u32 = 64;
const DATA: u32 = 82;
/** Bytes of a digest on an event's line. */
const SHORT: u32 = 8;

function styleOf(verdict: f.Verdict): Style {
  if (verdict == f.Verdict.Contradicted) return Style.Red;
  if (verdict > f.Verdict.Contradicted) return Style.Yellow;
  return verdict == f.Verdict.Proven || verdict == f.Verdict.Partial ? Style.Green : Style.Plain;
}

function eventText(): void {
  const from = written();
  const verdict = r.verdictOf(log.number);
  for (let n: u32 = 1000; n > 1 && log.number < n; n /= 10) char(32);
  dec(log.number);
  pad(from, VERDICT);
  let invisible = style(styleOf(verdict));
  named(f.verdicts, verdict);
  invisible += style(Style.Plain);
  pad(from, REGISTER, invisible);
  named(registers, log.register);
  pad(from, TYPE, invisible);
  named(f.eventTypes, log.type);
  pad(from, DIGEST, invisible);
  hexOf(log.digest, SHORT);
  pad(from, DATA, invisible);
  writeReadable(log, false);
  char(10);
}

function line(label: Text): void {
  const from = written();
  str("  ");
  const invisible = style(Style.Cyan);
  str(label);
  pad(from, REGISTER, invisible + style(Style.Plain));
}

function counted(n: u32, what: Text): void {
  dec(n);
  char(32);
  str(what);
  if (n != 1) char(115);
}

/** From which event on the logs differ. */
function differenceText(register: r.Register): void {
  line("differs");
  if (register.differs) {
    str("from event ");
    dec(register.differs);
    str(" on; ");
  } else str("it ends too early; ");
  str("the reference ");
  if (register.reference) {
    str("has its event ");
    dec(register.reference);
    str(" there");
  } else str("has ended");
  char(10);
}

function registerText(i: u32): void {
  const register = r.registerAt(i);
  const entry = entryOf(registers, i)!;
  char(10);
  style(Style.Bold);
  str(entry.name);
  style(Style.Plain);
  str(" (");
  str(entry.text);
  str(" on TDX), ");
  counted(register.events, "event");
  if (i == f.INITIAL) str("; events can't tell what it comes to");
  char(10);
  if (i != f.INITIAL) {
    line("replayed");
    hexOf(register.value, f.REGISTER_SIZE);
    char(10);
  }
  if (register.expected) {
    line("expected");
    const agrees = register.agrees(i);
    if (!agrees) style(Style.Red);
    hexOf(register.want, f.REGISTER_SIZE);
    if (!agrees) str(" DISAGREES");
    style(Style.Plain);
    char(10);
  }
  if (register.differs || register.reference) differenceText(register);
}

function headline(): void {
  str("Event log");
  if (hasTable) {
    str(" of ");
    named(f.ccType, tableType);
  }
  str(", ");
  counted(r.events, "event");
  str(", ");
  counted(r.used, "byte");
  if (r.used < log.length) {
    str(" of ");
    dec(log.length);
  }
  char(10);
  char(10);
}

function isAnyExpected(): bool {
  for (let i: u32 = f.INITIAL + 1; i < f.REGISTERS; i++) if (r.registerAt(i).expected) return true;
  return false;
}

/** Which events a verdict was given on; nothing when it was given on none. */
function eventsWith(verdict: Row): void {
  let any = false;
  for (let n: u32 = 1; n <= r.events; n++) {
    if (r.verdictOf(n) != verdict.at) continue;
    if (!any) {
      str("  ");
      str(verdict.name);
      str(": event ");
    } else str(", ");
    dec(n);
    any = true;
  }
  if (!any) return;
  str(". ");
  str(verdict.note);
  char(10);
}

/** Which register disagrees, and with what; nothing when it does not. */
function registerConclusion(i: u32): void {
  const register = r.registerAt(i);
  const agrees = register.agrees(i);
  const isSame = !register.differs && !register.reference;
  if (agrees && isSame) return;
  str("  ");
  named(registers, i);
  if (!agrees) str(": the events do not give what was expected.");
  if (!isSame) str(agrees ? ": other events than the reference's." : " They are not the reference's.");
  char(10);
}

function conclusion(): void {
  char(10);
  if (r.wrong) {
    style(Style.Red);
    str("Something is wrong.\n");
  } else if (isAnyExpected()) str("The log gives the registers that were expected.\n");
  else str("The log does not contradict itself. Without registers to compare with it proves nothing.\n");
  style(Style.Plain);
  for (let verdict = f.verdicts.next; verdict.inLayout; verdict = verdict.next) {
    if (verdict.at >= <u32>f.Verdict.Contradicted) eventsWith(verdict);
  }
  for (let i: u32 = 0; i < f.REGISTERS; i++) registerConclusion(i);
}

/** The log as text. Returns its bytes, or a fault; one when there is none. */
export function eventsText(coloured: bool): i32 {
  if (!r.isParsed()) return fail(Code.BadRequest);
  start(coloured);
  headline();
  log.rewind();
  while (log.next() > 0) eventText();
  for (let i: u32 = 0; i < f.REGISTERS; i++) if (isShown(r.registerAt(i))) registerText(i);
  conclusion();
  return finish();
}
