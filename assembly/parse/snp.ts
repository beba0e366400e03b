/** AMD SEV-SNP: attestation reports and certificate tables. */
import { firstNonZero, spells } from "../bytes";
import { Code, fail } from "../fault";
import * as table from "../formats/snpCertTable";
import * as report from "../formats/snpReport";
import { cpuidRanges, Product, products, snpTcb, snpTcbTurin } from "../formats/snpTcb";
import { entryOf, Kind, Row } from "../layout";
import { Text } from "../text";
import { beginTable, blobFrom, blobTo, checkEntry, nextBlob } from "./blobTable";
import { addCertificates } from "./certificate";
import { add, addUnchecked, base, need, total } from "./sections";

/**
 * The product of the report at p. From version 3 on its CPUID tells. Before, only the chip id's shape does: Turin's has
 * eight bytes; a masked one tells nothing.
 */
export function productOf(p: usize): Product {
  if (report.version.u32(p) < 3) {
    const id = report.chipId.of(p);
    if (firstNonZero(id + 8, 56) < 56) return Product.Milan; // or Genoa, whose words are the same
    return firstNonZero(id, 8) < 8 ? Product.Turin : Product.Unknown;
  }
  const family = report.cpuidFamId.u8(p);
  const model = report.cpuidModId.u8(p);
  for (let r = cpuidRanges.next; r.kind == Kind.Value; r = r.next) {
    if (r.size >> 16 == family && ((r.size >> 8) & 255) <= model && model <= (r.size & 255)) return <Product>r.at;
  }
  return Product.Unknown;
}

/** The product's name for people; a version 2 report can't tell Milan from Genoa. */
export function productName(p: usize): Text {
  const product = productOf(p);
  if (product == Product.Milan && report.version.u32(p) < 3) return "Milan or Genoa";
  const row = entryOf(products, product);
  return row ? row.name : "unknown";
}

/** Adds the parts of one TCB word, when the product's layout of it is known. */
function tcb(word: Row, product: Product, strict: bool): i32 {
  if (product == Product.Unknown) return 0;
  const layout: Row = product >= Product.Turin ? snpTcbTurin : snpTcb;
  return strict ? add(layout, 0, word.at, word.size, 1, word) : addUnchecked(layout, 0, word.at, word.size, 1, word);
}

/** Parses a report. Returns the bytes it takes, or a fault. */
export function parseReport(): i32 {
  const size = report.snpReport.size;
  let fault = need(size, report.snpReport);
  if (fault < 0) return fault;
  const version = report.version.u32(base);
  const strict = version <= report.SNP_NEWEST;
  fault = strict ? add(report.snpReport, version, 0, size) : addUnchecked(report.snpReport, report.SNP_NEWEST, 0, size);
  const product = productOf(base);
  if (fault >= 0) fault = tcb(report.currentTcb, product, strict);
  if (fault >= 0) fault = tcb(report.reportedTcb, product, strict);
  if (fault >= 0) fault = tcb(report.committedTcb, product, strict);
  if (fault >= 0) fault = tcb(report.launchTcb, product, strict);
  return fault < 0 ? fault : <i32>size;
}

/** Bytes of an entry. */
const ENTRY: u32 = table.certEntry.size;
/** Blobs a certificate table has at most. */
const MAX_BLOBS: u32 = 32;

/** The kind of a certificate table's blob by the GUID at p; the last row of the list when it is not known. */
export function kindOf(p: usize): Row {
  let r: Row = table.certKinds.next;
  while (r.at != 7 && !spells(r.text, p)) r = r.next;
  return r;
}

/** Parses a certificate table: entries, their end, then the blobs as they lie. Returns the bytes it takes, or a fault. */
export function parseCertTable(): i32 {
  let entries: u32 = 0;
  for (;;) {
    const fault = need(<u64>(entries + 1) * ENTRY, table.certEntry);
    if (fault < 0) return fault;
    if (firstNonZero(table.guid.of(base + entries * ENTRY), 16) == 16) break;
    if (++entries > MAX_BLOBS) return fail(Code.TooMany, entries * ENTRY, entries, MAX_BLOBS, table.certEntry);
  }
  const header = (entries + 1) * ENTRY;
  beginTable(table.certEntry, 0, entries, header, total);
  for (let i: u32 = 0; i < entries; i++) {
    let fault = checkEntry(i);
    if (fault >= 0) fault = add(table.certEntry, 0, i * ENTRY, ENTRY, 0, kindOf(base + i * ENTRY));
    if (fault < 0) return fault;
  }
  let fault = add(table.certEnd, 0, entries * ENTRY, ENTRY);
  let end = header;
  for (let i = nextBlob(header); i >= 0 && fault >= 0; i = nextBlob(end)) {
    const from = <u32>blobFrom(i);
    if (from > end) fault = add(table.padding, 0, end, from - end);
    end = <u32>blobTo(i);
    if (fault >= 0) fault = add(table.certBlob, 0, from, end - from, 1, kindOf(base + i * ENTRY));
    if (fault >= 0) fault = addCertificates(from, end - from, 2, table.der);
  }
  return fault < 0 ? fault : <i32>end;
}
