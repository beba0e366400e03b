/**
 * The compression function of SHA-512 and SHA-384: FIPS 180-4, sections 4.1.3, 4.2.3 and 6.4. The rounds are scalar. The
 * message schedule is made two words at a time, beside the rounds: those wait for one another and leave units idle.
 *
 * The compiler inlines functions of up to twelve nodes. All but the last keep to that; a call would cost more than they do.
 */

/** Constants of the rounds: the first 64 bits of the fractional parts of the cube roots of the first 80 primes. */
export const ROUNDS: usize = memory.data<u64>(
  [
    0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc, 0x3956c25bf348b538,
    0x59f111f1b605d019, 0x923f82a4af194f9b, 0xab1c5ed5da6d8118, 0xd807aa98a3030242, 0x12835b0145706fbe,
    0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2, 0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235,
    0xc19bf174cf692694, 0xe49b69c19ef14ad2, 0xefbe4786384f25e3, 0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65,
    0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5, 0x983e5152ee66dfab,
    0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4, 0xc6e00bf33da88fc2, 0xd5a79147930aa725,
    0x06ca6351e003826f, 0x142929670a0e6e70, 0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed,
    0x53380d139d95b3df, 0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b,
    0xa2bfe8a14cf10364, 0xa81a664bbc423001, 0xc24b8b70d0f89791, 0xc76c51a30654be30, 0xd192e819d6ef5218,
    0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8, 0x19a4c116b8d2d0c8, 0x1e376c085141ab53,
    0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8, 0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb, 0x5b9cca4f7763e373,
    0x682e6ff3d6b2b8a3, 0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
    0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b, 0xca273eceea26619c,
    0xd186b8c721c0c207, 0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178, 0x06f067aa72176fba, 0x0a637dc5a2c898a6,
    0x113f9804bef90dae, 0x1b710b35131c471b, 0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc,
    0x431d67c49c100d4c, 0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817,
  ],
  16,
);

/** Bytes of a block, and of the 80 words of its schedule. */
const BLOCK: usize = 128;
const SCHEDULE: usize = 640;
/** The schedule of the block in hand, with the constants of the rounds added. */
const SUMS: usize = memory.data(640, 16);

function choose(x: u64, y: u64, z: u64): u64 {
  return z ^ (x & (y ^ z));
}
function majority(x: u64, y: u64, z: u64): u64 {
  return (x & y) | (z & (x | y));
}
function upperSigma0(x: u64): u64 {
  return rotr(x, 28) ^ rotr(x, 34) ^ rotr(x, 39);
}
function upperSigma1(x: u64): u64 {
  return rotr(x, 14) ^ rotr(x, 18) ^ rotr(x, 41);
}

/** The words of a message, which are big-endian. */
function words(bytes: v128): v128 {
  return i8x16.shuffle(bytes, bytes, 7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8);
}
function rotate(x: v128, by: i32): v128 {
  return v128.or(i64x2.shr_u(x, by), i64x2.shl(x, 64 - by));
}
function xor(a: v128, b: v128, c: v128): v128 {
  return v128.xor(v128.xor(a, b), c);
}
function sum(a: v128, b: v128, c: v128, d: v128): v128 {
  return i64x2.add(i64x2.add(a, b), i64x2.add(c, d));
}
/** Adds the constants to the words at an offset of the schedule. */
function keep(t: usize, w: v128): void {
  v128.store(SUMS + t, i64x2.add(w, v128.load(ROUNDS + t)));
}

/** Takes `blocks` blocks at `data` into the hash value at `state`, eight u64. Leaves nothing of them behind. */
export function compress(state: usize, data: usize, blocks: usize): void {
  let a0 = load<u64>(state);
  let b0 = load<u64>(state, 8);
  let c0 = load<u64>(state, 16);
  let d0 = load<u64>(state, 24);
  let e0 = load<u64>(state, 32);
  let f0 = load<u64>(state, 40);
  let g0 = load<u64>(state, 48);
  let h0 = load<u64>(state, 56);
  for (; blocks; blocks--, data += BLOCK) {
    // A window of sixteen words of the schedule.
    let w0 = words(v128.load(data));
    let w1 = words(v128.load(data, 16));
    let w2 = words(v128.load(data, 32));
    let w3 = words(v128.load(data, 48));
    let w4 = words(v128.load(data, 64));
    let w5 = words(v128.load(data, 80));
    let w6 = words(v128.load(data, 96));
    let w7 = words(v128.load(data, 112));
    keep(0, w0);
    keep(16, w1);
    keep(32, w2);
    keep(48, w3);
    keep(64, w4);
    keep(80, w5);
    keep(96, w6);
    keep(112, w7);
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
        // n: the next words; x: those fifteen back, which lie across two vectors.
        const x0 = i64x2.shuffle(w0, w1, 1, 2);
        const n0 = sum(
          w0,
          xor(rotate(x0, 1), rotate(x0, 8), i64x2.shr_u(x0, 7)),
          i64x2.shuffle(w4, w5, 1, 2),
          xor(rotate(w7, 19), rotate(w7, 61), i64x2.shr_u(w7, 6)),
        );
        keep(t + 128, n0);
        const x1 = i64x2.shuffle(w1, w2, 1, 2);
        const n1 = sum(
          w1,
          xor(rotate(x1, 1), rotate(x1, 8), i64x2.shr_u(x1, 7)),
          i64x2.shuffle(w5, w6, 1, 2),
          xor(rotate(n0, 19), rotate(n0, 61), i64x2.shr_u(n0, 6)),
        );
        keep(t + 144, n1);
        const x2 = i64x2.shuffle(w2, w3, 1, 2);
        const n2 = sum(
          w2,
          xor(rotate(x2, 1), rotate(x2, 8), i64x2.shr_u(x2, 7)),
          i64x2.shuffle(w6, w7, 1, 2),
          xor(rotate(n1, 19), rotate(n1, 61), i64x2.shr_u(n1, 6)),
        );
        keep(t + 160, n2);
        const x3 = i64x2.shuffle(w3, w4, 1, 2);
        const n3 = sum(
          w3,
          xor(rotate(x3, 1), rotate(x3, 8), i64x2.shr_u(x3, 7)),
          i64x2.shuffle(w7, n0, 1, 2),
          xor(rotate(n2, 19), rotate(n2, 61), i64x2.shr_u(n2, 6)),
        );
        keep(t + 176, n3);
        w0 = w4;
        w1 = w5;
        w2 = w6;
        w3 = w7;
        w4 = n0;
        w5 = n1;
        w6 = n2;
        w7 = n3;
      }
      h = h + load<u64>(SUMS + t) + choose(e, f, g) + upperSigma1(e);
      d += h;
      h = majority(a, b, c) + h + upperSigma0(a);
      g = g + load<u64>(SUMS + t, 8) + choose(d, e, f) + upperSigma1(d);
      c += g;
      g = majority(h, a, b) + g + upperSigma0(h);
      f = f + load<u64>(SUMS + t, 16) + choose(c, d, e) + upperSigma1(c);
      b += f;
      f = majority(g, h, a) + f + upperSigma0(g);
      e = e + load<u64>(SUMS + t, 24) + choose(b, c, d) + upperSigma1(b);
      a += e;
      e = majority(f, g, h) + e + upperSigma0(f);
      d = d + load<u64>(SUMS + t, 32) + choose(a, b, c) + upperSigma1(a);
      h += d;
      d = majority(e, f, g) + d + upperSigma0(e);
      c = c + load<u64>(SUMS + t, 40) + choose(h, a, b) + upperSigma1(h);
      g += c;
      c = majority(d, e, f) + c + upperSigma0(d);
      b = b + load<u64>(SUMS + t, 48) + choose(g, h, a) + upperSigma1(g);
      f += b;
      b = majority(c, d, e) + b + upperSigma0(c);
      a = a + load<u64>(SUMS + t, 56) + choose(f, g, h) + upperSigma1(f);
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
  store<u64>(state, a0);
  store<u64>(state, b0, 8);
  store<u64>(state, c0, 16);
  store<u64>(state, d0, 24);
  store<u64>(state, e0, 32);
  store<u64>(state, f0, 40);
  store<u64>(state, g0, 48);
  store<u64>(state, h0, 56);
  memory.fill(SUMS, 0, SCHEDULE);
}
