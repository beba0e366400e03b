/** Reads one field of a section by its row: what all views share. */
import { bigEndian } from "../bytes";
import { Flag, Kind, Row } from "../layout";
import { base, Section } from "../parse/sections";

/** Where the field lies. */
export function placeOf(section: Section, row: Row): usize {
  return base + section.at + row.at;
}

/** Bytes the field has in this section. */
export function lengthOf(section: Section, row: Row): u32 {
  return row.size ? row.size : section.size - row.at;
}

/** The value of an integer field. */
export function valueOf(section: Section, row: Row): u64 {
  const p = placeOf(section, row);
  if (row.kind == Kind.UintBE) return bigEndian(p, row.size);
  if (row.size == 8) return load<u64>(p);
  return row.size == 4 ? load<u32>(p) : row.size == 2 ? load<u16>(p) : load<u8>(p);
}

/** The value of some bits of an integer. */
export function bitsOf(value: u64, row: Row): u64 {
  return (value >> row.at) & (((<u64>1) << row.size) - 1);
}

/** The set bits of an integer field that none of its rows names. */
export function unnamedBits(value: u64, field: Row): u64 {
  for (let r = field.next; r.inLayout && !r.isField; r = r.next) {
    if (r.kind == Kind.Bits) value &= ~((((<u64>1) << r.size) - 1) << r.at);
  }
  return value;
}

/**
 * Is the section part of the short views? What the evidence itself says is, with the certificates; what the quoting
 * enclave says of itself is not.
 */
export function isShort(section: Section): bool {
  const field = section.subject;
  if (section.depth > 0 && !section.slots && (!section.overlay || !(field!.flags & Flag.Short))) return false;
  for (let row = section.layout.next; row.inLayout; row = row.next) {
    if (row.flags & Flag.Short && row.has(section.version)) return true;
  }
  return false;
}

/** Does the field have named bits? */
export function hasBits(row: Row): bool {
  return row.next.inLayout && row.next.kind == Kind.Bits;
}
