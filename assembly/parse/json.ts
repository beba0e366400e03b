/**
 * Reads the JSON form of a report: one object whose members are named as the kernel's files. Blobs are decoded in place.
 */
import { Code, fail } from "../fault";
import { begin, copyString, finish, from, member, object, problemAt, skip, string, stringIs } from "../json/reader";
import { decodeBase64, decodeHex, looksHex } from "./text";

/** Blobs of the report: where they lie and how long they are; the index is one of {@link Blob}. */
export const enum Blob {
  Outblob = 0,
  Auxblob = 1,
  Manifestblob = 2,
  Provider = 3,
}
const BLOBS: u32 = 4;
const places = memory.data(32, 8);

export function blobAt(blob: Blob): usize {
  return load<usize>(places + 8 * <usize>blob);
}
export function blobLength(blob: Blob): u32 {
  return load<u32>(places + 8 * <usize>blob, 4);
}

/** The blob whose name was read last, or -1. */
function named(): i32 {
  if (stringIs("outblob")) return Blob.Outblob;
  if (stringIs("auxblob")) return Blob.Auxblob;
  if (stringIs("manifestblob")) return Blob.Manifestblob;
  return stringIs("provider") ? <i32>Blob.Provider : -1;
}

/** Reads the value of a member the report has, and decodes it when it is a blob; faults count from `text`. */
function blob(which: u32, text: usize): i32 {
  if (!string()) return 0;
  let size = <i32>copyString(from);
  if (which != Blob.Provider) {
    const start = <u32>(from - text);
    const stop = start + size;
    size = looksHex(text, start, stop) ? decodeHex(text, start, stop, from) : decodeBase64(text, start, stop, from);
    if (size < 0) return size;
  }
  const place = places + 8 * which;
  store<usize>(place, from);
  store<u32>(place, size, 4);
  return 0;
}

/** Reads `size` bytes of JSON at p. Returns 0, or a fault. */
export function readReport(p: usize, size: u32): i32 {
  memory.fill(places, 0, 8 * BLOBS);
  begin(p, p + size);
  if (object()) {
    while (member()) {
      const which = named();
      if (which < 0) skip();
      else {
        const fault = blob(which, p);
        if (fault < 0) return fault;
      }
    }
  }
  if (!finish()) {
    const place = <u32>(problemAt - p);
    return fail(Code.Json, place, place < size ? load<u8>(problemAt) : 0);
  }
  return blobAt(Blob.Outblob) ? 0 : fail(Code.Json, size);
}
