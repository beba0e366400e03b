/** What the doctor finds, by parts: sentences that are written into the output region and kept from there. */
import { OUTPUT } from "../../arena";
import { errnos } from "../../formats/errno";
import { entryOf } from "../../layout";
import { char, dec, finish, Style, start, str, style } from "../../render/out";
import { Text } from "../../text";
import { errorOf, NOT_GIVEN } from "../errno";
import { addBytes, begin, done, pathOf } from "../paths";
import { quoted, text } from "../say";

/** The parts, in the order in which they are shown. */
export const enum Part {
  Configfs,
  Ioctl,
  Guest,
  Count,
}

/** How a thing stands. */
export const enum State {
  Ok,
  /** No failure, and worth knowing. */
  Note,
  /** It is not there. */
  Missing,
  /** It is there and does not work. */
  Broken,
}

@unmanaged
class Finding {
  part: Part;
  state: State;
  check: Text;
  says: usize;
  /** The command that mends it, or that looks further; 0 for none. */
  mend: usize;
}

const MOST: u32 = 32;
const findings = memory.data(32 * offsetof<Finding>(), 4);
let count: u32 = 0;

function findingAt(i: u32): Finding {
  return changetype<Finding>(findings + offsetof<Finding>() * i);
}

/** Starts a sentence, or a command. */
export function say(): void {
  start(false);
}

/** Writes three dots, as one character of UTF-8. */
export function ellipsis(): void {
  char(0xe2);
  char(0x80);
  char(0xa6);
}

/** Keeps what was written since {@link say}. */
export function said(): usize {
  const length = finish();
  begin();
  if (length > 0) addBytes(OUTPUT, length);
  return done();
}

/** Adds a finding. */
export function find(part: Part, check: Text, state: State, says: usize, mend: usize = 0): void {
  if (count == MOST) return;
  const finding = findingAt(count++);
  finding.part = part;
  finding.state = state;
  finding.check = check;
  finding.says = says;
  finding.mend = mend;
}

/** Adds a finding that is said in fixed words. */
export function findText(part: Part, check: Text, state: State, says: Text, mend: Text = ""): void {
  find(part, check, state, pathOf(says), mend.length > 0 ? pathOf(mend) : 0);
}

/** Adds a note about something that can't be seen, since it was not handed over. */
export function findUnseen(part: Part, check: Text, path: usize): void {
  say();
  str("it is not seen here: ");
  text(path);
  str(" lies in no directory that was handed to this program");
  find(part, check, State.Note, said());
}

/** Does nothing stand in the way in a part? */
export function isSound(part: Part): bool {
  for (let i: u32 = 0; i < count; i++) {
    const finding = findingAt(i);
    if (finding.part == part && finding.state >= State.Missing) return false;
  }
  return true;
}

/** Writes the name of an error, or its number. */
export function errorName(errno: u32): void {
  const known = entryOf(errnos, errno);
  const row = known ? known : errno == NOT_GIVEN ? null : errorOf(errno);
  if (row) return str(row.name);
  str("errno ");
  dec(errno);
}

function partName(part: Part): Text {
  return part == Part.Configfs ? "configfs" : part == Part.Ioctl ? "ioctl" : "guest";
}

function stateName(state: State): Text {
  if (state == State.Ok) return "ok";
  if (state == State.Note) return "note";
  return state == State.Missing ? "missing" : "broken";
}

function styleOf(state: State): Style {
  if (state == State.Ok) return Style.Green;
  if (state == State.Note) return Style.Blue;
  return state == State.Missing ? Style.Yellow : Style.Red;
}

function member(name: Text, first: bool): void {
  if (!first) char(44);
  char(34);
  str(name);
  str('":');
}

function findingJson(finding: Finding): void {
  char(123);
  member("check", true);
  char(34);
  str(finding.check);
  char(34);
  member("state", false);
  char(34);
  str(stateName(finding.state));
  char(34);
  member("says", false);
  quoted(finding.says);
  if (finding.mend) {
    member("mend", false);
    quoted(finding.mend);
  }
  char(125);
}

/** Renders all as JSON. Returns its bytes, or a fault. */
export function findingsJson(reportBy: bool): i32 {
  start(false);
  char(123);
  if (reportBy) str('"reportBy":"configfs",');
  for (let part = Part.Configfs; part < Part.Count; part++) {
    member(partName(part), part == Part.Configfs);
    char(91);
    let first = true;
    for (let i: u32 = 0; i < count; i++) {
      if (findingAt(i).part != part) continue;
      if (!first) char(44);
      first = false;
      findingJson(findingAt(i));
    }
    char(93);
  }
  str("}\n");
  return finish();
}

function spaces(n: u32): void {
  for (let i: u32 = 0; i < n; i++) char(32);
}

function padded(name: Text, width: u32): void {
  str(name);
  spaces(width > name.length ? width - name.length : 0);
}

function findingText(finding: Finding): void {
  spaces(2);
  style(styleOf(finding.state));
  padded(stateName(finding.state), 9);
  style(Style.Plain);
  padded(finding.check, 11);
  text(finding.says);
  char(10);
  if (!finding.mend) return;
  spaces(22);
  str("$ ");
  text(finding.mend);
  char(10);
}

/** Renders all for people. Returns its bytes, or a fault. */
export function findingsText(reportBy: bool, coloured: bool): i32 {
  start(coloured);
  for (let part = Part.Configfs; part < Part.Count; part++) {
    style(Style.Bold);
    str(partName(part));
    style(Style.Plain);
    char(10);
    for (let i: u32 = 0; i < count; i++) if (findingAt(i).part == part) findingText(findingAt(i));
    char(10);
  }
  str(reportBy ? "A report can be had by configfs.\n" : "No report can be had here.\n");
  return finish();
}
