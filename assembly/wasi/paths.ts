/** Paths and names that are put together: texts that end with a zero byte, kept until the program ends. */

import { lengthOf } from "../bytes";
import { Text } from "../text";
import { PATHS, PATHS_MAX } from "./memory";

let used: usize = PATHS;
/** What is put together now, and where it goes on. */
let from: usize = PATHS;
let at: usize = PATHS;

/** Starts a text. */
export function begin(): void {
  from = at = used;
}

/** Adds a character. What does not fit is dropped: {@link done} tells. */
export function addChar(c: u32): void {
  if (at + 1 < PATHS + <usize>PATHS_MAX) store<u8>(at, <u8>c);
  at++;
}

export function addText(text: Text): void {
  for (let i: u32 = 0; i < text.length; i++) addChar(text.charAt(i));
}

export function addBytes(p: usize, length: u32): void {
  for (let i: u32 = 0; i < length; i++) addChar(load<u8>(p + i));
}

/** Adds bytes as hex digits. */
export function addHex(p: usize, length: u32): void {
  for (let i: u32 = 0; i < 2 * length; i++) {
    const digit = <u32>(load<u8>(p + (i >> 1)) >> (i & 1 ? 0 : 4)) & 15;
    addChar(digit < 10 ? 48 + digit : 87 + digit);
  }
}

/** Adds a text that ends with a zero byte. */
export function add(text: usize): void {
  addBytes(text, lengthOf(text));
}

/** Ends the text. Returns where it lies, or 0 when there is no room for it. */
export function done(): usize {
  if (at + 1 > PATHS + <usize>PATHS_MAX) return 0;
  store<u8>(at, 0);
  used = at + 1;
  return from;
}

/** Starts a path in a directory. What names nothing is left out: `./` at the beginning, and doubled slashes. */
function beginIn(directory: usize): void {
  begin();
  let p = directory;
  while (load<u8>(p) == 46 && load<u8>(p, 1) == 47) p += 2;
  if (load<u8>(p) == 46 && load<u8>(p, 1) == 0) p++;
  for (let c = load<u8>(p); c != 0; c = load<u8>(++p)) {
    if (c != 47 || at == from || load<u8>(at - 1) != 47) addChar(c);
  }
  if (at > from && load<u8>(at - 1) != 47) addChar(47);
}

/** The path of a name in a directory; 0 when there is no room. */
export function join(directory: usize, name: usize): usize {
  beginIn(directory);
  add(name);
  return done();
}

/** As {@link join}, for a name of the program. */
export function joinText(directory: usize, name: Text): usize {
  beginIn(directory);
  for (let i: u32 = 0; i < name.length; i++) if (i > 0 || name.charAt(0) != 47) addChar(name.charAt(i));
  return done();
}

/** A text of the program as one that ends with a zero byte. */
export function pathOf(text: Text): usize {
  begin();
  addText(text);
  return done();
}

/** The directory that a path lies in. */
export function parentOf(path: usize): usize {
  let length = lengthOf(path);
  while (length > 1 && load<u8>(path + length - 1) == 47) length--;
  while (length > 0 && load<u8>(path + length - 1) != 47) length--;
  begin();
  if (length == 0) addChar(46);
  else addBytes(path, length);
  return done();
}

/** The name that a path ends with. */
export function nameIn(path: usize): usize {
  let name = path;
  for (let p = path; load<u8>(p) != 0; p++) if (load<u8>(p) == 47) name = p + 1;
  return name;
}

/** Does a text that ends with a zero byte say the same as a text of the program? */
export function isText(p: usize, text: Text): bool {
  let i: u32 = 0;
  while (i < text.length && load<u8>(p + i) == text.charAt(i)) i++;
  return i == text.length && load<u8>(p + i) == 0;
}
