/** Fields of which only the bits under a mask are compared. */

/** Are `size` bytes what is wanted, where bits outside the mask do not count? A bit that is wanted outside it is never found. */
export function matches(value: usize, wanted: usize, mask: usize, size: u32): bool {
  let difference: u32 = 0;
  for (let i: u32 = 0; i < size; i++) {
    difference |= (load<u8>(value + i) & load<u8>(mask + i)) ^ load<u8>(wanted + i);
  }
  return difference == 0;
}
