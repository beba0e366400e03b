/** The hex view: every byte of the evidence once, each field on lines of its own, named and coloured. */
import { Row } from "../layout";
import { size, tail } from "../parse/evidence";
import { base, Section, sectionAt, sectionCount } from "../parse/sections";
import { lengthOf } from "./field";
import { char, finish, hexDigits, hexOf, pad, Style, start, str, style, written } from "./out";
import { title } from "./text";

const WIDTH: u32 = 16;
const CHARS: u32 = 59;
const NAMES: u32 = 78;

/** One line of at most {@link WIDTH} bytes; the name stands on the field's first line. */
function line(at: u32, n: u32, colour: Style, section: Section | null, row: Row | null): void {
  const begin = written();
  let invisible = style(Style.Dim);
  hexDigits(at, 8);
  invisible += style(Style.Plain);
  char(32);
  invisible += style(colour);
  for (let i: u32 = 0; i < n; i++) {
    if (i % 8 == 0) char(32);
    hexOf(base + at + i, 1);
    char(32);
  }
  pad(begin, CHARS, invisible);
  char(124);
  for (let i: u32 = 0; i < n; i++) {
    const c: u32 = load<u8>(base + at + i);
    char(c - 32 < 95 ? c : 46);
  }
  char(124);
  if (row) {
    pad(begin, NAMES, invisible);
    if (section) {
      str(section.layout.name);
      char(46);
    }
    str(row.name);
  }
  style(Style.Plain);
  char(10);
}

function lines(at: u32, n: u32, colour: Style, section: Section | null, row: Row | null): void {
  for (let i: u32 = 0; i < n; i += WIDTH) {
    line(at + i, min(WIDTH, n - i), colour, i ? null : section, i ? null : row);
  }
}

/** Renders the evidence parsed last. */
export function renderHex(coloured: bool): i32 {
  start(coloured);
  title();
  char(10);
  let turn: u32 = 0;
  for (let i = 0; i < sectionCount(); i++) {
    const section = sectionAt(i);
    if (section.overlay) continue;
    for (let row = section.layout.next; row.inLayout; row = row.next) {
      if (!row.isField || !row.has(section.version)) continue;
      const colour = <Style>(Style.Red + (turn++ % 6));
      lines(section.at + row.at, lengthOf(section, row), colour, section, row);
    }
  }
  if (tail) lines(size, tail, Style.Dim, null, null);
  return finish();
}
