/** The files of one entry below a report directory, as the request machine asks for them; and the request itself. */
import { INPUT, INPUT_MAX } from "../arena";
import { Code } from "../fault";
import { Attribute, attributes } from "../formats/configfs";
import { Errno } from "../formats/errno";
import { entryOf } from "../layout";
import { char, dec, str } from "../render/out";
import { forget, keep } from "../request/kept";
import { begin as beginRequest, cancel, feed, next } from "../request/machine";
import { operation, Verb } from "../request/operation";
import { close, For, makeDirectory, open, readOpen, removeDirectory, write } from "./files";
import { addHex, addText, begin as beginPath, done, join, joinText, nameIn } from "./paths";
import { Exit, endFaultWith, endWithFault, faultWith, note, stop, text, told } from "./say";
import { random, sleep, ticks } from "./system";

/** Where Linux has the report directory. */
export const REPORTS = "/sys/kernel/config/tsm/report";

const noise = memory.data(8);

/** A fresh name: as hosts/owner.ts has them, of an owner that nobody can ask after. */
export function entryName(): usize {
  if (!random(noise, 8)) {
    note();
    str("this host has no random bytes");
    stop(Exit.Usage);
  }
  beginPath();
  addText("tsmkit--");
  addHex(noise, 8);
  return done();
}

/** Reads a file of an entry into the input region. Returns its bytes, or a negative error number. */
export function readAttribute(entry: usize, attribute: Attribute): i32 {
  const path = joinText(entry, entryOf(attributes, attribute)!.name);
  const fd = path ? open(path, For.Reading) : -(<i32>Errno.ENAMETOOLONG);
  if (fd < 0) return fd;
  const length = readOpen(fd, INPUT, INPUT_MAX);
  close(fd);
  return length > <i32>INPUT_MAX ? -(<i32>Errno.EFBIG) : length;
}

/** Writes a file of an entry in one write; the kernel takes what was written when it is closed. */
function writeAttribute(entry: usize, attribute: Attribute, from: usize, length: u32): i32 {
  const path = joinText(entry, entryOf(attributes, attribute)!.name);
  const fd = path ? open(path, For.Writing) : -(<i32>Errno.ENAMETOOLONG);
  if (fd < 0) return fd;
  const written = write(fd, from, length);
  const closed = close(fd);
  if (written < 0) return written;
  return written < <i32>length ? -(<i32>Errno.EIO) : closed;
}

/** Does the verb that the machine named. Returns what it takes. */
function act(entry: usize, verb: Verb): i32 {
  const attribute = <Attribute>operation.attribute;
  if (verb == Verb.Create) {
    forget();
    return makeDirectory(entry);
  }
  if (verb == Verb.Remove) return removeDirectory(entry);
  if (verb == Verb.Read) {
    const length = readAttribute(entry, attribute);
    return length < 0 ? length : keep(attribute, INPUT, length);
  }
  if (attribute == Attribute.Inblob) keep(attribute, operation.data, operation.length);
  return writeAttribute(entry, attribute, operation.data, operation.length);
}

/** Was the request given up since its time had run out? */
export let timedOut: bool = false;

/**
 * Makes the request that request/options.ts has, below a report directory. The time, in milliseconds, is looked at between two
 * verbs: no call of WASI can be given up. Returns the entry; {@link operation} has what came of it.
 */
export function request(root: usize, timeout: u32): usize {
  const entry = join(root, entryName());
  const start = ticks();
  timedOut = false;
  beginRequest();
  for (let verb = next(); verb != Verb.Done && verb != Verb.Failed; verb = next()) {
    if (verb == Verb.Wait) {
      const left = timeout == 0 ? <u64>operation.waitMs : timeout - min<u64>(ticks() - start, timeout);
      sleep(<u32>min<u64>(operation.waitMs, left));
      feed(0);
    } else feed(act(entry, verb));
    if (timeout == 0 || timedOut || ticks() - start < timeout) continue;
    timedOut = true;
    cancel();
  }
  return entry;
}

/** Does a shell take the path as it is? */
function isPlain(path: usize): bool {
  for (let c: u32 = load<u8>(path); c != 0; c = load<u8>(++path)) {
    const letter = (c | 32) - 97 < 26 || c - 45 < 14 || c == 95;
    if (!letter) return false;
  }
  return true;
}

/** Writes a path as a shell takes it. */
function shellPath(path: usize): void {
  if (isPlain(path)) return text(path);
  char(39);
  for (let c: u32 = load<u8>(path); c != 0; c = load<u8>(++path)) {
    if (c == 39) str("'\\''");
    else char(c);
  }
  char(39);
}

/** Tells of an entry that is still there. */
export function tellLeft(entry: usize): void {
  if (operation.leaked == 0) return;
  note();
  str("the entry could not be removed, and blocks a reload of the driver. Remove it: rmdir ");
  shellPath(entry);
  told();
}

/** Ends the program since the request failed. */
export function stopWithFailure(entry: usize, timeout: u32): void {
  tellLeft(entry);
  note();
  if (!timedOut) endWithFault(operation.leaked ? nameIn(entry) : 0);
  faultWith(Code.TimedOut);
  str("after ");
  dec(timeout);
  str(" ms");
  endFaultWith(Code.TimedOut);
}
