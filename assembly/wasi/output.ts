/** Files that are written: each whole or not at all, and none when one can't be written. */
import { Errno } from "../formats/errno";
import { str } from "../render/out";
import { close, FileKind, For, kindOf, open, readLink, removeFile, rename, sync, writeAll } from "./files";
import { addBytes, addChar, addHex, add as addPath, addText, begin, done, parentOf } from "./paths";
import { Exit, note, stop, stopWithErrno, text } from "./say";
import { random } from "./system";

/** Links that are followed at most, as Linux does. */
const LINKS: u32 = 40;
const LINK_MAX: u32 = 4096;
const link = memory.data(4096);

/** Where writing to a path leads: behind links, which are not to be replaced. */
function target(path: usize): usize {
  let at = path;
  for (let i: u32 = 0; i < LINKS && kindOf(at, false) == FileKind.Link; i++) {
    const length = readLink(at, link, LINK_MAX);
    if (length <= 0) return at;
    const parent: usize = load<u8>(link) == 47 ? 0 : parentOf(at);
    begin();
    if (parent) {
      addPath(parent);
      addChar(47);
    }
    addBytes(link, length);
    at = done();
    if (!at) stopWithErrno("write", path, Errno.ENAMETOOLONG);
  }
  return at;
}

const noise = memory.data(8);

/** A name beside a path that nobody has. */
function temporary(path: usize): usize {
  random(noise, 8);
  begin();
  addPath(path);
  addChar(46);
  addHex(noise, 8);
  addText(".tmp");
  const name = done();
  if (!name) stopWithErrno("write", path, Errno.ENAMETOOLONG);
  return name;
}

/** Ends the program when a path can't be written to: better before the TSM is asked than after. */
export function checkOutput(path: usize): void {
  const file = target(path);
  const kind = kindOf(file);
  if (kind == FileKind.Directory) {
    note();
    str("can't write ");
    text(path);
    str(": it is a directory");
    stop(Exit.Usage);
  }
  if (kind < 0 && kind != -(<i32>Errno.ENOENT)) stopWithErrno("write", path, -kind);
  if (kind >= 0 && kind != FileKind.Regular) return;
  // Permissions are not told here: a file that is made and removed tells.
  const trial = temporary(file);
  const fd = open(trial, For.Making);
  if (fd < 0) stopWithErrno("write", path, -fd);
  close(fd);
  removeFile(trial);
}

/** A file as it was written, and where it goes. */
@unmanaged
class Move {
  from: usize;
  to: usize;
}
const MOST: u32 = 4;
const moves = memory.data(4 * offsetof<Move>(), 4);
let count: u32 = 0;

function moveAt(i: u32): Move {
  return changetype<Move>(moves + offsetof<Move>() * i);
}

/** Removes what was written, and ends the program. */
function giveUp(path: usize, errno: u32): void {
  for (let i: u32 = 0; i < count; i++) removeFile(moveAt(i).from);
  stopWithErrno("write", path, errno);
}

/** Writes a file beside its place; {@link moveAll} puts it there. A device or a pipe is written to at once. */
export function writeBeside(path: usize, from: usize, length: u32): void {
  assert(count < MOST);
  const to = target(path);
  const kind = kindOf(to);
  const replaces = kind < 0 || kind == FileKind.Regular;
  const beside = replaces ? temporary(to) : to;
  const fd = open(beside, replaces ? For.Making : For.Writing);
  if (fd < 0) return giveUp(path, -fd);
  if (replaces) {
    const move = moveAt(count++);
    move.from = beside;
    move.to = to;
  }
  const written = writeAll(fd, from, length);
  const synced = replaces && written == 0 ? sync(fd) : 0;
  const closed = close(fd);
  const error = written < 0 ? written : synced < 0 ? synced : closed;
  if (error < 0) giveUp(path, -error);
}

/** Puts all files that were written into their places. */
export function moveAll(): void {
  for (let i: u32 = 0; i < count; i++) {
    const error = rename(moveAt(i).from, moveAt(i).to);
    if (error < 0) giveUp(moveAt(i).to, -error);
  }
  count = 0;
}
