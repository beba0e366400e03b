/** What a signature was made from: RFC 8017, sections 5.2.2 (RSAVP1) and 4.1 (I2OSP). */
import { power, setModulus } from "./modular";

/** Bits of the moduli that are taken. */
export const BITS_MIN: u32 = 2048;
export const BITS_MAX: u32 = 4096;

/** Bits of a big-endian number without leading zeros. */
export function bitsOf(at: usize, length: u32): u32 {
  return 8 * length - <u32>clz<u32>(<u32>load<u8>(at)) + 24;
}

/** The encoded message that {@link recover} found, as many bytes as the modulus. */
export const MESSAGE: usize = memory.data(512, 16);

/**
 * Raises a signature to the power of e. The numbers are big-endian; n begins with a byte that is not zero, e has at most
 * 8 bytes. Returns the bits of n, or 0 when n has not 2048 to 4096 bits or is even, e is even or 1, the signature has
 * another length than n, or is not below n.
 */
export function recover(n: usize, nLength: u32, e: usize, eLength: u32, signature: usize, length: u32): u32 {
  if (nLength < BITS_MIN / 8 || nLength > BITS_MAX / 8 || eLength > 8 || length != nLength) return 0;
  const bits = bitsOf(n, nLength);
  if (load<u8>(n) == 0 || bits < BITS_MIN || (load<u8>(n + nLength - 1) & 1) == 0) return 0;
  let exponent: u64 = 0;
  for (let i: u32 = 0; i < eLength; i++) exponent = (exponent << 8) | load<u8>(e + i);
  if (exponent < 3 || (exponent & 1) == 0) return 0;
  let at: u32 = 0;
  while (at < length && load<u8>(signature + at) == load<u8>(n + at)) at++;
  if (at == length || load<u8>(signature + at) > load<u8>(n + at)) return 0;
  setModulus(n, nLength, bits);
  power(MESSAGE, signature, length, exponent);
  return bits;
}
