/** The values of a section that were found by walking: a place and a length for each of its rows. */
import { Row } from "../layout";
import { Section } from "./sections";

/** Where the value of a row lies; 0 when it was not found. */
export function slotAt(section: Section, row: Row): usize {
  return load<usize>(section.slots + 8 * row.at);
}
export function slotLength(section: Section, row: Row): u32 {
  return load<u32>(section.slots + 8 * row.at, 4);
}
