/** Reads the JSON forms of evidence, whose members {@link evidenceMembers} lists. Blobs are decoded in place. */
import { Code, fail } from "../fault";
import { AZURE_FORM, Blob, evidenceMembers, MemberShape } from "../formats/evidenceJson";
import * as json from "../json/reader";
import { Row } from "../layout";
import { Text } from "../text";
import { decodeBase64, decodeHex, looksHex, startsWith } from "./text";

/** Where the blobs of the document lie and how long they are; the index is one of {@link Blob}. */
const places = memory.data(8 * <i32>Blob.Count, 8);

export function blobAt(blob: Blob): usize {
  return load<usize>(places + 8 * <usize>blob);
}
export function blobLength(blob: Blob): u32 {
  return load<u32>(places + 8 * <usize>blob, 4);
}

/** Which blob is the evidence itself; the others lie beside it. */
export let mainBlob: Blob = Blob.Outblob;

/** Where the document starts. */
let start: usize = 0;

export function shapeOf(row: Row): MemberShape {
  return <MemberShape>(row.size & 255);
}

function keep(row: Row, at: usize, size: u32): void {
  store<usize>(places + 8 * row.at, at);
  store<u32>(places + 8 * row.at, size, 4);
}

/** The row of the member whose name was read last, in an object; null for one that is passed over. */
function rowNamed(owner: Text): Row | null {
  for (let row = evidenceMembers.next; row.inLayout; row = row.next) {
    if (row.text == owner && json.stringIs(row.name)) return row;
  }
  return null;
}

/** Decodes the string read last to `to`, which is not behind it. Returns its bytes, or a fault that counts characters. */
function decode(to: usize): i32 {
  const from = <u32>(json.from - start);
  const stop = from + <u32>json.copyString(json.from);
  if (looksHex(start, from, stop)) return decodeHex(start, from, stop, to);
  if (!startsWith(start, from, stop, "-----BEGIN ")) return decodeBase64(start, from, stop, to);
  memory.copy(to, json.from, stop - from);
  return <i32>(stop - from);
}

function readBytes(row: Row): i32 {
  if (!json.string()) return 0;
  const at = json.from;
  const size = decode(at);
  if (size >= 0) keep(row, at, size);
  return size;
}

/** Reads an array of strings, and lays their bytes side by side. */
function readManyBytes(row: Row): i32 {
  if (json.peek() != 91) return readBytes(row);
  json.array();
  let at: usize = 0;
  let size: u32 = 0;
  while (json.element()) {
    if (!json.string()) return 0;
    if (at == 0) at = json.from;
    const more = decode(at + size);
    if (more < 0) return more;
    size += more;
  }
  keep(row, at, size);
  return 0;
}

function readVersion(row: Row): i32 {
  const at = <u32>(json.at - start);
  const version = json.unsigned();
  if (version - 1 < AZURE_FORM) return 0;
  return json.problem ? 0 : fail(Code.UnknownVersion, at, <u32>version, <u32>AZURE_FORM, row);
}

function readValue(row: Row): i32 {
  const shape = shapeOf(row);
  if (shape == MemberShape.Object) return readMembers(row.name);
  if (shape == MemberShape.Version) return readVersion(row);
  if (shape == MemberShape.Foreign) return fail(Code.ForeignToken, <u32>(json.from - start));
  if (shape == MemberShape.Bytes) return readBytes(row);
  if (shape == MemberShape.ManyBytes) return readManyBytes(row);
  if (json.string()) keep(row, json.from, <u32>json.copyString(json.from));
  return 0;
}

/** Reads the members of an object. Returns a fault, or at least 0. */
function readMembers(owner: Text): i32 {
  if (!json.object()) return 0;
  while (json.member()) {
    const row = rowNamed(owner);
    const read = row ? readValue(row) : 0;
    if (read < 0) return read;
    if (!row) json.skip();
  }
  return 0;
}

/** Forgets the blobs of the document before. */
export function forgetBlobs(): void {
  memory.fill(places, 0, 8 * Blob.Count);
}

/** Reads `size` bytes of JSON at p. Returns 0, or a fault. */
export function readEvidence(p: usize, size: u32): i32 {
  forgetBlobs();
  start = p;
  json.begin(p, p + size);
  const read = readMembers("");
  if (read < 0) return read;
  if (!json.finish()) {
    const place = <u32>(json.problemAt - p);
    return fail(Code.Json, place, place < size ? load<u8>(json.problemAt) : 0);
  }
  mainBlob = blobAt(Blob.HclReport) ? Blob.HclReport : Blob.Outblob;
  const both = blobAt(Blob.HclReport) != 0 && blobAt(Blob.Outblob) != 0;
  return blobAt(mainBlob) && !both ? 0 : fail(Code.Json, size);
}
