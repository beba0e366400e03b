/** The sentence of the last fault: where, what, what was expected, and what to do about it. */
import { Code, fault, faults, layoutOf } from "../fault";
import { majors, problems } from "../formats/cbor";
import { problems as certificateProblems } from "../formats/certificate";
import { attributes } from "../formats/configfs";
import { errnos } from "../formats/errno";
import { Form, forms } from "../formats/evidence";
import { entryOf, Kind, Row } from "../layout";
import { part, readAs } from "../parse/read";
import { char, dec, finish, hexNumber, start, str } from "./out";
import { inPolicy } from "./policy";

/** "layout.field" of the row that was broken, "layout" for a whole one. */
export function place(row: Row): void {
  if (row.kind != Kind.Layout) {
    str(layoutOf(row).name);
    char(46);
  }
  str(row.name);
}

/** A member of a document, behind the object that it is in. */
export function partName(member: Row): void {
  if (member.text.length > 0) {
    str(member.text);
    char(46);
  }
  str(member.name);
}

function expected(): void {
  str(": expected ");
  dec(fault.want);
  str(", got ");
  dec(fault.got);
}

/** Where in the evidence, and what stood there. */
function inEvidence(code: Code): void {
  const row = fault.row;
  if (row) {
    str(" in ");
    place(changetype<Row>(row));
  }
  if (code == Code.UnknownFormat) {
    str(": it starts with ");
    hexNumber(bswap<u32>(fault.got), 8);
  } else {
    str(" at byte ");
    dec(fault.at);
    str(" (");
    hexNumber(fault.at, 1);
    char(41);
    if (code == Code.Truncated) {
      str(": expected ");
      dec(fault.want);
      str(" bytes, got ");
      dec(fault.got);
    } else if (code == Code.Duplicate) {
      str(": entries ");
      dec(fault.want);
      str(" and ");
      dec(fault.got);
    } else if (code == Code.Trailing) {
      str(": ");
      dec(fault.got);
      str(" bytes follow it");
    } else if (code == Code.Cbor) {
      str(": ");
      str(entryOf(problems, fault.got)!.note);
    } else if (code == Code.OtherType) {
      str(": expected ");
      str(entryOf(majors, fault.want)!.name);
      str(", got ");
      str(entryOf(majors, fault.got)!.name);
    } else if (code == Code.BadCertificate) {
      str(": ");
      str(entryOf(certificateProblems, fault.got)!.note);
    } else if (code != Code.MissingClaim) expected();
  }
  if (readAs > Form.Bin) {
    str(" (read as ");
    str(entryOf(forms, readAs)!.name);
    const beside = part;
    if (beside) {
      str(", ");
      partName(beside);
    }
    char(41);
  }
}

/** Where in the text, and which character stood there. */
function inText(code: Code): void {
  str(" at character ");
  dec(fault.at);
  if (code == Code.HexOdd) {
    str(": got ");
    dec(fault.got);
    str(" digits");
  } else if (fault.got == 0) str(": it ends there");
  else if (fault.got - 33 < 94) {
    str(": got '");
    char(fault.got);
    char(39);
  } else {
    str(": got ");
    hexNumber(fault.got, 2);
  }
}

/** Which file, and which error of the kernel. */
function inRequest(): void {
  if (fault.attribute) {
    str(" at ");
    str(entryOf(attributes, fault.attribute)!.name);
  }
  if (fault.errno) {
    str(": ");
    const entry = entryOf(errnos, fault.errno);
    if (entry) {
      str(entry.name);
      str(" (");
      str(entry.note);
      char(41);
    } else {
      str("errno ");
      dec(fault.errno);
    }
  } else if (fault.want || fault.got) {
    str(": expected ");
    if (fault.code == Code.NonceLength) str("1 to ");
    else str(fault.got < fault.want ? "at least " : "at most ");
    dec(fault.want);
    str(", got ");
    dec(fault.got);
  }
}

function isInEvidence(code: Code): bool {
  return (code >= Code.UnknownFormat && code <= Code.TooMany) || (code >= Code.Cbor && code <= Code.BadCertificate);
}

/** Writes the sentence to the output region. Returns its bytes. */
export function renderMessage(): i32 {
  start(false);
  writeMessage();
  return finish();
}

/** Writes the sentence behind what is there; nothing when there was no fault. */
export function writeMessage(): void {
  const entry = entryOf(faults, fault.code);
  if (!entry) return;
  const code = <Code>fault.code;
  str(entry.text);
  if (isInEvidence(code)) inEvidence(code);
  else if (code >= Code.HexDigit && code <= Code.Json) inText(code);
  else if (code == Code.TooLarge) expected();
  else if (code == Code.BadPolicy) inPolicy();
  else if (code == Code.BadMessage) inText(code);
  else if (code >= Code.BadRequest) inRequest();
  str(". ");
  str(entry.note);
}
