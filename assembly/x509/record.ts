/** What a certificate says. The record lies in memory of its owner's: memory.data(CERTIFICATE, 8). */
import { KeyAlgorithm } from "../formats/algorithm";
import { Slot, Usage } from "../formats/certificate";
import { Signed } from "./envelope";

/** Component versions of Intel's TCB. */
export const COMPONENTS: u32 = 16;

/**
 * A certificate that was read. Behind the members lie the slots, a place and a length for each {@link Slot}, and the
 * component versions side by side.
 */
@unmanaged
export class Certificate extends Signed {
  /** A number that no other reading of a certificate has. */
  id: u32;
  /** Seconds since 1970, both inclusive. */
  notBefore: i64;
  notAfter: i64;
  /** SubjectPublicKeyInfo, with its tag and length. */
  spki: usize;
  spkiEnd: usize;
  /** The key: see parse/publicKey.ts for what its parts are. */
  keyAlgorithm: KeyAlgorithm;
  keyCurve: u32;
  keyPoint: usize;
  modulus: usize;
  modulusLength: u32;
  exponent: usize;
  exponentLength: u32;
  keyHash: i32;
  keySalt: u32;
  /** basicConstraints: is it an authority's, and how many authorities may follow below; -1 for any number. */
  isAuthority: bool;
  pathLength: i32;
  /** keyUsage: the first byte of its bits, see {@link Usage}; 0 where the extension is not there. */
  usage: u32;
  /** Bit i - 1 for each component version i that was found. */
  components: u32;

  /** Where the slots lie. */
  get slots(): usize {
    return changetype<usize>(this) + offsetof<Certificate>();
  }
  /** Where the component versions lie. */
  get componentsAt(): usize {
    return this.slots + 8 * <usize>Slot.Count;
  }
  /** Keeps [from, to) as what was found for a slot. */
  put(slot: Slot, from: usize, to: usize): void {
    store<usize>(this.slots + 8 * <usize>slot, from);
    store<u32>(this.slots + 8 * <usize>slot, <u32>(to - from), 4);
  }
  /** Was it found? */
  has(slot: Slot): bool {
    return this.at(slot) != 0;
  }
  /** Where what was found lies; 0 when nothing was. */
  at(slot: Slot): usize {
    return load<usize>(this.slots + 8 * <usize>slot);
  }
  lengthOf(slot: Slot): u32 {
    return load<u32>(this.slots + 8 * <usize>slot, 4);
  }
  /** The number that was found, of at most two bytes; -1 when none was. */
  numberOf(slot: Slot): i32 {
    if (!this.has(slot)) return -1;
    const low = this.at(slot) + this.lengthOf(slot) - 1;
    return load<u8>(low) | (this.lengthOf(slot) > 1 ? (<i32>load<u8>(low - 1)) << 8 : 0);
  }
  /** May the key do this? */
  may(usage: Usage): bool {
    return (this.usage & <u32>usage) != 0;
  }
}

/** Bytes of a record. */
export const CERTIFICATE: usize = offsetof<Certificate>() + 8 * <usize>Slot.Count + COMPONENTS;
