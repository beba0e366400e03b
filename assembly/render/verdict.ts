/** Renders an appraisal: as JSON and as text. */

import { checkRow, Finding, findingAt, findingCount, Shown, Value, validUntil, verdict } from "../appraisal/outcomes";
import { status } from "../appraisal/quote";
import { advisoryCount, advisoryFrom, advisoryTo } from "../collateral/advisories";
import { platformLevel } from "../collateral/tcbLevel";
import { digest, Hash } from "../crypto/hash";
import { Code, fail } from "../fault";
import { Check } from "../formats/checks";
import { formats } from "../formats/evidence";
import { Outcome, outcomeNames, topics } from "../formats/outcome";
import { snpTcb, snpTcbTurin } from "../formats/snpTcb";
import { TcbStatus, tcbStatuses } from "../formats/tcbStatus";
import { entryOf, Kind, Row } from "../layout";
import { format, size, version } from "../parse/evidence";
import { base } from "../parse/sections";
import { Text } from "../text";
import { partName } from "./message";
import {
  char,
  dec,
  finish,
  hexNumber,
  hexOf,
  jsonChars,
  key,
  pad,
  printable,
  Style,
  start,
  str,
  style,
  written,
} from "./out";
import { writeChoices } from "./policy";
import { writeTime } from "./time";

const DIGEST: usize = memory.data(32, 16);

function nameOf(outcome: Outcome): Text {
  return entryOf(outcomeNames, outcome)!.name;
}

/** Is there a TCB that Intel judges, and was it judged? */
function isJudged(): bool {
  for (let i: u32 = 0; i < findingCount(); i++) {
    if (findingAt(i).check == checkRow(Check.TcbStatus)) return status != TcbStatus.None;
  }
  return false;
}

/** A value as it stands in JSON and in text. */
export function writeValue(value: Value, json: bool): void {
  const shown = <Shown>value.shown;
  if (shown == Shown.Nothing) return;
  if (shown == Shown.Choices) return writeChoices(<u32>value.value, json);
  if (shown == Shown.Number) return dec(value.value);
  if (shown == Shown.Count) return writeCount(value, json);
  if (shown == Shown.Tcb) return writeTcb(<usize>value.value, value.length != 0, json);
  if (json) char(34);
  if (shown == Shown.Hex) hexOf(<usize>value.value, value.length);
  else if (shown == Shown.Bits) hexNumber(value.value, 1);
  else if (shown == Shown.Time) writeTime(value.value);
  else if (shown == Shown.Text) str(changetype<Text>(<usize>value.value));
  else if (json) jsonChars(<usize>value.value, value.length);
  else printable(<usize>value.value, value.length);
  if (json) char(34);
}

function writeCount(value: Value, json: bool): void {
  dec(value.value);
  if (json) return;
  char(32);
  str(changetype<Text>(<usize>value.length));
}

/** The parts of a TCB_VERSION, each with its name. */
function writeTcb(word: usize, turin: bool, json: bool): void {
  let first = true;
  if (json) char(123);
  for (let row = (turin ? snpTcbTurin : snpTcb).next; row.inLayout; row = row.next) {
    if (row.kind != Kind.Uint) continue;
    if (json) key(row.name, first);
    else {
      if (!first) str(", ");
      str(row.name);
      char(32);
    }
    dec(row.u8(word));
    first = false;
  }
  if (json) char(125);
}

function text(name: Text, value: Text, first: bool = false): void {
  key(name, first);
  char(34);
  str(value);
  char(34);
}

function findingJson(finding: Finding): void {
  const check = finding.check;
  char(123);
  text("check", check.name, true);
  text("topic", entryOf(topics, check.size >> 8)!.name);
  text("outcome", nameOf(finding.outcome));
  key("required");
  str(finding.required ? "true" : "false");
  if (finding.expected.shown != <u32>Shown.Nothing) {
    key("expected");
    writeValue(finding.expected, true);
  }
  if (finding.actual.shown != <u32>Shown.Nothing) {
    key("actual");
    writeValue(finding.actual, true);
  }
  const part = finding.part;
  if (finding.to && part) {
    key("part");
    char(34);
    partName(part);
    char(34);
  }
  if (finding.to) {
    key("bytes");
    char(91);
    dec(finding.from);
    char(44);
    dec(finding.to);
    char(93);
  }
  text("spec", check.text);
  if (finding.outcome != Outcome.Affirming) text("remedy", check.more);
  char(125);
}

/** {"status", "date", "advisories"} */
function tcbJson(): void {
  key("tcb");
  char(123);
  text("status", entryOf(tcbStatuses, status)!.name, true);
  const level = platformLevel();
  if (level) {
    key("date");
    char(34);
    writeTime(level.tcbDate);
    char(34);
  }
  key("advisories");
  char(91);
  for (let i: u32 = 0; i < advisoryCount(); i++) {
    if (i) char(44);
    char(34);
    jsonChars(advisoryFrom(i), <u32>(advisoryTo(i) - advisoryFrom(i)));
    char(34);
  }
  str("]}");
}

function evidenceJson(): void {
  key("evidence");
  char(123);
  text("format", entryOf(formats, format)!.name, true);
  key("version");
  dec(version);
  digest(Hash.Sha256, base, size, DIGEST);
  key("digest");
  str('"sha256:');
  hexOf(DIGEST, 32);
  str('"}');
}

/** The appraisal as JSON. Returns its bytes, or a fault; one when nothing was appraised. */
export function verdictJson(): i32 {
  if (findingCount() == 0) return fail(Code.BadRequest);
  start(false);
  char(123);
  text("verdict", nameOf(verdict()), true);
  evidenceJson();
  key("outcomes");
  char(91);
  for (let i: u32 = 0; i < findingCount(); i++) {
    if (i) char(44);
    findingJson(findingAt(i));
  }
  char(93);
  if (isJudged()) tcbJson();
  if (validUntil != i64.MAX_VALUE) {
    key("validUntil");
    char(34);
    writeTime(validUntil);
    char(34);
  }
  char(125);
  return finish();
}

function styleOf(outcome: Outcome): Style {
  if (outcome == Outcome.Affirming) return Style.Green;
  return outcome == Outcome.Contraindicated ? Style.Red : Style.Yellow;
}

/** The word that begins a row. */
function wordOf(finding: Finding): Text {
  if (finding.outcome == Outcome.Affirming) return "ok";
  if (finding.outcome == Outcome.None) return finding.required ? "MISSING" : "unasked";
  if (finding.outcome == Outcome.Warning) return finding.required ? "WARNING" : "note";
  return "FAILED";
}

const WORD: u32 = 10;
const NAME: u32 = 36;
/** Bytes of a line. */
const LINE: u32 = 32;

/** A line that goes on below the values of the one before. */
function indent(): void {
  char(10);
  pad(written(), NAME);
}

/** A value of a row; long bytes take several lines. */
function valueText(value: Value): void {
  if (value.shown != <u32>Shown.Hex) return writeValue(value, false);
  for (let i: u32 = 0; i < value.length; i += LINE) {
    if (i) indent();
    hexOf(<usize>value.value + i, min(LINE, value.length - i));
  }
}

function findingText(finding: Finding): void {
  const from = written();
  str("  ");
  let invisible = style(styleOf(finding.outcome));
  str(wordOf(finding));
  invisible += style(Style.Plain);
  pad(from, WORD, invisible);
  str(finding.check.name);
  pad(from, NAME, invisible);
  valueText(finding.actual);
  if (finding.outcome != Outcome.Affirming && finding.expected.shown != <u32>Shown.Nothing) {
    indent();
    str("expected ");
    valueText(finding.expected);
  }
  char(10);
}

function headline(): void {
  const outcome = verdict();
  style(styleOf(outcome));
  str(nameOf(outcome));
  style(Style.Plain);
  str(": ");
  str(entryOf(formats, format)!.text);
  if (version) {
    str(", version ");
    dec(version);
  }
  if (isJudged()) {
    str(", TCB ");
    str(entryOf(tcbStatuses, status)!.name);
    for (let i: u32 = 0; i < advisoryCount(); i++) {
      str(i ? ", " : " (");
      printable(advisoryFrom(i), <u32>(advisoryTo(i) - advisoryFrom(i)));
    }
    if (advisoryCount()) char(41);
  }
  if (validUntil != i64.MAX_VALUE) {
    str(", valid until ");
    writeTime(validUntil);
  }
  char(10);
}

function topicText(topic: Row): void {
  let first = true;
  for (let i: u32 = 0; i < findingCount(); i++) {
    const finding = findingAt(i);
    if (finding.check.size >> 8 != topic.at) continue;
    if (first) {
      char(10);
      style(Style.Bold);
      str(topic.note);
      style(Style.Plain);
      char(10);
      first = false;
    }
    findingText(finding);
  }
}

function remediesText(): void {
  let first = true;
  for (let i: u32 = 0; i < findingCount(); i++) {
    const finding = findingAt(i);
    if (finding.outcome == Outcome.Affirming || !finding.required) continue;
    if (first) {
      char(10);
      style(Style.Bold);
      str("What to do");
      style(Style.Plain);
      char(10);
      first = false;
    }
    str("  ");
    str(finding.check.name);
    str(": ");
    str(finding.check.more);
    char(10);
  }
}

/**
 * The appraisal as text: one line with the verdict, the rows by topic, the remedies last. Returns its bytes, or a fault; one
 * when nothing was appraised.
 */
export function verdictText(coloured: bool): i32 {
  if (findingCount() == 0) return fail(Code.BadRequest);
  start(coloured);
  headline();
  for (let topic = topics.next; topic.inLayout; topic = topic.next) topicText(topic);
  remediesText();
  return finish();
}
