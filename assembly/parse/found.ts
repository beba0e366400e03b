/** The values of a section that were found by walking: a place and a length for each of its rows. */
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
  const p = slotAt(section, row);
  let value: u64 = 0;
  for (let i: u32 = 0; i < slotLength(section, row); i++) value = (value << 8) | load<u8>(p + i);
  return value;
}
