/** Numbers modulo the order of the base point, 2^252 + 27742317777372353535851937790883648493: RFC 8032, section 5.1. Little-endian. */

/** Bytes of a number, and bits of one below the order. */
const NUMBER: usize = 32;
export const BITS: i32 = 253;
/** Bits of what is reduced. */
const WIDE: i32 = 512;

const ORDER: usize = memory.data<u64>([0x5812631a5cf5d3ed, 0x14def9dea2f79cd6, 0, 0x1000000000000000], 16);
const difference = memory.data(32, 16);

/** Bit i of a number. */
export function bit(at: usize, i: i32): u32 {
  return (load<u8>(at + <usize>(i >> 3)) >> <u8>(i & 7)) & 1;
}

/** Is the number below the order? Leaves what it has more in {@link difference}. */
export function isBelowOrder(at: usize): bool {
  let rest: i64 = 0;
  for (let k: usize = 0; k < NUMBER; k += 4) {
    rest += <i64>load<u32>(at + k) - <i64>load<u32>(ORDER + k);
    store<u32>(difference + k, <u32>rest);
    rest >>= 32;
  }
  return rest < 0;
}

/** Writes the 64 bytes of a number modulo the order, bit by bit. */
export function reduce(to: usize, at: usize): void {
  memory.fill(to, 0, NUMBER);
  for (let i = WIDE - 1; i >= 0; i--) {
    let over = <u64>bit(at, i);
    for (let k: usize = 0; k < NUMBER; k += 8) {
      const word = load<u64>(to + k);
      store<u64>(to + k, (word << 1) | over);
      over = word >> 63;
    }
    if (!isBelowOrder(to)) memory.copy(to, difference, NUMBER);
  }
}
