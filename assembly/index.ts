/** The doors of the core: everything a host may call. */
import "./formats/configfs";
import "./formats/errno";
import "./formats/quote";
import "./formats/sgxReport";
import "./formats/snpCertTable";
import "./formats/snpReport";
import "./formats/snpTcb";
import "./formats/tdReport";
import "./formats/tdxReport";
import { EVIDENCE_MAX, INPUT, INPUT_MAX, OUTPUT } from "./arena";
import { fault } from "./fault";
import * as hex from "./hex";

export { rowsAt, rowCount } from "./layout";

export function inputAt(): usize {
  return INPUT;
}
export function outputAt(): usize {
  return OUTPUT;
}
export function faultAt(): usize {
  return changetype<usize>(fault);
}
export function hexEncode(length: u32): i32 {
  return <i32>(hex.encode(INPUT, length, OUTPUT) - OUTPUT);
}
export function hexDecode(length: u32): i32 {
  return hex.decode(INPUT, length, OUTPUT);
}
export function inputMax(): u32 {
  return INPUT_MAX;
}
export function evidenceMax(): u32 {
  return EVIDENCE_MAX;
}
