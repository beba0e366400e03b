/**
 * Intel TD ATTRIBUTES, 8 bytes: the same word in a quote's body and in TDINFO.
 * Source: Intel TDX module base specification, ATTRIBUTES.
 */
import { Row } from "../layout";

/** Bits that an appraisal asks for by name. */
export const enum TdBit {
  SeptVeDisable = 28,
  Migratable = 29,
}

/** Names the bits of an ATTRIBUTES field. */
export function withTdAttributes(field: Row): Row {
  return field
    .short()
    .bit(0, "debug", "The host may read and write the domain's memory.")
    .bits(1, 7, "tudReserved", "Rest of the TUD group: any bit set means untrusted.")
    .bit(TdBit.SeptVeDisable, "septVeDisable", "EPT violations on pending pages do not become exceptions.")
    .bit(TdBit.Migratable, "migratable", "The domain may be migrated.")
    .bit(30, "pks", "Supervisor protection keys are on.")
    .bit(31, "kl", "Key Locker is on.")
    .bit(63, "perfmon", "Performance monitoring is on.");
}
