/**
 * Tables of keys that come again: a VCEK or PCK signs many reports. Tables are built when a key is seen for the
 * {@link WORTH}th time; those used longest ago make room. Keys that are only counted never push out tables.
 */
import { TABLES_MAX } from "./comb";
import { curveBytes } from "./curve";

/** Uses of a key with which its tables have paid for themselves; see docs/crypto.md. */
const WORTH: u32 = 3;
/** Keys that have tables, and keys that are counted. */
const HELD: usize = 8;
const COUNTED: usize = 32;

/** What is known of a key, in static memory: 112 bytes, and x and y, big-endian. */
@unmanaged
class Key {
  /** 0 when there is none. */
  uses: u32;
  curve: u32;
  /** When it was used last. */
  time: u64;
}
/** x and y, big-endian, lie behind the fields. */
const POINT_AT: usize = 16;
const KEY: usize = 16 + 96;

const held = memory.data(8 * 112, 8);
const counted = memory.data(32 * 112, 8);
const tables = memory.data(8 * <i32>TABLES_MAX, 16);
let now: u64 = 0;

function at(list: usize, i: usize): Key {
  return changetype<Key>(list + i * KEY);
}

/** The place of a key in a list; -1 when it is not there. */
function find(list: usize, count: usize, curve: u32, point: usize): i32 {
  for (let i: usize = 0; i < count; i++) {
    const key = at(list, i);
    const same = changetype<usize>(key) + POINT_AT;
    if (key.uses != 0 && key.curve == curve && memory.compare(same, point, 2 * curveBytes(curve)) == 0) return <i32>i;
  }
  return -1;
}

/** The place in a list that is free, or was used longest ago. */
function oldest(list: usize, count: usize): i32 {
  let found: usize = 0;
  for (let i: usize = 1; i < count; i++) if (at(list, i).time < at(list, found).time) found = i;
  return <i32>found;
}

/** Notes that a key is used. Returns how often it was, now included. */
function note(key: Key): u32 {
  key.time = ++now;
  return ++key.uses;
}

/** Where the tables of a key lie; 0 when it has none. */
export function tablesOf(curve: u32, point: usize): usize {
  const i = find(held, HELD, curve, point);
  if (i < 0) return 0;
  note(at(held, i));
  return tables + <usize>i * TABLES_MAX;
}

/**
 * Counts a use of a key without tables, which is a point of the curve. Returns where its tables are to be built, once
 * that is worth it; else 0. They count as built from then on.
 */
export function claim(curve: u32, point: usize): usize {
  let i = find(counted, COUNTED, curve, point);
  if (i < 0) {
    i = oldest(counted, COUNTED);
    const key = at(counted, i);
    key.uses = 0;
    key.curve = curve;
    memory.copy(changetype<usize>(key) + POINT_AT, point, 2 * curveBytes(curve));
  }
  const key = at(counted, i);
  if (note(key) < WORTH) return 0;
  const place = oldest(held, HELD);
  memory.copy(held + <usize>place * KEY, changetype<usize>(key), KEY);
  memory.fill(changetype<usize>(key), 0, KEY);
  return tables + <usize>place * TABLES_MAX;
}

/** Forgets all keys. */
export function forgetKeys(): void {
  memory.fill(held, 0, HELD * KEY);
  memory.fill(counted, 0, COUNTED * KEY);
}

/** Keys that have tables now. */
export function heldKeys(): u32 {
  let count = 0;
  for (let i: usize = 0; i < HELD; i++) if (at(held, i).uses != 0) count++;
  return count;
}
