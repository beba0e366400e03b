/**
 * The directories that whoever runs this program handed to it, and which of them holds a path. WASI has no other way to a
 * file, and no working directory.
 */

import { lengthOf } from "../bytes";
import { CALL, CALL_MAX } from "./memory";
import { fd_prestat_dir_name, fd_prestat_get } from "./wasi_snapshot_preview1";

/** A directory that was handed over. */
@unmanaged
class Preopen {
  fd: i32;
  /** Its name, without what {@link inner} leaves out. */
  name: usize;
  length: u32;
  /** May a path that starts at the root lie in it? */
  absolute: bool;
}

const MOST: u32 = 64;
const preopens = memory.data(64 * offsetof<Preopen>(), 8);
const prestat = memory.data(8, 4);
/** The first number that a directory may have: behind stdin, stdout and stderr. */
const FIRST: i32 = 3;
let count: u32 = 0;
let isListed: bool = false;

function preopenAt(i: u32): Preopen {
  return changetype<Preopen>(preopens + offsetof<Preopen>() * i);
}

/** The path behind what says no more than where it starts: `/`, `./`, and `.` alone. */
function inner(path: usize): usize {
  for (let c: u32 = load<u8>(path); c == 47 || c == 46; c = load<u8>(++path)) {
    const next = load<u8>(path, 1);
    if (c == 46 && next != 47 && next != 0) break;
  }
  return path;
}

function list(): void {
  let to = CALL + 2 * <usize>CALL_MAX;
  const end = to + <usize>CALL_MAX;
  // Type u8, then the length of the name u32.
  for (let fd = FIRST; count < MOST && fd_prestat_get(fd, prestat) == 0; fd++) {
    const length = load<u32>(prestat, 4);
    if (to + length >= end || fd_prestat_dir_name(fd, to, length) != 0) continue;
    // Some hosts count the zero behind the name, most don't.
    store<u8>(to + length, 0);
    const preopen = preopenAt(count++);
    preopen.fd = fd;
    // WasmEdge takes the slash in front of a name away: only one that starts with a dot is not at the root.
    preopen.absolute = load<u8>(to) != 46;
    preopen.name = inner(to);
    preopen.length = lengthOf(preopen.name);
    while (preopen.length > 0 && load<u8>(preopen.name + preopen.length - 1) == 47) preopen.length--;
    to += length + 1;
  }
  isListed = true;
}

/** Does the path lie in a directory of that name, or is it the directory? */
function isIn(path: usize, preopen: Preopen): bool {
  const name = preopen.name;
  const length = preopen.length;
  for (let i: u32 = 0; i < length; i++) if (load<u8>(path + i) != load<u8>(name + i)) return false;
  const next = load<u8>(path + length);
  return length == 0 || next == 47 || next == 0;
}

/** The directory found last, and the path that is left in it. */
export let directory: i32 = -1;
export let rest: usize = 0;
export let restLength: u32 = 0;

const DOT = memory.data<u8>([46, 0]);

/**
 * Finds the directory that holds a path: of those whose name begins it, the one with the longest name. A path that starts at
 * the root may not lie in `.` or below; any other may lie anywhere, since programs of WASI start at the root. Returns false
 * when there is none.
 */
export function locate(path: usize): bool {
  if (!isListed) list();
  const absolute = load<u8>(path) == 47;
  const from = inner(path);
  let best: Preopen | null = null;
  for (let i: u32 = 0; i < count; i++) {
    const preopen = preopenAt(i);
    if ((absolute && !preopen.absolute) || !isIn(from, preopen)) continue;
    const better =
      !best || preopen.length > best.length || (preopen.length == best.length && preopen.absolute == absolute);
    if (better) best = preopen;
  }
  if (!best || load<u8>(path) == 0) return false;
  directory = best.fd;
  rest = inner(from + best.length);
  if (load<u8>(rest) == 0) rest = DOT;
  restLength = lengthOf(rest);
  return true;
}
