/** The values of a section that were found by walking: a place and a length for each of its rows. */
import { bigEndian } from "../bytes";
import { Shape } from "../formats/found";
import { Kind, ROW, Row } from "../layout";
import { Section } from "./sections";

/** Is the value of a row one that is found by walking? */
export function isFound(row: Row): bool {
  return row.kind == Kind.Found || row.kind == Kind.Claim;
}

/** How the value of such a row is shown. */
export function shapeOf(row: Row): Shape {
  return <Shape>(row.size & 255);
}

/** Is the value a string of one length only? */
export function isFixed(row: Row): bool {
  return row.kind == Kind.Claim && ((row.size >> 8) & 0xfff) == row.size >> 20;
}

/** The slot of a claim: the rows are counted from the layout's own, whose slot is that of the whole map. */
export function slotOf(layout: Row, row: Row): usize {
  return (changetype<usize>(row) - changetype<usize>(layout)) / ROW;
}

function placeOf(section: Section, row: Row): usize {
  return section.slots + 8 * (row.kind == Kind.Found ? <usize>row.at : slotOf(section.layout, row));
}

/** Where the value of a row lies; 0 when it was not found. */
export function slotAt(section: Section, row: Row): usize {
  return load<usize>(placeOf(section, row));
}
export function slotLength(section: Section, row: Row): u32 {
  return load<u32>(placeOf(section, row), 4);
}

/** The number of a row whose value is an unsigned integer of at most 8 bytes, big-endian. */
export function numberOf(section: Section, row: Row): u64 {
  return bigEndian(slotAt(section, row), slotLength(section, row));
}
