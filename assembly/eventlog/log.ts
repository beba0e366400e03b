/**
 * Reads an event log record by record, where it lies: TCG PC Client Platform Firmware Profile section 10.2. Every length is
 * checked where it is read, so that a log that changes between two passes ends in a fault too.
 */
import { INPUT } from "../arena";
import { firstNonZero, isZero } from "../bytes";
import { Code, fail } from "../fault";
import * as f from "../formats/eventLog";
import { entryOf, Row } from "../layout";
import { startsWith } from "../parse/text";

/** A log under way: the header's facts, and the event under the cursor. Offsets count from the start of the log. */
@unmanaged
export class Log {
  base: usize;
  /** Bytes of the log. */
  length: u32;
  /** Where the first event lies, and the algorithms in the header. */
  first: u32;
  algorithms: u32;
  algorithmCount: u32;

  /** Number of the event, from 1 on; it lies from `at` to `end`. */
  number: u32;
  at: u32;
  end: u32;
  register: u32;
  type: u32;
  /** Address of its SHA-384. */
  digest: usize;
  /** Address of its data. */
  data: usize;
  size: u32;

  /** Takes `length` bytes at `base` for a log and reads the header. Returns 0, or a fault. */
  open(base: usize, length: u32): i32 {
    this.base = base;
    this.length = length;
    const fault = this.readHeader();
    this.rewind();
    return fault;
  }

  /** Goes before the first event. */
  rewind(): void {
    this.number = 0;
    this.at = this.first;
    this.end = this.first;
  }

  /** Goes to the next event. Returns 1; 0 behind the last one; or a fault. */
  next(): i32 {
    const at = this.end;
    if (this.isEnd(at)) return this.checkFill(at);
    if (this.number == f.MAX_EVENTS) return this.fail(Code.TooMany, at, this.number + 1, f.MAX_EVENTS, f.record);
    if (this.lacks(at, f.record.size)) return this.truncated(at, f.record.size, f.record);
    const p = this.base + at;
    this.number++;
    this.at = at;
    this.register = f.register.u32(p);
    this.type = f.eventType.u32(p);
    if (this.register >= f.REGISTERS) return this.bad(at, f.register, this.register, f.REGISTERS - 1);
    const count = f.digestCount.u32(p);
    if (count != this.algorithmCount) return this.bad(at, f.digestCount, count, this.algorithmCount);
    const data = this.readDigests(at + f.record.size);
    if (data < 0) return data;
    if (this.lacks(data, f.eventSize.size)) return this.truncated(data, f.eventSize.size, f.eventSize);
    this.size = f.eventSize.u32(this.base + data);
    this.data = this.base + data + f.eventSize.size;
    if (this.lacks(data + f.eventSize.size, this.size))
      return this.truncated(data + f.eventSize.size, this.size, f.eventData);
    this.end = data + f.eventSize.size + this.size;
    return 1;
  }

  /** Address of algorithm i of the header. */
  algorithmAt(i: u32): usize {
    return this.base + this.algorithms + i * f.algorithm.size;
  }

  /** The place of an algorithm in the header, or −1. */
  indexOf(id: u32): i32 {
    for (let i: u32 = 0; i < this.algorithmCount; i++) if (f.algorithmId.u16(this.algorithmAt(i)) == id) return i;
    return -1;
  }

  private readHeader(): i32 {
    this.algorithmCount = 0;
    this.first = 0;
    if (this.length == 0) return fail(Code.Empty);
    if (this.lacks(0, f.header.size)) return this.truncated(0, f.header.size, f.header);
    const p = this.base;
    if (f.headerType.u32(p) != f.EventType.NoAction)
      return this.bad(0, f.headerType, f.headerType.u32(p), f.EventType.NoAction);
    const digest = firstNonZero(f.headerDigest.of(p), f.headerDigest.size);
    if (digest < f.headerDigest.size)
      return this.bad(digest, f.headerDigest, load<u8>(f.headerDigest.of(p) + digest), 0);
    const size = f.headerSize.u32(p);
    if (this.lacks(f.header.size, size)) return this.truncated(f.header.size, size, f.specId);
    return this.readSpecId(f.header.size, f.header.size + size);
  }

  /** Reads the data of the header record, from `at` to `end`. */
  private readSpecId(at: u32, end: u32): i32 {
    const p = this.base + at;
    if (end - at < f.specId.size) return this.bad(0, f.headerSize, end - at, f.specId.size);
    if (!startsWith(f.signature.of(p), 0, f.signature.size, "Spec ID Event03"))
      return this.bad(at, f.signature, load<u8>(p), 83);
    if (f.signatureEnd.u8(p)) return this.bad(at, f.signatureEnd, f.signatureEnd.u8(p), 0);
    if (f.platformClass.u32(p) > 1) return this.bad(at, f.platformClass, f.platformClass.u32(p), 1);
    if (f.versionMinor.u8(p)) return this.bad(at, f.versionMinor, f.versionMinor.u8(p), 0);
    if (f.versionMajor.u8(p) != 2) return this.bad(at, f.versionMajor, f.versionMajor.u8(p), 2);
    if (f.uintnSize.u8(p) - 1 > 1) return this.bad(at, f.uintnSize, f.uintnSize.u8(p), 2);
    const count = f.algorithmCount.u32(p);
    if (count > f.MAX_ALGORITHMS)
      return this.fail(Code.TooMany, at + f.algorithmCount.at, count, f.MAX_ALGORITHMS, f.algorithmCount);
    const vendor = at + f.specId.size + count * f.algorithm.size;
    if (end <= vendor) return this.bad(0, f.headerSize, end - at, vendor + 1 - at);
    this.algorithms = at + f.specId.size;
    for (; this.algorithmCount < count; this.algorithmCount++) {
      const fault = this.checkAlgorithm(this.algorithms + this.algorithmCount * f.algorithm.size);
      if (fault < 0) return fault;
    }
    if (this.indexOf(f.Algorithm.Sha384) < 0) return this.bad(this.algorithms, f.algorithmId, 0, f.Algorithm.Sha384);
    const rest = end - vendor - f.vendorInfoSize.size;
    if (f.vendorInfoSize.u8(this.base + vendor) != rest) {
      return this.fail(Code.BadLength, vendor, f.vendorInfoSize.u8(this.base + vendor), rest, f.vendorInfoSize);
    }
    this.first = end;
    return 0;
  }

  /** Is it another than those before, and its digest as long as the algorithm has it? */
  private checkAlgorithm(at: u32): i32 {
    const id = f.algorithmId.u16(this.base + at);
    const before = this.indexOf(id);
    if (before >= 0) return this.fail(Code.Duplicate, at, this.algorithmCount, before, f.algorithm);
    const size = f.digestSize.u16(this.base + at);
    const known = entryOf(f.algorithms, id);
    if (known && known.size != size) return this.bad(at, f.digestSize, size, known.size);
    return size - 1 < 64 ? 0 : this.bad(at, f.digestSize, size, 64);
  }

  /** Reads the digests at `at`, each algorithm's once. Returns where they end, or a fault. */
  private readDigests(at: u32): i32 {
    let seen: u32 = 0;
    for (let i: u32 = 0; i < this.algorithmCount; i++) {
      if (this.lacks(at, f.digestAlgorithm.size)) return this.truncated(at, f.digestAlgorithm.size, f.digestAlgorithm);
      const id = f.digestAlgorithm.u16(this.base + at);
      const index = this.indexOf(id);
      if (index < 0) return this.bad(at, f.digestAlgorithm, id, f.Algorithm.Sha384);
      if ((seen >> index) & 1) return this.fail(Code.Duplicate, at, i, index, f.digestAlgorithm);
      seen |= 1 << index;
      at += f.digestAlgorithm.size;
      const size = f.digestSize.u16(this.algorithmAt(index));
      if (this.lacks(at, size)) return this.truncated(at, size, f.digestRecord);
      if (id == f.Algorithm.Sha384) this.digest = this.base + at;
      at += size;
    }
    return at;
  }

  /** Does the log end at `at`: with its bytes, with the mark, or with bytes that fill it? No event is without digests. */
  private isEnd(at: u32): bool {
    if (at == this.length) return true;
    const p = this.base + at;
    if (this.lacks(at, f.record.size)) return load<u8>(p) == 0 || load<u8>(p) == 0xff;
    return f.register.u32(p) == f.END || isZero(p, f.record.size);
  }

  /** Are all bytes behind the last event the same? */
  private checkFill(at: u32): i32 {
    const want = at < this.length ? load<u8>(this.base + at) : 0;
    for (let i = at; i < this.length; i++) {
      if (load<u8>(this.base + i) != want) return this.bad(i, f.fill, load<u8>(this.base + i), want);
    }
    return 0;
  }

  private lacks(at: u32, size: u32): bool {
    return this.length - at < size;
  }
  private truncated(at: u32, size: u32, row: Row): i32 {
    return this.fail(Code.Truncated, at, this.length - at, size, row);
  }
  /** A field of the part at `at` has a value that it can't have. */
  private bad(at: u32, row: Row, got: u32, want: u32): i32 {
    return this.fail(Code.BadValue, at + row.at, got, want, row);
  }
  private fail(code: Code, at: u32, got: u32, want: u32, row: Row): i32 {
    return fail(code, <u32>(this.base - INPUT) + at, got, want, row);
  }
}
