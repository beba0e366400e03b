/** What hosts call to have an event log read: first what it is compared with, then the log, then what it says. */
import { INPUT } from "../arena";
import "../formats/eventLog";
import { asBytes } from "../parse/read";
import * as render from "../render/events";
import { expectRegister, forgetExpected, replay } from "./replay";
import { forgetTable, readTable } from "./table";

/** Forgets the table, and what registers are expected to hold. */
export function eventsReset(): void {
  forgetTable();
  forgetExpected();
}
/** Reads `length` bytes of the input region as the ACPI table of the log. Returns 0, or a fault. */
export function eventsTable(length: u32): i32 {
  asBytes();
  return readTable(INPUT, length);
}
/** Expects a register to hold `length` bytes of the input region, which must be 48. Returns 0, or a fault. */
export function eventsExpect(register: u32, length: u32): i32 {
  return expectRegister(register, INPUT, length);
}
/**
 * Parses and replays `length` bytes of the input region as an event log, and finds where it differs from the one in the
 * `reference` bytes behind it, unless there are none. Returns how many things are wrong, or a fault.
 */
export function eventsParse(length: u32, reference: u32): i32 {
  asBytes();
  return replay(length, reference);
}
/** Renders the log, which must still lie in the input region, as JSON. Returns its bytes, or a fault. */
export function eventsJson(): i32 {
  return render.eventsJson();
}
/** Renders it as text, with colours or without. Returns its bytes, or a fault. */
export function eventsText(coloured: bool): i32 {
  return render.eventsText(coloured);
}
