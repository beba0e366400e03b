/**
 * What is missing: the core has appraised the evidence with what is at hand, and the rows tell what each need lacks; as
 * hosts/endorsements/judge.ts and collect.ts have it, when fetching is switched off.
 */
import { Finding, findingAt, findingCount, Shown, Value } from "../appraisal/outcomes";
import { OUTPUT } from "../arena";
import { Code, faults } from "../fault";
import { Outcome } from "../formats/outcome";
import { entryOf } from "../layout";
import { char, dec, start, str, written } from "../render/out";
import { writeValue } from "../render/verdict";
import { Text } from "../text";
import { faultAt, isAbout, Kind, Need, needAt, needCount } from "./needs";
import { addBytes, begin, done } from "./paths";
import { note, text, told } from "./say";

/** A need that nothing meets, and the words for it. */
@unmanaged
class Missing {
  need: Need;
  /** Of what is there, and what keeps it from meeting the need; 0 when there is nothing. */
  why: usize;
}

const missing = memory.data(8 * offsetof<Missing>(), 4);
let count: u32 = 0;

function missingAt(i: u32): Missing {
  return changetype<Missing>(missing + offsetof<Missing>() * i);
}

/** The last row of a check; null when it was not made. */
function findingOf(check: u32): Finding | null {
  for (let i = findingCount(); i > 0; i--) {
    const finding = findingAt(i - 1);
    if (finding.check.at == check) return finding;
  }
  return null;
}

/** By these words the core says that a list names a certificate: then the list is in order, and the platform is not. */
function isRevoked(value: Value): bool {
  return value.shown == <u32>Shown.Text && changetype<Text>(<usize>value.value) == "revoked";
}

/** The row that finds fault with what is there of a kind. */
function faultOf(kind: Kind): Finding | null {
  for (let i: u32 = 0; faultAt(kind, i) >= 0; i++) {
    const finding = findingOf(faultAt(kind, i));
    if (finding && finding.outcome == Outcome.Contraindicated && !isRevoked(finding.actual)) return finding;
  }
  return null;
}

/** Is there nothing of what a need asks for? */
function isAbsent(need: Need): bool {
  const finding = findingOf(need.kind.size);
  return !finding || finding.outcome == Outcome.None;
}

function isLacking(need: Need): bool {
  return isAbsent(need) || faultOf(<Kind>need.kind.at) != null;
}

function writePlain(value: Value): void {
  if (value.shown == <u32>Shown.Count) dec(value.value);
  else writeValue(value, false);
}

/** "snp-chip-id fails: got …, expected …" */
function wordsOf(finding: Finding): usize {
  start(false);
  str(finding.check.name);
  str(" fails");
  const isShown = finding.actual.shown != <u32>Shown.Nothing;
  if (isShown) {
    str(": got ");
    writePlain(finding.actual);
  }
  if (finding.expected.shown != <u32>Shown.Nothing) {
    str(isShown ? ", expected " : ": expected ");
    writePlain(finding.expected);
  }
  begin();
  addBytes(OUTPUT, written());
  return done();
}

function add(need: Need): void {
  const one = missingAt(count++);
  one.need = need;
  one.why = 0;
  if (isAbsent(need)) return;
  const finding = faultOf(<Kind>need.kind.at);
  if (finding) one.why = wordsOf(finding);
}

/** Notes what the needs from one to another, which are of one product, lack. Without a key or a chain nobody looks further. */
function addAlternative(from: u32, to: u32): void {
  for (let i = from; i < to; i++) {
    const need = needAt(i);
    if (!isLacking(need)) continue;
    add(need);
    if (need.immutable) return;
  }
}

/** Is a key or a chain among what is missing from one place on? */
function lacksKey(from: u32): bool {
  for (let i = from; i < count; i++) if (missingAt(i).need.immutable) return true;
  return false;
}

/** Keeps of what is missing `length` from one place on. */
function keepOnly(from: u32, length: u32): void {
  memory.copy(missing, changetype<usize>(missingAt(from)), offsetof<Missing>() * length);
  count = length;
}

/**
 * Finds what is missing, by the rows of the last appraisal. Of several products that the evidence may be of, the one that
 * lacks least counts, when its key and chain are there; else all that any of them lacks.
 */
export function findMissing(): void {
  count = 0;
  let best: u32 = 0;
  let least = u32.MAX_VALUE;
  for (let from: u32 = 0; from < needCount(); ) {
    let to = from;
    while (to < needCount() && needAt(to).product == needAt(from).product) to++;
    const before = count;
    addAlternative(from, to);
    if (count == before) return keepOnly(0, 0);
    if (!lacksKey(before) && count - before < least) {
      best = before;
      least = count - before;
    }
    from = to;
  }
  if (least != u32.MAX_VALUE) keepOnly(best, least);
}

/** Tells what could not be had, and why. */
export function tellMissing(): void {
  for (let i: u32 = 0; i < count; i++) {
    const need = missingAt(i).need;
    note();
    str("without ");
    str(need.kind.name);
    str(": ");
    if (need.url) str("fetching is switched off");
    else text(need.unfetchable);
    if (missingAt(i).why) {
      str(", and with the one at hand ");
      text(missingAt(i).why);
    }
    if (need.url) {
      str(" (");
      text(need.url);
      char(41);
    }
    told();
  }
}

/** Does a row fail that could be another with something that is missing? */
function isSpoiled(need: Need): bool {
  for (let i: u32 = 0; i < findingCount(); i++) {
    const finding = findingAt(i);
    if (!finding.required || finding.outcome == Outcome.Affirming) continue;
    if (isAbout(<Kind>need.kind.at, need.kind.size, finding.check.at)) return true;
  }
  return false;
}

/** Is a required row contraindicated, or a warning? Then the evidence is to blame, whatever is missing. */
function isRefused(): bool {
  for (let i: u32 = 0; i < findingCount(); i++) {
    const finding = findingAt(i);
    if (finding.required && finding.outcome != Outcome.Affirming && finding.outcome != Outcome.None) return true;
  }
  return false;
}

/**
 * Tells what to do when something that is missing is to blame for the verdict of the last appraisal. Returns false when the
 * evidence itself is.
 */
export function tellRemedy(): bool {
  if (isRefused()) return false;
  for (let i: u32 = 0; i < count; i++) {
    const need = missingAt(i).need;
    if (!isSpoiled(need)) continue;
    const row = entryOf(faults, need.url ? Code.Offline : Code.Unfetchable)!;
    note();
    str(row.note);
    str("\n  code ");
    str(row.name);
    told();
    return true;
  }
  return false;
}
