/** Can a report be had by configfs-tsm? Each step says what is missing; behind a failure nobody looks further. */
import { INPUT } from "../../arena";
import { lengthOf } from "../../bytes";
import { Attribute } from "../../formats/configfs";
import { Errno } from "../../formats/errno";
import { isSpace, startsWith } from "../../parse/text";
import { char, str } from "../../render/out";
import { numberOf, providerOf } from "../../request/words";
import { Text } from "../../text";
import { entryName, readAttribute } from "../entry";
import { NOT_GIVEN } from "../errno";
import { kindOf, makeDirectory, nameAt, nameLength, nextName, openList, removeDirectory } from "../files";
import { addBytes, begin, done, join, pathOf } from "../paths";
import { text } from "../say";
import { ellipsis, errorName, find, findText, findUnseen, Part, State, said, say } from "./finding";
import { container, hasWord, inRoot, isSince, modprobe, readText, writeLinux } from "./surroundings";

const REPORTS: Text = "/sys/kernel/config/tsm/report";

/** The mount of configfs that lies on top: its place, and whether it is read-only. */
let mountAt: usize = 0;
let readOnly: bool = false;

/** Where the word that starts at i ends. */
function wordEnd(i: u32, length: u32): u32 {
  while (i < length && load<u8>(INPUT + i) != 32 && load<u8>(INPUT + i) != 10) i++;
  return i;
}

/** Is `ro` among the options between i and end, which commas separate? */
function hasReadOnly(i: u32, end: u32): bool {
  while (i < end) {
    let to = i;
    while (to < end && load<u8>(INPUT + to) != 44) to++;
    if (to - i == 2 && startsWith(INPUT, i, end, "ro")) return true;
    i = to + 1;
  }
  return false;
}

/** Is the report directory below the mount point between i and end? */
function holdsReports(i: u32, end: u32): bool {
  const length = end - i;
  if (length > REPORTS.length) return false;
  for (let k: u32 = 0; k < length; k++) if (load<u8>(INPUT + i + k) != REPORTS.charAt(k)) return false;
  return length == REPORTS.length || REPORTS.charAt(length) == 47;
}

/** Reads a line of mountinfo: field 5 is the mount point, 6 its options; type and options of the file system follow a dash. */
function takeMount(i: u32, end: u32): void {
  for (let field = 0; field < 4; field++) i = wordEnd(i, end) + 1;
  const at = i;
  const atEnd = wordEnd(i, end);
  const options = atEnd + 1;
  const optionsEnd = wordEnd(options, end);
  let dash = optionsEnd;
  while (dash < end && !startsWith(INPUT, dash, end, " - ")) dash++;
  const type = dash + 3;
  const typeEnd = wordEnd(type, end);
  if (typeEnd > end || !startsWith(INPUT, type, typeEnd, "configfs") || typeEnd - type != 8 || !holdsReports(at, atEnd))
    return;
  const ofSystem = wordEnd(typeEnd + 1, end) + 1;
  begin();
  addBytes(INPUT + at, atEnd - at);
  mountAt = done();
  readOnly = hasReadOnly(options, optionsEnd) || hasReadOnly(ofSystem, wordEnd(ofSystem, end));
}

function findNoMount(): void {
  if (container) {
    say();
    str("docker run -v /sys/kernel/config:/sys/kernel/config ");
    ellipsis();
    str(" (as root, on a host that has it)");
    return find(Part.Configfs, "mount", State.Missing, pathOf("this container has no configfs"), said());
  }
  const known = hasWord("configfs", readText("proc/filesystems"));
  const mount: Text = known
    ? "mount -t configfs none /sys/kernel/config"
    : "modprobe configfs && mount -t configfs none /sys/kernel/config";
  findText(Part.Configfs, "mount", State.Missing, "configfs is not mounted", mount);
}

/** Is configfs mounted, and open for writing? Returns false when nobody needs to look further. */
function findMount(): bool {
  const mountinfo = inRoot("proc/self/mountinfo");
  if (kindOf(mountinfo) == -(<i32>NOT_GIVEN)) {
    findUnseen(Part.Configfs, "mount", mountinfo);
    return true;
  }
  const length = readText("proc/self/mountinfo");
  for (let i: u32 = 0; i < length; i++) {
    const from = i;
    while (i < length && load<u8>(INPUT + i) != 10) i++;
    takeMount(from, i);
  }
  if (!mountAt) {
    findNoMount();
    return false;
  }
  say();
  str("configfs is mounted at ");
  text(mountAt);
  str(readOnly ? " read-only" : ", read-write");
  const says = said();
  if (!readOnly) {
    find(Part.Configfs, "mount", State.Ok, says);
    return true;
  }
  say();
  if (container) {
    str("docker run -v /sys/kernel/config:/sys/kernel/config:rw ");
    ellipsis();
  } else {
    str("mount -o remount,rw ");
    text(mountAt);
  }
  find(Part.Configfs, "mount", State.Broken, says, said());
  return false;
}

function findNoDirectory(errno: u32): void {
  say();
  if (errno == NOT_GIVEN) {
    str(REPORTS);
    str(" lies in no directory that was handed to this program");
    const mend = pathOf("wazero run -mount /sys/kernel/config tsm.wasm doctor");
    return find(Part.Configfs, "directory", State.Missing, said(), mend);
  }
  if (!isSince(6, 7)) {
    writeLinux();
    str(" has no configfs-tsm: it came with 6.7. The guest device may do");
    return find(Part.Configfs, "directory", State.Missing, said());
  }
  str(REPORTS);
  str(" is not there (");
  errorName(errno);
  str("): no TSM module is loaded");
  const says = said();
  find(Part.Configfs, "directory", State.Missing, says, modprobe());
}

/** May entries be made in the report directory? What making one came to tells. */
function findDirectory(made: i32): bool {
  const errno: u32 = made < 0 ? -made : 0;
  if (errno == Errno.EACCES || errno == Errno.EPERM) {
    say();
    str(REPORTS);
    str(" is root's (");
    errorName(errno);
    char(41);
    find(Part.Configfs, "directory", State.Broken, said(), pathOf("run the engine as root"));
    return false;
  }
  if (errno == Errno.EROFS) {
    findText(
      Part.Configfs,
      "directory",
      State.Broken,
      "it is mounted read-only",
      "mount -o remount,rw /sys/kernel/config",
    );
    return false;
  }
  say();
  str(REPORTS);
  str(" is there, and this user may make entries");
  find(Part.Configfs, "directory", State.Ok, said());
  return true;
}

/** Tells which driver is behind an entry. */
function findProvider(entry: usize): void {
  let length = readAttribute(entry, Attribute.Provider);
  if (length < 0) {
    say();
    str("its entry has no provider (");
    errorName(-length);
    str("): ");
    text(inRoot(REPORTS));
    str(" is no configfs-tsm");
    return find(Part.Configfs, "provider", State.Broken, said());
  }
  const row = providerOf(length);
  while (length > 0 && isSpace(load<u8>(INPUT + length - 1))) length--;
  say();
  for (let i = 0; i < length; i++) char(load<u8>(INPUT + i));
  str(row ? ": " : ", which is not known here.");
  if (row) str(row.note);
  find(Part.Configfs, "provider", State.Ok, said());
  findFloor(entry);
}

function findFloor(entry: usize): void {
  const length = readAttribute(entry, Attribute.PrivlevelFloor);
  const floor = length > 0 ? <u32>numberOf(length) : 0;
  if (floor == 0) return;
  say();
  str("this guest runs at privilege level ");
  char(48 + floor);
  str(", under an SVSM or a paravisor: a lower number is refused");
  const says = said();
  say();
  str("tsm report --privlevel ");
  char(48 + floor);
  char(32);
  ellipsis();
  str("  (or leave it out)");
  find(Part.Configfs, "privlevel", State.Note, says, said());
}

/** Looks step by step, at last by an entry that is made and removed again. */
export function findConfigfs(): void {
  if (!findMount()) return;
  const reports = inRoot(REPORTS);
  const kind = kindOf(reports);
  if (kind < 0) return findNoDirectory(-kind);
  const entry = join(reports, entryName());
  const made = makeDirectory(entry);
  if (!findDirectory(made)) return;
  if (made == -(<i32>Errno.ENXIO)) {
    return find(Part.Configfs, "provider", State.Missing, pathOf("no TSM driver is registered"), modprobe());
  }
  if (made < 0) {
    say();
    str("no entry can be made: ");
    errorName(-made);
    return find(Part.Configfs, "provider", State.Broken, said(), pathOf("dmesg | tail"));
  }
  findProvider(entry);
  const removed = removeDirectory(entry);
  if (removed >= 0) return;
  say();
  str("the entry that asked could not be removed (");
  errorName(-removed);
  char(41);
  const says = said();
  say();
  str("rmdir ");
  text(entry);
  find(Part.Configfs, "entries", State.Note, says, said());
}

/** Is the name of an entry one that tsmkit makes: tsmkit-OWNER-16 hex digits? */
function isOwn(name: usize): bool {
  const length = lengthOf(name);
  if (!startsWith(name, 0, length, "tsmkit-") || length < 24 || load<u8>(name + length - 17) != 45) return false;
  for (let i = length - 16; i < length; i++) {
    const c: u32 = load<u8>(name + i);
    if (c - 48 > 9 && c - 97 > 5) return false;
  }
  for (let i: u32 = 7; i < length - 17; i++) {
    const c: u32 = load<u8>(name + i);
    if (c - 48 > 9 && (c | 32) - 97 > 25 && c != 46) return false;
  }
  return true;
}

/** Entries of other programs, and of tsmkit's: which of their processes live is not told to a program of WASI. */
export function findEntries(): void {
  const reports = inRoot(REPORTS);
  const first = findNames(reports, false);
  const own = findNames(reports, true);
  if (first < 0) return;
  if (first == 0 && own == 0) findText(Part.Configfs, "entries", State.Ok, "nothing is left behind");
}

/** Tells of the entries of tsmkit, or of other programs. Returns how many, or a negative error number. */
function findNames(reports: usize, own: bool): i32 {
  const opened = openList(reports);
  if (opened < 0) return opened;
  let count = 0;
  let first: usize = 0;
  say();
  for (let more = nextName(); more > 0; more = nextName()) {
    begin();
    addBytes(nameAt, nameLength);
    const name = done();
    if (!name || isOwn(name) != own) continue;
    if (count++ > 0) str(", ");
    else first = name;
    text(name);
  }
  if (count == 0) return 0;
  str(count > 1 ? " are" : " is");
  str(own ? " of tsmkit; whether its process lives is not seen here" : " of other programs");
  if (!own) str("; left over, it blocks a reload of the driver");
  const says = said();
  say();
  if (own) str("npx -p tsmkit tsm doctor");
  else {
    str("rmdir ");
    text(reports);
    char(47);
    text(first);
    str("  (if nobody uses it)");
  }
  find(Part.Configfs, "entries", State.Note, says, said());
  return count;
}
