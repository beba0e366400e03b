/** The ACPI table that tells of an event log: ACPI 6.5 section 5.2.34. */
import { Code, fail } from "../fault";
import * as f from "../formats/eventLog";
import { startsWith } from "../parse/text";

/** Was there a table? */
export let hasTable: bool = false;
/** What it says. */
export let tableType: u32 = 0;
export let tableSubtype: u32 = 0;
export let areaLength: u64 = 0;
export let areaAddress: u64 = 0;

/** Forgets the table. */
export function forgetTable(): void {
  hasTable = false;
}

/** Reads `length` bytes at p as the table. Returns 0, or a fault. */
export function readTable(p: usize, length: u32): i32 {
  hasTable = false;
  if (length < f.ccelTable.size) return fail(Code.Truncated, 0, length, f.ccelTable.size, f.ccelTable);
  if (!startsWith(p, 0, length, "CCEL")) return fail(Code.BadValue, 0, load<u8>(p), 67, f.tableSignature);
  const size = f.tableLength.u32(p);
  if (size != length) return fail(Code.BadLength, f.tableLength.at, size, length, f.tableLength);
  let sum: u8 = 0;
  for (let i: u32 = 0; i < length; i++) sum += load<u8>(p + i);
  const checksum = f.tableChecksum.u8(p);
  if (sum) return fail(Code.BadValue, f.tableChecksum.at, checksum, <u8>(checksum - sum), f.tableChecksum);
  if (f.tableReserved.u16(p)) return fail(Code.NotZero, f.tableReserved.at, f.tableReserved.u16(p), 0, f.tableReserved);
  tableType = f.ccType.u8(p);
  tableSubtype = f.ccSubtype.u8(p);
  areaLength = f.laml.u64(p);
  areaAddress = f.lasa.u64(p);
  hasTable = true;
  return 0;
}

/** Has the area that the table tells of room for a log of `length` bytes? Returns 0, or a fault. */
export function checkArea(length: u32): i32 {
  if (!hasTable || length <= areaLength) return 0;
  return fail(Code.BadLength, f.laml.at, length, <u32>areaLength, f.laml);
}
