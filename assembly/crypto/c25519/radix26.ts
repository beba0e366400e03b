/**
 * Arithmetic with ten limbs of 26 bits, modulo 2^255 - 19, for X25519, Ed25519 and, with numbers so small that nothing is reduced, for
 * Poly1305: the same steps whatever the numbers are. A limb is a u64, the lowest comes first. Limbs may have more bits until they are
 * carried: products have limbs below 2^26 + 2^17, and those of factors have to be below 2^28. Two limbs are computed at a time,
 * which engines that interpret are grateful for.
 */
const BITS: i32 = 26;
const MASK: u64 = (1 << 26) - 1;

/** Bytes of a number. */
export const ELEMENT: usize = 80;

/** What 2^260 is congruent to. */
const FOLD: u64 = 19 << 5;

/** The product by columns, before it is reduced. */
const columns = memory.data(160, 16);
const high = columns + ELEMENT;

function low(v: v128): v128 {
  return v128.and(v, i64x2.splat(MASK));
}

/** What the limb before two limbs, and the first of the two, have too much of. */
function carries(before: v128, v: v128): v128 {
  return i64x2.shr_u(v128.shuffle<i64>(before, v, 1, 2), BITS);
}

/** Hands on, once, what each of ten limbs has too much; what the last has counts `fold` times in the first. */
function carry(at: usize, fold: u64): void {
  const a = v128.load(at);
  const b = v128.load(at, 16);
  const c = v128.load(at, 32);
  const d = v128.load(at, 48);
  const e = v128.load(at, 64);
  const folded = i64x2.mul(carries(e, a), i64x2.replace_lane(i64x2.splat(1), 0, fold));
  v128.store(at, i64x2.add(low(a), folded));
  v128.store(at, i64x2.add(low(b), carries(a, b)), 16);
  v128.store(at, i64x2.add(low(c), carries(b, c)), 32);
  v128.store(at, i64x2.add(low(d), carries(c, d)), 48);
  v128.store(at, i64x2.add(low(e), carries(d, e)), 64);
}

/** Writes a × b. The result may lie where a factor does. */
export function multiply(out: usize, a: usize, b: usize): void {
  const b0 = v128.load(b);
  const b1 = v128.load(b, 16);
  const b2 = v128.load(b, 32);
  const b3 = v128.load(b, 48);
  const b4 = v128.load(b, 64);
  memory.fill(columns, 0, 2 * ELEMENT);
  for (let i: usize = 0; i < ELEMENT; i += 8) {
    const limb = v128.load_splat<u64>(a + i);
    const at = columns + i;
    v128.store(at, i64x2.add(v128.load(at), i64x2.mul(limb, b0)));
    v128.store(at, i64x2.add(v128.load(at, 16), i64x2.mul(limb, b1)), 16);
    v128.store(at, i64x2.add(v128.load(at, 32), i64x2.mul(limb, b2)), 32);
    v128.store(at, i64x2.add(v128.load(at, 48), i64x2.mul(limb, b3)), 48);
    v128.store(at, i64x2.add(v128.load(at, 64), i64x2.mul(limb, b4)), 64);
  }
  // The last of the twenty columns is empty, so it hands on nothing.
  carry(high, 0);
  combine(out, columns, high, FOLD);
}

/** Writes a + b × scale; limbs of it may have 60 bits. */
export function combine(out: usize, a: usize, b: usize, scale: u64): void {
  const factor = i64x2.splat(scale);
  for (let k: usize = 0; k < ELEMENT; k += 16) {
    v128.store(out + k, i64x2.add(v128.load(a + k), i64x2.mul(factor, v128.load(b + k))));
  }
  carry(out, FOLD);
  carry(out, FOLD);
}

/** Carries from each of `n` limbs to the next. Returns the last one, which keeps what is too much. */
function propagate(at: usize, n: usize): u64 {
  let over: u64 = 0;
  for (let k: usize = 0; k < n - 1; k++) {
    over += load<u64>(at + 8 * k);
    store<u64>(at + 8 * k, over & MASK);
    over >>= BITS;
  }
  over += load<u64>(at + 8 * (n - 1));
  store<u64>(at + 8 * (n - 1), over);
  return over;
}

/** Reads the first bits of little-endian bytes as `n` limbs; looks at 8 bytes from the one where the last limb begins. */
export function read(out: usize, bytes: usize, n: usize): void {
  for (let k: usize = 0; k < n; k++) {
    const bit = <usize>BITS * k;
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
    const bit = <usize>BITS * k;
    const to = bytes + (bit >> 3);
    store<u64>(to, load<u64>(to) | (load<u64>(at + 8 * k) << (bit & 7)));
  }
}

/** Clears what the last product left. */
export function wipe(): void {
  memory.fill(columns, 0, 2 * ELEMENT);
}
