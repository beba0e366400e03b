/**
 * Public keys that the verifier trusts by themselves, without a certificate: those of platforms whose evidence carries none.
 * A key may be tied to one platform by its ids.
 */
import { equal } from "../bytes";

/** Keys at most. */
const KEYS_MAX: u32 = 32;
export const IMPLEMENTATION_ID: u32 = 32;
export const INSTANCE_ID: u32 = 33;

/** A key, 176 bytes: its members, X and Y of its point or the bytes of an Ed25519 key, and the ids. */
@unmanaged
export class TrustedKey {
  curve: u32;
  /** Is it for one kind of platform, for one platform only? */
  hasImplementation: u32;
  hasInstance: u32;

  get point(): usize {
    return changetype<usize>(this) + offsetof<TrustedKey>();
  }
  get implementation(): usize {
    return this.point + 96;
  }
  get instance(): usize {
    return this.implementation + IMPLEMENTATION_ID;
  }

  /** May the key have signed for the platform with these ids? */
  isFor(implementation: usize, instance: usize): bool {
    if (this.hasImplementation && !equal(this.implementation, implementation, IMPLEMENTATION_ID)) return false;
    return !this.hasInstance || equal(this.instance, instance, INSTANCE_ID);
  }
}

const KEY: usize = 176;
const keys = memory.data(32 * 176, 8);
let count: u32 = 0;

/** Forgets all keys. */
export function forgetTrustedKeys(): void {
  count = 0;
}
export function trustedKeys(): u32 {
  return count;
}
export function trustedKeyAt(i: u32): TrustedKey {
  return changetype<TrustedKey>(keys + KEY * i);
}

/** A key that is yet to be filled, behind those there are; {@link keepTrustedKey} keeps it. Null when there is no room. */
export function nextTrustedKey(): TrustedKey | null {
  if (count == KEYS_MAX) return null;
  const key = trustedKeyAt(count);
  memory.fill(changetype<usize>(key), 0, KEY);
  return key;
}
export function keepTrustedKey(): void {
  count++;
}
