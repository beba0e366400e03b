/**
 * Inverses modulo an odd number by divsteps: D. J. Bernstein and B.-Y. Yang, "Fast constant-time gcd computation and
 * modular inversion", in the variant that takes as long as the number at hand needs: only public numbers come here.
 *
 * Numbers are limbs of 30 bits, lowest first; all but the highest lie in 0 .. 2^30 - 1, the highest has the sign.
 * f and g shrink to ±1 and 0 by matrices that each do 30 steps at once; d and e follow, so that always d * x = f * scale
 * and e * x = g * scale modulo m.
 */
import { words } from "./curve";

const MASK: i32 = 0x3fffffff;
const m = memory.data(64, 8);
const d = memory.data(64, 8);
const e = memory.data(64, 8);
const f = memory.data(64, 8);
const g = memory.data(64, 8);

/** Limbs of the modulus: 9 or 13. */
let limbs: usize = 0;
/** Limbs that f and g still have. */
let length: usize = 0;
/** 1 / m modulo 2^30. */
let inverseOfM: u32 = 0;

/** The matrix of 30 steps: (f, g) becomes (u f + v g, q f + r g) / 2^30. |u| + |v| and |q| + |r| are at most 2^30. */
let u: i32 = 0;
let v: i32 = 0;
let q: i32 = 0;
let r: i32 = 0;

/** Thirty steps, from the low bits of f and g alone. Takes and returns the negative of the paper's delta. */
function steps(eta: i32, f0: i32, g0: i32): i32 {
  u = 1;
  v = 0;
  q = 0;
  r = 1;
  let left = 30;
  while (true) {
    // All the steps that halve g, up to those that are left.
    const zeros = <i32>ctz<u32>(<u32>g0 | (0xffffffff << left));
    g0 >>= zeros;
    u <<= zeros;
    v <<= zeros;
    eta -= zeros;
    left -= zeros;
    if (left == 0) return eta;
    if (eta < 0) {
      eta = -eta;
      let t = f0;
      f0 = g0;
      g0 = -t;
      t = u;
      u = q;
      q = -t;
      t = v;
      v = r;
      r = -t;
    }
    // The multiple of f that clears up to 8 low bits of g: -g / f. (3 f) ^ 2 inverts f to 5 bits, one Newton step to 10.
    const most = min<i32>(eta + 1, left);
    let inverse = (<u32>f0 * 3) ^ 2;
    inverse *= 2 - <u32>f0 * inverse;
    const w = <i32>((<u32>-g0 * inverse) & (0xffffffff >>> (32 - most)) & 255);
    g0 += f0 * w;
    q += u * w;
    r += v * w;
  }
}

/** Applies the matrix to d and e modulo m: multiples of m make their low 30 bits vanish. Both stay in -2 m .. m. */
function applyToCoefficients(): void {
  const top: usize = 4 * (limbs - 1);
  const dSign = load<i32>(d + top) >> 31;
  const eSign = load<i32>(e + top) >> 31;
  let md = (u & dSign) + (v & eSign);
  let me = (q & dSign) + (r & eSign);
  // |u d + v e| < 2^30 * 2^30 and |m * md| < 2^61, so that sums of both with a carry stay below 2^63.
  let cd = <i64>u * load<i32>(d) + <i64>v * load<i32>(e);
  let ce = <i64>q * load<i32>(d) + <i64>r * load<i32>(e);
  md -= <i32>((inverseOfM * <u32>cd + <u32>md) & MASK);
  me -= <i32>((inverseOfM * <u32>ce + <u32>me) & MASK);
  cd = (cd + <i64>load<i32>(m) * md) >> 30;
  ce = (ce + <i64>load<i32>(m) * me) >> 30;
  for (let i: usize = 4; i <= top; i += 4) {
    const di = <i64>load<i32>(d + i);
    const ei = <i64>load<i32>(e + i);
    const mi = <i64>load<i32>(m + i);
    cd += <i64>u * di + <i64>v * ei + mi * md;
    ce += <i64>q * di + <i64>r * ei + mi * me;
    store<i32>(d + i - 4, <i32>cd & MASK);
    store<i32>(e + i - 4, <i32>ce & MASK);
    cd >>= 30;
    ce >>= 30;
  }
  store<i32>(d + top, <i32>cd);
  store<i32>(e + top, <i32>ce);
}

/** Applies the matrix to f and g, whose low 30 bits vanish by its making. Drops limbs that only hold a sign. */
function applyToValues(): void {
  const top: usize = 4 * (length - 1);
  let cf = (<i64>u * load<i32>(f) + <i64>v * load<i32>(g)) >> 30;
  let cg = (<i64>q * load<i32>(f) + <i64>r * load<i32>(g)) >> 30;
  for (let i: usize = 4; i <= top; i += 4) {
    const fi = <i64>load<i32>(f + i);
    const gi = <i64>load<i32>(g + i);
    cf += <i64>u * fi + <i64>v * gi;
    cg += <i64>q * fi + <i64>r * gi;
    store<i32>(f + i - 4, <i32>cf & MASK);
    store<i32>(g + i - 4, <i32>cg & MASK);
    cf >>= 30;
    cg >>= 30;
  }
  store<i32>(f + top, <i32>cf);
  store<i32>(g + top, <i32>cg);
  const fSign = <i32>cf >> 31;
  const gSign = <i32>cg >> 31;
  if (length > 1 && <i32>cf == fSign && <i32>cg == gSign) {
    store<i32>(f + top - 4, load<i32>(f + top - 4) | (fSign << 30));
    store<i32>(g + top - 4, load<i32>(g + top - 4) | (gSign << 30));
    length--;
  }
}

function isZero(a: usize): bool {
  let all: i32 = 0;
  for (let i: usize = 0; i < length; i++) all |= load<i32>(a + 4 * i);
  return all == 0;
}

/** Limb i is bits 30 i and up. */
function fromWords(to: usize, from: usize): void {
  for (let i: usize = 0; i < limbs; i++) {
    const at: usize = (30 * i) >> 5;
    const above: u64 = at + 1 < words ? load<u32>(from + 4 * at + 4) : 0;
    store<i32>(to + 4 * i, <i32>((load<u32>(from + 4 * at) | (above << 32)) >> <u64>((30 * i) & 31)) & MASK);
  }
}

/** Word i is bits 32 i and up. Behind the last limb there are zeros. */
function toWords(to: usize, from: usize): void {
  for (let i: usize = 0; i < words; i++) {
    const at = from + 4 * ((32 * i) / 30);
    const three = <u64>load<u32>(at) | ((<u64>load<u32>(at + 4)) << 30) | ((<u64>load<u32>(at + 8)) << 60);
    store<u32>(to + 4 * i, <u32>(three >> <u64>((32 * i) % 30)));
  }
}

/** d = sign * d + times * m, carried. */
function combine(sign: i64, times: i64): void {
  let carry: i64 = 0;
  for (let i: usize = 0; i < limbs; i++) {
    carry += sign * load<i32>(d + 4 * i) + times * load<i32>(m + 4 * i);
    store<i32>(d + 4 * i, i + 1 == limbs ? <i32>carry : <i32>carry & MASK);
    carry >>= 30;
  }
}

/** to = scale / x modulo the odd `modulus`, all in words; 0 < x < modulus, scale < modulus. */
export function invert(to: usize, x: usize, modulus: usize, scale: usize): void {
  limbs = words == 12 ? 13 : 9;
  fromWords(m, modulus);
  memory.copy(f, m, 64);
  fromWords(g, x);
  memory.fill(d, 0, 64);
  fromWords(e, scale);
  const low = load<u32>(modulus);
  inverseOfM = (low * 3) ^ 2;
  for (let i = 0; i < 3; i++) inverseOfM *= 2 - low * inverseOfM;
  length = limbs;
  let eta = -1;
  do {
    eta = steps(eta, load<i32>(f), load<i32>(g));
    applyToCoefficients();
    applyToValues();
  } while (!isZero(g));
  // f is 1 or -1, and d is above -2 m and below m.
  const top = d + 4 * (limbs - 1);
  if (load<i32>(top) < 0) combine(1, 1);
  if (load<i32>(f + 4 * (length - 1)) < 0) combine(-1, 0);
  if (load<i32>(top) < 0) combine(1, 1);
  toWords(to, d);
}
