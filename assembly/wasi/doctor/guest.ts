/** What else the kernel shows of a guest: measurement registers and the event log. */
import { Errno } from "../../formats/errno";
import { registers } from "../../formats/register";
import { Row } from "../../layout";
import { char, str } from "../../render/out";
import { Text } from "../../text";
import { NOT_GIVEN } from "../errno";
import { close, FileKind, For, kindOf, nameAt, nameLength, nextName, open, openList } from "../files";
import { addBytes, begin, done, join, joinText, pathOf } from "../paths";
import { text } from "../say";
import { errorName, find, findText, findUnseen, Part, State, said, say } from "./finding";
import { inRoot, isSince, isThere, writeLinux } from "./surroundings";

/** Where Linux shows the devices whose drivers have registers, each in a folder of its own. */
const MISC: Text = "/sys/class/misc";

/** Names in a directory at most. */
const NAMES: u32 = 256;
const names = memory.data(256 * 4, 4);

/** Reads the names in a directory, in their order. Returns how many, or a negative error number. */
function readNames(path: usize): i32 {
  const opened = openList(path);
  if (opened < 0) return opened;
  let count: u32 = 0;
  let more = nextName();
  for (; more > 0; more = nextName()) {
    begin();
    addBytes(nameAt, nameLength);
    const name = done();
    if (name && count < NAMES) store<usize>(names + 4 * count++, name);
  }
  return more < 0 ? more : <i32>count;
}

/** Why the folder of the registers could not be looked for: 0, or a negative error number. */
let failed: i32 = 0;

/** The folder of the registers; 0 when there is none. */
function findFolder(): usize {
  const misc = inRoot(MISC);
  const count = readNames(misc);
  failed = min(count, 0);
  for (let i = 0; i < count; i++) {
    const folder = joinText(join(misc, load<usize>(names + 4 * i)), "measurements");
    if (kindOf(folder) == FileKind.Directory) return folder;
  }
  return 0;
}

/** Is a register's file, such as `rtmr2:sha384`, that of a row? */
function isOf(file: usize, row: Row): bool {
  let i: u32 = 0;
  while (i < row.text.length && load<u8>(file + i) == row.text.charAt(i)) i++;
  const next = load<u8>(file + i);
  return i == row.text.length && (next == 0 || next == 58);
}

function isKnown(file: usize): bool {
  for (let row = registers.next; row.inLayout; row = row.next) if (isOf(file, row)) return true;
  return false;
}

/** The name of the kernel for a register: what stands before the colon. */
function kernelName(file: usize): void {
  for (let c = load<u8>(file); c != 0 && c != 58; c = load<u8>(++file)) char(c);
}

/** Names the registers for every vendor, in the order of the table; then the others, by the kernel's names. */
function findNamed(count: i32): void {
  let first = true;
  say();
  for (let row = registers.next; row.inLayout; row = row.next) {
    for (let i = 0; i < count; i++) {
      if (!isOf(load<usize>(names + 4 * i), row)) continue;
      if (!first) str(", ");
      first = false;
      str(row.name);
    }
  }
  for (let i = 0; i < count; i++) {
    const file = load<usize>(names + 4 * i);
    if (isKnown(file)) continue;
    if (!first) str(", ");
    first = false;
    kernelName(file);
  }
  find(Part.Guest, "registers", State.Ok, said());
}

/** Does the kernel show measurement registers? */
export function findRegisters(): void {
  const misc = inRoot(MISC);
  if (kindOf(misc) == -(<i32>NOT_GIVEN)) return findUnseen(Part.Guest, "registers", misc);
  const folder = findFolder();
  const count = folder ? readNames(folder) : failed;
  if (count > 0) return findNamed(count);
  if (count < 0 && count != -(<i32>Errno.ENOENT) && count != -(<i32>Errno.ENOTDIR)) {
    say();
    str("permission denied: ");
    text(folder ? folder : misc);
    str(": ");
    errorName(-count);
    return find(Part.Guest, "registers", State.Broken, said());
  }
  say();
  if (isSince(6, 16)) str("the kernel shows none");
  else {
    writeLinux();
    str(" shows none: they came with 6.16");
  }
  str("; a quote has their values too");
  find(Part.Guest, "registers", State.Note, said(), pathOf("tsm inspect quote.bin"));
}

const CCEL: Text = "/sys/firmware/acpi/tables/CCEL";
const CCEL_LOG: Text = "/sys/firmware/acpi/tables/data/CCEL";

/** Does the firmware hand over an event log? */
export function findEventLog(): void {
  const table = inRoot(CCEL);
  if (kindOf(table) == -(<i32>NOT_GIVEN)) return findUnseen(Part.Guest, "event log", table);
  if (!isThere(CCEL)) {
    return findText(Part.Guest, "event log", State.Note, "the firmware hands over none (no ACPI table CCEL)");
  }
  const fd = open(inRoot(CCEL_LOG), For.Reading);
  if (fd >= 0) close(fd);
  say();
  if (fd == -(<i32>Errno.ENOENT)) {
    str("the table CCEL is there, and ");
    str(CCEL_LOG);
    str(" is not: this kernel does not show it");
    return find(Part.Guest, "event log", State.Note, said());
  }
  str(CCEL_LOG);
  if (fd >= 0) {
    str(" is there");
    return find(Part.Guest, "event log", State.Ok, said());
  }
  str(" is closed to this user (");
  errorName(-fd);
  char(41);
  find(Part.Guest, "event log", State.Broken, said());
}
