/**
 * Files by their paths. What fails gives a negative Linux error number, or minus {@link NOT_GIVEN}. A file is opened for the
 * one thing that is done with it, with no right but that: the attributes of configfs open in one direction only.
 */
import { Errno } from "../formats/errno";
import { NOT_GIVEN, toLinux } from "./errno";
import { CHUNK } from "./memory";
import { directory, locate, rest, restLength } from "./preopens";
import {
  fd_close,
  fd_read,
  fd_readdir,
  fd_sync,
  fd_write,
  path_create_directory,
  path_filestat_get,
  path_open,
  path_readlink,
  path_remove_directory,
  path_rename,
  path_unlink_file,
} from "./wasi_snapshot_preview1";

export const STDIN: i32 = 0;
export const STDOUT: i32 = 1;
export const STDERR: i32 = 2;

/** What a file is opened for. */
export const enum For {
  Reading = 0,
  Writing = 1,
  /** A file that must not be there yet. */
  Making = 2,
  Listing = 3,
  /** Both directions: a serial port, which is open once. */
  Talking = 4,
}

/** What a file is, by WASI's numbers. */
export const enum FileKind {
  Directory = 3,
  Regular = 4,
  Link = 7,
}

const READ: u64 = 1 << 1;
const SYNC: u64 = 1 << 4;
const WRITE: u64 = 1 << 6;
const READDIR: u64 = 1 << 14;
/** How a path is opened: oflags. */
const CREATE: i32 = 1;
const DIRECTORY: i32 = 2;
const EXCLUSIVE: i32 = 4;
/** lookupflags: links are followed. */
const FOLLOW: i32 = 1;

/** One vector, {place u32, length u32}, and results. */
const vector = memory.data(8, 4);
const result = memory.data(8, 8);
/** A filestat, whose type is a byte at 16. */
const stat = memory.data(64, 8);

/** 0, or the error as the callers have it. */
function ended(error: i32): i32 {
  return error == 0 ? 0 : -(<i32>toLinux(error));
}

function rightsFor(what: For): u64 {
  if (what == For.Reading) return READ;
  if (what == For.Listing) return READDIR;
  if (what == For.Talking) return READ | WRITE;
  return what == For.Making ? WRITE | SYNC : WRITE;
}

/** Opens a path. Returns the number of the open file. */
export function open(path: usize, what: For): i32 {
  if (!locate(path)) return -(<i32>NOT_GIVEN);
  const rights = rightsFor(what);
  const how = what == For.Making ? CREATE | EXCLUSIVE : what == For.Listing ? DIRECTORY : 0;
  const error = path_open(directory, FOLLOW, rest, restLength, how, rights, 0, 0, result);
  return error == 0 ? load<i32>(result) : ended(error);
}

export function close(fd: i32): i32 {
  return ended(fd_close(fd));
}

/** Has what was written reach the disk. */
export function sync(fd: i32): i32 {
  return ended(fd_sync(fd));
}

/** Reads up to `length` bytes. Returns how many; 0 at the end. */
export function read(fd: i32, to: usize, length: u32): i32 {
  store<usize>(vector, to);
  store<u32>(vector, length, 4);
  const error = fd_read(fd, vector, 1, result);
  return error == 0 ? load<i32>(result) : ended(error);
}

/** Writes up to `length` bytes in one go. Returns how many. */
export function write(fd: i32, from: usize, length: u32): i32 {
  store<usize>(vector, from);
  store<u32>(vector, length, 4);
  const error = fd_write(fd, vector, 1, result);
  return error == 0 ? load<i32>(result) : ended(error);
}

/** Writes all bytes. Returns 0. */
export function writeAll(fd: i32, from: usize, length: u32): i32 {
  while (length > 0) {
    const done = write(fd, from, length);
    if (done < 0) return done;
    from += done;
    length -= done;
  }
  return 0;
}

/**
 * Reads until a read gives nothing, or there are more than `most` bytes: never sized by what the system says, which is not
 * true of the kernel's files. There must be room for a chunk more. Returns the bytes.
 */
export function readOpen(fd: i32, to: usize, most: u32): i32 {
  let length: u32 = 0;
  while (length <= most) {
    const more = read(fd, to + length, CHUNK);
    if (more <= 0) return more < 0 ? more : <i32>length;
    length += more;
  }
  return <i32>length;
}

/** Is it the name of stdin? */
export function isStdin(path: usize): bool {
  return load<u8>(path) == 45 && load<u8>(path, 1) == 0;
}

/** Opens a file for reading, or gives stdin for `-`. Systems differ in how they refuse to read a directory: here it is EISDIR. */
export function openInput(path: usize): i32 {
  if (isStdin(path)) return STDIN;
  return kindOf(path) == FileKind.Directory ? -(<i32>Errno.EISDIR) : open(path, For.Reading);
}

/** Reads a file, or stdin for `-`, as {@link readOpen} does. */
export function readInput(path: usize, to: usize, most: u32): i32 {
  const fd = openInput(path);
  if (fd < 0) return fd;
  const length = readOpen(fd, to, most);
  if (fd != STDIN) close(fd);
  return length;
}

/** What is at a path; a link counts as what it leads to, unless told otherwise. Returns a {@link FileKind}, or another number. */
export function kindOf(path: usize, follow: bool = true): i32 {
  if (!locate(path)) return -(<i32>NOT_GIVEN);
  const error = path_filestat_get(directory, follow ? FOLLOW : 0, rest, restLength, stat);
  return error == 0 ? <i32>load<u8>(stat, 16) : ended(error);
}

/** Where a link leads. Returns the bytes. */
export function readLink(path: usize, to: usize, room: u32): i32 {
  if (!locate(path)) return -(<i32>NOT_GIVEN);
  const error = path_readlink(directory, rest, restLength, to, room, result);
  return error == 0 ? load<i32>(result) : ended(error);
}

export function makeDirectory(path: usize): i32 {
  if (!locate(path)) return -(<i32>NOT_GIVEN);
  return ended(path_create_directory(directory, rest, restLength));
}

export function removeDirectory(path: usize): i32 {
  if (!locate(path)) return -(<i32>NOT_GIVEN);
  return ended(path_remove_directory(directory, rest, restLength));
}

export function removeFile(path: usize): i32 {
  if (!locate(path)) return -(<i32>NOT_GIVEN);
  return ended(path_unlink_file(directory, rest, restLength));
}

/** Gives a file another path, in place of what may be there. */
export function rename(from: usize, to: usize): i32 {
  if (!locate(from)) return -(<i32>NOT_GIVEN);
  const fromDirectory = directory;
  const fromRest = rest;
  const fromLength = restLength;
  if (!locate(to)) return -(<i32>NOT_GIVEN);
  return ended(path_rename(fromDirectory, fromRest, fromLength, directory, rest, restLength));
}

/** An entry of a directory as the system gives it: next u64, inode u64, bytes of the name u32, type u8; the name follows. */
const ENTRY: u32 = 24;
const buffer = memory.data((<i32>16) << 10, 8);
const BUFFER: u32 = 16 << 10;

/** An open directory; one at a time. */
let listed: i32 = -1;
let cookie: u64 = 0;
let at: u32 = 0;
let filled: u32 = 0;
/** The name that {@link nextName} found. */
export let nameAt: usize = 0;
export let nameLength: u32 = 0;

/** Opens a directory for {@link nextName}. Returns 0. */
export function openList(path: usize): i32 {
  const fd = open(path, For.Listing);
  if (fd < 0) return fd;
  listed = fd;
  cookie = 0;
  at = filled = 0;
  return 0;
}

/** Fills the buffer with the entries that come next. Returns 1, or 0 when there are none. */
function fill(): i32 {
  // A name that was cut at the end of the buffer comes again, unless it alone is larger.
  if (at == 0 && filled > 0) return -(<i32>Errno.ENAMETOOLONG);
  const error = fd_readdir(listed, buffer, BUFFER, cookie, result);
  if (error != 0) return ended(error);
  filled = load<u32>(result);
  at = 0;
  return i32(filled >= ENTRY);
}

/** Is there a whole entry at the place in the buffer? */
function isWhole(): bool {
  return at + ENTRY <= filled && at + ENTRY + load<u32>(buffer + at, 16) <= filled;
}

/** Goes to the next name but `.` and `..`. Returns 1, or 0 behind the last; then, and on an error, the directory is closed. */
export function nextName(): i32 {
  let more = 1;
  while (more > 0) {
    if (!isWhole()) {
      more = fill();
      continue;
    }
    const entry = buffer + at;
    cookie = load<u64>(entry);
    nameAt = entry + ENTRY;
    nameLength = load<u32>(entry, 16);
    at += ENTRY + nameLength;
    const dots = nameLength <= 2 && load<u8>(nameAt) == 46 && (nameLength == 1 || load<u8>(nameAt, 1) == 46);
    if (!dots) return 1;
  }
  close(listed);
  return more;
}
