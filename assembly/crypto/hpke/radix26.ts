/**
 * Arithmetic modulo primes a little below a power of two, 2^255 - 19 and 2^130 - 5: the same steps whatever the numbers are.
 * A number is `n` limbs of 26 bits, each in a u64, the lowest first; behind an odd `n` stands a limb of zero. Limbs may have a
 * bit or two more until they are carried: products and what was read have limbs below 2^26 + 4, and a limb of a factor has to
 * be below 2^28.
 */
const BITS: usize = 26;
const MASK: u64 = (1 << 26) - 1;

/** The product by columns, before it is folded: twice the limbs of the longest number. */
const LIMBS: usize = 10;
const columns = memory.data(160, 16);

/** Writes a × b, where 2^(26 n) is congruent to `fold`, below 2^10. The result may lie where a factor does. */
export function multiply(out: usize, a: usize, b: usize, n: usize, fold: u64): void {
  memory.fill(columns, 0, 16 * LIMBS);
  for (let i: usize = 0; i < n; i++) {
    const limb = i64x2.splat(load<u64>(a + 8 * i));
    for (let j: usize = 0; j < n; j += 2) {
      const at = columns + 8 * (i + j);
      v128.store(at, i64x2.add(v128.load(at), i64x2.mul(limb, v128.load(b + 8 * j))));
    }
  }
  const top = columns + 8 * n;
  propagate(columns, 2 * n);
  for (let k: usize = 0; k < n; k++) {
    store<u64>(out + 8 * k, load<u64>(columns + 8 * k) + fold * load<u64>(top + 8 * k));
  }
  const over = propagate(out, n) >> BITS;
  store<u64>(out + 8 * (n - 1), load<u64>(out + 8 * (n - 1)) & MASK);
  store<u64>(out, load<u64>(out) + fold * over);
  propagate(out, 2);
}

/** Carries from each of `n` limbs to the next. Returns the last one, which keeps what is too much. */
function propagate(at: usize, n: usize): u64 {
  let carry: u64 = 0;
  for (let k: usize = 0; k < n - 1; k++) {
    carry += load<u64>(at + 8 * k);
    store<u64>(at + 8 * k, carry & MASK);
    carry >>= BITS;
  }
  carry += load<u64>(at + 8 * (n - 1));
  store<u64>(at + 8 * (n - 1), carry);
  return carry;
}

/** Reads the first bits of little-endian bytes as `n` limbs; looks at 8 bytes from the one where the last limb begins. */
export function read(out: usize, bytes: usize, n: usize): void {
  for (let k: usize = 0; k < n; k++) {
    const bit = BITS * k;
    store<u64>(out + 8 * k, (load<u64>(bytes + (bit >> 3)) >> (bit & 7)) & MASK);
  }
}

/**
 * Reduces `n` limbs modulo 2^(26 (n - 1) + top) - delta, and writes the number as little-endian bytes, which have been zeros;
 * 8 bytes from the one where the last limb begins.
 */
export function write(bytes: usize, at: usize, n: usize, top: u64, delta: u64): void {
  const last = at + 8 * (n - 1);
  const lastMask: u64 = (1 << top) - 1;
  // What lies above the power of two counts delta times, and may carry up there once more.
  for (let i = 0; i < 2; i++) {
    const over = propagate(at, n) >> top;
    store<u64>(last, load<u64>(last) & lastMask);
    store<u64>(at, load<u64>(at) + delta * over);
  }
  propagate(at, n);
  // Is the number at least the prime? Then it is as much above 0 as this is above the power of two.
  let over = load<u64>(at) + delta;
  for (let k: usize = 1; k < n; k++) over = load<u64>(at + 8 * k) + (over >> BITS);
  store<u64>(at, load<u64>(at) + delta * (over >> top));
  propagate(at, n);
  store<u64>(last, load<u64>(last) & lastMask);
  for (let k: usize = 0; k < n; k++) {
    const bit = BITS * k;
    const to = bytes + (bit >> 3);
    store<u64>(to, load<u64>(to) | (load<u64>(at + 8 * k) << (bit & 7)));
  }
}

/** Clears what the last product left. */
export function wipe(): void {
  memory.fill(columns, 0, 16 * LIMBS);
}
