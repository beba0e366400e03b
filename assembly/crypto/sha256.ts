/**
 * The compression function of SHA-256: FIPS 180-4, sections 4.1.2, 4.2.2 and 6.2. Made like that of SHA-512, except that
 * four words of the message schedule are made at a time; as the upper two need the lower two, sigma1 runs twice.
 */

/** Constants of the rounds: the first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
export const ROUNDS: usize = memory.data<u32>(
  [
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98,
    0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
    0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8,
    0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
    0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819,
    0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
    0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
    0xc67178f2,
  ],
  16,
);

/** Bytes of a block, and of the 64 words of its schedule. */
const BLOCK: usize = 64;
const SCHEDULE: usize = 256;
/** The schedule of the block in hand, with the constants of the rounds added. */
const SUMS: usize = memory.data(256, 16);

function choose(x: u32, y: u32, z: u32): u32 {
  return z ^ (x & (y ^ z));
}
function majority(x: u32, y: u32, z: u32): u32 {
  return (x & y) | (z & (x | y));
}
function upperSigma0(x: u32): u32 {
  return rotr(x, 2) ^ rotr(x, 13) ^ rotr(x, 22);
}
function upperSigma1(x: u32): u32 {
  return rotr(x, 6) ^ rotr(x, 11) ^ rotr(x, 25);
}

/** The words of a message, which are big-endian. */
function words(bytes: v128): v128 {
  return i8x16.shuffle(bytes, bytes, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
}
function rotate(x: v128, by: i32): v128 {
  return v128.or(i32x4.shr_u(x, by), i32x4.shl(x, 32 - by));
}
function xor(a: v128, b: v128, c: v128): v128 {
  return v128.xor(v128.xor(a, b), c);
}
function sum(a: v128, b: v128, c: v128): v128 {
  return i32x4.add(i32x4.add(a, b), c);
}
/** Adds the constants to the words at an offset of the schedule. */
function keep(t: usize, w: v128): void {
  v128.store(SUMS + t, i32x4.add(w, v128.load(ROUNDS + t)));
}

/** Takes `blocks` blocks at `data` into the hash value at `state`, eight u32. Leaves nothing of them behind. */
export function compress(state: usize, data: usize, blocks: usize): void {
  let a0 = load<u32>(state);
  let b0 = load<u32>(state, 4);
  let c0 = load<u32>(state, 8);
  let d0 = load<u32>(state, 12);
  let e0 = load<u32>(state, 16);
  let f0 = load<u32>(state, 20);
  let g0 = load<u32>(state, 24);
  let h0 = load<u32>(state, 28);
  for (; blocks; blocks--, data += BLOCK) {
    // A window of sixteen words of the schedule.
    let w0 = words(v128.load(data));
    let w1 = words(v128.load(data, 16));
    let w2 = words(v128.load(data, 32));
    let w3 = words(v128.load(data, 48));
    keep(0, w0);
    keep(16, w1);
    keep(32, w2);
    keep(48, w3);
    let a = a0;
    let b = b0;
    let c = c0;
    let d = d0;
    let e = e0;
    let f = f0;
    let g = g0;
    let h = h0;
    for (let t: usize = 0; t < SCHEDULE; t += BLOCK / 2) {
      if (t < SCHEDULE - BLOCK) {
        // n: the next words, of which l has the lower and v the upper two; x: those fifteen back; z, u: those two back.
        const x0 = i32x4.shuffle(w0, w1, 1, 2, 3, 4);
        const y0 = sum(w0, xor(rotate(x0, 7), rotate(x0, 18), i32x4.shr_u(x0, 3)), i32x4.shuffle(w2, w3, 1, 2, 3, 4));
        const z0 = i32x4.shuffle(w3, w3, 2, 3, 2, 3);
        const l0 = i32x4.add(y0, xor(rotate(z0, 17), rotate(z0, 19), i32x4.shr_u(z0, 10)));
        const u0 = i32x4.shuffle(l0, l0, 0, 1, 0, 1);
        const v0 = i32x4.add(y0, xor(rotate(u0, 17), rotate(u0, 19), i32x4.shr_u(u0, 10)));
        const n0 = i32x4.shuffle(l0, v0, 0, 1, 6, 7);
        keep(t + 64, n0);
        const x1 = i32x4.shuffle(w1, w2, 1, 2, 3, 4);
        const y1 = sum(w1, xor(rotate(x1, 7), rotate(x1, 18), i32x4.shr_u(x1, 3)), i32x4.shuffle(w3, n0, 1, 2, 3, 4));
        const z1 = i32x4.shuffle(n0, n0, 2, 3, 2, 3);
        const l1 = i32x4.add(y1, xor(rotate(z1, 17), rotate(z1, 19), i32x4.shr_u(z1, 10)));
        const u1 = i32x4.shuffle(l1, l1, 0, 1, 0, 1);
        const v1 = i32x4.add(y1, xor(rotate(u1, 17), rotate(u1, 19), i32x4.shr_u(u1, 10)));
        const n1 = i32x4.shuffle(l1, v1, 0, 1, 6, 7);
        keep(t + 80, n1);
        w0 = w2;
        w1 = w3;
        w2 = n0;
        w3 = n1;
      }
      h = h + load<u32>(SUMS + t) + choose(e, f, g) + upperSigma1(e);
      d += h;
      h = majority(a, b, c) + h + upperSigma0(a);
      g = g + load<u32>(SUMS + t, 4) + choose(d, e, f) + upperSigma1(d);
      c += g;
      g = majority(h, a, b) + g + upperSigma0(h);
      f = f + load<u32>(SUMS + t, 8) + choose(c, d, e) + upperSigma1(c);
      b += f;
      f = majority(g, h, a) + f + upperSigma0(g);
      e = e + load<u32>(SUMS + t, 12) + choose(b, c, d) + upperSigma1(b);
      a += e;
      e = majority(f, g, h) + e + upperSigma0(f);
      d = d + load<u32>(SUMS + t, 16) + choose(a, b, c) + upperSigma1(a);
      h += d;
      d = majority(e, f, g) + d + upperSigma0(e);
      c = c + load<u32>(SUMS + t, 20) + choose(h, a, b) + upperSigma1(h);
      g += c;
      c = majority(d, e, f) + c + upperSigma0(d);
      b = b + load<u32>(SUMS + t, 24) + choose(g, h, a) + upperSigma1(g);
      f += b;
      b = majority(c, d, e) + b + upperSigma0(c);
      a = a + load<u32>(SUMS + t, 28) + choose(f, g, h) + upperSigma1(f);
      e += a;
      a = majority(b, c, d) + a + upperSigma0(b);
    }
    a0 += a;
    b0 += b;
    c0 += c;
    d0 += d;
    e0 += e;
    f0 += f;
    g0 += g;
    h0 += h;
  }
  store<u32>(state, a0);
  store<u32>(state, b0, 4);
  store<u32>(state, c0, 8);
  store<u32>(state, d0, 12);
  store<u32>(state, e0, 16);
  store<u32>(state, f0, 20);
  store<u32>(state, g0, 24);
  store<u32>(state, h0, 28);
  memory.fill(SUMS, 0, SCHEDULE);
}
